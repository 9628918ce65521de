import csv
import math

import pytest
import torch
from safetensors.torch import load_file

from app.base.errors import ConfigurationError, InferenceError, ReportWriteError, TrainingError
from app.inference import resnet_unet
from app.training import trainer as trainer_module
from app.training.cases import list_cases
from app.training.curves import draw_curves
from app.training.metrics import score
from app.training.run_folder import (
    BEST_NAME,
    CURVES_NAME,
    LAST_NAME,
    METRICS_NAME,
    load_state,
)
from app.training.scoring import pooled, tally_photograph
from app.training.trainer import Trainer, average_into
from tests.support import make_network, refused
from tests.training.examples import (
    RESNET_CONFIG,
    STYLES,
    TWO_HANDS,
    make_config,
    write_set,
    write_thick_labels,
)

LONG = ("steps = 40", "steps = 120")
SLIM = (4, 4, 6, 8, 10)  # channels of a ResNet that learns in seconds
FROZEN = ("batch = 4", "batch = 4\nfrozen = 12")
START = ("seed = 3", 'seed = 3\nstart = "best.safetensors"')
needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="no graphics card here")


def on_cpu(config, data, run, *options):
    """Make a trainer that computes the same bits again wherever the tests run."""
    return Trainer(config, data, run, *options, device="cpu")


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
    assert on_cpu(make_config(LONG), data, run).train() is True
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
            case,
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
    assert on_cpu(make_config(LONG), data, finished).train() is True
    assert rows_of(finished) == rows
    assert equal(weights, state_of(finished)["network"])


def equal(first, second):
    assert first.keys() == second.keys()
    return all(torch.equal(first[name], second[name]) for name in first)


@pytest.mark.parametrize("changes", [(), (FROZEN,), (FROZEN, RESNET_CONFIG), (STYLES,)])
def test_stopped_and_resumed_is_bit_for_bit_what_it_would_have_been(
    data, tmp_path, monkeypatch, changes
):
    """Stopped twice at step 5, once at 22: on either side of the end of the frozen steps."""
    monkeypatch.setattr(resnet_unet, "_CHANNELS", SLIM)
    config = make_config(*changes)
    straight, halting = tmp_path / "straight", tmp_path / "halting"
    straight.mkdir()
    halting.mkdir()
    assert on_cpu(config, data, straight).train() is True
    done = []
    for steps in (5, 0, 17):
        assert on_cpu(config, data, halting).train(stop_after(steps)) is False
        done.append(state_of(halting)["step"])
    assert done == [5, 5, 22]
    assert on_cpu(config, data, halting).train() is True
    first, second = state_of(straight), state_of(halting)
    assert first["step"] == second["step"] == 40
    assert equal(first["network"], second["network"])
    assert equal(first["averaged"], second["averaged"])
    assert first["best"] == second["best"]
    assert (straight / BEST_NAME).read_bytes() == (halting / BEST_NAME).read_bytes()


def test_a_loss_that_is_no_number_keeps_the_last_good_state(data, tmp_path, monkeypatch):
    plain, calls = trainer_module.structure_loss, []

    def fails_later(*arguments, **options):
        calls.append(1)
        return plain(*arguments, **options) * (math.nan if len(calls) > 16 else 1)

    monkeypatch.setattr(trainer_module, "structure_loss", fails_later)
    error = refused(TrainingError, on_cpu(make_config(), data, tmp_path).train)
    assert "step 16" in str(error.message)
    state = state_of(tmp_path)
    assert state["step"] == 14  # saved every 7
    assert all(torch.isfinite(value).all() for value in state["network"].values())
    assert not list(tmp_path.glob(".*"))
    monkeypatch.undo()
    assert on_cpu(make_config(), data, tmp_path).train() is True


