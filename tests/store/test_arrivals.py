"""The queue of a node: each photograph is one worker's at a time, and none is forgotten."""

from datetime import UTC, datetime, timedelta

import pytest

from app.base.errors import UnexpectedError
from app.base.messages import message
from app.store.arrivals import (
    MOST_TRIES,
    NewArrival,
    NewDelivery,
    add_arrival,
    claim_arrival,
    fail_arrival,
    finish_arrival,
    is_known,
    postpone_arrival,
    release_claims,
    retry_failed,
)
from app.store.deliveries import due_deliveries
from app.store.queue_state import queue_state

ERROR = UnexpectedError(message("It ended."), message("Try it again."))


def now():
    return datetime.now(UTC)


def new(sha256="a" * 64, **other):
    return NewArrival("node", sha256, "1.2.3", "CAMERA", "photographs/a.dcm", 10, **other)


def delivery(destination="pacs", kind="pdf", file="results/1/pdf.dcm"):
    return NewDelivery(destination, kind, "1.2", "1.2.3.4", file, "b" * 64)


def counted(store):
    photographs = queue_state(store, "node", now()).photographs
    return {state: count for state, count in photographs.items() if count}


@pytest.fixture
def one(store):
    """Return a photograph that a worker has."""
    add_arrival(store, new())
    return claim_arrival(store, "node", "worker 1", now())


def test_the_same_file_is_queued_once_and_of_each_node_apart(store):
    assert add_arrival(store, new())
    assert not add_arrival(store, new())
    assert add_arrival(store, NewArrival("other", "a" * 64, "", "", "file", 1))
    assert counted(store) == {"waiting": 1}


def test_a_watched_file_is_known_as_long_as_it_does_not_change(store):
    add_arrival(store, new(stamp="10 1"))
    assert is_known(store, "node", "CAMERA", "10 1")
    assert not is_known(store, "node", "CAMERA", "10 2")


def test_one_worker_has_it_and_nobody_else(store, one):
    assert claim_arrival(store, "node", "worker 2", now()) is None
    assert not finish_arrival(store, "node", one, "worker 2", [delivery()])
    assert due_deliveries(store, "node", "pacs", now()) == []
    assert finish_arrival(store, "node", one, "worker 1", [delivery()])
    assert len(due_deliveries(store, "node", "pacs", now())) == 1
    assert counted(store) == {"done": 1}


def test_what_a_worker_lost_cannot_be_finished_by_it_later(store, one):
    assert release_claims(store, "node", ERROR, "worker 1") == 1
    again = claim_arrival(store, "node", "worker 2", now())
    assert not finish_arrival(store, "node", one, "worker 1", [delivery()])
    assert finish_arrival(store, "node", again, "worker 2", [delivery()])
    assert len(due_deliveries(store, "node", "pacs", now())) == 1


def test_one_that_ends_its_worker_again_and_again_fails_and_can_be_tried_anew(store):
    add_arrival(store, new())
    for _ in range(MOST_TRIES):
        assert claim_arrival(store, "node", "worker 1", now()) is not None
        release_claims(store, "node", ERROR)
    assert counted(store) == {"failed": 1}
    [mishap] = queue_state(store, "node", now()).mishaps
    assert mishap.unnamed == "It ended."
    assert retry_failed(store, "node") == 1
    assert counted(store) == {"waiting": 1}


def test_what_is_put_off_waits_and_its_try_is_not_counted(store, one):
    later = now() + timedelta(minutes=1)
    postpone_arrival(store, one, "worker 1", later, ERROR)
    assert claim_arrival(store, "node", "worker 1", now()) is None
    again = claim_arrival(store, "node", "worker 1", later + timedelta(seconds=1))
    assert again.tries == one.tries


def test_a_time_that_a_wrong_clock_set_is_not_waited_for(store, one):
    postpone_arrival(store, one, "worker 1", now() + timedelta(days=3))
    assert claim_arrival(store, "node", "worker 1", now()) is not None


def test_what_cannot_be_analysed_is_told(store, one):
    fail_arrival(store, one, "worker 2", ERROR)  # which has nothing to say of it
    assert counted(store) == {"begun": 1}
    fail_arrival(store, one, "worker 1", ERROR)
    assert counted(store) == {"failed": 1}


def test_what_is_forwarded_is_sent_to_all_and_never_analysed(store):
    assert add_arrival(store, new(), [delivery("a"), delivery("b")])
    assert claim_arrival(store, "node", "worker 1", now()) is None
    assert [len(due_deliveries(store, "node", each, now())) for each in "ab"] == [1, 1]
    state = queue_state(store, "node", now())
    assert (state.photographs["forwarded"], state.p95_s) == (1, None)
