"""What was said two seconds before the program is killed is there when it starts again."""

import json
import os
import shutil
import subprocess
import sys
import time

import pytest

from app.base.paths import sample
from app.store.opening import open_store
from app.store.verification import verify
from tests.support import ROOT

_LOST_S = 2.0  # at most

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="folders are elsewhere")


@pytest.fixture
def start(tmp_path):
    names = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")
    home = {name: str(tmp_path / "home") for name in names}
    (tmp_path / "home").mkdir(mode=0o700)
    started = []

    def run(wish, file):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.kept", wish, str(file)],
            cwd=ROOT,
            env={**os.environ, **home, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process, json.loads(process.stdout.readline())

    yield run
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_killed_window_has_lost_nothing(start, tmp_path):
    photograph = tmp_path / "photograph.png"
    shutil.copy(sample(), photograph)
    first, said = start("say", photograph)
    assert (said["strokes"], said["looked"]) == (1, 1)
    time.sleep(_LOST_S)
    # Where others hold the processor, its own share of it counts.
    assert float(first.stdout.readline()) < _LOST_S
    first.kill()
    first.wait()
    _second, found = start("look", photograph)
    assert found == {**said, "looked": 0}
    assert found["eye"] == "L"
    assert found["corrected"]
    assert found["text"] == "Zebrafindings"
    assert not found["unsaid"]
    store = open_store(tmp_path / "home" / "retivasc" / "cases")
    assert verify(store) == []
    store.close()