def test_a_gradient_that_is_no_number_never_reaches_the_weights(data, tmp_path, monkeypatch):
    plain = torch.nn.utils.clip_grad_norm_

    def overflows(parameters, limit):
        return plain(parameters, limit) * math.inf

    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", overflows)
    trainer = on_cpu(make_config(), data, tmp_path)
    before = {name: value.clone() for name, value in trainer._network.named_parameters()}
    refused(TrainingError, trainer.train)
    assert equal(before, dict(trainer._network.named_parameters()))


def test_a_full_disk_leaves_the_state_saved_before(data, tmp_path, monkeypatch):
    assert on_cpu(make_config(), data, tmp_path).train(stop_after(8)) is False
    saved = (tmp_path / LAST_NAME).read_bytes()

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.base.files.os.fsync", full)
    refused(ReportWriteError, on_cpu(make_config(), data, tmp_path).train)
    assert (tmp_path / LAST_NAME).read_bytes() == saved


def test_no_photograph_is_left_to_train_on(data, tmp_path):
    config = make_config(('validation = ["p3"]', 'validation = ["p0", "p1", "p2", "p3"]'))
    refused(ConfigurationError, on_cpu, config, data, tmp_path)


def test_without_validation_patients_only_the_loss_is_reported(data, tmp_path):
    config = make_config(('validation = ["p3"]\n', ""), ("steps = 40", "steps = 2"))
    assert on_cpu(config, data, tmp_path).train() is True
    assert list(rows_of(tmp_path)[0]) == ["step", "loss"]
    assert (tmp_path / BEST_NAME).exists()


def test_it_stops_early_when_validation_no_longer_improves(data, tmp_path, monkeypatch):
    config = make_config(("validate_every = 20", "validate_every = 2\npatience = 3"))
    scores = iter([0.5, 0.6, 0.6, 0.5, 0.4, 0.9])
    monkeypatch.setattr(
        Trainer, "_validation_scores", lambda _self: {"merit": next(scores), "auc": 0.5}
    )
    assert on_cpu(config, data, tmp_path).train() is True
    state = state_of(tmp_path)
    assert (state["step"], state["best"], state["stale"]) == (10, 0.6, 3)
    assert on_cpu(config, data, tmp_path).train() is True
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


# --- frozen encoders -----------------------------------------------------------------------


@pytest.mark.parametrize("changes", [(), (RESNET_CONFIG,)])
def test_a_frozen_encoder_learns_only_later(data, tmp_path, monkeypatch, changes):
    monkeypatch.setattr(resnet_unet, "_CHANNELS", SLIM)
    config = make_config(("batch = 4", "batch = 4\nfrozen = 3"), *changes)
    trainer = on_cpu(config, data, tmp_path)
    before = copy_of(trainer._network)
    assert trainer.train(stop_after(3)) is False
    frozen = state_of(tmp_path)["network"]
    assert_only_others_changed(before, frozen)
    assert_only_others_changed(before, state_of(tmp_path)["averaged"])
    assert on_cpu(config, data, tmp_path).train(stop_after(1)) is False
    learnt = state_of(tmp_path)["network"]
    changed = {name for name, value in learnt.items() if not torch.equal(value, frozen[name])}
    assert {name for name in learnt if name.startswith("encoder.")} <= changed


def copy_of(network):
    return {name: value.clone() for name, value in network.state_dict().items()}


def assert_only_others_changed(before, after):
    """Check weights and running statistics: the encoder's are the same, all others are not."""
    for name, value in after.items():
        assert torch.equal(value, before[name]) is name.startswith("encoder."), name


# --- starting from other weights -----------------------------------------------------------


def test_the_first_weights_are_as_good_as_those_it_starts_from(finished, data, tmp_path):
    trainer = on_cpu(make_config(LONG, START), data, tmp_path, finished)
    best = max(rows_of(finished), key=lambda row: float(row["dice"]))
    first = {name: str(value) for name, value in trainer._validation_scores().items()}
    assert first == {name: best[name] for name in first}
    assert on_cpu(make_config(LONG), data, tmp_path)._validation_scores() != first


