"""What commands ask of the window that they stand in."""

from typing import Protocol

from app.settings.preferences import RecentFile


class Requests(Protocol):
    """Name what a command may ask for that is neither of the open work nor of the panes."""

    def ask_open(self) -> None:
        """Let the user choose photographs and open them."""

    def ask_open_folder(self) -> None:
        """Let the user choose a folder and list the photographs in it."""

    def open_sample(self) -> None:
        """Open the bundled photograph."""

    def open_recent(self, file: RecentFile) -> None:
        """Open a file again that was opened before."""

    def open_previous(self) -> None:
        """Open the photograph above the one that is shown."""

    def open_next(self) -> None:
        """Open the photograph below the one that is shown."""

    def forget_recent(self) -> None:
        """Empty the list of recent files."""

    def show_report(self) -> None:
        """Let the user type a report."""

    def ask_export(self) -> None:
        """Write numbers and pictures into a folder that the user chooses."""

    def ask_export_objects(self) -> None:
        """Write DICOM objects into a folder that the user chooses."""

    def show_send(self) -> None:
        """Let the user send results to the archive."""

    def show_outbox(self) -> None:
        """Show what waits to be sent."""

    def ask_settings(self) -> None:
        """Let the user change the settings."""

    def close(self) -> bool:
        """Close the window; tell whether it did."""

    def show_patient(self, shown: bool) -> None:
        """Show or hide who the patient is."""

    def show_browser(self, shown: bool) -> None:
        """Show or hide the list of photographs."""

    def show_results(self, shown: bool) -> None:
        """Show or hide the results and controls."""

    def show_full_screen(self, full: bool) -> None:
        """Take the whole screen, or give it back."""

    def show_command_list(self) -> None:
        """Let the user find a command by its name."""

    def show_shortcuts(self) -> None:
        """Show all keys, and what the mouse does."""

    def show_log(self) -> None:
        """Show what the program noted."""

    def show_about(self) -> None:
        """Say what this program is."""
