from pathlib import Path

import pytest

from app.domain.photograph import Laterality, PhotographId
from app.reading.listing import Entry
from app.ui.comparing.visits import Visit, Visits, listed_visits
from app.ui.session.cases import Cases, place_of

RIGHT, LEFT, UNKNOWN = Laterality.RIGHT, Laterality.LEFT, Laterality.UNKNOWN


def visit(date, eye=RIGHT, name="eye.dcm"):
    return Visit((Entry(Path(name)),), PhotographId(name), eye, date)


def test_the_prior_is_the_latest_earlier_photograph_of_the_eye():
    kept = [visit(date) for date in ("20250101", "20240101", "20220101", "")]
    other_eye = visit("20240505", LEFT)
    assert Visits(visit("20240601"), (*kept, other_eye)).prior is kept[1]


@pytest.mark.parametrize(
    "shown", [visit(""), visit("20240601", UNKNOWN), visit("20240601", Laterality.BOTH)]
)
def test_nothing_is_guessed_where_day_or_eye_are_not_known(shown):
    assert Visits(shown, (visit("20240101", shown.eye), visit("20230101"))).prior is None


def test_a_photograph_of_the_same_day_is_no_prior():
    assert Visits(visit("20240601"), (visit("20240601"),)).prior is None


def test_the_list_offers_what_can_be_opened_and_is_not_known_already():
    shown, kept, fresh = (Entry(Path(f"{name}.png")) for name in ("shown", "kept", "fresh"))
    listed = listed_visits((shown, kept, fresh), Cases(), place_of(shown))
    assert [each.entries[0] for each in listed] == [kept, fresh]
    visits = Visits(visit("20240601"), (visit("20240101", name="kept.png"),)).with_listed(listed)
    assert [each.entries[0] for each in visits.listed] == [fresh]
