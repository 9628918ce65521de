from app.store.opening import open_store
from app.store.search import Query, all_patients
from app.store.verification import verify
from app.ui.patients.model import PAGE
from tests.benchmarks.patient_list import scroll_through, shown
from tests.benchmarks.patient_list import stages as stages_of_list
from tests.benchmarks.store import PHOTOGRAPHS_EACH, fill, stages


def test_the_store_that_is_timed_is_whole_and_what_is_looked_for_is_in_it(tmp_path):
    store = open_store(tmp_path / "store")
    fill(store, 300)
    rows = list(all_patients(store, Query()))
    assert len(rows) == 300
    assert sum(row.photographs for row in rows) == 300 * PHOTOGRAPHS_EACH
    assert verify(store) == []
    found = {name: len(stage().rows) for name, stage in stages(store).items()}
    assert found.pop("search, nobody") == found.pop("search, by ID") == 0
    assert all(found.values())
    store.close()


def test_the_list_that_is_timed_shows_all_patients(qtbot, tmp_path):
    store = open_store(tmp_path / "store")
    fill(store, 130)
    store.close()
    with shown(tmp_path / "store") as listed:
        assert listed.model.rowCount() == PAGE
        for stage in stages_of_list(listed).values():
            stage()
        scroll_through(listed)
        assert listed.model.rowCount() == 130
