from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from highdicom.seg import Segmentation, segread
from pydicom.dataset import Dataset

from app.analysis.analysis import Analysis
from app.anatomy.ellipses import filled
from app.domain.anatomy import Told, VesselKind
from app.domain.structures import Structure
from app.pacs.objects.building import ObjectKind, build_objects, encode, read_source
from tests.anatomy.photographs import CUP, DISC
from tests.pacs.examples import (
    anatomy_example,
    contents,
    corrected_example,
    dicom_example,
    errors_of,
    picture_example,
)
from tests.readings import altered, reread


def written(analysis: Analysis, content: bytes | None, folder: Path) -> Segmentation:
    source = read_source(content) if content else None
    objects = build_objects(analysis, source, pdf=None, title="", kinds=[ObjectKind.SEGMENTATION])
    path = folder / "segmentation.dcm"
    path.write_bytes(encode(objects[ObjectKind.SEGMENTATION]))
    return segread(path)


@pytest.mark.parametrize("name", contents())
def test_the_mask_comes_out_as_it_went_in(name: str, tmp_path: Path) -> None:
    analysis, content = dicom_example(name)
    found = written(analysis, content, tmp_path)
    assert analysis.vessels.native.any()
    np.testing.assert_array_equal(found.pixel_array, analysis.vessels.native)


def test_the_mask_of_a_picture_comes_out_too(tmp_path: Path) -> None:
    analysis = picture_example()
    found = written(analysis, None, tmp_path)
    np.testing.assert_array_equal(found.pixel_array, analysis.vessels.native)


def test_a_reader_finds_the_mask_by_the_photograph(tmp_path: Path) -> None:
    analysis, content = dicom_example("second frame")
    source = read_source(content)
    assert source is not None
    found = written(analysis, content, tmp_path)
    mask = found.get_pixels_by_source_frame(source.SOPInstanceUID, [2], combine_segments=True)
    np.testing.assert_array_equal(mask[0], analysis.vessels.native)


def test_a_corrected_mask_is_written_and_called_so(tmp_path: Path) -> None:
    analysis, content = corrected_example()
    assert (analysis.shown_vessels.native != analysis.vessels.native).any()
    found = written(analysis, content, tmp_path)
    np.testing.assert_array_equal(found.pixel_array, analysis.shown_vessels.native)
    assert found.SegmentSequence[0].SegmentAlgorithmType == "SEMIAUTOMATIC"


def test_an_empty_mask_is_written_too(tmp_path: Path) -> None:
    analysis, content = dicom_example("right")
    found = written(reread(analysis, threshold=1.0), content, tmp_path)
    assert found.pixel_array.shape == analysis.vessels.native.shape
    assert not found.pixel_array.any()


def test_the_segment_says_what_it_is_and_what_found_it(tmp_path: Path) -> None:
    segment: Dataset = written(*dicom_example("right"), tmp_path).SegmentSequence[0]
    assert segment.SegmentedPropertyCategoryCodeSequence[0].CodeValue == "91723000"
    assert segment.SegmentedPropertyTypeCodeSequence[0].CodeValue == "59820001"
    region = segment.AnatomicRegionSequence[0]
    assert region.CodeValue == "5665001"
    assert region.AnatomicRegionModifierSequence[0].CodeMeaning == "Right"
    assert segment.SegmentAlgorithmType == "AUTOMATIC"
    algorithm = segment.SegmentationAlgorithmIdentificationSequence[0]
    assert (algorithm.AlgorithmName, algorithm.AlgorithmVersion) == ("fake", "1")
    assert algorithm.AlgorithmFamilyCodeSequence[0].CodeMeaning == "Artificial Intelligence"
    assert algorithm.AlgorithmParameters.startswith("threshold=0.5,hysteresis=2,sha256=000")


def test_an_unknown_eye_stays_unknown(tmp_path: Path) -> None:
    found = written(*dicom_example("unknown eye"), tmp_path)
    assert "ImageLaterality" not in found
    region = found.SegmentSequence[0].AnatomicRegionSequence[0]
    assert "AnatomicRegionModifierSequence" not in region


