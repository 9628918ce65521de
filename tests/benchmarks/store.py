"""Time the list of a store of 100 000 photographs of 20 000 patients; the target is 100 ms."""

import random
import tempfile
from functools import partial
from pathlib import Path

from app.domain.photograph import Laterality, PhotographId
from app.store.database import Store
from app.store.facts import Facts, State
from app.store.opening import open_store
from app.store.photographs import Location, put_location, put_photograph
from app.store.search import Order, Query, find_patients
from app.store.tables import PHOTOGRAPHS
from app.store.trail import Action, Edit
from tests.benchmarks import patient_list
from tests.benchmarks.timing import Stage, milliseconds, print_lines

PATIENTS, PHOTOGRAPHS_EACH = 20_000, 5
AN_EDIT = 200  # patients

_SURNAMES = ("Wang=王", "Li=李", "Zhang=张", "Chen=陈", "Shan=单", "Ouyang=欧阳", "Smith", "Müller")
_GIVEN = ("Xiaoming=小明", "Wei=伟", "Na=娜", "Yue=玥", "Jing=静", "John", "Ann", "Jörg", "Mary")
_STATES = (State.NEW, State.ANALYSED, State.DRAFT, State.SIGNED, State.SENT)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "store"
        store = open_store(place)
        fill(store, PATIENTS)
        store.close()
        print(f"\na store of {PATIENTS * PHOTOGRAPHS_EACH} photographs of {PATIENTS} patients")
        store = open_store(place)
        print_lines(milliseconds({"open": lambda: open_store(place).close(), **stages(store)}))
        store.close()
        patient_list.compare(place)


def stages(store: Store) -> dict[str, Stage]:
    """Return what a person does with the list."""
    second = find_patients(store, Query()).after
    queries = {
        "first page": Query(),
        "first page, latest first": Query(order=Order.DATE),
        "search, by name": Query("smith"),
        "search, by pinyin's initials": Query("wxm"),
        "search, by ID": Query("id-19999"),
        "search, nobody": Query("nobody"),
        "filter, by date, eye and state": Query(
            since="20260101", eye=Laterality.LEFT, state=State.SIGNED, order=Order.DATE
        ),
        "search and filter": Query("zhang wei", eye=Laterality.RIGHT, state=State.DRAFT),
    }
    return {
        **{name: partial(find_patients, store, query) for name, query in queries.items()},
        "second page": lambda: find_patients(store, Query(), after=second),
    }


def fill(store: Store, patients: int) -> None:
    """Put made-up patients into a store, each with a few photographs; the same in every run."""
    chance = random.Random(0)
    for start in range(0, patients, AN_EDIT):
        with store.edit(Action.PHOTOGRAPH_KEPT) as edit:
            for number in range(start, min(start + AN_EDIT, patients)):
                facts = person(number, chance)
                for photograph in range(PHOTOGRAPHS_EACH):
                    _put(edit, number * PHOTOGRAPHS_EACH + photograph, facts, chance)


def person(number: int, chance: random.Random) -> Facts:
    """Return who a patient is."""
    surname, given = chance.choice(_SURNAMES), chance.choice(_GIVEN)
    latin, chinese = zip(*(part.partition("=")[::2] for part in (surname, given)), strict=True)
    name = "^".join(latin) + (f"={'^'.join(chinese)}" if all(chinese) else "")
    born = f"{chance.randrange(1930, 2015)}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}"
    sex = chance.choice("FM")
    return Facts(name=name, patient_id=f"ID-{number}", birth_date=born, sex=sex)


def _put(edit: Edit, number: int, facts: Facts, chance: random.Random) -> None:
    date = f"{chance.randrange(2015, 2027)}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}"
    eye = chance.choice((Laterality.LEFT, Laterality.RIGHT))
    stated = Facts(date=date, eye=eye, device="Camera").over(facts)
    key = put_photograph(edit, PhotographId(f"{number:064x}"), stated)
    put_location(edit, key, Location(Path(f"/photographs/{number // 100}/{number}.dcm")))
    edit.change(PHOTOGRAPHS, key, state=str(chance.choice(_STATES)))
