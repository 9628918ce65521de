import io
import shutil

import numpy as np
import pytest
import torch
from PIL import Image, ImageFilter

from app.base.errors import ConfigurationError, ImageReadError
from app.reading.opening import read_image
from app.segmentation.network_input import InputSpec
from app.training.cases import list_cases, pair_files
from app.training.masks import read_mask
from app.training.training_image import TrainingImage
from tests.support import data_folder, dicom_bytes, encode, make_dicom, refused
from tests.training.examples import make_config

SPEC = InputSpec(min_diameter=64, max_diameter=128)


@pytest.fixture
def copy(data, tmp_path):
    return shutil.copytree(data, tmp_path / "data [copy] *")


def test_every_photograph_meets_its_own_label_and_mask(data):
    cases = list_cases(make_config(), data)
    assert len(cases) == 10
    for case in cases:
        assert case.image.name == case.label.name == case.mask.name
        assert (case.image.parent.name, case.label.parent.name) == ("images", "labels")


def test_a_patient_is_on_one_side_only(data):
    cases = list_cases(make_config(), data)
    sides = {case.patient: set() for case in cases}
    for case in cases:
        sides[case.patient].add(case.split)
    assert sides == {
        "p0": {"train"},
        "p1": {"train"},
        "p2": {"train"},
        "p3": {"validation"},
        "p4": {"test"},
    }


def test_a_folder_whose_name_looks_like_a_pattern(copy):
    assert len(list_cases(make_config(), copy)) == 10


def test_without_masks(data):
    cases = list_cases(make_config(('masks = "masks/*.png"\n', "")), data)
    assert all(case.mask is None for case in cases)


@pytest.mark.parametrize("kind", ["labels", "masks", "images"])
def test_unequal_counts(copy, kind):
    (copy / kind / "p1_L.png").unlink()
    error = refused(ConfigurationError, list_cases, make_config(), copy)
    assert "9" in str(error.message)
    assert "10" in str(error.message)


@pytest.mark.parametrize("sides", [("validation", "test"), ("test", "validation")])
def test_patients_may_be_named_by_patterns(data, sides):
    patterns = {sides[0]: "p[12]", sides[1]: "*0"}
    changes = [
        (f'{side} = ["{patient}"]', f'{side} = ["{patterns[side]}"]')
        for side, patient in (("validation", "p3"), ("test", "p4"))
    ]
    cases = list_cases(make_config(*changes), data)
    assert {case.patient for case in cases if case.split == sides[0]} == {"p1", "p2"}
    assert {case.patient for case in cases if case.split == sides[1]} == {"p0"}


def test_the_image_whose_label_is_missing_is_named(copy):
    (copy / "labels" / "p1_L.png").unlink()
    assert "“p1_L.png”" in str(refused(ConfigurationError, list_cases, make_config(), copy).message)


def test_as_many_labels_of_other_names_are_not_paired(copy):
    """Sorted order alone would give every photograph between the two its neighbour's label."""
    (copy / "labels" / "p1_L.png").rename(copy / "labels" / "p9_L.png")
    assert "“p1_L.png”" in str(refused(ConfigurationError, list_cases, make_config(), copy).message)


def test_labels_with_names_of_their_own_are_paired_in_order(copy):
    for label in (copy / "labels").iterdir():
        label.rename(label.with_name(f"drawn_{label.name}"))
    cases = list_cases(make_config(), copy)
    assert all(case.label.name == f"drawn_{case.image.name}" for case in cases)
    (copy / "labels" / "drawn_p1_L.png").unlink()
    error = refused(ConfigurationError, list_cases, make_config(), copy)
    assert "10, 9, 10" in str(error.message)


GLOBS = 'images = "images/*.png"\nlabels = "labels/*.png"\nmasks = "masks/*.png"'


def write_table(folder, *lines):
    (folder / "lists").mkdir()
    (folder / "lists" / "table.csv").write_text("\n".join(lines), encoding="utf-8")
    return make_config((GLOBS, 'table = "lists/table.csv"'))


def test_a_table_says_what_belongs_together(copy):
    config = write_table(
        copy,
        "image,label,mask,patient",
        "../images/p0_L.png,../labels/p1_R.png,../masks/p2_L.png,p3",
        "../images/p1_L.png,../labels/p0_R.png,../masks/p2_R.png,p4",
    )
    first, second = list_cases(config, copy)
    assert (first.patient, first.split) == ("p3", "validation")
    assert (second.patient, second.split) == ("p4", "test")
    assert [path.resolve() for path in (first.image, first.label, first.mask)] == [
        copy / "images" / "p0_L.png",
        copy / "labels" / "p1_R.png",
        copy / "masks" / "p2_L.png",
    ]


def test_a_table_without_patients_is_split_by_the_pattern(copy):
    lines = [f"../images/p{n}_L.png,../labels/p{n}_L.png" for n in (0, 3, 4)]
    cases = list_cases(write_table(copy, "image,label", *lines), copy)
    assert [case.patient for case in cases] == ["p0", "p3", "p4"]
    assert [case.mask for case in cases] == [None] * 3


