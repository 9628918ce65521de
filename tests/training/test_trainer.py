import csv
import math

import pytest
import torch
from safetensors.torch import load_file

from app.errors import ConfigurationError, ReportWriteError, TrainingError
from app.training import trainer as trainer_module
from app.training.config import parse_config
from app.training.curves import draw_curves
from app.training.dataset import list_cases
from app.training.metrics import score
from app.training.scoring import pooled, tally_photograph
from app.training.trainer import (
    BEST_NAME,
    CONFIG_NAME,
    CURVES_NAME,
    LAST_NAME,
    METRICS_NAME,
    Trainer,
    average_into,
    learning_rate,
    start_run,
    use_bf16,
)
from tests.support import make_network, refused
from tests.training.examples import config_text, make_config

LONG = ("steps = 40", "steps = 120")


def stop_after(steps):
    """Ask to stop once that many steps were done: it is asked once before each."""
    asked = iter(range(10**6))
    return lambda: next(asked) >= steps


def state_of(run):
    return torch.load(run / LAST_NAME, weights_only=True)


def rows_of(run):
    with (run / METRICS_NAME).open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def finished(data, tmp_path_factory):
    run = tmp_path_factory.mktemp("finished")
    assert Trainer(make_config(LONG), data, run).train() is True
    return run


def test_it_learns(finished, data):
    rows = rows_of(finished)
    assert [int(row["step"]) for row in rows] == list(range(20, 121, 20))
    assert float(rows[-1]["loss"]) < 0.7 * float(rows[0]["loss"])
    config = make_config(LONG)
    everything = [
        tally_photograph(
            lambda prepared: prepared.field.astype("float32"),
            config.input,
            case.image,
            case.label,
            case.mask,
        )
        for case in list_cases(config, data)
        if case.split == "validation"
    ]
    guess = score(pooled(everything), 0.5).dice
    assert 0.05 < guess < 0.5
    assert float(rows[-1]["dice"]) > guess + 0.2
    assert float(rows[-1]["auc"]) > 0.85
    assert rows[-1]["dice"] == rows[-1]["dice synthetic"]


def test_the_best_weights_fit_the_network(finished):
    weights = load_file(finished / BEST_NAME)
    network = make_network((4, 8))
    network.load_state_dict(weights)
    assert all(torch.isfinite(value).all() for value in weights.values())
    assert state_of(finished)["best"] == pytest.approx(
        max(float(row["dice"]) for row in rows_of(finished))
    )


def test_the_curves_are_drawn_anew_at_each_validation(finished, tmp_path):
    assert draw_curves(finished / METRICS_NAME) == (finished / CURVES_NAME).read_bytes()
    first, *_ = (finished / METRICS_NAME).read_text().splitlines(keepends=True)
    rows = (finished / METRICS_NAME).read_text().splitlines(keepends=True)[1:]
    (tmp_path / "fewer.csv").write_text(first + "".join(rows[:3]))
    fewer = draw_curves(tmp_path / "fewer.csv")
    assert fewer.startswith(b"\x89PNG")
    assert fewer != draw_curves(finished / METRICS_NAME)


def test_a_finished_run_has_nothing_left_to_do(finished, data):
    rows = rows_of(finished)
    weights = state_of(finished)["network"]
    assert Trainer(make_config(LONG), data, finished).train() is True
    assert rows_of(finished) == rows
    assert equal(weights, state_of(finished)["network"])


def equal(first, second):
    assert first.keys() == second.keys()
    return all(torch.equal(first[name], second[name]) for name in first)


def test_stopped_and_resumed_is_bit_for_bit_what_it_would_have_been(data, tmp_path):
    config = make_config()
    straight, halting = tmp_path / "straight", tmp_path / "halting"
    straight.mkdir()
    halting.mkdir()
    assert Trainer(config, data, straight).train() is True
    done = []
    for steps in (5, 0, 17):
        assert Trainer(config, data, halting).train(stop_after(steps)) is False
        done.append(state_of(halting)["step"])
    assert done == [5, 5, 22]
    assert Trainer(config, data, halting).train() is True
    first, second = state_of(straight), state_of(halting)
    assert first["step"] == second["step"] == 40
    assert equal(first["network"], second["network"])
    assert equal(first["averaged"], second["averaged"])
    assert first["best"] == second["best"]
    assert (straight / BEST_NAME).read_bytes() == (halting / BEST_NAME).read_bytes()


def test_a_loss_that_is_no_number_keeps_the_last_good_state(data, tmp_path, monkeypatch):
    plain, calls = trainer_module.vessel_loss, []

    def fails_later(*arguments, **options):
        calls.append(1)
        return plain(*arguments, **options) * (math.nan if len(calls) > 16 else 1)

    monkeypatch.setattr(trainer_module, "vessel_loss", fails_later)
    error = refused(TrainingError, Trainer(make_config(), data, tmp_path).train)
    assert "step 16" in str(error.message)
    state = state_of(tmp_path)
    assert state["step"] == 14  # saved every 7
    assert all(torch.isfinite(value).all() for value in state["network"].values())
    assert not list(tmp_path.glob(".*"))
    monkeypatch.undo()
    assert Trainer(make_config(), data, tmp_path).train() is True


def test_a_gradient_that_is_no_number_never_reaches_the_weights(data, tmp_path, monkeypatch):
    plain = torch.nn.utils.clip_grad_norm_

    def overflows(parameters, limit):
        return plain(parameters, limit) * math.inf

    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", overflows)
    trainer = Trainer(make_config(), data, tmp_path)
    before = {name: value.clone() for name, value in trainer._network.named_parameters()}
    refused(TrainingError, trainer.train)
    assert equal(before, dict(trainer._network.named_parameters()))


