import dataclasses

import numpy as np
import pytest
from scipy import ndimage

from app.field.shapes import disc
from app.reading.opening import read_image
from app.segmentation.network_input import InputSpec
from app.training import cleaning
from app.training.cases import Case, list_cases
from app.training.cleaning import accepted, effect_size, examine
from app.training.config import Flaw
from tests.support import data_folder, encode, make_fundus
from tests.training.examples import make_config

SPEC = InputSpec(min_diameter=64, max_diameter=256)
FUNDUS = make_fundus(192)


def case_of(folder, pixels=FUNDUS.pixels, label=FUNDUS.vessels, mask=None, split="train"):
    """Write one case; bytes are written as they are."""
    paths = {}
    for kind, content in {"image": pixels, "label": label, "mask": mask}.items():
        if content is not None:
            paths[kind] = folder / f"{kind}.png"
            paths[kind].write_bytes(content if isinstance(content, bytes) else encode(content))
    return Case(
        image=paths["image"],
        label=paths["label"],
        mask=paths.get("mask"),
        dataset="a set",
        patient="p",
        split=split,
    )


def flaws(case, spec=SPEC):
    findings = examine(case, spec)
    for finding in findings:
        assert str(finding.reason).endswith((".", "?"))
    return [finding.flaw for finding in findings]


def test_nothing_is_found_in_sound_cases(data):
    for case in list_cases(make_config(), data):
        assert flaws(case) == []


@pytest.mark.parametrize("kind", ["pixels", "label", "mask"])
def test_what_cannot_be_read(tmp_path, kind):
    assert flaws(case_of(tmp_path, **{kind: b"nothing"})) == [Flaw.UNREADABLE]


def test_what_is_missing(tmp_path):
    case = case_of(tmp_path)
    case.label.unlink()
    assert flaws(case) == [Flaw.UNREADABLE]
    case.image.unlink()
    assert flaws(case) == [Flaw.UNREADABLE]


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": FUNDUS.vessels[:-1]},
        {"label": np.zeros_like(FUNDUS.vessels)},
        {"label": np.ones_like(FUNDUS.vessels)},
        {"label": FUNDUS.pixels},
        {"label": make_fundus(192, seed=1).vessels},
        {"label": FUNDUS.vessels[::-1]},
        {"label": np.rot90(FUNDUS.vessels)},
        {"label": np.roll(FUNDUS.vessels, 12, axis=1)},
        {"mask": FUNDUS.field[:, :-1]},
        {"mask": np.zeros_like(FUNDUS.field)},
    ],
)
def test_labels_and_masks_that_do_not_belong_to_the_image(tmp_path, wrong):
    assert flaws(case_of(tmp_path, **wrong)) == [Flaw.MISMATCH]


def test_a_label_fits_whether_it_marks_the_lines_or_what_is_between(tmp_path):
    frame = InputSpec(min_diameter=64, max_diameter=256, field="frame", channels="grey")
    noise = np.random.default_rng(0).normal(0, 1, (160, 160))
    cells = ndimage.gaussian_filter(noise, 5) > 0
    membranes = cells ^ ndimage.binary_erosion(cells, iterations=2)
    picture = 150 - 60 * membranes + np.random.default_rng(1).normal(0, 10, cells.shape)
    pixels = picture.astype(np.uint8)
    for label in (membranes, ~membranes):
        assert flaws(case_of(tmp_path, pixels, label), frame) == []
        assert flaws(case_of(tmp_path, pixels, label[:, ::-1]), frame) == [Flaw.MISMATCH]


WIDE = InputSpec(64, 256, background_sigma=2.0, contrast_sigma=2.0, field="frame")


def test_a_label_on_the_wrong_side_of_nearly_symmetric_organs(tmp_path):
    """It lies on an organ, but its mirror image lies on one that stands out more."""
    pixels, left = np.full((128, 128), 90, np.uint8), disc((128, 128), (35, 64), 20)
    pixels[left], pixels[:, ::-1][left] = 200, 130
    assert flaws(case_of(tmp_path, pixels, left), WIDE) == []
    assert flaws(case_of(tmp_path, pixels, left[:, ::-1]), WIDE) == [Flaw.MISMATCH]


def test_a_symmetric_label_fits(tmp_path):
    middle = disc((128, 128), (63.5, 63.5), 20)
    pixels = np.where(middle, 180, 90) + np.random.default_rng(0).normal(0, 10, middle.shape)
    assert flaws(case_of(tmp_path, pixels.astype(np.uint8), middle), WIDE) == []


