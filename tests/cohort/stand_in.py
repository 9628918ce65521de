"""Who stands in for the model, so that tests of a cohort are about the cohort."""

import os
import pickle
import signal
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.analysis.analysis import Analysis
from app.base.errors import ImageReadError
from app.base.messages import message
from app.base.progress import Cancelled, ShouldStop
from app.batch.task import Options, Outcome
from app.cohort.folder import Folder, folder_of
from app.cohort.plan import Plan, Request, begin
from app.cohort.running import setting_of
from app.cohort.sources import Source, of_paths
from app.cohort.work import Setting
from app.domain.photograph import Exam, FundusImage, Laterality, Patient
from app.domain.photograph import Source as SaidBy
from app.reading.listing import Entry
from app.records.building import analysis_record
from app.records.schema import Record

_PIECE = 50_000_000  # bytes
_MOST_PIECES = 60


@cache
def an_analysis() -> Analysis:
    """Return an analysis that all stand-ins share: it is made once.

    The processes of Dask get it pickled: to import what makes it takes them too long.
    """
    from app.analysis.analysis import first_reading, read
    from app.analysis.findings import examine
    from tests.support import FakePredictor, make_fundus

    image = FundusImage(
        make_fundus(256).pixels,
        Path("eye.png"),
        "a" * 64,
        laterality=Laterality.RIGHT,
        laterality_source=SaidBy.FILE,
        stated_laterality=Laterality.RIGHT,
        patient=Patient(name="Doe^Jane", id="4711"),
        exam=Exam(date="20260301", device="Camera Works Eye 1"),
        warnings=(message("“{name}” says {count} things.", name="Doe^Jane", count=3),),
    )
    findings = examine(image, FakePredictor())
    return read(findings, first_reading(findings))


@cache
def _kept(path: Path) -> Analysis:
    analysis: Analysis = pickle.loads(path.read_bytes())
    return analysis


class Recorded(Outcome):
    """An outcome whose record is made once, as its analysis is: what is left is the cohort."""

    @property
    def record(self) -> Record:
        assert isinstance(self.result, Analysis)
        return _record(self.result)


_record = cache(analysis_record)


def _take_memory() -> None:
    """Take ever more memory, until whoever watches ends this process."""
    taken = []
    while len(taken) < _MOST_PIECES:
        taken.append(b"x" * _PIECE)
        time.sleep(0.05)


@dataclass(frozen=True)
class StandIn:
    """Give every photograph the same analysis; the names of files say what else happens.

    Attributes:
        notes: a folder in which a file is added for each photograph that is analysed.
        analysis: the file that the analysis is kept in.
    """

    notes: Path | None
    analysis: Path
    model_sha256: str = "0" * 64

    @property
    def gate(self) -> Path:
        """Return the file that lets those go on whose names say "gated"."""
        return self.analysis.with_name("gate-is-open")

    def settings(self) -> dict[str, object]:
        return {"model": ["stand-in", "1", self.model_sha256], "threshold": 0.5}

    def prepare(self) -> None:
        _kept(self.analysis)

    def analyse(self, entry: Entry, options: Options, should_stop: ShouldStop) -> Outcome:
        name = entry.location.name
        self._note(name)
        if entry.problem is not None:
            return Outcome(entry, options, error=entry.problem)
        if "poison" in name:
            os.kill(os.getpid(), signal.SIGKILL)
        if "hungry" in name:
            _take_memory()
        while "gated" in name and not self.gate.exists():
            if should_stop():
                raise Cancelled
            time.sleep(0.01)
        if "bad" in name or not entry.path.exists():
            error = ImageReadError(
                message("“{name}” is damaged.", name=name), message("Export it again.")
            )
            return Outcome(entry, options, error=error)
        return Recorded(entry, options, _kept(self.analysis))

    def _note(self, name: str) -> None:
        if self.notes is None:
            return
        with (self.notes / name).open("a") as file:
            file.write("x")


def keep_analysis(stand_in: StandIn) -> None:
    """Write the analysis where processes of Dask find it."""
    stand_in.analysis.write_bytes(pickle.dumps(an_analysis()))


def times_analysed(notes: Path) -> dict[str, int]:
    """Return how often each photograph was analysed."""
    return {path.name: path.stat().st_size for path in sorted(notes.iterdir())}


@dataclass(frozen=True)
class Study:
    """A cohort of empty files in a folder, ready to run."""

    folder: Folder
    photographs: Path
    notes: Path
    request: Request
    plan: Plan

    @property
    def setting(self) -> Setting:
        return setting_of(self.folder, self.plan, self.request)


def a_study(
    place: Path,
    *names: str,
    chunk: int = 2,
    deidentified: bool = False,
    source: Source | None = None,
) -> Study:
    """Begin a cohort of files with some names."""
    photographs, notes = place / "photographs", place / "notes"
    for folder in (photographs, notes):
        folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (photographs / name).write_bytes(b"a photograph")
    stand_in = StandIn(notes, place / "analysis")
    keep_analysis(stand_in)
    key = place / "key" if deidentified else None
    folder = folder_of(place / "results", key=key)
    request = Request(
        stand_in, Options(), deidentified=deidentified, chunk=chunk, inputs=("photographs",)
    )
    source = source or Source(of_paths([photographs], folder.path))
    with folder.held():
        plan = begin(folder, source, request, workers=2)
    return Study(folder, photographs, notes, request, plan)
