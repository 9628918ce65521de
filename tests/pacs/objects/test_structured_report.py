from dataclasses import replace
from pathlib import Path

import pytest
from highdicom.sr import ComprehensiveSR, srread
from pydicom.dataset import Dataset
from pydicom.sr.coding import Code

from app.analysis.analysis import Analysis
from app.domain.anatomy import Ellipse
from app.domain.photograph import Laterality
from app.domain.quality import Verdict
from app.measurement.measures import MEASURES, NOTHING_ELSE, measures_with
from app.measurement.regions import Quadrant
from app.pacs.objects.building import ObjectKind, build_objects, encode, read_source
from app.pacs.objects.codes import PRIVATE, number_code, quadrant_code, unit_code
from tests.pacs.examples import (
    anatomy_example,
    corrected_example,
    dicom_example,
    errors_of,
    picture_example,
)
from tests.readings import altered, reread

RETINA = Code("5665001", "SCT", "Retina")
CODED = [name for name, measure in MEASURES.items() if measure.code is not None]


def written(analysis: Analysis, content: bytes | None, folder: Path) -> ComprehensiveSR:
    source = read_source(content) if content else None
    kinds = [ObjectKind.STRUCTURED_REPORT]
    dataset = build_objects(analysis, source, pdf=None, title="", kinds=kinds)[kinds[0]]
    assert errors_of(dataset, folder) == []
    path = folder / "report.dcm"
    path.write_bytes(encode(dataset))
    return srread(path)


def groups_of(document: ComprehensiveSR) -> list:
    return document.content.get_image_measurement_groups()


def whole_field(group: object) -> dict[str, tuple[float, str]]:
    """Return the numbers that are not of a quadrant, with their units, by their codes."""
    return {
        found.name.value: (found.value, found.unit.value)
        for found in group.get_measurements()
        if not found.finding_sites
    }


def texts_of(dataset: Dataset) -> list[str]:
    own = [dataset.TextValue] if "TextValue" in dataset else []
    return own + [text for item in dataset.get("ContentSequence", ()) for text in texts_of(item)]


def withheld_example() -> tuple[Analysis, bytes]:
    analysis, content = dicom_example("right")
    poor = altered(analysis, quality=replace(analysis.quality, verdict=Verdict.NOT_GRADABLE))
    return reread(poor, measure_anyway=False), content


def test_every_number_is_there_with_its_unit(tmp_path: Path) -> None:
    analysis, content = dicom_example("right")
    (group,) = groups_of(written(analysis, content, tmp_path))
    found = whole_field(group)
    plain = [each.id for each in measures_with(NOTHING_ELSE) if each.code is not None]
    assert len(found) == len(plain)
    for number in plain:
        value, unit = found[number_code(MEASURES[number]).value]
        measured = analysis.measurements.numbers[number].value
        assert measured is not None
        assert value == pytest.approx(measured * MEASURES[number].factor, rel=1e-9)
        assert unit == unit_code(MEASURES[number]).value


def test_the_numbers_of_the_anatomy_are_there_with_their_units(tmp_path: Path) -> None:
    analysis, content = anatomy_example()
    document = written(analysis, content, tmp_path)
    (group,) = groups_of(document)
    found = whole_field(group)
    numbers = analysis.measurements.numbers
    told = [number for number in CODED if numbers[number].value is not None]
    assert set(found) == {number_code(MEASURES[number]).value for number in told}
    assert {"AVR", "CRAE_UM", "DENSITY_A_ZC", "CUP_DISC_V", "DENSITY_ETDRS_C"} <= set(found)
    for number in told:
        value, unit = found[number_code(MEASURES[number]).value]
        assert value == pytest.approx(numbers[number].value * MEASURES[number].factor, rel=1e-9)
        assert unit == unit_code(MEASURES[number]).value
    texts = texts_of(document)
    withheld = next(number for number in CODED if numbers[number].value is None)
    assert any(text.startswith(f"{MEASURES[withheld].name} withheld") for text in texts)
    assert "anatomist 1: sha256 = " + "a" * 64 in texts


def test_what_a_person_placed_where_no_model_looks_is_with_the_corrected_alone(
    tmp_path: Path,
) -> None:
    analysis, content = dicom_example("right")
    placed = reread(analysis, disc=Ellipse((250.0, 190.0), (25.0, 25.0)))
    automatic, corrected = groups_of(written(placed, content, tmp_path))
    assert "DISC_AREA" not in whole_field(automatic)
    assert "DISC_AREA" in whole_field(corrected)


def test_units_and_names_fit_into_a_code() -> None:
    for number in CODED:
        for code in (number_code(MEASURES[number]), unit_code(MEASURES[number])):
            assert len(code.value) <= 16
            assert len(code.meaning) <= 64
    for quadrant in Quadrant:
        for laterality in Laterality:
            assert len(quadrant_code(quadrant, laterality).value) <= 16
    assert len({number_code(MEASURES[number]).value for number in CODED}) == len(CODED)


def test_bands_come_with_their_number(tmp_path: Path) -> None:
    analysis, content = dicom_example("right")
    (group,) = groups_of(written(analysis, content, tmp_path))
    item = next(i for i in group.get_measurements() if i.name.value == "FRACTAL_DIM")
    ends = {
        child.ConceptNameCodeSequence[0].CodeValue: float(
            child.MeasuredValueSequence[0].NumericValue
        )
        for child in item[0].ContentSequence
    }
    expected = analysis.measurements.fractal_dimension
    assert ends == pytest.approx({"BAND_LOW": expected.low, "BAND_HIGH": expected.high})