def test_weights_to_start_from_that_are_missing(data, tmp_path):
    error = refused(ConfigurationError, on_cpu, make_config(START), data, tmp_path, tmp_path)
    assert "best.safetensors" in str(error.message)


def test_a_run_that_goes_on_needs_no_weights_to_start_from(finished, data, tmp_path):
    begun, plain = tmp_path / "begun", tmp_path / "plain"
    for run, beside in ((begun, finished), (plain, finished)):
        run.mkdir()
        assert on_cpu(make_config(START), data, run, beside).train(stop_after(2)) is False
    assert on_cpu(make_config(START), data, begun, tmp_path / "gone").train(stop_after(2)) is False
    assert on_cpu(make_config(START), data, plain, finished).train(stop_after(2)) is False
    assert state_of(begun)["step"] == 4
    assert equal(state_of(begun)["network"], state_of(plain)["network"])


# --- devices and precision -----------------------------------------------------------------


def test_trying_the_device_leaves_the_network_as_it_was(data, tmp_path, monkeypatch):
    """The trial runs the network; in training mode that would move its running statistics."""
    asked = []

    def choose(choice, network, planes):
        asked.append((choice, network.training, planes))
        return torch.device("cpu")

    monkeypatch.setattr(trainer_module, "choose_device", choose)
    Trainer(make_config(), data, tmp_path, device="cuda")
    Trainer(make_config(), data, tmp_path)
    assert asked == [("cuda", False, 3), ("auto", False, 3)]


def test_a_graphics_card_that_is_not_there(data, tmp_path, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    refused(InferenceError, Trainer, make_config(), data, tmp_path, device="cuda")
    assert Trainer(make_config(), data, tmp_path)._device.type == "cpu"


def test_fp16_on_a_processor_is_refused(data, tmp_path):
    config = make_config(('precision = "fp32"', 'precision = "fp16"'))
    refused(ConfigurationError, on_cpu, config, data, tmp_path)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (torch.OutOfMemoryError("CUDA out of memory"), TrainingError),
        (MemoryError(), TrainingError),
        (RuntimeError("a mistake of ours"), RuntimeError),
    ],
)
def test_too_little_memory_for_a_batch(data, tmp_path, monkeypatch, error, expected):
    assert on_cpu(make_config(), data, tmp_path).train(stop_after(2)) is False

    def fails(*_arguments):
        raise error

    monkeypatch.setattr(trainer_module, "structure_loss", fails)
    trainer = on_cpu(make_config(), data, tmp_path)
    if expected is TrainingError:
        assert "memory" in str(refused(expected, trainer.train).message)
    else:
        with pytest.raises(expected, match="a mistake of ours"):
            trainer.train()
    assert state_of(tmp_path)["step"] == 2


def scaling(data, run, scale, overflows):
    """Make a trainer that scales its loss as fp16 does; some steps' gradients overflow."""
    trainer = on_cpu(make_config(), data, run)
    trainer._scaler = torch.amp.GradScaler("cpu", init_scale=scale)
    trainer._network.head.weight.register_hook(
        lambda gradient: gradient * (math.inf if trainer._step in overflows else 1)
    )
    return trainer


def test_a_scaled_step_that_overflows_is_left_out_and_the_scale_is_kept(data, tmp_path):
    trainer = scaling(data, tmp_path, 64.0, overflows={0})
    before = {name: value.clone() for name, value in trainer._network.named_parameters()}
    assert trainer.train(stop_after(1)) is False
    assert equal(before, dict(trainer._network.named_parameters()))
    assert state_of(tmp_path)["scaler"]["scale"] == 32
    resumed = scaling(data, tmp_path, 64.0, overflows={})
    assert resumed.train(stop_after(1)) is False
    assert resumed._scaler.get_scale() == 32
    changed = dict(resumed._network.named_parameters())
    assert not any(torch.equal(value, before[name]) for name, value in changed.items())


