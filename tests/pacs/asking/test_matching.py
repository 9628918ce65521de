from datetime import date

import pytest
from pydicom.dataset import Dataset
from pydicom.uid import generate_uid

from app.pacs.asking.matching import (
    FoundStudy,
    Query,
    days_between,
    holds_name,
    identifiers,
    in_order,
    is_wanted,
    study_from,
    with_modalities,
)

DAY = date(2026, 1, 15)


def asked(query: Query) -> list[list[str]]:
    """Return the patients that are asked for, list by list."""
    return [
        [f"{each.PatientID}|{each.PatientName}" for each in questions]
        for questions, _ in identifiers(query)
    ]


def test_an_id_goes_before_a_name_and_capitals_are_tried():
    assert asked(Query("wang li")) == [
        ["wang li|"], ["|*wang*li*"], ["|*WANG*LI*"], ["|*Wang*Li*"],
    ]  # fmt: skip
    assert asked(Query()) == [["|"]]


def test_a_name_in_other_letters_is_asked_for_in_each_character_set_and_then_looked_for():
    lists = list(identifiers(Query("王")))
    assert [len(questions) for questions, _ in lists] == [2, 2, 1]
    assert [q.SpecificCharacterSet for q in lists[1][0]] == ["ISO_IR 192", "GB18030"]
    assert lists[-1][1] == "王"
    assert str(lists[-1][0][0].PatientName) == "*"


@pytest.mark.parametrize(
    ("first", "last", "asked_for"),
    [
        (None, None, ""),
        (DAY, DAY, "20260115"),
        (DAY, None, "20260115-"),
        (None, DAY, "-20260115"),
        (DAY, date(2026, 2, 1), "20260115-20260201"),
    ],
)
def test_days_are_asked_for_as_dicom_has_it(first, last, asked_for):
    assert days_between(first, last) == asked_for


def test_each_modality_is_a_question_of_its_own():
    [(questions, _)] = identifiers(Query(modalities=("OP", "XC"), accession="A1", study="1.2"))
    assert [each.ModalitiesInStudy for each in questions] == ["OP", "XC"]
    assert {(each.AccessionNumber, each.StudyInstanceUID) for each in questions} == {("A1", "1.2")}


def answer(**values: object) -> Dataset:
    dataset = Dataset()
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


def test_an_answer_is_read_and_cannot_steer_a_terminal():
    uid = generate_uid()
    study = study_from(
        answer(
            StudyInstanceUID=uid,
            PatientID=" P1 ",
            PatientName="Wang^Xiao=王^小东",
            StudyDate="20260115",
            ModalitiesInStudy=["OP", "SR"],
            StudyDescription="Fundus\x1b[2J",
            NumberOfStudyRelatedInstances="12",
        )
    )
    assert study is not None
    assert (study.study, study.patient_id, study.date) == (str(uid), "P1", "20260115")
    assert (study.patient_name, study.shown_name) == ("Wang^Xiao=王^小东", "王小东")
    assert (study.modalities, study.instances) == (("OP", "SR"), 12)
    assert "\x1b" not in study.description


def test_an_answer_without_a_study_is_none_and_nonsense_is_left_out():
    assert study_from(answer(PatientID="P1")) is None
    nonsense = answer(StudyInstanceUID="1.2", NumberOfStudyRelatedInstances="", StudyDate="")
    nonsense["StudyDate"]._value = "never"
    study = study_from(nonsense)
    assert study == FoundStudy("1.2")


def test_what_an_archive_leaves_out_of_a_question_is_looked_at_here():
    study = FoundStudy("1.2", date="20260115", modalities=("OP",), patient_name="Müller^Eva")
    assert is_wanted(study, Query(first=DAY, last=DAY, modalities=("XC", "OP")), "muller")
    assert not is_wanted(study, Query(first=date(2026, 1, 16)))
    assert not is_wanted(study, Query(modalities=("XC",)))
    assert not is_wanted(study, Query(study="1.3"))
    assert not is_wanted(study, Query(), "meier")
    assert holds_name("Wang^Xiao=王^小东", "小东 wang")


def test_studies_come_once_and_the_newest_first():
    old, new = FoundStudy("1", date="20250101"), FoundStudy("2", date="20260101")
    assert in_order([old, new, old]) == [new, old]


def test_series_are_asked_for_only_where_the_study_does_not_tell():
    asked_for = []

    def ask(study: FoundStudy):
        asked_for.append(study.study)
        return [("OP",), ("OP",), ("SR",)]

    told = list(with_modalities([FoundStudy("1", modalities=("XC",)), FoundStudy("2")], ask))
    assert [each.modalities for each in told] == [("XC",), ("OP", "SR")]
    assert asked_for == ["2"]
