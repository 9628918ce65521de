import csv
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from app.field.field_of_view import field_from_mask
from app.measurement.measures import FRACTAL_DIMENSION, MEASURES, VESSEL_DENSITY
from app.registration.alignment import align
from tests.studies import (
    band,
    field_of_view,
    graded_cases,
    quality,
    quality_grades,
    registration,
    repeatability,
    resolution,
)
from tests.studies.degradations import DEGRADATIONS
from tests.studies.local_degradations import blurred_part, hazy_part, shadow, uneven
from tests.studies.quality import Labelled, Row
from tests.studies.repeats import examined, find_pairs, view_of
from tests.support import FakePredictor, encode, make_fundus, write_model
from tests.warping import again

FUNDUS = make_fundus(256)
SOUND = Row("a", "", 0.0, 0.9, "good", 0.8, 0.1, "")


@pytest.mark.parametrize("name", DEGRADATIONS)
def test_each_strength_departs_further_from_the_photograph(name):
    apply, strengths = DEGRADATIONS[name]
    field = field_from_mask(FUNDUS.field)
    spoilt = [apply(FUNDUS.pixels, field, strength).astype(float) for strength in strengths]
    departures = [np.abs(pixels - FUNDUS.pixels)[FUNDUS.field].mean() for pixels in spoilt]
    assert departures == sorted(departures)
    assert departures[0] > 0


def test_rows_of_a_photograph_are_its_judgements_as_it_is_and_spoilt(monkeypatch):
    ends = {name: (how, at[:: len(at) - 1]) for name, (how, at) in DEGRADATIONS.items()}
    monkeypatch.setattr(quality, "DEGRADATIONS", ends)
    labelled = Labelled("a", FUNDUS.pixels, FUNDUS.vessels, FUNDUS.field)
    rows = list(quality.spoil(labelled, FakePredictor()))
    assert len(rows) == 1 + 2 * len(DEGRADATIONS)
    assert rows[0].spoilt_by == ""
    assert rows[0].dice > 0.8
    # Where the drawing has no vessels, a little noise may look like some.
    assert rows[0].score > max(row.score for row in rows) - 0.1
    assert all(row.density is not None for row in rows)


def test_table_tells_means_correlation_and_rises():
    rows = [
        SOUND,
        replace(SOUND, spoilt_by="blur", strength=0.002, score=0.4, dice=0.6, density=0.05),
        replace(SOUND, spoilt_by="blur", strength=0.004, score=0.5, dice=0.7, density=0.05),
    ]
    table = "\n".join(quality.degradation_table(rows))
    assert "| nothing | 0 | 0.90 | 0.800 | 1.00 | 1 good |" in table
    assert "| blur | 0.002 | 0.40 | 0.600 | 0.50 | 1 good |" in table
    assert "- blur: 1.00; 1 rises of the score" in table


def test_table_of_the_unknown_camera_begins_with_the_lowest_score():
    rows = [SOUND, replace(SOUND, name="b", score=0.1, dice=0.5, verdict="usable", reasons="Dark.")]
    table = quality.unknown_camera_table(rows)
    assert "| usable | 1 | 0.500 | 0.500 |" in table
    assert table[-2] == "| b | 0.10 | 0.500 | Dark. |"