def test_quadrants_are_named_by_the_eye(tmp_path: Path) -> None:
    analysis, content = dicom_example("right")
    (group,) = groups_of(written(analysis, content, tmp_path))
    found = {
        item.finding_sites[0].topographical_modifier.value: item.value
        for item in group.get_measurements()
        if item.finding_sites
    }
    expected = analysis.measurements.quadrant_densities
    # The nose is on the right in the photograph of a right eye.
    assert found == pytest.approx(
        {
            "SUPERIOR_TEMP": 100 * expected[Quadrant.UPPER_LEFT].value,
            "SUPERIOR_NASAL": 100 * expected[Quadrant.UPPER_RIGHT].value,
            "INFERIOR_TEMP": 100 * expected[Quadrant.LOWER_LEFT].value,
            "INFERIOR_NASAL": 100 * expected[Quadrant.LOWER_RIGHT].value,
        }
    )


def test_site_method_and_quality_are_coded(tmp_path: Path) -> None:
    (group,) = groups_of(written(*dicom_example("right"), tmp_path))
    (site,) = group.finding_sites
    assert site.value == RETINA
    assert site.laterality.meaning == "Right"
    assert group.method.value == "AUTOMATIC"
    assert group.finding_type.value == "59820001"
    (quality,) = group.get_qualitative_evaluations(Code("111101", "DCM", "Image Quality"))
    assert quality.value.value == f"QUALITY_{dicom_example('right')[0].quality.verdict.upper()}"


def test_an_unknown_eye_stays_unknown(tmp_path: Path) -> None:
    (group,) = groups_of(written(*dicom_example("unknown eye"), tmp_path))
    assert group.finding_sites[0].laterality is None
    quadrants = {
        item.finding_sites[0].topographical_modifier.value
        for item in group.get_measurements()
        if item.finding_sites
    }
    assert quadrants == {"UPPER_LEFT", "UPPER_RIGHT", "LOWER_LEFT", "LOWER_RIGHT"}


def test_algorithm_and_threshold_are_told(tmp_path: Path) -> None:
    analysis, content = dicom_example("right")
    texts = texts_of(written(reread(analysis, threshold=0.625), content, tmp_path))
    assert "fake" in texts
    assert "threshold = 0.625" in texts
    assert f"sha256 = {'0' * 64}" in texts


def test_the_observer_is_the_program_alone(tmp_path: Path) -> None:
    document = written(*dicom_example("right"), tmp_path)
    (observer,) = document.content.get_observer_contexts()
    assert observer.observer_type.value == "121007"
    assert observer.observer_identifying_attributes.name == "Retivasc"
    assert document.VerificationFlag == "UNVERIFIED"
    assert document.PreliminaryFlag == "PRELIMINARY"


def test_automatic_and_corrected_numbers_are_apart(tmp_path: Path) -> None:
    analysis, content = corrected_example()
    assert analysis.corrected is not None
    automatic, corrected = groups_of(written(analysis, content, tmp_path))
    assert automatic.method.value == "AUTOMATIC"
    assert corrected.method.value == "CORRECTED"
    for group, measurements in (
        (automatic, analysis.measurements),
        (corrected, analysis.corrected.measurements),
    ):
        density = measurements.vessel_density.value
        assert density is not None
        assert whole_field(group)["VESSEL_DENSITY"][0] == pytest.approx(100 * density)
    assert whole_field(automatic) != whole_field(corrected)


def test_what_is_withheld_is_left_out_with_the_reason(tmp_path: Path) -> None:
    analysis, content = withheld_example()
    document = written(analysis, content, tmp_path)
    (group,) = groups_of(document)
    assert group.get_measurements() == []
    assert str(analysis.withheld) in texts_of(document)


def test_single_numbers_that_are_missing_are_named(tmp_path: Path) -> None:
    analysis, content = dicom_example("right")
    empty = reread(analysis, threshold=1.0)
    document = written(empty, content, tmp_path)
    (group,) = groups_of(document)
    assert "VESSEL_DENSITY" in whole_field(group)
    assert "FRACTAL_DIM" not in whole_field(group)
    reason = empty.measurements.fractal_dimension.reason
    assert f"Fractal dimension withheld: {reason}" in texts_of(document)


def test_without_a_pixel_size_there_are_no_millimetres(tmp_path: Path) -> None:
    analysis, content = dicom_example("unknown eye")
    (group,) = groups_of(written(analysis, content, tmp_path))
    assert {"mm/mm2", "um"}.isdisjoint(unit for _, unit in whole_field(group).values())


def test_an_overruled_quality_is_told(tmp_path: Path) -> None:
    poor, content = withheld_example()
    document = written(reread(poor, measure_anyway=True), content, tmp_path)
    (group,) = groups_of(document)
    said = {each.name.value: each.value.meaning for each in group.get_qualitative_evaluations()}
    assert said["111101"] == "Not gradable"
    assert said["QUALITY_OVERRULE"] == "Yes"
    assert group.get_measurements()


def test_every_warning_is_told(tmp_path: Path) -> None:
    analysis, content = dicom_example("lossy")
    texts = texts_of(written(analysis, content, tmp_path))
    assert analysis.warnings
    assert {str(warning) for warning in analysis.warnings} <= set(texts)


def test_private_codes_name_who_is_responsible(tmp_path: Path) -> None:
    document = written(picture_example(), None, tmp_path)
    (scheme,) = document.CodingSchemeIdentificationSequence
    assert scheme.CodingSchemeDesignator == PRIVATE
    assert scheme.CodingSchemeResponsibleOrganization == "Retivasc"
