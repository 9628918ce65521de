import pytest

from app.base.progress import never_stop
from app.domain.photograph import Laterality
from app.report.report_text import ReportText
from app.store.visits import other_visits
from app.ui.reporting.past import past_with
from app.ui.session.keeper import Keeper, Standing
from tests.store.examples import analysis, kept_case, photograph
from tests.ui.paper import made_paper, make_reports


@pytest.fixture
def keeper(qtbot, tmp_path):
    keeper = Keeper(tmp_path / "cases")
    keeper.start()
    qtbot.waitUntil(lambda: keeper.standing is Standing.KEPT)
    yield keeper
    keeper.shut_down()


def keep(qtbot, keeper, image):
    kept = []
    keeper.run(lambda store: kept_case(store, image), then=kept.append)
    qtbot.waitUntil(lambda: bool(kept))


def test_a_report_lists_what_the_store_has_of_the_eye_and_is_made_again_for_a_new_visit(
    qtbot, opened, keeper, tmp_path, monkeypatch
):
    shown = opened.analysis.image
    monkeypatch.setattr(
        "app.store.visits.other_visits",
        lambda store, which, eye: (
            other_visits(store, photograph(3).id, Laterality.LEFT)
            if which == shown.id and eye is Laterality.RIGHT
            else ()
        ),
    )
    keep(qtbot, keeper, photograph(3))
    keep(qtbot, keeper, photograph(1, date="20230101"))
    reports = make_reports(opened, tmp_path, keeper)
    reports.set_statement(ReportText("fine"))
    paper = made_paper(qtbot, reports)
    assert [row[0] for row in paper.report.parts[0].follow_up.earlier] == ["2023-01-01"]
    assert made_paper(qtbot, reports) is paper
    keep(qtbot, keeper, photograph(2, date="20240101"))
    again = made_paper(qtbot, reports)
    assert len(again.report.parts[0].follow_up.earlier) == 2


def test_nobody_kept_is_no_obstacle():
    assert past_with(Keeper(None))(analysis(), never_stop) == ()


def test_a_store_that_cannot_be_read_is_no_obstacle(qtbot, keeper, monkeypatch):
    from app.base.errors import StoreError
    from app.base.messages import message

    def fail(*_arguments):
        raise StoreError(message("It is broken."), message("Mend it."))

    monkeypatch.setattr("app.store.visits.other_visits", fail)
    assert past_with(keeper)(analysis(), never_stop) == ()
