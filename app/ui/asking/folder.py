"""Where photographs lie that were fetched from an archive."""

import atexit
from pathlib import Path
from tempfile import TemporaryDirectory

from app.base.paths import user_fetched


class FetchedFolder:
    """The user's folder for them, or one that goes at the program's end."""

    def __init__(self) -> None:
        self._passing: TemporaryDirectory[str] | None = None

    def path(self, *, kept: bool) -> Path:
        """Return the folder.

        Args:
            kept: whether patients are kept here; where several people share one account they are
                not.

        Raises:
            OSError: no folder can be made.
        """
        if kept:
            return user_fetched()
        if self._passing is None:
            self._passing = TemporaryDirectory(prefix="retivasc-", ignore_cleanup_errors=True)
            atexit.register(self.clear)
        return Path(self._passing.name)

    def clear(self) -> None:
        """Remove the folder that does not stay, with all that is in it."""
        if self._passing is not None:
            self._passing.cleanup()
            self._passing = None
