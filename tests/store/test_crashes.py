"""Kill who edits, at any moment; let two edit at once: what was said to be saved is there."""

import os
import random
import signal
import subprocess
import sys

import pytest

from app.report.report_text import ReportText
from app.store.cases import load_case
from app.store.opening import open_store
from app.store.trail import events
from app.store.verification import verify
from tests.store.editor import edited
from tests.store.examples import photograph
from tests.support import ROOT


def editor(place, seed):
    command = [sys.executable, "-m", "tests.store.editor", str(place), str(seed)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def killed_after(process, count) -> int:
    """Kill an editor once it has saved so often; return the last edit that it called saved."""
    assert process.stdout.readline() == "ready\n"
    for _ in range(count):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read().splitlines()
    process.stdout.close()
    process.wait()
    return int(rest[-1]) if rest and rest[-1].isdecimal() else count


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_what_was_saved_survives_a_kill(place):
    chance = random.Random(0)
    for seed in range(3):
        saved = killed_after(editor(place, seed), chance.randrange(1, 25))
        store = open_store(place)
        words = load_case(store, photograph().id).words
        told, number = map(int, words.text.findings.split())
        assert told == seed
        assert number in (saved, saved + 1)  # the last may have been saved and not been told
        again = random.Random(seed)
        readings = [edited(each, again) for each in range(1, number + 1)]
        assert words.reading == readings[-1]
        assert words.text == ReportText(findings=f"{seed} {number}")
        assert verify(store) == []
        store.close()


def test_two_that_edit_at_once_lose_nothing(place):
    both = [editor(place, seed) for seed in (1, 2)]
    saved = [killed_after(each, 12) for each in both]
    store = open_store(place)
    with store.read() as connection:
        done = list(events(connection, limit=100_000))
    for seed, count in zip((1, 2), saved, strict=True):
        own = [each for each in done if each.who == f"editor {seed}"]
        kept = sum(each.action in ("case changed", "conflict") for each in own)
        assert kept >= count
    assert verify(store) == []
    store.close()
