"""Whatever is done to a store in whatever order, it is whole, and the same once opened again."""

import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from app.base.errors import StoreError
from app.domain.photograph import Patient
from app.report.report_text import ReportText
from app.store.cases import add_result, load_case, save_words
from app.store.database import Store
from app.store.deletion import delete_patient
from app.store.facts import Facts
from app.store.opening import open_store
from app.store.patients import add_patient, assign, change_patient, merge, root_of, unmerge
from app.store.search import Query, all_patients
from app.store.verification import verify
from tests.store.examples import READING, kept, photograph, record

WHICH = st.integers(0, 2)
ACTIONS = st.tuples(
    st.sampled_from(["words", "result", "add", "change", "assign", "merge", "part", "delete"]),
    WHICH,
    WHICH,
)


class Model:
    """Know what each photograph's words must be, and whose it must be."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.words: dict[int, ReportText] = {}
        self.people = [add_patient(store, Facts(name=f"N{number}")).id for number in range(3)]
        self.count = 0

    def do(self, action: str, one: int, other: int) -> None:
        self.count += 1
        with suppress(StoreError):  # merged already, merged into another, not there any more
            getattr(self, f"_{action}")(one, other)

    def _kept(self, number: int):
        return kept(self.store, photograph(number, Patient(f"P{number}", f"{number}")))

    def _words(self, one: int, _other: int) -> None:
        identity = self._kept(one).photograph
        text = ReportText(f"{self.count}")
        base = load_case(self.store, identity).words.version
        save_words(self.store, identity, reading=READING, text=text, base=base)
        self.words[one] = text

    def _result(self, one: int, other: int) -> None:
        identity = self._kept(one).photograph
        add_result(self.store, identity, record(threshold=other / 10), READING, findings=b"maps")

    def _add(self, one: int, _other: int) -> None:
        self.people[one] = add_patient(self.store, Facts(name=f"A{self.count}")).id

    def _change(self, one: int, _other: int) -> None:
        for row in all_patients(self.store, Query()):
            if row.patient.id == self.people[one]:
                change_patient(self.store, row.patient, name=f"C{self.count}")

    def _assign(self, one: int, other: int) -> None:
        number = self._kept(other).number
        if self._exists(self.people[one]):
            assign(self.store, self.people[one], [number])
            with self.store.read() as connection:
                holder = root_of(connection, self.people[one])
            assert self._kept(other).patient == holder

    def _merge(self, one: int, other: int) -> None:
        if self._exists(self.people[one]) and self._exists(self.people[other]):
            merge(self.store, self.people[one], self.people[other])

    def _part(self, one: int, _other: int) -> None:
        if self._exists(self.people[one]):
            unmerge(self.store, self.people[one])

    def _delete(self, one: int, _other: int) -> None:
        delete_patient(self.store, self.people[one])
        for number in list(self.words):
            if load_case(self.store, photograph(number).id) is None:
                del self.words[number]

    def _exists(self, patient: str) -> bool:
        with self.store.read() as connection:
            found = connection.exec_driver_sql(f"SELECT 1 FROM patients WHERE id = '{patient}'")
            return found.scalar() == 1

    def check(self, store: Store) -> None:
        assert verify(store) == []
        for number, text in self.words.items():
            assert load_case(store, photograph(number).id).words.text == text


def everything(store: Store) -> list[object]:
    with store.read() as connection:
        names = ("patients", "photographs", "cases", "results", "locations", "events")
        return [connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in names]


@settings(max_examples=15)
@given(st.lists(ACTIONS, min_size=4, max_size=14))
def test_random_edits_leave_the_store_whole(actions):
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "store")
        model = Model(store)
        for action in actions:
            model.do(*action)
        model.check(store)
        before = everything(store)
        store.close()
        again = open_store(Path(folder) / "store")
        model.check(again)
        assert everything(again) == before
        again.close()
