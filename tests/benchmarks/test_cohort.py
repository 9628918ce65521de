import subprocess
import sys
from itertools import islice

from app.batch.task import Options
from app.cohort.conduct import SerialEngine
from app.cohort.plan import Request
from app.cohort.sources import Source
from tests.benchmarks.cohort import Taken, cohort, in_steps, invented, measured, quarters
from tests.cohort.stand_in import StandIn, keep_analysis
from tests.support import FakePredictor, encode, make_fundus


def test_each_invented_photograph_has_a_row(tmp_path):
    stand_in = StandIn(None, tmp_path / "analysis")
    keep_analysis(stand_in)
    request = Request(stand_in, Options())
    cohort(tmp_path / "out", Source(invented(3)), request, SerialEngine())
    assert (tmp_path / "out" / "results.parquet").exists()
    assert [item.id for item in islice(invented(10), 2)] == ["00000000", "00000001"]


def test_memory_is_told_by_quarters_of_the_run():
    assert quarters([1.0, 3.0, 4.0, 6.0, 7.0, 9.0, 10.0, 12.0]) == [2.0, 5.0, 8.0, 11.0]


def test_times_are_told_of_each_photograph():
    assert "500.0 ms each" in str(Taken(4, 2.0, 1.0))


def test_the_steps_end_with_numbers(tmp_path, monkeypatch):
    predictor = FakePredictor()
    monkeypatch.setattr("app.inference.predictor.load_predictor", lambda *_: predictor)
    photograph = tmp_path / "eye.png"
    photograph.write_bytes(encode(make_fundus(256).pixels))
    in_steps([photograph], tmp_path / "steps")
    assert (tmp_path / "steps" / "segmented" / "eye.png").exists()


BUSY = """
import sys, time
input()
while time.process_time() < 1:
    pass
print("done", flush=True)
sys.stdin.read()
"""


def test_processor_time_of_those_that_still_run_counts():
    with subprocess.Popen(
        [sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:

        def work() -> None:
            program.stdin.write(b"begin\n")
            program.stdin.flush()
            program.stdout.readline()

        taken = measured(1, work)
        program.stdin.close()
    assert taken.cpu_s > 0.5
