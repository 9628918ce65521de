"""What a cohort costs besides its analyses, and how it compares with a pool of processes.

    python -m tests.benchmarks.cohort TASKS      invented photographs through a LocalCluster
    make bench                       few of them, and real ones: pool, one process, cohort

Besides wall time, processor time is told, which says something on a busy machine, too.
"""

import multiprocessing
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import msgspec
import psutil
from PIL import Image

from app.base.paths import default_model, sample
from app.base.progress import never_stop
from app.batch.task import Options
from app.cohort.analyst import ModelAnalyst
from app.cohort.conduct import Engine, SerialEngine
from app.cohort.dask_engine import DaskEngine
from app.cohort.folder import folder_of
from app.cohort.items import Item
from app.cohort.joining import join
from app.cohort.plan import Request, begin
from app.cohort.rows import RowMaker
from app.cohort.running import carry_out, setting_of
from app.cohort.sources import Source, of_paths
from app.reading.listing import Entry
from tests.cohort.stand_in import Recorded, StandIn, an_analysis, keep_analysis

PHOTOGRAPHS = 4
TASKS = 200
WORKERS = 2
_SAMPLED_EVERY_S = 2.0


@dataclass(frozen=True)
class Taken:
    """What a run took.

    Attributes:
        cpu_s: processor time of this process and of all that it started.
    """

    count: int
    wall_s: float
    cpu_s: float

    def __str__(self) -> str:
        each = 1000 / self.count
        return (
            f"{self.wall_s:8.1f} s wall ({each * self.wall_s:7.1f} ms each), "
            f"{self.cpu_s:8.1f} s of processors ({each * self.cpu_s:7.1f} ms each)"
        )


def measured(count: int, work: Callable[[], object]) -> Taken:
    """Return what some work took."""
    start, before = time.perf_counter(), _cpu()
    work()
    return Taken(count, time.perf_counter() - start, _cpu() - before)


def _cpu() -> float:
    """Return the processor time so far, of processes that still run, too: those of Dask do."""
    ended = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    running = psutil.Process().children(recursive=True)
    return sum(used.ru_utime + used.ru_stime for used in ended) + sum(map(_cpu_of, running))


def _cpu_of(process: psutil.Process) -> float:
    try:
        used = process.cpu_times()
    except psutil.Error:  # it has just ended
        return 0.0
    return float(used.user + used.system)


@dataclass
class Memory:
    """Look at the memory of this process and of those that it starts, while something runs.

    Attributes:
        own: megabytes of this one, which is client and scheduler, one every few seconds.
        others: of the largest of those that it started, at the same moments.
    """

    own: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Memory":
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        this = psutil.Process()
        while not self._ended.wait(_SAMPLED_EVERY_S):
            self.own.append(_held(this))
            started = this.children(recursive=True)
            self.others.append(max(map(_held, started), default=0.0))


def _held(process: psutil.Process) -> float:
    """Return how many megabytes a process holds; none where it has just ended."""
    try:
        return float(process.memory_info().rss / 1e6)
    except psutil.Error:
        return 0.0


