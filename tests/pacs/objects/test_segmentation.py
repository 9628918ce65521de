from pathlib import Path

import numpy as np
import pytest
from highdicom.seg import Segmentation, segread
from pydicom.dataset import Dataset

from app.analysis.analysis import Analysis
from app.pacs.objects.building import ObjectKind, build_objects, encode, read_source
from tests.pacs.examples import contents, corrected_example, dicom_example, picture_example
from tests.readings import reread


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
