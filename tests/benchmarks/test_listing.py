from app.reading.listing import list_photographs
from tests.benchmarks.listing import make_files, walk


def test_what_is_timed_does_the_same_work(tmp_path):
    files = make_files(tmp_path, 220)
    entries = list_photographs([tmp_path])
    assert [entry.path for entry in entries] == files
    assert all(entry.problem is None for entry in entries)
    assert len({entry.patient.name for entry in entries}) == 2
    assert walk(tmp_path) == sum(file.stat().st_size for file in files)