def test_rows_are_written_as_csv(tmp_path):
    quality.write_rows(tmp_path / "rows.csv", [SOUND])
    with (tmp_path / "rows.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["name"], row["score"], row["verdict"]) == ("a", "0.9", "good")


def test_study_of_the_field_of_view_prints_overlaps_and_draws_the_rest(tmp_path, capsys):
    for folder in ("DRIVE/training/images", "DRIVE/training/mask", "ARIA/images"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "DRIVE/training/images/1.tif").write_bytes(encode(FUNDUS.pixels, "tiff"))
    (tmp_path / "DRIVE/training/mask/1.gif").write_bytes(encode(FUNDUS.field, "gif"))
    (tmp_path / "ARIA/images/2.png").write_bytes(encode(FUNDUS.pixels))
    sheet = tmp_path / "sheet.png"
    field_of_view.main(["--data", str(tmp_path), "--sheet", str(sheet)])
    lines = capsys.readouterr().out.splitlines()
    (drive,) = (line.split("|") for line in lines if line.startswith("| DRIVE"))
    assert float(drive[3]) > 0.98
    assert "| HRF | 0 | – | – | – |" in lines
    drawn = np.asarray(Image.open(sheet))
    assert (drawn == field_of_view._OUTLINE).all(axis=2).sum() > 100


def test_study_of_borders_tells_what_they_change_and_what_is_counted(tmp_path, capsys):
    pair = np.concatenate([FUNDUS.pixels, FUNDUS.pixels], axis=1)
    (tmp_path / "REPEATS").mkdir()
    for name, pixels in (("one", FUNDUS.pixels), ("two", pair)):
        (tmp_path / "REPEATS" / f"{name}.jpg").write_bytes(encode(pixels, "jpeg", quality=95))
    field_of_view.main(["--data", str(tmp_path), "--borders"])
    *_, row = capsys.readouterr().out.splitlines()
    cells = [cell.strip() for cell in row.split("|")[1:-1]]
    assert cells[:2] == ["REPEATS/*.jpg", "2"]
    assert float(cells[2].split()[0]) < 0.1
    assert float(cells[3].split()[0]) < 0.02
    assert cells[4:] == ["–", "two"]


@pytest.mark.parametrize("size", ["twice", "half"])
def test_numbers_of_copies_stay_near_those_of_full_size(size):
    found = resolution.measure_at_sizes(make_fundus(512).pixels, FakePredictor())
    assert list(found) == ["full", "twice", "half", "quarter"]
    (moved,) = resolution.changes([found], size, VESSEL_DENSITY.id)
    assert 0 < moved < 0.02


def test_table_of_sizes_tells_mean_and_worst_and_what_is_beyond_the_limit():
    full = dict.fromkeys(MEASURES, 1.0)
    photographs = [
        {
            "full": full,
            "twice": full,
            "half": dict.fromkeys(MEASURES, 1.01),
            "quarter": full,
        },
        {
            "full": full,
            "twice": full,
            "half": dict.fromkeys(MEASURES, 1.03),
            "quarter": dict.fromkeys(MEASURES),
        },
    ]
    lines = list(resolution.table(photographs))
    (dimension,) = (line for line in lines if line.startswith("| Fractal dimension"))
    cells = [cell.strip() for cell in dimension.split("|")[2:-1]]
    assert cells == ["1.0000", "0.0000", "0.0000", "0.0200", "0.0300 (!)", "0.0000", "0.0000 (!)"]
    assert resolution.within_limit(photographs[:1], "half", FRACTAL_DIMENSION.id)
    assert not resolution.within_limit(photographs, "quarter", FRACTAL_DIMENSION.id)


def test_study_of_the_resolution_prints_its_table(tmp_path, capsys):
    (tmp_path / "1.png").write_bytes(encode(make_fundus(512).pixels))
    given = ["--images", str(tmp_path / "*.png"), "--model", str(write_model(tmp_path))]
    assert resolution.main(given) in (0, 1)
    assert "| number (1 photographs) |" in capsys.readouterr().out


def test_a_set_of_the_band_study_counts_what_its_bands_hold():
    rows = [
        band.Row(0.10, 0.11, (0.10, 0.12), (0.09, 0.13), doubt=0.01, spread=0.02),
        band.Row(0.08, 0.11, (0.10, 0.12), (0.07, 0.13), doubt=0.02, spread=0.01),
        band.Row(0.05, 0.11, (0.10, 0.12), (0.09, 0.13), doubt=0.03, spread=0.00),
        band.Row(0.04, 0.11, (0.10, 0.12), (0.09, 0.13), doubt=0.04, spread=-0.01),
    ]
    assert band.line("four", rows) == (
        "| four | 4 | +0.0425 | 0.0275 | 0.25 | 0.50 | +1.00 | -1.00 |"
    )


def make_repeats(folder):
    """Write three pairs: an eye photographed twice, one file twice, and two eyes."""
    (folder / "REPEATS").mkdir()
    eye, other = make_fundus(512), make_fundus(512, seed=5)
    seen_again = again(eye.pixels, eye.field)
    pairs = ((eye.pixels, seen_again), (other.pixels, other.pixels), (eye.pixels, other.pixels))
    for number, pair in enumerate(pairs):
        for letter, pixels in zip("ab", pair, strict=True):
            (folder / "REPEATS" / f"{number}_{letter}.jpg").write_bytes(encode(pixels, "png"))
    return find_pairs(folder)


def test_repeatability_leaves_out_and_counts_what_cannot_tell(tmp_path):
    found = repeatability.study(make_repeats(tmp_path), FakePredictor())
    assert (found.pairs, found.unaligned, found.one_file) == (1, 1, 1)
    (grade,) = found.grades.values()
    assert grade[VESSEL_DENSITY.id].pairs == 1
    assert found.model_sha256 == FakePredictor().sha256
    assert any("1 pairs; left out: 1" in line for line in repeatability.table(found))


def test_within_eye_deviation_is_robust():
    rng = np.random.default_rng(0)
    differences = rng.normal(0, 0.01 * 2**0.5, 2000)
    differences[:100] = 1.0
    spread = repeatability.spreads([{VESSEL_DENSITY.id: value} for value in differences])
    assert spread[VESSEL_DENSITY.id].sd == pytest.approx(0.01, rel=0.1)
    assert spread[VESSEL_DENSITY.id].pairs == 2000


def test_a_number_that_is_mostly_the_same_to_the_last_digit_tells_nothing():
    differences = [{VESSEL_DENSITY.id: value} for value in (0.0, 0.0, 0.0, 0.1)]
    assert repeatability.spreads(differences) == {}


def test_a_pair_that_is_aligned_and_one_that_is_not_are_told(tmp_path):
    pairs = make_repeats(tmp_path)
    views = {
        path: view_of(examined(path, FakePredictor()))
        for pair in pairs
        for path in (pair.first, pair.second)
    }
    told = [registration.line(pair, align(views[pair.first], views[pair.second])) for pair in pairs]
    assert "residual" in told[0]
    assert told[1].endswith("one file twice")
    assert "could not be aligned" in told[2]


@pytest.mark.parametrize("spoil", [uneven, shadow, blurred_part, hazy_part])
def test_a_part_is_spoilt_where_it_lies(spoil):
    field = field_from_mask(FUNDUS.field)
    spoilt = spoil(FUNDUS.pixels, field, 0.4, 0.0).astype(float)
    departures = np.abs(spoilt - FUNDUS.pixels).mean(axis=2)
    left, right = departures[100:156, 40:90].mean(), departures[100:156, -60:-40].mean()
    assert right > 2 * left


def graded(dataset="a", half=graded_cases.REPORTED, verdict="good", difference=1.0, by=""):
    return quality_grades.Row(dataset, "1", half, by, 0.0, 0.5, verdict, difference, 0.0)


def test_errors_rise_from_grade_to_grade_with_and_without_the_annotators_habit():
    rows = [
        graded(difference=2.0),
        graded(difference=1.0, by="blur"),
        graded(verdict="usable", difference=-3.0, by="blur"),
        graded(verdict="not gradable", difference=-6.0, by="blur"),
        graded(half=graded_cases.CHOOSING, difference=50.0, by="blur"),
    ]
    assert quality_grades.annotators_habits(rows) == {"a": 2.0}
    table = quality_grades.table(rows)
    assert "| reported | all | 1.50 (2) | 3.00 (1) | 6.00 (1) | 2.00, 2.00 | 10.00, 1.60 |" in table
    assert "| choosing | all | 50.00 (1) | – | – | –, – | –, – |" in table
