"""Where everything of a cohort lies: results for others, and apart what tells who is who.

DIR/cohort.json              what was asked for, once and for all
DIR/parts/000/00000012.parquet     the rows of one chunk; whoever places it first has made it
DIR/journals/00000012/*.jsonl      rows of a chunk under way, a file for each attempt
DIR/maps/000/…               pictures of the vessels
DIR/results.parquet, results.csv, columns.csv, report/
DIR or the key folder:  list.parquet (the photographs), inputs.json; key.csv, secret
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from app.base.errors import ConfigurationError
from app.base.files import cannot_lock, make_folder
from app.base.messages import message

_IN_ONE_FOLDER = 1000
_LOCK = ".cohort.lock"


@dataclass(frozen=True)
class Folder:
    """The folder of a cohort's results.

    Attributes:
        private: what names photographs lies here; the folder itself where nothing is hidden.
    """

    path: Path
    private: Path

    @property
    def plan(self) -> Path:
        """Return the file that says what was asked for."""
        return self.path / "cohort.json"

    @property
    def inputs(self) -> Path:
        """Return the file that says where the photographs were looked for."""
        return self.private / "inputs.json"

    @property
    def list(self) -> Path:
        """Return the list of the photographs."""
        return self.private / "list.parquet"

    @property
    def secret(self) -> Path:
        """Return the file that pseudonyms are made with."""
        return self.private / "secret"

    @property
    def key(self) -> Path:
        """Return the table of pseudonyms."""
        return self.private / "key.csv"

    @property
    def parquet(self) -> Path:
        """Return the table of all results."""
        return self.path / "results.parquet"

    @property
    def csv(self) -> Path:
        """Return the same as text."""
        return self.path / "results.csv"

    @property
    def columns(self) -> Path:
        """Return the table that says what the columns mean."""
        return self.path / "columns.csv"

    @property
    def report(self) -> Path:
        """Return the folder of the report."""
        return self.path / "report"

    def part(self, chunk: int) -> Path:
        """Return the file of a chunk's rows."""
        return self.path / "parts" / _shard(chunk) / f"{chunk:08d}.parquet"

    def journals(self, chunk: int) -> Path:
        """Return the folder of a chunk that is under way."""
        return self.path / "journals" / _shard(chunk) / f"{chunk:08d}"

    def map_file(self, number: int, name: str, kind: str) -> Path:
        """Return the file of a picture of a photograph's vessels."""
        place = _shard(number)
        return self.path / "maps" / place / f"{number:08d}-{name}-{kind}.png"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other runs of the command out of the folder.

        Raises:
            ConfigurationError: one is under way.
            ReportWriteError: the folder cannot be made or locked.
        """
        make_folder(self.path)
        make_folder(self.private)
        lock = FileLock(self.path / _LOCK, timeout=0, mode=0o600, fallback_to_soft=False)
        try:
            lock.acquire()
        except Timeout as error:
            raise ConfigurationError(
                message("Another run is working on “{name}”.", name=self.path),
                message("Wait for it to finish, or choose another folder."),
            ) from error
        except (OSError, NotImplementedError) as error:
            raise cannot_lock(self.path, error) from error
        try:
            yield
        finally:
            lock.release()


def folder_of(output: Path, *, key: Path | None) -> Folder:
    """Return the folder of a cohort.

    Args:
        key: where what names photographs is kept apart; None where nothing is hidden.

    Raises:
        ConfigurationError: the key would lie with the results.
    """
    path = Path(os.path.abspath(output))
    if key is None:
        return Folder(path, path)
    private = Path(os.path.abspath(key))
    if private == path or path in private.parents:
        raise ConfigurationError(
            message("The key of the pseudonyms would lie in the folder of the results."),
            message("Name a folder elsewhere: whoever has both knows whose the results are."),
        )
    return Folder(path, private)


def _shard(number: int) -> str:
    return f"{number // _IN_ONE_FOLDER:04d}"
