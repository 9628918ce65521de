"""What a node must send: again and again until it is there, each archive for itself."""

from datetime import UTC, datetime, timedelta

import pytest

from app.base.errors import UnexpectedError
from app.base.messages import message
from app.store.arrivals import LONGEST_WAIT, MOST_TRIES, add_arrival, retry_failed
from app.store.deliveries import (
    due_deliveries,
    is_wanted,
    note_asked,
    note_commitment,
    note_failure,
    note_sent,
    uncommitted,
    wait_after,
)
from app.store.queue_state import queue_state
from tests.store.test_arrivals import delivery, new

ERROR = UnexpectedError(message("It is away."), message("Try it again."))
MINUTE = timedelta(minutes=1)


@pytest.fixture
def queued(store):
    """Return a store in which two objects wait for one archive, and one for another."""
    add_arrival(store, new(), [delivery(), delivery(kind="seg"), delivery("other")])
    return store


def due(store, after=timedelta(), archive="pacs"):
    return due_deliveries(store, "node", archive, datetime.now(UTC) + after)


def states(store, archive="pacs"):
    results = queue_state(store, "node", datetime.now(UTC)).results[archive]
    return {state: count for state, count in results.items() if count}


def test_an_archive_that_is_away_for_an_hour_is_asked_ever_less_and_gets_all(queued):
    passed, tries = timedelta(), 0
    while passed < timedelta(hours=1):
        first = due(queued, passed)[0]
        assert first.tries == tries
        wait = wait_after(first.tries, MINUTE)
        until = datetime.now(UTC) + passed + wait
        note_failure(queued, "node", first, ERROR, until, away=True)
        assert due(queued, passed + wait / 2) == []  # the other one waits as well
        passed, tries = passed + wait + timedelta(seconds=1), tries + 1
    assert tries == 6
    assert len(due(queued, archive="other")) == 1  # which is not away
    for each in due(queued, passed):
        note_sent(queued, each, committed=True)
    assert states(queued) == {"done": 2}
    told = queue_state(queued, "node", datetime.now(UTC)).mishaps
    assert {each.destination for each in told} <= {"other"}


def test_waiting_is_at_most_an_hour():
    assert wait_after(0, MINUTE) == MINUTE
    assert wait_after(5, MINUTE) == 32 * MINUTE
    assert wait_after(1000, MINUTE) == LONGEST_WAIT


def test_what_is_refused_for_good_waits_for_a_person_and_holds_up_nothing(queued):
    first, second = due(queued)
    note_failure(queued, "node", first, ERROR, None, away=False)
    assert [each.number for each in due(queued)] == [second.number]
    assert states(queued) == {"failed": 1, "waiting": 1}
    retry_failed(queued, "node")
    assert len(due(queued)) == 2


def test_a_file_is_wanted_until_every_archive_has_it(queued):
    for each in (*due(queued), *due(queued, archive="other")):
        assert is_wanted(queued, each.file)
        note_sent(queued, each, committed=True)
    assert not is_wanted(queued, "results/1/pdf.dcm")


def test_what_an_archive_commits_itself_to_is_done_and_the_rest_goes_again(queued):
    first, second = due(queued)
    for each in (first, second):
        note_sent(queued, each, committed=False)
    assert states(queued) == {"sent": 2}
    asked = uncommitted(queued, "node", "pacs", datetime.now(UTC) + timedelta(seconds=1))
    note_asked(queued, asked, "1.2.9", datetime.now(UTC) + MINUTE)
    assert uncommitted(queued, "node", "pacs", datetime.now(UTC)) == []
    assert note_commitment(queued, "node", "1.2.8", ["1.2.3.4"], ERROR) == []  # another one's
    assert states(queued) == {"sent": 2}
    files = note_commitment(queued, "node", "1.2.9", ["1.2.3.4"], ERROR)
    assert len(files) == 2
    assert states(queued) == {"done": 2}


def test_what_an_archive_keeps_losing_is_given_up(queued):
    for number in range(MOST_TRIES):
        [first, *_] = due(queued, timedelta(seconds=1))
        note_sent(queued, first, committed=False)
        note_asked(queued, [first], f"1.2.{number}", datetime.now(UTC) + MINUTE)
        note_commitment(queued, "node", f"1.2.{number}", [], ERROR)
    assert states(queued) == {"failed": 1, "waiting": 1}