BLURRED = ndimage.gaussian_filter(FUNDUS.pixels, (6, 6, 0))


@pytest.mark.parametrize(
    ("pixels", "flaw"),
    [
        (FUNDUS.pixels // 12, Flaw.EXPOSURE),
        (np.clip(FUNDUS.pixels.astype(int) * 6, 0, 255).astype(np.uint8), Flaw.EXPOSURE),
        (BLURRED, Flaw.BLUR),
    ],
)
def test_poor_photographs_of_a_fundus(tmp_path, pixels, flaw):
    assert flaw in flaws(case_of(tmp_path, pixels))


def test_other_pictures_are_not_judged_as_photographs_of_a_fundus(tmp_path):
    frame = InputSpec(min_diameter=64, max_diameter=256, field="frame")
    case = case_of(tmp_path, FUNDUS.pixels // 12)
    assert flaws(case, frame) == []


def test_the_effect_size_is_that_of_cohen():
    values = np.array([0, 2, 4, 6], np.float32)
    assert effect_size(values, np.array([0, 0, 1, 1], np.float32)) == pytest.approx(4)
    assert effect_size(values, np.array([1, 1, 0, 0], np.float32)) == pytest.approx(4)
    assert effect_size(values, np.array([0.5] * 4, np.float32)) == 0
    for share in (0, 1):
        assert effect_size(values, np.full(4, share, np.float32)) == 0


def configured(*reject):
    listed = ", ".join(f'"{flaw}"' for flaw in reject)
    return make_config(("[data]", f"[data]\nreject = [{listed}]"))


def test_nothing_is_looked_at_unless_something_is_rejected(monkeypatch, tmp_path):
    monkeypatch.setattr(cleaning, "examine", lambda *_: pytest.fail("it was looked at"))
    case = case_of(tmp_path, label=b"nothing")
    assert accepted([case], make_config()) == [case]


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_rejected_cases_are_left_out_and_told(tmp_path, capsys, split):
    (tmp_path / "good").mkdir()
    good, bad = case_of(tmp_path / "good"), case_of(tmp_path, label=b"nothing", split=split)
    assert accepted([bad, good], configured(Flaw.UNREADABLE)) == [good]
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("a set image.png left out, unreadable: “label.png”")
    assert accepted([bad, good], configured(Flaw.MISMATCH, Flaw.BLUR)) == [bad, good]


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_poor_photographs_are_still_scored_in_the_test(tmp_path, split):
    case = case_of(tmp_path, BLURRED, split=split)
    assert Flaw.BLUR in flaws(case)
    kept = accepted([case], configured(Flaw.BLUR, Flaw.EXPOSURE))
    assert kept == ([case] if split == "test" else [])


# --- real photographs ----------------------------------------------------------------------

SETS = [
    ("DRIVE", "training/images/3*.tif", "training/1st_manual/3*.gif", "fundus"),
    ("CHASE_DB1", "images/*L.jpg", "1st_manual/*L_1stHO.png", "fundus"),
    ("HRF", "images/0[1-3]_dr.jpg", "manual1/0[1-3]_dr.tif", "fundus"),
    ("EM_ISBI2012", "images/*0.png", "labels/*0.png", "frame"),
]


def real_cases(name, images, labels):
    folder = data_folder(name)
    pairs = zip(sorted(folder.glob(images)), sorted(folder.glob(labels)), strict=True)
    return [
        Case(image=image, label=label, dataset=name, patient=image.stem, split="train")
        for image, label in pairs
    ]


@pytest.mark.parametrize(("name", "images", "labels", "field"), SETS)
def test_no_false_alarm_and_no_exchanged_label_missed(name, images, labels, field):
    cases = real_cases(name, images, labels)
    assert len(cases) >= 3
    spec = InputSpec(field=field)
    for number, case in enumerate(cases):
        assert flaws(case, spec) == []
        other = cases[number - 1].label
        if read_image(other).pixels.shape == read_image(case.label).pixels.shape:
            assert flaws(dataclasses.replace(case, label=other), spec) == [Flaw.MISMATCH]


def test_the_label_of_another_size_in_orvs_is_found():
    (case,) = real_cases("ORVS", "images/2063.jpg", "labels/2063.png")
    (finding,) = examine(case, InputSpec())
    assert finding.flaw is Flaw.MISMATCH
    assert "1443" in str(finding.reason)
