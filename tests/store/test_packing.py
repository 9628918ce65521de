import json
import struct
import zlib
from dataclasses import replace

import numpy as np
import pytest

from app.analysis.analysis import analyse, read
from app.analysis.findings import examine
from app.base.errors import StoreError
from app.domain.structures import Structure
from app.store.packing import STEP, pack_findings, unpack_findings
from tests.support import FakePredictor, make_fundus, photograph, refused

FUNDUS = make_fundus(256)


@pytest.fixture(scope="module")
def analysis():
    return analyse(FUNDUS.image, FakePredictor(threshold=0.4137), measure_anyway=True)


@pytest.fixture(scope="module")
def packed(analysis):
    band = analysis.measurements.band
    return pack_findings(analysis.findings, band.low_threshold, band.high_threshold)


@pytest.mark.parametrize("threshold", [0.4137, 0.05, 0.3, 0.605, 0.95, 61 * STEP])
def test_numbers_of_reopened_findings_are_those_of_the_first(analysis, packed, threshold):
    again = unpack_findings(packed, FUNDUS.image)
    reading = replace(analysis.reading, threshold=threshold)
    first, second = read(analysis.findings, reading), read(again, reading)
    assert np.array_equal(first.vessels.native, second.vessels.native)
    assert np.array_equal(first.vessels.standard, second.vessels.standard)
    assert first.measurements == second.measurements
    assert first.warnings == second.warnings


def test_all_else_comes_back_too(analysis, packed):
    again = unpack_findings(packed, FUNDUS.image)
    assert again.provenances == analysis.findings.provenances
    assert again.quality == analysis.quality
    assert again.unsuitable == analysis.findings.unsuitable
    assert np.array_equal(again.field.mask, analysis.field.mask)
    for name in ("center", "diameter_px", "method", "confidence", "fields", "insets"):
        assert getattr(again.field, name) == getattr(analysis.field, name)
    whole = analysis.probability.native.nbytes + analysis.probability.standard.nbytes
    assert len(packed) < 2 * whole / 8


def test_poor_parts_come_back_too_and_earlier_packings_have_none():
    dark = FUNDUS.pixels.copy()
    dark[:, dark.shape[1] // 2 :] //= 20
    findings = examine(photograph(dark), FakePredictor())
    assert findings.quality.poor_parts
    content = pack_findings(findings)
    assert unpack_findings(content, findings.image).quality == findings.quality
    earlier = unpack_findings(without_poor_parts(content), findings.image).quality
    assert earlier == replace(findings.quality, poor_parts=())


def without_poor_parts(content: bytes) -> bytes:
    """Return packed findings as they were before poor parts were found."""
    (length,) = struct.unpack_from("<I", content)
    head = json.loads(zlib.decompress(content[4 : 4 + length]))
    del head["quality"]["poor_parts"]
    packed = zlib.compress(json.dumps(head).encode())
    return struct.pack("<I", len(packed)) + packed + content[4 + length :]


def test_probabilities_move_by_less_than_a_step(analysis, packed):
    again = unpack_findings(packed, FUNDUS.image)
    moved = np.abs(again.probability.native - analysis.findings.probability.native)
    assert moved.max() <= STEP


def test_other_structures_come_back_and_earlier_packings_have_none(analysis, packed):
    disc = np.linspace(0, 1, analysis.probability.standard.size, dtype=np.float32)
    disc = disc.reshape(analysis.probability.standard.shape)
    found = replace(analysis.findings, others={Structure.DISC: disc, Structure.CUP: disc[::-1]})
    again = unpack_findings(pack_findings(found), FUNDUS.image).others
    assert list(again) == [Structure.DISC, Structure.CUP]
    for structure, plane in again.items():
        assert plane.dtype == np.float32
        assert np.abs(plane - found.others[structure]).max() <= 0.5 / 255 + 1e-6
    assert unpack_findings(packed, FUNDUS.image).others == {}


@pytest.mark.parametrize("spoil", [lambda c: c[:-20], lambda c: c[:3], lambda c: b"x" + c[1:]])
def test_damaged_findings_are_refused(packed, spoil):
    refused(StoreError, unpack_findings, spoil(packed), FUNDUS.image)


def test_findings_of_another_photograph_are_refused(packed):
    refused(StoreError, unpack_findings, packed, make_fundus(300).image)