def test_a_photograph_in_dicom_is_learnt_from_like_any_other(copy):
    pixels = read_image(copy / "images" / "p0_L.png").pixels
    (copy / "images" / "p0_L").write_bytes(dicom_bytes(make_dicom(pixels)))
    names = {"p0_L": "p3", "p0_L.png": "p4"}
    lines = [f"../images/{name},../labels/p0_L.png,{names[name]}" for name in names]
    config = write_table(copy, "image,label,patient", *lines)
    first, second = (TrainingImage.of_case(case, SPEC) for case in list_cases(config, copy))
    assert torch.equal(first.layers, second.layers)


def test_nothing_matches(data):
    config = make_config(("images/*.png", "images/*.tif"))
    assert "*.tif" in str(refused(ConfigurationError, list_cases, config, data).message)
    refused(ConfigurationError, pair_files, "nowhere/*", "nowhere/*", None)


@pytest.mark.parametrize("side", ["validation", "test"])
def test_a_patient_that_does_not_exist(data, side):
    patient = {"validation": "p3", "test": "p4"}[side]
    config = make_config((f'{side} = ["{patient}"]', f'{side} = ["p9"]'))
    assert "p9" in str(refused(ConfigurationError, list_cases, config, data).message)


@pytest.mark.parametrize("pattern", ["^(q\\\\d+)", "^p\\\\d+", "^p|(q)"])
def test_a_patient_pattern_that_does_not_fit(data, pattern):
    refused(ConfigurationError, list_cases, make_config(("^(p\\\\d+)", pattern)), data)


def test_masks_are_what_is_brighter_than_half(tmp_path):
    path = tmp_path / "mask.png"
    path.write_bytes(encode(np.array([[0, 127, 128, 255]], np.uint8)))
    assert read_mask(path, (1, 4)).tolist() == [[False, False, True, True]]


@pytest.mark.parametrize("values", [(0, 1), (0, 2), (0, 100), (0, 255)])
def test_the_brighter_of_two_values_is_the_mask(tmp_path, values):
    path = tmp_path / "mask.png"
    path.write_bytes(encode(np.array([values * 2], np.uint8)))
    assert read_mask(path, (1, 4)).tolist() == [[False, True, False, True]]


@pytest.mark.parametrize("value", [0, 255])
def test_a_mask_of_one_value(tmp_path, value):
    path = tmp_path / "mask.png"
    path.write_bytes(encode(np.full((3, 4), value, np.uint8)))
    assert (read_mask(path, (3, 4)) == (value == 255)).all()


def smoothed(label):
    return np.asarray(Image.fromarray(label).filter(ImageFilter.GaussianBlur(0.6)))


def compressed(label):
    return np.asarray(Image.open(io.BytesIO(encode(label, "jpeg", quality=40))))


@pytest.mark.parametrize("spoil", [smoothed, compressed])
def test_grey_at_edges_is_forgiven(data, tmp_path, spoil):
    label = np.asarray(Image.open(data / "labels" / "p0_L.png"))
    grey = spoil(label)
    assert ((grey > 13) & (grey < 242)).mean() > 0.05
    path = tmp_path / "label.png"
    path.write_bytes(encode(grey))
    assert (read_mask(path, label.shape) != (label > 127)).mean() < 0.05


def test_a_photograph_is_no_mask(data):
    path = data / "images" / "p0_L.png"
    error = refused(ConfigurationError, read_mask, path, (96, 96))
    assert "“p0_L.png” is not a mask" in str(error.message)
    assert " % of its pixels are neither black nor white" in str(error.message)


def test_a_soft_map_of_probabilities_is_no_mask(data, tmp_path):
    label = Image.open(data / "labels" / "p0_L.png").convert("L")
    path = tmp_path / "soft.png"
    path.write_bytes(encode(np.asarray(label.filter(ImageFilter.GaussianBlur(6)))))
    assert "is not a mask" in str(refused(ConfigurationError, read_mask, path, (96, 96)).message)


def test_classes_are_no_mask(tmp_path):
    """Arteries as 1 and veins as 2: to take the brighter half would lose the arteries."""
    label = np.zeros((96, 96), np.uint8)
    label[10:12, :40], label[20:22, :40] = 1, 2
    path = tmp_path / "classes.png"
    path.write_bytes(encode(label))
    refused(ConfigurationError, read_mask, path, (96, 96))


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("DRIVE", "training/1st_manual/*.gif"),
        ("CHASE_DB1", "1st_manual/*.png"),
        ("HRF", "manual1/*_dr.tif"),
        ("ARIA", "labels/*0.png"),
        ("ORVS", "labels/*2.png"),
        ("EM_ISBI2012", "labels/*.png"),
    ],
)
def test_real_labels_are_what_is_brighter_than_half(name, pattern):
    paths = sorted(data_folder(name).glob(pattern))
    assert paths
    for path in paths:
        bright = read_image(path).pixels.max(axis=2) > 127
        assert np.array_equal(read_mask(path, bright.shape), bright)


def test_a_label_of_another_size(copy):
    label = copy / "labels" / "p0_L.png"
    label.write_bytes(encode(np.zeros((96, 95), np.uint8)))
    case = list_cases(make_config(), copy)[0]
    error = refused(ConfigurationError, TrainingImage.of_case, case, SPEC)
    assert "95 × 96" in str(error.message)
    assert "96 × 96" in str(error.message)


def test_a_label_that_cannot_be_read(copy):
    (copy / "labels" / "p0_L.png").write_bytes(b"nothing")
    refused(ImageReadError, TrainingImage.of_case, list_cases(make_config(), copy)[0], SPEC)
