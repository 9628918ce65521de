from dataclasses import replace

import pytest

from app.analysis.analysis import analyse, identified
from app.base.errors import ReportWriteError
from app.domain.photograph import NOBODY_SAYS, Exam, Identity, Patient
from app.pacs.objects.building import ObjectKind, build_objects
from app.records.building import analysis_record
from app.records.schema import read_record, record_to_json
from app.records.tables import result_row
from app.report.details import identification
from app.store.facts import stated_facts
from tests.support import FakePredictor, make_fundus, photograph, refused

WANG = Identity(Patient("Wang^Xiaoming=王^小明", "A-17", "19500102", "F", "clinic"), "20260301")


@pytest.fixture(scope="module")
def picture():
    return analyse(make_fundus(128).image, FakePredictor(), measure_anyway=True)


@pytest.fixture(scope="module")
def filed():
    image = replace(
        photograph(make_fundus(128).pixels), patient=Patient("Smith", "S-9"), exam=Exam("20250101")
    )
    return analyse(image, FakePredictor(), measure_anyway=True)


def objects(analysis):
    kinds = [ObjectKind.STRUCTURED_REPORT]
    return build_objects(analysis, None, pdf=None, title="Report", kinds=kinds)


def test_numbers_are_not_touched(picture):
    found = identified(picture, WANG)
    assert found.automatic is picture.automatic
    assert found.findings is picture.findings


def test_another_identity_replaces_the_former(picture):
    found = identified(identified(picture, WANG), Identity(Patient("Li")))
    assert found.image.patient == Patient("Li")
    assert identified(found, NOBODY_SAYS).image.patient == Patient()


def test_the_record_says_what_a_person_says_and_is_read_back(picture):
    record = analysis_record(identified(picture, WANG))
    assert record.image.typed.name == WANG.patient.name
    assert record.image.typed.date == "20260301"
    assert read_record(record_to_json(record)) == record
    row = result_row(record)
    assert (row["typed_id"], row["typed_birth_date"]) == ("A-17", "19500102")
    assert b'"typed"' not in record_to_json(analysis_record(picture))


def test_the_record_repeats_nothing_of_the_file(filed):
    text = record_to_json(analysis_record(identified(filed, Identity(Patient("Smith", sex="M")))))
    assert b"S-9" not in text
    assert b'"sex": "M"' in text


def test_the_report_marks_what_a_person_says(picture):
    told = {
        str(label): str(value) for label, value in identification(identified(picture, WANG).image)
    }
    assert told["Patient ID"] == "A-17 (stated by a person)"
    assert told["Sex"] == "female (stated by a person)"
    assert told["Date of photograph"] == "2026-03-01 (stated by a person)"


def test_contradictions_come_first(filed):
    warnings = list(map(str, identified(filed, WANG).warnings))
    assert warnings[0].startswith("Patient ID: the file says “S-9”, a person says “A-17”.")
    assert any(each.startswith("Date of photograph: the file says") for each in warnings)


def test_what_a_person_says_is_never_taken_for_the_files(filed):
    assert stated_facts(identified(filed, WANG).image).patient_id == ""
    assert stated_facts(filed.image).patient_id == "S-9"


def test_dicom_objects_of_a_picture_name_the_patient(picture):
    named = objects(identified(picture, WANG))
    for dataset in named.values():
        assert str(dataset.PatientName) == WANG.patient.name
        assert (dataset.PatientID, dataset.IssuerOfPatientID) == ("A-17", "clinic")
        assert (dataset.PatientBirthDate, dataset.PatientSex) == ("19500102", "F")
        assert dataset.StudyDate == "20260301"
        assert "stated by a person" in dataset.PatientComments
    of_nobody = objects(picture)
    kind = ObjectKind.STRUCTURED_REPORT
    assert of_nobody[kind].PatientID == ""
    assert of_nobody[kind].StudyInstanceUID != named[kind].StudyInstanceUID


@pytest.mark.parametrize("name", ["x" * 65, "A\\B"])
def test_what_dicom_does_not_take_is_refused(picture, name):
    refused(ReportWriteError, objects, identified(picture, Identity(Patient(name))))