def test_a_full_disk_leaves_the_state_saved_before(data, tmp_path, monkeypatch):
    assert Trainer(make_config(), data, tmp_path).train(stop_after(8)) is False
    saved = (tmp_path / LAST_NAME).read_bytes()

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.files.os.fsync", full)
    refused(ReportWriteError, Trainer(make_config(), data, tmp_path).train)
    assert (tmp_path / LAST_NAME).read_bytes() == saved


@pytest.mark.parametrize("damage", [b"", b"no state", None])
def test_a_damaged_state_is_refused(data, tmp_path, damage):
    path = tmp_path / LAST_NAME
    if damage is None:
        assert Trainer(make_config(), data, tmp_path).train(stop_after(2)) is False
        damage = path.read_bytes()[: path.stat().st_size // 2]
    path.write_bytes(damage)
    refused(TrainingError, Trainer(make_config(), data, tmp_path).train)


def test_no_photograph_is_left_to_train_on(data, tmp_path):
    config = make_config(('validation = ["p3"]', 'validation = ["p0", "p1", "p2", "p3"]'))
    refused(ConfigurationError, Trainer, config, data, tmp_path)


def test_without_validation_patients_only_the_loss_is_reported(data, tmp_path):
    config = make_config(('validation = ["p3"]\n', ""), ("steps = 40", "steps = 2"))
    assert Trainer(config, data, tmp_path).train() is True
    assert list(rows_of(tmp_path)[0]) == ["step", "loss"]
    assert (tmp_path / BEST_NAME).exists()


def test_a_run_keeps_its_configuration_and_refuses_another(tmp_path):
    run = tmp_path / "runs" / "first"
    path = tmp_path / "tiny.toml"
    path.write_text(config_text(), encoding="utf-8")
    start_run(path, make_config(), run)
    start_run(path, make_config(), run)
    assert (run / CONFIG_NAME).read_bytes() == path.read_bytes()
    path.write_text(config_text(LONG), encoding="utf-8")
    error = refused(ConfigurationError, start_run, path, make_config(LONG), run)
    assert "first" in str(error.message)
    assert parse_config((run / CONFIG_NAME).read_bytes(), "") == make_config()


def test_a_run_can_go_on_from_its_own_copy_of_the_configuration(tmp_path):
    path = tmp_path / "tiny.toml"
    path.write_text(config_text(), encoding="utf-8")
    start_run(path, make_config(), tmp_path / "run")
    start_run(tmp_path / "run" / CONFIG_NAME, make_config(), tmp_path / "run")
    assert (tmp_path / "run" / CONFIG_NAME).read_bytes() == path.read_bytes()


def test_the_learning_rate_warms_up_and_then_falls_to_nought():
    settings = make_config().optimisation
    rates = [learning_rate(step, settings) for step in range(41)]
    assert rates[:4] == pytest.approx([0.005, 0.01, 0.015, 0.02])
    assert rates[4] == pytest.approx(0.02)
    assert rates[22] == pytest.approx(0.01)
    assert rates[40] == pytest.approx(0)
    assert rates[4:] == sorted(rates[4:], reverse=True)


def test_the_learning_rate_can_restart_in_ever_longer_cycles():
    change = ("precision", 'schedule = "cosine-restarts"\ncycles = 3\nprecision')
    settings = make_config(("warmup = 4", "warmup = 0"), ("steps = 40", "steps = 70"), change)
    rates = [learning_rate(step, settings.optimisation) for step in range(71)]
    assert [rates[step] for step in (0, 10, 30)] == pytest.approx([0.02] * 3)
    assert [rates[step] for step in (5, 20, 50)] == pytest.approx([0.01] * 3)
    for first, last in ((0, 9), (10, 29), (30, 70)):
        cycle = rates[first : last + 1]
        assert cycle == sorted(cycle, reverse=True)
        assert cycle[-1] < 0.001


def test_it_stops_early_when_validation_no_longer_improves(data, tmp_path, monkeypatch):
    config = make_config(("validate_every = 20", "validate_every = 2\npatience = 3"))
    scores = iter([0.5, 0.6, 0.6, 0.5, 0.4, 0.9])
    monkeypatch.setattr(
        Trainer, "_validation_scores", lambda _self: {"dice": next(scores), "auc": 0.5}
    )
    assert Trainer(config, data, tmp_path).train() is True
    state = state_of(tmp_path)
    assert (state["step"], state["best"], state["stale"]) == (10, 0.6, 3)
    assert Trainer(config, data, tmp_path).train() is True
    assert state_of(tmp_path)["step"] == 10


def test_the_running_mean_moves_by_its_decay():
    mean, now = make_network(seed=1), make_network(seed=2)
    before = {name: value.clone() for name, value in mean.state_dict().items()}
    now.encoder[0].first_norm.num_batches_tracked += 9
    average_into(mean, now, 0.75)
    for name, value in mean.state_dict().items():
        if value.dtype.is_floating_point:
            expected = 0.75 * before[name] + 0.25 * now.state_dict()[name]
            assert torch.allclose(value, expected, atol=1e-6), name
    assert mean.encoder[0].first_norm.num_batches_tracked == 9


@pytest.mark.parametrize(("precision", "expected"), [("fp32", False), ("bf16", True)])
def test_a_precision_that_is_asked_for_is_taken(precision, expected):
    settings = make_config(('precision = "fp32"', f'precision = "{precision}"')).optimisation
    assert use_bf16(settings) is expected
