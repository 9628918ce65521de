from dataclasses import replace

import pytest

from app.domain.photograph import Exam, Identity, Patient, Source, facts_agree
from tests.support import make_fundus

FILED = Patient("Wang^Xiaoming=王^小明", "A-17", "19500102", "F", "clinic")


@pytest.fixture
def image():
    return replace(make_fundus(32).image, patient=FILED, exam=Exam("20260301", "Camera"))


@pytest.fixture
def picture():
    return make_fundus(32).image


def test_a_picture_is_of_whom_a_person_says(picture):
    found = picture.with_identity(Identity(Patient("Li", "B-2"), "20260401"))
    assert found.patient == Patient("Li", "B-2")
    assert found.exam.date == "20260401"
    assert found.typed == {"name", "id", "date"}
    assert found.source_of("name") is Source.USER
    assert found.source_of("sex") is Source.UNKNOWN


def test_what_the_file_says_too_is_the_files(image):
    found = image.with_identity(Identity(Patient(FILED.name, "A-17", sex="M")))
    assert found.patient == replace(FILED, sex="M")
    assert found.typed == {"sex"}
    assert found.source_of("name") is Source.FILE


@pytest.mark.parametrize(
    "other",
    [Patient("Li", "B-2"), Patient(id="B-2"), Patient("Li"), Patient(id="A-17", issuer="x")],
)
def test_two_persons_are_never_mixed(image, other):
    found = image.with_identity(Identity(other))
    assert found.patient == other
    assert found.exam == image.exam


def test_the_same_name_otherwise_written_is_one_person(image):
    found = image.with_identity(Identity(Patient("xiaoming wang", sex="M")))
    assert found.patient.id == "A-17"


def test_silence_changes_nothing(image):
    found = image.with_identity(Identity())
    assert (found.patient, found.exam, found.typed) == (FILED, image.exam, frozenset())


@pytest.mark.parametrize(
    ("fact", "one", "other", "agree"),
    [
        ("name", "Müller^Jürgen", "jurgen MULLER", True),
        ("name", "Wang^Xiaoming=王^小明", "王小明", True),  # written as one word
        ("name", "Wang^Xiaoming=王^小明", "小明 王", True),
        ("name", "王^小明", "王^明小", False),
        ("name", "Wang^Xiaoming=王^小明", "王 小明", True),
        ("name", "Wang", "Li", False),
        ("id", "a-17", "A-17", True),
        ("id", "A-17", "A-18", False),
    ],
)
def test_what_agrees(fact, one, other, agree):
    assert facts_agree(fact, one, other) is agree
