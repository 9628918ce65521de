"""Carry a cohort out, from what a person asks for to the joined tables."""

import secrets
from contextlib import suppress
from pathlib import Path

from app.base.files import write_whole
from app.base.progress import ShouldStop
from app.cohort.conduct import Engine, conduct
from app.cohort.folder import Folder
from app.cohort.plan import Plan, Request, chunks_to_do, disguise_of
from app.cohort.rows import RowMaker
from app.cohort.work import OnTally, Setting, Tally, stop_file, tally_of


def setting_of(folder: Folder, plan: Plan, request: Request) -> Setting:
    """Return what workers must know for a new run.

    Raises:
        ConfigurationError: the key of the pseudonyms is missing.
    """
    run = secrets.token_hex(4)
    provenance = (("settings_sha256", plan.settings_sha256), ("run", run))
    return Setting(
        folder,
        request.analyst,
        request.options,
        RowMaker(plan.covariates, disguise_of(folder, plan), provenance),
        run,
        maps=plan.maps,
        software_version=plan.software_version,
    )


def done_so_far(folder: Folder, plan: Plan) -> Tally:
    """Return what earlier runs have finished.

    Raises:
        ConfigurationError: a part is damaged.
    """
    parts = (folder.part(chunk) for chunk in range(plan.chunks))
    return sum((tally_of(part) for part in parts if part.exists()), Tally())


def carry_out(
    folder: Folder,
    plan: Plan,
    setting: Setting,
    engine: Engine,
    *,
    on_tally: OnTally,
    stop: ShouldStop,
) -> None:
    """Do what is not done.

    Raises:
        RetivascError: what hinders every worker; what is done is kept.
    """
    file = stop_file(folder, setting.run)
    try:
        conduct(
            lambda: chunks_to_do(folder, plan), engine, setting, on_tally, _PassedOn(stop, file)
        )
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)


class _PassedOn:
    """Ask whether to stop, and pass that on to all workers by a file."""

    def __init__(self, stop: ShouldStop, file: Path) -> None:
        self._stop, self._file, self._told = stop, file, False

    def __call__(self) -> bool:
        if self._stop() and not self._told:
            self._told = True
            write_whole(self._file, b"")
        return self._told
