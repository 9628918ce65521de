import csv
import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.measurement.measures import MEASURES, TORTUOSITY
from app.measurement.summary import withhold_all
from app.measurement.types import Measurement, Measurements
from app.training.agreement import (
    COMPARED,
    Compared,
    agreement,
    agreement_record,
    compare_masks,
    coverage,
    draw_agreement,
    intraclass_correlation,
    numbers_csv,
    table,
)
from app.training.cases import LabelledImage
from tests.support import FakePredictor, encode, make_fundus, refused

NOTHING = withhold_all(message("Nothing is there."))

SHROUT_AND_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]],
    dtype=np.float64,
)
"""Table 2 of Shrout and Fleiss 1979: six targets, four judges."""


def measured(value: float, low: float | None = None, high: float | None = None) -> Measurements:
    numbers = {number: Measurement(value, low, high, "1") for number in MEASURES}
    return replace(NOTHING, numbers=numbers)


def compared(ours: float, expert: float, observer: float | None = None) -> Compared:
    second = None if observer is None else measured(observer)
    return Compared("eye.png", measured(ours, ours - 1, ours + 1), measured(expert), second)


PHOTOGRAPHS = [compared(1, 2, 5), compared(4, 3, 5), compared(6, 5.5, 9)]


def test_intraclass_correlation_of_the_published_example():
    assert intraclass_correlation(SHROUT_AND_FLEISS) == pytest.approx(0.29, abs=0.005)


def test_intraclass_correlation_at_its_ends():
    rising = np.arange(5.0)
    assert intraclass_correlation(np.stack([rising, rising], axis=1)) == pytest.approx(1)
    assert intraclass_correlation(np.stack([rising, rising + 100], axis=1)) < 0.01
    assert intraclass_correlation(np.ones((4, 2))) is None


def test_bias_and_limits_as_by_hand():
    found = agreement([(1, 2), (4, 3), (6, 5.5)])
    assert found is not None
    assert found.count == 3
    assert found.bias == pytest.approx(0.5 / 3)
    assert found.sd == pytest.approx(np.std([-1, 1, 0.5], ddof=1))
    assert found.low == pytest.approx(found.bias - 1.96 * found.sd)
    assert found.high == pytest.approx(found.bias + 1.96 * found.sd)
    assert found.mean_absolute == pytest.approx(2.5 / 3)


def test_one_photograph_gives_no_agreement():
    assert agreement([(1, 2)]) is None
    record = agreement_record(PHOTOGRAPHS[:1])
    assert record["numbers"]["tortuosity"]["program"] is None
    assert "–" in table(record)
    assert draw_agreement(PHOTOGRAPHS[:1])


def test_record_tells_who_is_closer():
    entry = agreement_record(PHOTOGRAPHS)["numbers"]["vessel_density"]
    assert entry["program"]["mean_absolute"] < entry["observer"]["mean_absolute"]
    assert entry["closer"] is True
    alone = agreement_record([replace(each, observer=None) for each in PHOTOGRAPHS])
    assert alone["numbers"]["vessel_density"]["observer"] is None
    assert alone["numbers"]["vessel_density"]["closer"] is None


def test_photographs_without_a_number_are_left_out():
    with_one_withheld = [*PHOTOGRAPHS, Compared("blank.png", NOTHING, measured(1), NOTHING)]
    assert (
        agreement_record(with_one_withheld)["numbers"] == agreement_record(PHOTOGRAPHS)["numbers"]
    )


def test_coverage_is_the_share_of_bands_that_hold_the_experts_number():
    assert coverage(PHOTOGRAPHS, TORTUOSITY.id) == 1
    outside = [compared(1, 2.5), compared(1, 1)]
    assert coverage(outside, TORTUOSITY.id) == 0.5
    assert coverage([Compared("a", NOTHING, NOTHING)], TORTUOSITY.id) is None


def test_table_has_two_rows_a_number():
    lines = table(agreement_record(PHOTOGRAPHS)).splitlines()
    assert len(lines) == 1 + 2 * len(COMPARED)
    assert lines[1].split()[:3] == ["vessel_density", "program", "3"]
    assert lines[2].startswith("  program closer")


def test_csv_has_one_row_a_photograph():
    rows = list(csv.DictReader(io.StringIO(numbers_csv(PHOTOGRAPHS).decode())))
    assert [row["vessel_density_program"] for row in rows] == ["1", "4", "6"]
    assert rows[0]["vessel_density_program_high"] == "2"
    assert rows[0]["tortuosity_observer"] == "5"
    (alone,) = csv.DictReader(io.StringIO(numbers_csv([compared(1, 2)]).decode()))
    assert alone["tortuosity_observer"] == ""


def test_plot_shows_both_readers_in_their_colours():
    drawn = np.asarray(Image.open(io.BytesIO(draw_agreement(PHOTOGRAPHS))).convert("RGB"))
    for colour in ((0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00)):
        assert (drawn == colour).all(axis=2).sum() > 100


@pytest.fixture
def labelled(tmp_path):
    fundus = make_fundus(256)
    pictures = {"image": fundus.pixels, "label": fundus.vessels, "mask": fundus.field}
    for name, picture in pictures.items():
        (tmp_path / f"{name}.png").write_bytes(encode(picture))
    return LabelledImage(*(tmp_path / f"{name}.png" for name in pictures))


def test_all_masks_are_measured_alike(labelled):
    observer = replace(labelled, mask=None)
    found = compare_masks(FakePredictor(), labelled, observer, hysteresis=2)
    assert found.name == "image.png"
    assert found.expert.numbers == found.observer.numbers
    assert found.expert.band is None
    assert found.program.band is not None
    ours, expert = (each.vessel_density.value for each in (found.program, found.expert))
    assert ours == pytest.approx(expert, rel=0.3)


def test_numbers_are_those_of_the_official_field(labelled):
    fundus = make_fundus(256)
    half = fundus.field.copy()
    half[110:] = False
    labelled.mask.write_bytes(encode(half))
    found = compare_masks(FakePredictor(), labelled, None, hysteresis=1)
    expected = np.count_nonzero(fundus.vessels & half) / np.count_nonzero(half)
    whole = np.count_nonzero(fundus.vessels) / np.count_nonzero(fundus.field)
    assert abs(expected - whole) > 0.1 * whole
    assert found.observer is None
    assert found.expert.vessel_density.value == pytest.approx(expected, rel=0.05)
    assert found.program.vessel_density.value == pytest.approx(expected, rel=0.3)


def test_hysteresis_draws_other_vessels_than_plain_thresholds(labelled):
    plain, linked = (
        compare_masks(FakePredictor(), labelled, None, hysteresis=odds) for odds in (1, 4)
    )
    assert plain.program.numbers != linked.program.numbers
    assert plain.expert.numbers == linked.expert.numbers


def test_empty_official_field_is_refused(labelled):
    labelled.mask.write_bytes(encode(np.zeros((256, 256), np.uint8)))
    refused(ConfigurationError, compare_masks, FakePredictor(), labelled, None, hysteresis=1)
