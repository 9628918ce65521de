"""Train a network so that it can be stopped at any moment and go on exactly as it would have."""

import copy
import csv
import io
import logging
import math
import pickle
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import Tensor, nn
from tqdm import tqdm

from app.errors import ConfigurationError, TrainingError
from app.files import write_whole
from app.imaging.types import Plane, PreparedInput
from app.inference.networks import build_network
from app.inference.predictor import network_logits
from app.messages import message
from app.progress import ShouldStop, never_stop
from app.training.config import Config, Optimisation
from app.training.curves import draw_curves
from app.training.dataset import CropSource, TrainingImage, list_cases
from app.training.losses import vessel_loss
from app.training.metrics import best_threshold, score
from app.training.scoring import pooled, tally_photograph

_LOG = logging.getLogger(__name__)

CONFIG_NAME = "config.toml"
LAST_NAME = "last.pt"
BEST_NAME = "best.safetensors"
METRICS_NAME = "metrics.csv"
CURVES_NAME = "curves.png"


class Trainer:
    """Learn from a configuration's training patients, watched on its validation patients."""

    def __init__(self, config: Config, root: Path, run: Path, start: Path | None = None) -> None:
        torch.manual_seed(config.seed)
        self._config = config
        self._run = run
        self._validation = [c for c in list_cases(config, root) if c.split == "validation"]
        self._source = CropSource(load_images(config, root), config)
        network = build_network(config.network, config.input.planes)
        self._network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        if start is not None:
            _load_start(self._network, start)
        self._averaged = copy.deepcopy(self._network).requires_grad_(False).eval()
        self._optimiser = torch.optim.AdamW(
            self._network.parameters(),
            lr=config.optimisation.learning_rate,
            weight_decay=config.optimisation.weight_decay,
        )
        self._bf16 = use_bf16(config.optimisation)
        self._step = 0
        self._best = -1.0
        self._stale = 0  # validations since the best one

    def train(self, should_stop: ShouldStop = never_stop) -> bool:
        """Run, or go on with, the training; save regularly and when asked to stop.

        Returns:
            True when all steps were done or none helped any more, False when it was stopped.

        Raises:
            TrainingError: the loss is no number any more (what was saved before is good), or the
                saved state is damaged.
            ReportWriteError: the run cannot be saved; the state saved before stays.
        """
        settings = self._config.optimisation
        self._resume()
        losses: list[float] = []
        bar = tqdm(total=settings.steps, initial=self._step, unit="step", disable=None)
        with ThreadPoolExecutor(1) as pool, bar:
            upcoming = pool.submit(self._source.batch, self._step)
            while not (self._finished() or should_stop()):
                batch = upcoming.result()
                upcoming = pool.submit(self._source.batch, self._step + 1)
                losses.append(self._learn(batch))
                self._step += 1
                bar.update()
                if self._step % settings.validate_every == 0 or self._step == settings.steps:
                    self._validate(sum(losses) / len(losses))
                    losses.clear()
                if self._step % settings.save_every == 0:
                    self._save()
        self._save()
        return self._finished()

    def _finished(self) -> bool:
        settings = self._config.optimisation
        return self._step >= settings.steps or 0 < settings.patience <= self._stale

    def _learn(self, batch: tuple[Tensor, Tensor, Tensor]) -> float:
        inputs, labels, fields = batch
        settings = self._config.optimisation
        for group in self._optimiser.param_groups:
            group["lr"] = learning_rate(self._step, settings)
        self._network.train()
        with torch.autocast("cpu", torch.bfloat16, enabled=self._bf16):
            logits = self._network(inputs)
        loss = vessel_loss(logits.float(), labels, fields, self._config.loss)
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        norm = nn.utils.clip_grad_norm_(self._network.parameters(), settings.clip)
        # Checked before the step, so that no weight ever becomes NaN, let alone is saved.
        if not (math.isfinite(loss.item()) and math.isfinite(norm.item())):
            raise TrainingError(
                message("Core", "The loss is no number any more at step {step}.", step=self._step),
                message("Core", "Lower the learning rate; what was saved before is good."),
            )
        self._optimiser.step()
        average_into(
            self._averaged, self._network, min(settings.ema, self._step / (self._step + 10))
        )
        return loss.item()

    def _validate(self, loss: float) -> None:
        row: dict[str, Any] = {"step": self._step, "loss": round(loss, 5)}
        if self._validation:
            row |= self._validation_scores()
        self._stale += 1
        if row.get("dice", 0.0) > self._best:
            self._stale = 0
            self._best = row.get("dice", 0.0)
            weights = {k: v.contiguous() for k, v in self._averaged.state_dict().items()}
            write_whole(self._run / BEST_NAME, save_tensors(weights))
        self._report(row)

    def _validation_scores(self) -> dict[str, float | None]:
        tallies = [
            tally_photograph(self._predict, self._config.input, case.image, case.label, case.mask)
            for case in self._validation
        ]
        threshold = best_threshold(pooled(tallies))
        names = [case.dataset for case in self._validation]
        dice = {
            f"dice {name}": score(
                pooled(t for t, of in zip(tallies, names, strict=True) if of == name), threshold
            ).dice
            for name in sorted(set(names))
        }
        return {
            "dice": sum(value or 0.0 for value in dice.values()) / len(dice),
            "auc": score(pooled(tallies), threshold).auc,
            "threshold": threshold,
            **dice,
        }

    def _predict(self, prepared: PreparedInput) -> Plane:
        with torch.autocast("cpu", torch.bfloat16, enabled=self._bf16):
            logits = network_logits(self._averaged, torch.from_numpy(prepared.values))
        probability: Plane = torch.sigmoid(logits).numpy()
        return probability

    def _report(self, row: dict[str, Any]) -> None:
        tqdm.write(
            "  ".join(
                f"{k} {v:.4f}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items()
            )
        )
        path = self._run / METRICS_NAME
        fresh = not path.exists()
        with path.open("a", newline="") as file:
            writer = csv.DictWriter(file, row)
            if fresh:
                writer.writeheader()
            writer.writerow(row)
        write_whole(self._run / CURVES_NAME, draw_curves(path))

    def _save(self) -> None:
        state = {
            "step": self._step,
            "best": self._best,
            "stale": self._stale,
            "network": self._network.state_dict(),
            "averaged": self._averaged.state_dict(),
            "optimiser": self._optimiser.state_dict(),
        }
        buffer = io.BytesIO()
        torch.save(state, buffer)
        write_whole(self._run / LAST_NAME, buffer.getvalue())

    def _resume(self) -> None:
        path = self._run / LAST_NAME
        if not path.exists():
            return
        try:
            state = torch.load(path, weights_only=True)
        except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
            raise TrainingError(
                message("Core", "The saved state “{name}” is damaged.", name=str(path)),
                message("Core", "Remove it to start this run anew."),
            ) from error
        self._step, self._best, self._stale = state["step"], state["best"], state["stale"]
        self._network.load_state_dict(state["network"])
        self._averaged.load_state_dict(state["averaged"])
        self._optimiser.load_state_dict(state["optimiser"])
        _LOG.info("resumed at step %d", self._step)


