"""Which schema a store has, and how an older one becomes this version's."""

from pathlib import Path

from sqlalchemy import Connection, Inspector, inspect, text

from app.base.errors import StoreError
from app.base.messages import message

_MIGRATIONS = Path(__file__).with_name("migrations")


def revision(connection: Connection) -> str | None:
    """Return which revision a store's schema has; None where there is none yet.

    Raises:
        StoreError: the database belongs to something else.
    """
    inspector: Inspector = inspect(connection)
    names = inspector.get_table_names()
    if "alembic_version" not in names:
        if names:
            raise StoreError(
                message("The database holds something else than a store of Retivasc."),
                message("Name another database, or an empty one."),
            )
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def known_revisions() -> set[str]:
    """Return every revision that this version can read or migrate from."""
    from alembic.script import ScriptDirectory

    return {each.revision for each in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}


def migrate(connection: Connection) -> None:
    """Bring a schema to this version's, within the transaction of the connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
