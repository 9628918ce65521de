import msgspec
import pytest

from app.base.errors import ConfigurationError
from app.domain.quality import Verdict
from app.domain.repeatability import LEAST_PAIRS, read_repeatability
from tests.support import refused, repeatability_of


def test_it_is_read_as_it_was_written(tmp_path):
    path, known = tmp_path / "known.json", repeatability_of("density")
    path.write_bytes(msgspec.json.encode(known))
    assert read_repeatability(path) == known


def test_the_smallest_detectable_change_is_known_by_grade_and_number():
    known = repeatability_of("density", sd=0.01)
    assert known.smallest_detectable("density", Verdict.GOOD) == pytest.approx(0.02772, abs=1e-5)
    assert known.smallest_detectable("density", Verdict.USABLE) is None
    assert known.smallest_detectable("length", Verdict.GOOD) is None


def test_few_pairs_tell_nothing():
    few = repeatability_of("density", pairs=LEAST_PAIRS - 1)
    assert few.smallest_detectable("density", Verdict.GOOD) is None


def test_it_fits_the_companions_that_it_was_learnt_with_and_none_of_others():
    known = msgspec.structs.replace(repeatability_of("avr"), companions={"disc": "1", "av": "2"})
    assert known.fits({"disc": "1", "av": "2"})
    assert known.fits({"disc": "1"})
    assert not known.fits({"disc": "1", "av": "3"})
    assert not known.fits({"other": "1"})
    assert repeatability_of("density").fits({"other": "1"})


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]"])
def test_what_is_none_is_refused(tmp_path, content):
    path = tmp_path / "wrong.json"
    path.write_bytes(content)
    assert "wrong.json" in str(refused(ConfigurationError, read_repeatability, path).message)


def test_another_version_is_refused(tmp_path):
    path = tmp_path / "later.json"
    later = msgspec.structs.replace(repeatability_of("density"), schema="retivasc.repeatability/9")
    path.write_bytes(msgspec.json.encode(later))
    assert "another version" in str(refused(ConfigurationError, read_repeatability, path).message)