def _load_start(network: nn.Module, start: Path) -> None:
    try:
        network.load_state_dict(load_tensors(start.read_bytes()))
    except (OSError, SafetensorError, RuntimeError) as error:
        raise ConfigurationError(
            message(
                "Core",
                "The weights to start from, “{name}”, do not fit or cannot be read.",
                name=start.name,
            ),
            message("Core", "They must be those of the same network, as .safetensors."),
        ) from error


def start_run(config_path: Path, config: Config, run: Path) -> None:
    """Make the run's folder with a copy of the configuration, or check that it is the same.

    Raises:
        ConfigurationError: the folder holds a run of another configuration.
    """
    run.mkdir(parents=True, exist_ok=True)
    kept = run / CONFIG_NAME
    if kept.exists() and kept.read_bytes() != config_path.read_bytes():
        raise ConfigurationError(
            message(
                "Core", "The folder “{name}” holds a run of another configuration.", name=run.name
            ),
            message("Core", "Give another folder with --run, or remove the old run."),
        )
    if not kept.exists():
        shutil.copyfile(config_path, kept)


def load_images(config: Config, root: Path) -> list[TrainingImage]:
    """Load every training case into memory.

    Raises:
        ConfigurationError: no case is left to train on.
    """
    cases = [case for case in list_cases(config, root) if case.split == "train"]
    if not cases:
        raise ConfigurationError(
            message("Core", "No photograph is left to train on."),
            message("Core", "Keep some patients out of the validation and test lists."),
        )
    return [
        TrainingImage(case, config.input)
        for case in tqdm(cases, desc="load", unit="image", disable=None)
    ]


def use_bf16(settings: Optimisation) -> bool:
    """Tell whether to compute in bfloat16: only where the processor does so natively."""
    if settings.precision != "auto":
        return settings.precision == "bf16"
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def learning_rate(step: int, settings: Optimisation) -> float:
    """Return the rate after a linear warm-up, on one or more cosines to zero (Loshchilov, 2017)."""
    if step < settings.warmup:
        return settings.learning_rate * (step + 1) / settings.warmup
    done = min(1.0, (step - settings.warmup) / max(1, settings.steps - settings.warmup))
    if settings.schedule == "cosine-restarts":
        done = _part_of_cycle(done, settings.cycles)
    return settings.learning_rate * 0.5 * (1 + math.cos(math.pi * done))


def _part_of_cycle(done: float, cycles: int) -> float:
    """Return how far the present cycle is, each cycle being twice as long as the one before."""
    elapsed = done * ((1 << cycles) - 1)  # in lengths of the first cycle
    cycle = min(int(math.log2(elapsed + 1)), cycles - 1)
    begun = float(1 << cycle)
    return (elapsed + 1 - begun) / begun


@torch.no_grad()
def average_into(averaged: nn.Module, network: nn.Module, decay: float) -> None:
    """Move a running mean of the weights towards the present ones."""
    current = network.state_dict()
    for name, kept in averaged.state_dict().items():
        if kept.dtype.is_floating_point:
            kept.lerp_(current[name], 1 - decay)
        else:
            kept.copy_(current[name])
