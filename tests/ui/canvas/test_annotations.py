import pytest

from app.base.translation import load_catalogue
from app.domain.photograph import Exam, Patient, Source, Spacing
from app.ui.canvas.annotations import exam_lines, patient_lines, scale_bar, written_date
from app.ui.look.translator import CatalogueTranslator


def test_only_what_the_file_states_is_written():
    assert patient_lines(Patient()) == []
    assert exam_lines(Exam()) == []
    assert patient_lines(Patient(name="Doe^Jane", sex="F")) == ["Doe^Jane", "female"]
    whole = Patient("<b>王</b>", "4711", "19500102", "F")
    assert patient_lines(whole) == ["<b>王</b>", "4711", "1950-01-02 · female"]
    assert exam_lines(Exam(date="20260301", device="Eye 1")) == ["2026-03-01", "Eye 1"]


@pytest.mark.parametrize(
    ("value", "written"), [("20260301", "2026-03-01"), ("1950", "1950"), (None, None)]
)
def test_dates(value, written):
    assert written_date(value) == written


@pytest.mark.parametrize(
    ("scale", "bar"),
    [(0.5, (2.0, 100.0)), (0.2, (5.0, 100.0)), (1.0, (1.0, 100.0)), (2.0, (0.5, 100.0)), (4, None)],
)
def test_scale_bar_has_a_nice_length_that_fits(scale, bar):
    spacing = Spacing(row_mm=0.02, column_mm=0.01, source=Source.FILE)
    assert scale_bar(spacing, scale, 400) == bar


def test_sex_is_said_in_the_language_of_the_window(qapp):
    translator = CatalogueTranslator(load_catalogue("zh_CN"))
    qapp.installTranslator(translator)
    try:
        assert patient_lines(Patient(sex="F")) == ["女"]
        assert patient_lines(Patient(sex="X")) == ["X"]
    finally:
        qapp.removeTranslator(translator)
