"""What commands ask of the window they belong to."""

from typing import Protocol

from app.settings.preferences import RecentFile


class Requests(Protocol):
    """What a command may ask for beyond the open work and the panes."""

    def ask_open(self) -> None:
        """Ask the user for photographs, and open them."""

    def ask_open_folder(self) -> None:
        """Ask the user for a folder, and list the photographs in it."""

    def open_sample(self) -> None:
        """Open the bundled photograph."""

    def open_recent(self, file: RecentFile) -> None:
        """Reopen a recent file."""

    def open_previous(self) -> None:
        """Open the photograph above the one that is shown."""

    def open_next(self) -> None:
        """Open the photograph below the one that is shown."""

    def analyse_all(self) -> None:
        """Analyse all photographs of the list."""

    def forget_recent(self) -> None:
        """Empty the list of recent files."""

    def show_tour(self) -> None:
        """Show what there is in the window, step by step."""

    def show_patients(self) -> None:
        """Open the list of patients."""

    def ask_assign(self) -> None:
        """Ask to which patient the photographs that are selected in the list belong."""

    def ask_assign_by_names(self) -> None:
        """Ask what the names of the photographs that are selected tell of their patients."""

    def show_comparison(self) -> None:
        """Open the dialog for comparing the photograph with another one."""

    def show_report(self) -> None:
        """Open the dialog for signing, saving, printing or sending a report."""

    def type_findings(self) -> None:
        """Show where findings are typed, and begin there."""

    def show_findings(self, shown: bool) -> None:
        """Show or hide where findings are typed."""

    def ask_export(self) -> None:
        """Write numbers and pictures into a folder that the user chooses."""

    def ask_export_objects(self) -> None:
        """Write DICOM objects into a folder that the user chooses."""

    def show_send(self) -> None:
        """Open the dialog for sending results to the archive."""

    def show_archive(self) -> None:
        """Open the dialog that looks for photographs in the archives, and fetches them."""

    def show_earlier(self) -> None:
        """Look in the archives for earlier visits of the patient who is shown."""

    def show_outbox(self) -> None:
        """Show what waits to be sent."""

    def ask_settings(self) -> None:
        """Open the settings dialog."""

    def close(self) -> bool:
        """Close the window; return whether it did."""

    def show_patient(self, shown: bool) -> None:
        """Show or hide who the patient is."""

    def show_browser(self, shown: bool) -> None:
        """Show or hide the list of photographs."""

    def show_results(self, shown: bool) -> None:
        """Show or hide the results and controls."""

    def show_panels(self, shown: bool) -> None:
        """Show or hide what lies to the left and right of the panes."""

    def show_pictures_apart(self, apart: bool) -> None:
        """Move the panes to a window of their own, or back."""

    def show_full_screen(self, full: bool) -> None:
        """Enter or leave full screen."""

    def show_command_list(self) -> None:
        """Open the list for finding a command by its name."""

    def show_manual(self) -> None:
        """Open the manual, at the page of what has the focus."""

    def show_shortcuts(self) -> None:
        """Show all keys, and what the mouse does."""

    def show_log(self) -> None:
        """Show the program's log."""

    def show_about(self) -> None:
        """Show what this program is."""