def test_the_eye_is_stated_as_it_was_set(tmp_path: Path) -> None:
    assert written(*dicom_example("right"), tmp_path).ImageLaterality == "R"
    assert written(*dicom_example("both eyes"), tmp_path).ImageLaterality == "B"


def segments(found: Segmentation) -> dict[str, np.ndarray]:
    """Return each segment's pixels by its code."""
    pixels = np.reshape(found.pixel_array, (-1, found.Rows, found.Columns))
    return {
        each.SegmentedPropertyTypeCodeSequence[0].CodeValue: frame > 0
        for each, frame in zip(found.SegmentSequence, pixels, strict=True)
    }


VESSEL, ARTERY, VEIN, OPTIC_DISC = "59820001", "51114001", "29092000", "81016008"


def test_each_structure_is_a_segment_with_its_code(tmp_path: Path) -> None:
    analysis, content = anatomy_example()
    found = written(analysis, content, tmp_path)
    masks = segments(found)
    assert list(masks) == [VESSEL, ARTERY, VEIN, OPTIC_DISC, "OPTIC_CUP"]
    vessels = analysis.shown_vessels.native
    np.testing.assert_array_equal(masks[VESSEL], vessels)
    assert not ((masks[ARTERY] | masks[VEIN]) & ~vessels).any()
    assert (masks[ARTERY] & masks[VEIN]).sum() < 0.05 * vessels.sum()
    assert ((masks[ARTERY] | masks[VEIN]) & vessels).sum() > 0.9 * vessels.sum()
    for mask, ellipse in ((masks[OPTIC_DISC], DISC), (masks["OPTIC_CUP"], CUP)):
        true = filled(ellipse, vessels.shape)
        assert 2 * (mask & true).sum() / (mask.sum() + true.sum()) > 0.97
    names = [
        each.SegmentationAlgorithmIdentificationSequence[0].AlgorithmName
        for each in found.SegmentSequence
    ]
    assert names == ["vessels", *["anatomist"] * 4]
    assert {each.SegmentAlgorithmType for each in found.SegmentSequence} == {"AUTOMATIC"}


def test_the_standards_checker_finds_no_errors(tmp_path: Path) -> None:
    for analysis, content in (anatomy_example(), dicom_example("right")):
        source = read_source(content)
        kinds = [ObjectKind.SEGMENTATION]
        objects = build_objects(analysis, source, pdf=None, title="", kinds=kinds)
        assert errors_of(objects[ObjectKind.SEGMENTATION], tmp_path) == []


def test_what_a_person_placed_is_manual_and_what_one_corrected_is_called_so(
    tmp_path: Path,
) -> None:
    analysis, content = anatomy_example()
    moved = replace(DISC, center=(450.0, 360.0))
    told = Told((DISC.center[0] + 150, DISC.center[1]), VesselKind.VEIN)
    after = reread(analysis, disc=moved, vessel_kinds=(told,))
    found = written(after, content, tmp_path)
    types = {
        each.SegmentedPropertyTypeCodeSequence[0].CodeValue: each.SegmentAlgorithmType
        for each in found.SegmentSequence
    }
    assert types == {
        VESSEL: "AUTOMATIC",
        ARTERY: "SEMIAUTOMATIC",
        VEIN: "SEMIAUTOMATIC",
        OPTIC_DISC: "MANUAL",
        "OPTIC_CUP": "AUTOMATIC",
    }
    mask, true = segments(found)[OPTIC_DISC], filled(moved, analysis.field.mask.shape)
    assert (mask ^ true).sum() <= 2  # a pixel on the very edge may be rounded


def test_what_was_not_found_is_no_segment(tmp_path: Path) -> None:
    analysis, content = anatomy_example()
    others = {
        structure: plane * (structure not in (Structure.DISC, Structure.CUP))
        for structure, plane in analysis.findings.others.items()
    }
    blind = reread(altered(analysis, others=others))
    assert list(segments(written(blind, content, tmp_path))) == [VESSEL, ARTERY, VEIN]
