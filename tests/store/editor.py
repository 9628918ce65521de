"""Edit one photograph of a store again and again, saying what was saved; run to be killed.

``python -m tests.store.editor PLACE SEED``: prints a line once an edit has been saved.
"""

import random
import sys
from dataclasses import replace

from app.base.errors import StoreError
from app.domain.photograph import Laterality
from app.domain.reading import Reading, Stroke
from app.report.report_text import ReportText
from app.store.cases import CaseConflictError, add_result, load_case, save_words
from app.store.database import Store
from app.store.opening import open_store
from tests.store.examples import kept, photograph, record


def edited(number: int, chance: random.Random) -> Reading:
    """Return a reading that no other number gives."""
    points = tuple((chance.random() * 100, float(number)) for _ in range(chance.randrange(1, 60)))
    eye = chance.choice((Laterality.LEFT, Laterality.RIGHT))
    return Reading(number / 10_000, eye, strokes=(Stroke(points, 3),))


def edit_for_ever(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    number = 0
    while True:
        number += 1
        words = load_case(store, photograph().id).words
        reading, text = edited(number, chance), ReportText(findings=f"{seed} {number}")
        try:
            save_words(store, photograph().id, reading=reading, text=text, base=words.version)
        except CaseConflictError:
            continue
        if number % 5 == 0:
            changed = replace(reading, threshold=0.5)
            add_result(store, photograph().id, record(), changed, findings=bytes(3000 + number))
        print(number, flush=True)


if __name__ == "__main__":
    opened = open_store(sys.argv[1], who=f"editor {sys.argv[2]}")
    kept(opened)
    print("ready", flush=True)
    try:
        edit_for_ever(opened, int(sys.argv[2]))
    except StoreError as error:
        print(error, flush=True)