def quarters(values: Sequence[float]) -> list[float]:
    """Return the mean of each quarter of a run, which shows whether it grows."""
    size = max(1, len(values) // 4)
    parts = (values[at : at + size] for at in range(0, 4 * size, size))
    return [sum(part) / len(part) for part in parts if part]


def invented(count: int) -> Iterator[Item]:
    """Yield photographs that are not there; the stand-in analyses them all the same."""
    for number in range(count):
        yield Item(0, f"{number:08d}", Entry(sample(), str(number)))


def cohort(place: Path, source: Source, request: Request, engine: Engine) -> None:
    """Carry a cohort out, from the list to the joined table."""
    folder = folder_of(place, key=None)
    with folder.held():
        plan = begin(folder, source, request, workers=WORKERS)
        setting = setting_of(folder, plan, request)
        carry_out(folder, plan, setting, engine, on_tally=lambda _: None, stop=never_stop)
        states = join(folder, plan, setting).states
    assert states == {"measured": plan.count}, states


def overhead(count: int) -> None:
    """Print what invented photographs take, that is, everything but the analyses."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        stand_in = StandIn(None, place / "analysis")
        keep_analysis(stand_in)
        request = Request(stand_in, Options())
        with Memory() as memory, DaskEngine(None, WORKERS) as engine:
            taken = measured(
                count, lambda: cohort(place / "out", Source(invented(count)), request, engine)
            )
        rows = measured(count, lambda: _rows_alone(count))
        print(f"  {count} invented photographs, LocalCluster of {WORKERS}    {taken}")
        print(f"  their rows alone, in this process                {rows}")
        print(f"  {3600 * count / taken.wall_s:,.0f} an hour; megabytes by quarters, and at most:")
        for who, held in (("client and scheduler", memory.own), ("a worker", memory.others)):
            means = ", ".join(f"{mean:.0f}" for mean in quarters(held))
            print(f"    {who:<22}{means}; {max(held, default=0.0):.0f}")


def _rows_alone(count: int) -> None:
    maker, options = RowMaker(), Options()
    for item in invented(count):
        msgspec.json.encode(
            maker.of_outcome(item, options, Recorded(item.entry, options, an_analysis()), 0.0),
            enc_hook=float,
        )


# --- real photographs ----------------------------------------------------------------------


def real(count: int = PHOTOGRAPHS) -> None:
    """Print how long real photographs take: cohort, pool, and one process in AutoMorph's way.

    AutoMorph runs its steps over whole folders, one process after the other, each of which loads
    its model and reads every picture again (its run.sh, 2022). Here the same is done with our own
    model: one process that loads it for each step, and reads and writes every picture twice.
    """
    analyst = ModelAnalyst(default_model(), "cpu")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        photographs = place / "photographs"
        photographs.mkdir()
        for number in range(count):
            Image.open(sample()).rotate(number).save(photographs / f"{number}.png")
        files = sorted(photographs.iterdir())
        request = Request(analyst, Options())
        source = lambda: Source(of_paths([photographs], place))  # noqa: E731
        with DaskEngine(None, WORKERS) as engine:
            dask = measured(count, lambda: cohort(place / "dask", source(), request, engine))
        one = measured(count, lambda: cohort(place / "one", source(), request, SerialEngine()))
        pool = measured(count, lambda: in_pool(files))
        steps = measured(count, lambda: in_steps(files, place / "steps"))
    print(f"  cohort, {WORKERS} workers with one thread each            {dask}")
    print(f"  cohort, this process with all threads            {one}")
    print(f"  multiprocessing pool of {WORKERS}                        {pool}")
    print(f"  one process, step after step, as AutoMorph       {steps}")


def in_pool(files: list[Path]) -> None:
    """Analyse photographs with a plain pool, as one writes it in an afternoon."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(WORKERS, initializer=_one_thread) as pool:
        pool.map(_analysed, files, chunksize=1)


def _one_thread() -> None:
    os.environ["OMP_NUM_THREADS"] = "1"


@cache
def _analyst() -> ModelAnalyst:
    return ModelAnalyst(default_model(), "cpu")


def _analysed(path: Path) -> object:
    outcome = _analyst().analyse(Entry(path), Options(), never_stop)
    return outcome.record


def in_steps(files: list[Path], place: Path) -> None:
    """Cut out, then segment, then measure: each step by itself over all files."""
    from app.batch.task import Drawn, task
    from app.field.masks import Assumed
    from app.inference.predictor import load_predictor
    from app.reading.opening import read_image
    from app.records.pictures import mask_png, photograph_png

    place.mkdir()
    for step in ("cut", "segmented", "measured"):
        (place / step).mkdir()
        predictor = load_predictor(default_model(), "cpu")
        for path in files:
            if step == "cut":
                Image.fromarray(read_image(path).pixels).save(place / step / path.name)
            elif step == "segmented":
                found = task(Entry(place / "cut" / path.name), Options(), lambda *_: predictor)  # noqa: B023
                (place / step / path.name).write_bytes(mask_png(found.analysis()))
                (place / step / f"seen-{path.name}").write_bytes(photograph_png(found.analysis()))
            else:
                drawn = Options(drawn=Drawn(Assumed("auto")))
                task(Entry(place / "segmented" / path.name), drawn).mask()


def main() -> None:
    """Print both for ``make bench``."""
    print("\ncohorts")
    real()
    overhead(TASKS)


if __name__ == "__main__":
    overhead(int(sys.argv[1]))
