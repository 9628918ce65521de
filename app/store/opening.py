"""Open a store: check it, bring it to this version's schema, complete what was begun."""

import getpass
import os
import platform
from pathlib import Path

from app.base.errors import StoreError
from app.base.messages import message
from app.store.backups import back_up_file, backups, check_file
from app.store.connection import folder_engine, is_address, server_engine
from app.store.contents import DatabaseContents, FolderContents
from app.store.database import Store
from app.store.deletion import complete_erasure
from app.store.faults import DamagedStoreError, worded
from app.store.schema import known_revisions, migrate, revision
from app.store.tables import HEAD


def open_store(place: Path | str, *, who: str | None = None) -> Store:
    """Open a store, which is made if it is not there.

    Args:
        place: a folder, or the address of a PostgreSQL database without a password.
        who: as the trail names who edits; the account and the computer if None.

    Raises:
        DamagedStoreError: the file is damaged; ``set_aside`` and ``restore`` help.
        StoreError: it cannot be opened, or a newer version made it.
    """
    user = who or _account()
    if is_address(place):
        return _ready(Store(server_engine(str(place)), DatabaseContents(), None, user))
    folder = Path(place)
    contents = FolderContents(folder / "contents")
    return _ready(Store(folder_engine(folder), contents, folder, user))


def _ready(store: Store) -> Store:
    try:
        with worded():
            _make_ready(store)
        complete_erasure(store)
    except BaseException as error:
        store.close()
        if isinstance(error, DamagedStoreError) and store.folder is not None:
            raise _with_backup(error, store.folder) from error
        raise
    return store


def _with_backup(error: DamagedStoreError, folder: Path) -> DamagedStoreError:
    """Name the backup from which a damaged store can be restored."""
    newest = next(iter(backups(folder)), None)
    if newest is None:
        return error
    hint = message(
        "Restore the backup “{name}”; the damaged file is set aside, not deleted.", name=newest.name
    )
    return DamagedStoreError(error.message, hint)


def _make_ready(store: Store) -> None:
    with store.read() as connection:
        if store.folder is not None:
            check_file(connection)
        found = revision(connection)
    if found == HEAD:
        return
    if found is not None and found not in known_revisions():
        raise StoreError(
            message("The store was made by a newer version of Retivasc."),
            message("Install that version or a later one; this one changes nothing in it."),
        )
    if found is not None and store.folder is not None:
        back_up_file(store)
    with store.writing() as connection:
        migrate(connection)


def _account() -> str:
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # an account that nobody named
        user = str(os.getuid()) if hasattr(os, "getuid") else "unknown"
    return f"{user}@{platform.node()}"
