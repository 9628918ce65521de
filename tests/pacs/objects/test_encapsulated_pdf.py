from dataclasses import replace

import pytest

from app.pacs.objects.building import ObjectKind, build_objects, encode, read_source
from tests.pacs.examples import PDF, built_one, dicom_example, picture_example, read_back
from tests.readings import altered


def test_the_report_comes_out_as_it_went_in() -> None:
    dataset = built_one(ObjectKind.PDF)
    assert len(PDF) % 2 == 1  # padded in the file
    assert dataset.EncapsulatedDocument[: dataset.EncapsulatedDocumentLength] == PDF
    assert len(dataset.EncapsulatedDocument) == len(PDF) + 1
    assert dataset.MIMETypeOfEncapsulatedDocument == "application/pdf"


def test_it_says_what_it_is() -> None:
    dataset = built_one(ObjectKind.PDF)
    assert dataset.SOPClassUID == "1.2.840.10008.5.1.4.1.1.104.1"
    assert dataset.DocumentTitle == "Report 报告"
    assert dataset.SpecificCharacterSet == "ISO_IR 192"
    assert dataset.BurnedInAnnotation == "YES"
    assert dataset.ConceptNameCodeSequence[0].CodeValue == "126000"


def test_it_names_the_photograph() -> None:
    _, content = dicom_example("right")
    source = read_source(content)
    assert source is not None
    item = built_one(ObjectKind.PDF).SourceInstanceSequence[0]
    assert item.ReferencedSOPInstanceUID == source.SOPInstanceUID


@pytest.mark.parametrize(("laterality", "written"), [("R", "R"), ("L", "L"), ("B", None)])
def test_one_eye_is_stated(laterality: str, written: str | None) -> None:
    analysis = picture_example()
    set_eye = altered(analysis, image=replace(analysis.image, laterality=laterality))
    objects = build_objects(set_eye, None, pdf=PDF, title="Report")
    assert read_back(objects[ObjectKind.PDF]).get("Laterality") == written


def test_a_large_report_is_kept_whole() -> None:
    pdf = b"%PDF-1.4\n" + bytes(range(256)) * 8000
    dataset = build_objects(picture_example(), None, pdf=pdf, title="Report")[ObjectKind.PDF]
    assert pdf in encode(dataset)
