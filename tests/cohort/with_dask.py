"""A run of a cohort with Dask in a process of its own, which tests start, watch and kill.

    python -m tests.cohort.with_dask PLACE WORKERS|SCHEDULER

It goes on with the cohort in PLACE, prints the states of its photographs, and ends.
"""

import json
import sys
from pathlib import Path

from app.base.progress import never_stop
from app.batch.task import Options
from app.cohort.dask_engine import DaskEngine
from app.cohort.folder import folder_of
from app.cohort.joining import join
from app.cohort.plan import Request, read_plan
from app.cohort.running import carry_out, setting_of
from app.cohort.work import Tally
from tests.cohort.stand_in import StandIn


def main(place: Path, where: str) -> None:
    """Go on with a cohort, and say what became of it."""
    folder = folder_of(place / "results", key=None)
    request = Request(
        StandIn(place / "notes", place / "analysis"), Options(), inputs=("photographs",)
    )
    plan = read_plan(folder)
    assert plan is not None
    setting, told = setting_of(folder, plan, request), [Tally()]
    with folder.held(), DaskEngine(*_of(where)) as engine:
        print("begun", engine.dashboard, flush=True)
        carry_out(
            folder,
            plan,
            setting,
            engine,
            on_tally=told.append,
            stop=never_stop,
        )
        summary = join(folder, plan, setting)
    done = sum(told, Tally())
    print(
        json.dumps(
            {
                "states": summary.states,
                "set_aside": summary.set_aside,
                "told": done.done,
            }
        )
    )


def _of(where: str) -> tuple[str | None, int | None]:
    return (None, int(where)) if where.isdecimal() else (where, None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
