from dataclasses import replace

import pytest
from pydicom.dataset import Dataset

from app.base.errors import ReportWriteError
from app.pacs.objects.building import ObjectKind, build_objects, encode, read_source
from tests.pacs.examples import PDF, built_one, dicom_example, picture_example, read_back, right_eye
from tests.readings import altered
from tests.support import dicom_bytes, refused


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


def both(other: str | None) -> Dataset:
    analysis, content = dicom_example("right")
    fellow = altered(analysis, image=replace(analysis.image, laterality="L"))
    source = None
    if other is not None:
        source = read_source(dicom_bytes(right_eye(PatientID=other, SOPInstanceUID="1.2.3.4")))
    objects = build_objects(
        analysis,
        read_source(content),
        pdf=PDF,
        title="Report",
        kinds=(ObjectKind.PDF,),
        fellow=(fellow, source),
    )
    return read_back(objects[ObjectKind.PDF])


def test_a_report_on_both_eyes_is_of_no_single_eye_and_names_both_photographs() -> None:
    of_both = both("4711")
    assert "Laterality" not in of_both
    named = [item.ReferencedSOPInstanceUID for item in of_both.SourceInstanceSequence]
    assert named == [
        built_one(ObjectKind.PDF).SourceInstanceSequence[0].ReferencedSOPInstanceUID,
        "1.2.3.4",
    ]
    # Of a picture file the archive has nothing that could be named.
    assert len(both(None).SourceInstanceSequence) == 1


def test_two_eyes_of_two_patients_are_refused() -> None:
    assert "different patients" in str(refused(ReportWriteError, both, "0815"))