def test_a_scaled_loss_teaches_the_same(data, tmp_path):
    plain, scaled = tmp_path / "plain", tmp_path / "scaled"
    plain.mkdir()
    scaled.mkdir()
    assert on_cpu(make_config(), data, plain).train(stop_after(3)) is False
    assert scaling(data, scaled, 64.0, overflows={}).train(stop_after(3)) is False
    expected = state_of(plain)["network"]
    for name, value in state_of(scaled)["network"].items():
        assert torch.allclose(value, expected[name], atol=1e-6), name


def test_a_scale_that_cannot_be_lowered_any_more_stops_the_run(data, tmp_path):
    trainer = scaling(data, tmp_path, 4.0, overflows=range(40))
    error = refused(TrainingError, trainer.train)
    assert "step 2" in str(error.message)  # at 4 and at 2 it could be lowered
    assert all(torch.isfinite(value).all() for value in trainer._network.parameters())


def test_a_run_begun_in_another_precision_goes_on(data, tmp_path):
    assert on_cpu(make_config(), data, tmp_path).train(stop_after(2)) is False
    assert state_of(tmp_path)["scaler"] == {}
    resumed = scaling(data, tmp_path, 64.0, overflows={})
    assert resumed.train(stop_after(2)) is False
    assert state_of(tmp_path)["scaler"]["scale"] == 64
    assert on_cpu(make_config(), data, tmp_path).train(stop_after(2)) is False
    assert state_of(tmp_path)["step"] == 6


@needs_cuda
@pytest.mark.parametrize("precision", ["fp32", "bf16", "fp16", "auto"])
def test_a_run_on_the_graphics_card_goes_on_there_and_is_saved_for_all(data, tmp_path, precision):
    config = make_config(('precision = "fp32"', f'precision = "{precision}"'))
    assert Trainer(config, data, tmp_path, device="cuda").train(stop_after(9)) is False
    trainer = Trainer(config, data, tmp_path, device="cuda")
    assert trainer.train() is True
    assert next(trainer._network.parameters()).device.type == "cuda"
    rows = rows_of(tmp_path)
    assert float(rows[-1]["loss"]) < float(rows[0]["loss"])
    assert all(value.device.type == "cpu" for value in load_state(tmp_path).network.values())
    make_network((4, 8)).load_state_dict(load_file(tmp_path / BEST_NAME))


@needs_cuda
def test_a_run_begun_on_the_graphics_card_goes_on_without_it(data, tmp_path):
    assert Trainer(make_config(), data, tmp_path, device="cuda").train(stop_after(9)) is False
    assert on_cpu(make_config(), data, tmp_path).train() is True
    assert state_of(tmp_path)["step"] == 40


def test_a_run_that_nobody_watches_keeps_its_latest_weights(data, tmp_path):
    config = make_config(('validation = ["p3"]\n', ""))
    assert on_cpu(config, data, tmp_path).train() is True
    kept = load_file(tmp_path / BEST_NAME)
    latest = load_state(tmp_path).averaged
    assert all(torch.equal(kept[name], value) for name, value in latest.items())


def test_it_learns_whose_hand_drew(tmp_path):
    """Two hands drew the same photographs, one of them thick: asked for, each draws as it did."""
    write_set(tmp_path / "data", side=64)
    write_thick_labels(tmp_path / "data")
    config = make_config(LONG, *TWO_HANDS)
    trainer = on_cpu(config, tmp_path / "data", tmp_path)
    trainer.train()
    thick, thin = torch.eye(2)
    batch = trainer._source.batch(0)
    network = trainer._averaged.eval()
    with torch.inference_mode():
        drawn = [
            (torch.sigmoid(network(batch.inputs, hand.expand(4, 2))) * batch.weights).sum()
            for hand in (thin, thick)
        ]
    assert drawn[1] > 1.3 * drawn[0]
    last = rows_of(tmp_path)[-1]
    assert float(last["dice other"]) > 0.6
    assert float(last["dice synthetic"]) > 0.4
