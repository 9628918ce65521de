from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.domain.photograph import Laterality
from app.pacs.objects.building import ObjectKind, encode
from app.reading.dicom.file import decode_dicom
from app.records.anatomy_pictures import tinted
from tests.pacs.examples import (
    analysed,
    built,
    built_one,
    corrected_example,
    dicom_example,
    picture_example,
    right_eye,
)
from tests.support import dicom_bytes, photograph

CAPTURE = ObjectKind.SECONDARY_CAPTURE


@pytest.mark.parametrize("name", ["right", "lossy", "second frame", "secondary capture"])
def test_the_overlay_comes_out_as_it_went_in(name: str) -> None:
    dataset = built_one(CAPTURE, name)
    np.testing.assert_array_equal(dataset.pixel_array, tinted(dicom_example(name)[0]))
    assert not dataset.file_meta.TransferSyntaxUID.is_compressed


def test_an_overlay_of_an_odd_number_of_bytes_is_padded() -> None:
    analysis = analysed(photograph(picture_example().image.pixels[:-1, :-1]))
    objects = built(analysis, None)
    for kind in (CAPTURE, ObjectKind.PHOTOGRAPH):
        assert len(objects[kind].PixelData) % 2 == 0
    np.testing.assert_array_equal(objects[CAPTURE].pixel_array, tinted(analysis))


def test_the_program_itself_can_open_it() -> None:
    dataset = built_one(CAPTURE)
    image = decode_dicom(encode(dataset), Path("overlay.dcm"), "")
    assert image.laterality is Laterality.RIGHT
    assert image.patient.id == "4711"


def test_it_says_how_it_was_made() -> None:
    analysis, content = corrected_example()
    dataset = built(analysis, content, CAPTURE)[CAPTURE]
    assert dataset.DerivationDescription.endswith("threshold 0.50, corrected by hand")
    assert list(dataset.ImageType) == ["DERIVED", "SECONDARY"]
    source = dataset.SourceImageSequence[0]
    assert source.PurposeOfReferenceCodeSequence[0].CodeValue == "121322"


@pytest.mark.parametrize("stated", ["YES", "NO", None])
def test_burned_in_text_stays_burned_in(stated: str | None) -> None:
    analysis, _ = dicom_example("right")
    content = dicom_bytes(right_eye(**({"BurnedInAnnotation": stated} if stated else {})))
    assert built(analysis, content, CAPTURE)[CAPTURE].get("BurnedInAnnotation") == stated


def test_loss_is_passed_on() -> None:
    assert built_one(CAPTURE, "lossy").LossyImageCompression == "01"
    assert "LossyImageCompression" not in built_one(CAPTURE)


def test_an_unknown_eye_is_said_to_be_unknown() -> None:
    dataset = built_one(CAPTURE, "unknown eye")
    assert "ImageLaterality" not in dataset
    assert dataset.Laterality == ""


def test_pixels_that_are_not_square_are_passed_on() -> None:
    image = replace(picture_example().image, pixel_ratio=4 / 3)
    objects = built(analysed(image), None)
    for kind in (CAPTURE, ObjectKind.PHOTOGRAPH):
        assert objects[kind].PixelAspectRatio == [4, 3]
        written = decode_dicom(encode(objects[kind]), Path("written.dcm"), "hash")
        assert "not square" in str(written.unsuitable)
