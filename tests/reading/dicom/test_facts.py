from pathlib import Path

import pytest
from pydicom.dataset import Dataset

from app.reading.dicom.file import decode_dicom
from tests.support import dicom_bytes, make_dicom, make_fundus

PIXELS = make_fundus(32).pixels


def decode(frame=0, **attributes):
    content = dicom_bytes(make_dicom(PIXELS, **attributes))
    return decode_dicom(content, Path("eye.dcm"), "hash", frame)


def item(**attributes):
    dataset = Dataset()
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return dataset


def measures(**attributes):
    return item(PixelMeasuresSequence=[item(**attributes)])


# --- pixels that are not square ------------------------------------------------------------


@pytest.mark.parametrize(
    "attributes",
    [
        {"PixelSpacing": [0.016, 0.012]},
        {"PixelAspectRatio": [4, 3]},
        {"ImagerPixelSpacing": [0.4, 0.3]},
        {"NominalScannedPixelSpacing": [0.04, 0.03]},
        {"SharedFunctionalGroupsSequence": [measures(PixelSpacing=[0.016, 0.012])]},
        {"PerFrameFunctionalGroupsSequence": [measures(PixelSpacing=[0.016, 0.012])]},
    ],
)
def test_each_place_that_states_the_shape_of_a_pixel_is_heard(attributes):
    image = decode(**attributes)
    assert image.pixel_ratio == pytest.approx(4 / 3)
    assert "not square" in str(image.unsuitable)
    assert (image.spacing is None) == ("PixelSpacing" not in attributes)


def test_each_frame_has_its_own_pixels():
    groups = [measures(PixelSpacing=[0.01, 0.01]), measures(PixelSpacing=[0.01, 0.02])]
    attributes = {
        "NumberOfFrames": 2,
        "PixelData": PIXELS.tobytes() * 2,
        "PerFrameFunctionalGroupsSequence": groups,
    }
    assert decode(0, **attributes).unsuitable is None
    assert decode(1, **attributes).pixel_ratio == pytest.approx(1 / 2)


@pytest.mark.parametrize("value", [[1, 1], "", None])
def test_a_ratio_of_one_or_none_says_nothing(value):
    stated = {} if value is None else {"PixelAspectRatio": value}
    image = decode(**stated)
    assert (image.pixel_ratio, image.unsuitable, image.warnings) == (1, None, ())


@pytest.mark.parametrize("value", [[0, 0], [-4, 3], [4, 0], 7, [4, 3, 2]])
def test_a_ratio_that_cannot_be_is_told_and_ignored(value):
    image = decode(PixelAspectRatio=value)
    assert image.unsuitable is None
    assert "PixelAspectRatio states" in str(image.warnings[0])


def test_a_ratio_that_is_no_number_does_not_hide_the_photograph():
    content = dicom_bytes(make_dicom(PIXELS, PixelAspectRatio=[44, 33]))
    broken = content.replace(b"44\\33 ", b"4.5\\x ")
    image = decode_dicom(broken, Path("eye.dcm"), "hash")
    assert image.unsuitable is None
    assert "“4.5:x”" in str(image.warnings[0])


def test_statements_that_contradict_each_other_are_told():
    image = decode(PixelSpacing=[0.01, 0.01], PixelAspectRatio=[4, 3])
    assert "PixelAspectRatio 4:3" in str(image.unsuitable)
    assert "PixelSpacing states 0.01:0.01, PixelAspectRatio states 4:3" in str(image.warnings[0])


# --- axes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("axes", "word"),
    [
        (["R", "F"], "mirrored"),
        (["L", "H"], "mirrored"),
        (["F", "L"], "mirrored"),
        (["R", "H"], "rotated"),
        (["F", "R"], "rotated"),
        (["RP", "F"], "mirrored"),
    ],
)
def test_a_picture_that_is_not_upright_by_its_own_word_is_told(axes, word):
    (told,) = decode(PatientOrientation=axes).warnings
    assert f"the picture is {word}" in str(told)


@pytest.mark.parametrize(
    "axes", ["", ["L", "F"], ["LP", "FA"], ["A", "F"], ["L", "R"], "L", ["", ""]]
)
def test_upright_and_unknown_axes_are_not_spoken_of(axes):
    assert decode(PatientOrientation=axes).warnings == ()
