from app.domain.photograph import Laterality
from app.ui.look.words import _STAGES, eye_abbreviation, eye_in_words, stage_name


def test_every_stage_of_an_analysis_has_words(qapp):
    for stage in ("field of view", "prepare", "segment", "measure", "done"):
        assert stage_name(stage) == _STAGES[stage]


def test_unknown_stage_is_shown_as_it_is(qapp):
    assert stage_name("polish") == "polish"


def test_every_eye_has_words():
    assert [eye_abbreviation(eye) for eye in Laterality] == ["OD", "OS", "OU", "?"]
    assert len({str(eye_in_words(eye)) for eye in Laterality}) == len(Laterality)
