import csv

import pytest
import torch

from app.base.errors import ConfigurationError, ReportWriteError, TrainingError
from app.training.config import parse_config
from app.training.curves import draw_curves
from app.training.run_folder import (
    BEST_NAME,
    CONFIG_NAME,
    CURVES_NAME,
    LAST_NAME,
    METRICS_NAME,
    RunState,
    add_metrics,
    has_state,
    load_state,
    save_best,
    save_state,
    start_run,
)
from tests.support import make_network, refused
from tests.training.examples import config_text, make_config

LONG = ("steps = 40", "steps = 120")


def make_state(step=7):
    weights = make_network(seed=step).state_dict()
    return RunState(step, 0.5, 2, weights, weights, {"state": {}, "param_groups": []})


def row_of(step, loss=0.5):
    return {"step": step, "loss": loss, "dice": 0.25, "auc": 0.75}


def test_a_state_comes_back_as_it_was_saved(tmp_path):
    assert not has_state(tmp_path)
    state = make_state()
    save_state(tmp_path, state)
    assert has_state(tmp_path)
    loaded = load_state(tmp_path)
    assert (loaded.step, loaded.best, loaded.stale, loaded.scaler) == (7, 0.5, 2, {})
    for name, value in state.network.items():
        assert torch.equal(loaded.network[name], value)


@pytest.mark.parametrize("damage", [b"", b"no state", None])
def test_a_damaged_state_is_refused(tmp_path, damage):
    save_state(tmp_path, make_state())
    path = tmp_path / LAST_NAME
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2] if damage is None else damage)
    assert LAST_NAME in str(refused(TrainingError, load_state, tmp_path).message)


@pytest.mark.parametrize("content", [{"step": 3}, {"more": 1}, [1, 2]])
def test_a_state_of_something_else_is_refused(tmp_path, content):
    torch.save(content, tmp_path / LAST_NAME)
    refused(TrainingError, load_state, tmp_path)


def test_a_full_disk_leaves_everything_saved_before(tmp_path, monkeypatch):
    save_state(tmp_path, make_state())
    save_best(tmp_path, make_state().averaged)
    add_metrics(tmp_path, row_of(20))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert before.keys() == {LAST_NAME, BEST_NAME, METRICS_NAME, CURVES_NAME}

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.base.files.os.fsync", full)
    refused(ReportWriteError, save_state, tmp_path, make_state(8))
    refused(ReportWriteError, save_best, tmp_path, make_state(8).averaged)
    refused(ReportWriteError, add_metrics, tmp_path, row_of(40))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_metrics_that_a_run_writes_again_are_there_once(tmp_path):
    for step, loss in ((20, 0.5), (40, 0.4), (60, 0.3), (40, 0.35)):
        add_metrics(tmp_path, row_of(step, loss))
    with (tmp_path / METRICS_NAME).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["step"], row["loss"]) for row in rows] == [("20", "0.5"), ("40", "0.35")]
    assert (tmp_path / CURVES_NAME).read_bytes() == draw_curves(tmp_path / METRICS_NAME)


def test_a_run_keeps_its_configuration_and_refuses_another(tmp_path):
    run = tmp_path / "runs" / "first"
    path = tmp_path / "tiny.toml"
    path.write_text(config_text(), encoding="utf-8")
    start_run(path.read_bytes(), run)
    save_state(run, make_state())
    start_run(path.read_bytes(), run)
    kept = path.read_bytes()
    path.write_text(config_text(LONG), encoding="utf-8")
    error = refused(ConfigurationError, start_run, path, run)
    assert "first" in str(error.message)
    assert (run / CONFIG_NAME).read_bytes() == kept
    assert parse_config(kept, "") == make_config()


def test_a_run_that_saved_nothing_may_get_another_configuration(tmp_path):
    path = tmp_path / "tiny.toml"
    for text in (config_text(), config_text(LONG)):
        path.write_text(text, encoding="utf-8")
        start_run(path.read_bytes(), tmp_path / "run")
        assert (tmp_path / "run" / CONFIG_NAME).read_bytes() == path.read_bytes()


def test_a_run_can_go_on_from_its_own_copy_of_the_configuration(tmp_path):
    path = tmp_path / "tiny.toml"
    path.write_text(config_text(), encoding="utf-8")
    start_run(path.read_bytes(), tmp_path / "run")
    save_state(tmp_path / "run", make_state())
    start_run((tmp_path / "run" / CONFIG_NAME).read_bytes(), tmp_path / "run")
    assert (tmp_path / "run" / CONFIG_NAME).read_bytes() == path.read_bytes()


def test_a_run_whose_folder_cannot_be_made(tmp_path):
    path = tmp_path / "tiny.toml"
    path.write_text(config_text(), encoding="utf-8")
    refused(ReportWriteError, start_run, path, path / "run")
