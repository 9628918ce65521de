from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.opening import read_image
from tests.fuzz import hunt as hunt_module
from tests.fuzz import worker
from tests.fuzz.hunt import SOUND, hunt
from tests.fuzz.mutations import mutate
from tests.fuzz.sources import sources, write_sources
from tests.fuzz.worker import read

SEED = 20260301
COUNT = 2000  # and as many as one likes by make fuzz


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sources")
    write_sources(folder)
    return folder


def test_the_sources_are_sound(folder):
    without_picture = {"nested_priv_SQ.dcm"}
    for path in folder.iterdir():
        if path.name not in without_picture:
            assert read_image(path).pixels.size, path.name


def test_spoilt_files_give_typed_errors_in_time_and_kill_nothing(folder):
    result = hunt(folder, SEED, 0, COUNT)
    assert not result.findings
    assert sum(result.outcomes.values()) == COUNT
    assert set(result.outcomes) == set(SOUND)  # the mutations reach every end


def test_a_mutation_depends_on_its_seed_only():
    content = sources()["plain.dcm"]
    assert mutate(content, Random("1")) == mutate(content, Random("1"))
    assert mutate(content, Random("1")) != mutate(content, Random("2"))


def test_a_file_that_kills_the_worker_is_named_and_the_rest_is_read(folder, monkeypatch):
    real, calls = hunt_module._run_worker, []

    def dies_once(folder, seed, start, stop):
        calls.append(start)
        done = real(folder, seed, start, min(stop, start + 3))
        if len(calls) > 1:
            return done
        lines = done.stdout.splitlines()[:3]  # the second file began and never ended
        return type(done)(done.args, -6, "\n".join(lines), "Fatal Python error: Aborted")

    monkeypatch.setattr(hunt_module, "_run_worker", dies_once)
    told = []
    result = hunt(folder, SEED, 0, 4, told.append)
    assert [finding.number for finding in result.findings] == [1]
    assert "-6" in str(told[0])
    assert calls == [0, 2]
    assert sum(result.outcomes.values()) == 4


def test_what_escapes_is_told(folder, monkeypatch):
    def fails(path):
        raise KeyError("a decoder's own")

    path = folder / "rgb.png"
    assert read(path) == "opened"
    monkeypatch.setattr(worker, "read_image", fails)
    assert read(path).startswith("escaped: KeyError")


STARTS = (
    *(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"GIF89a", b"P6 9 9 "),
    *(b"", b"\0" * 128 + b"DICM", b"\x08\0\x05\0", b"\x02\0\0\0UL\4\0"),
)


@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=400))
@settings(max_examples=300)
def test_any_bytes_give_a_picture_or_a_typed_error(start, rest, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(start + rest)
    assert read(path) in SOUND
