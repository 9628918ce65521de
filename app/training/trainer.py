"""Train a network so that it can be stopped at any moment and resumed exactly where it was."""

import copy
import logging
import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import fmean
from typing import Any

import torch
from scipy.special import expit
from torch import Tensor, nn
from tqdm import tqdm

from app.base.errors import ConfigurationError, TrainingError
from app.base.messages import message
from app.base.progress import ShouldStop, never_stop
from app.domain.photograph import Plane
from app.domain.structures import Structure
from app.inference.device import DeviceChoice, choose_device, ran_out_of_memory
from app.inference.networks import build_network
from app.inference.torch_engine import network_logits
from app.segmentation.network_input import PreparedInput
from app.training.arithmetic import autocast, loss_scaler, number_type
from app.training.cases import Case, list_cases
from app.training.cleaning import accepted
from app.training.config import Config
from app.training.crops import Batch, CropSource, hand_mixtures
from app.training.initial_weights import load_initial_weights
from app.training.losses import structure_loss
from app.training.metrics import Tally, best_threshold, merit, score
from app.training.run_folder import (
    RunState,
    add_metrics,
    has_state,
    load_state,
    save_best,
    save_state,
)
from app.training.schedule import learning_rate
from app.training.scoring import (
    pooled,
    pooled_by_set,
    scores_by_structure,
    tally_photograph,
    tally_structures,
)
from app.training.teaching import taught_images
from app.training.training_image import TrainingImage

_LOG = logging.getLogger(__name__)


class Trainer:
    """Learn from a configuration's training patients, watched on its validation patients.

    Args:
        root: of the data.
        run: folder of the run; a state saved in it is resumed.
        beside: folder that the configuration's paths to weights start from.
        device: where to compute.

    Raises:
        ConfigurationError: data, weights or precision do not fit the configuration.
        InferenceError: the device asked for does not work.
    """

    def __init__(
        self,
        config: Config,
        root: Path,
        run: Path,
        beside: Path = Path(),
        *,
        device: DeviceChoice = "auto",
    ) -> None:
        torch.manual_seed(config.seed)
        self._config = config
        self._run = run
        network = build_network(config.network, config.input.planes, len(config.outputs))
        if not has_state(run):
            load_initial_weights(network, config, beside)
        # Evaluating, since trying the device must not touch the running statistics.
        self._device = torch.device(choose_device(device, network.eval(), config.input.planes))
        self._numbers = number_type(config.optimisation.precision, self._device)
        self._network = network.to(self._device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._averaged = copy.deepcopy(self._network).requires_grad_(False)
        self._optimiser = torch.optim.AdamW(
            self._network.parameters(),
            lr=config.optimisation.learning_rate,
            weight_decay=config.optimisation.weight_decay,
        )
        self._scaler = loss_scaler(self._numbers, self._device)
        known = [case for case in list_cases(config, root) if case.split != "test"]
        cases = accepted(known, config)
        self._validation = [case for case in cases if case.split == "validation"]
        learnt = [case for case in cases if case.split == "train"]
        images = load_images(learnt, config)
        images += taught_images(config, root, beside, device)
        self._source = CropSource(images, config)
        self._hands = hand_mixtures(config)
        self._step = 0
        self._best = -1.0
        self._stale = 0  # validations since the best one

    def train(self, should_stop: ShouldStop = never_stop) -> bool:
        """Run or resume the training; save regularly and when asked to stop.

        Returns:
            True when all steps were done or none helped any more, False when it was stopped.

        Raises:
            TrainingError: the loss is no number any more or the memory is too small (what was
                saved before is good), or the saved state is damaged.
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

    def _learn(self, batch: Batch) -> float:
        settings = self._config.optimisation
        for group in self._optimiser.param_groups:
            group["lr"] = learning_rate(self._step, settings)
        self._network.train()
        hold_still(self._network.encoder, self._step < settings.frozen)
        self._optimiser.zero_grad()
        try:
            loss = self._loss(batch)
            self._scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        except (RuntimeError, MemoryError) as error:
            if not ran_out_of_memory(error):
                raise
            raise TrainingError(
                message("There is too little memory for a batch."),
                message("Lower batch or crop in the configuration, or use --device cpu."),
            ) from error
        self._scaler.unscale_(self._optimiser)
        norm = nn.utils.clip_grad_norm_(self._network.parameters(), settings.clip)
        # Checked before the step, so that no weight ever becomes NaN, let alone is saved.
        self._check_finite(loss, norm)
        self._scaler.step(self._optimiser)
        self._scaler.update()
        average_into(
            self._averaged, self._network, min(settings.ema, self._step / (self._step + 10))
        )
        return loss.item()

    def _loss(self, batch: Batch) -> Tensor:
        inputs, labels, weights, *styles = (part.to(self._device) for part in self._parts(batch))
        with autocast(self._numbers, self._device):
            logits = self._network(inputs, *styles)
        return structure_loss(logits.float(), labels, weights, self._config.loss)

    def _parts(self, batch: Batch) -> tuple[Tensor, ...]:
        """Return what a step needs; networks that know no styles are given none."""
        styles = (batch.styles,) if self._config.network.styles else ()
        return (batch.inputs, batch.labels, batch.weights, *styles)

    def _check_finite(self, loss: Tensor, norm: Tensor) -> None:
        # A gradient that overflows fp16 is usual: the scaler then leaves the step out and lowers
        # its scale, which without a scaler is 1.
        mendable = self._scaler.get_scale() > 1
        if not (math.isfinite(loss.item()) and (math.isfinite(norm.item()) or mendable)):
            raise TrainingError(
                message("The loss is no longer a number at step {step}.", step=self._step),
                message("Lower the learning rate; what was saved before that is sound."),
            )

    def _validate(self, loss: float) -> None:
        row: dict[str, Any] = {"step": self._step, "loss": round(loss, 5)}
        if self._validation:
            row |= self._validation_scores()
        self._stale += 1
        reached = row.get("merit", 0.0)
        if reached > self._best or not self._validation:  # unwatched, the latest are the best known
            self._stale = 0
            self._best = reached
            save_best(self._run, self._averaged.state_dict())
        tqdm.write(
            "  ".join(
                f"{k} {v:.4f}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items()
            )
        )
        add_metrics(self._run, row)

    def _validation_scores(self) -> dict[str, float | None]:
        if self._config.outputs == (Structure.VESSEL,):
            return self._vessel_scores()
        tallies = [
            tally_structures(self._predict, self._config.input, case, self._config.outputs)
            for case in self._validation
        ]
        scores = scores_by_structure(self._validation, tallies, self._config.outputs)
        dice = {
            f"dice {structure} {name}": each.dice
            for structure, (_, sets) in scores.items()
            for name, each in sets.items()
        }
        return {"merit": fmean(value or 0.0 for value in dice.values()), **dice}

    def _vessel_scores(self) -> dict[str, float | None]:
        tallies = [self._tally(case) for case in self._validation]
        sets = pooled_by_set(self._validation, tallies)
        threshold = best_threshold(*sets.values())
        scores = {name: score(counts, threshold) for name, counts in sorted(sets.items())}
        return {
            "merit": fmean(merit(each) for each in scores.values()),
            "dice": fmean(each.dice or 0.0 for each in scores.values()),
            "auc": score(pooled(tallies), threshold).auc,
            "threshold": threshold,
            **{f"dice {name}": each.dice for name, each in scores.items()},
        }

    def _tally(self, case: Case) -> Tally:
        """Count the pixels of a photograph as drawn in the hand of its own data set."""
        self._averaged.style = self._hands[case.dataset].to(self._device)
        return tally_photograph(
            lambda prepared: self._predict(prepared)[Structure.VESSEL], self._config.input, case
        )

    def _predict(self, prepared: PreparedInput) -> dict[Structure, Plane]:
        precision = "bfloat16" if self._numbers is torch.bfloat16 else "float32"
        found = expit(network_logits(self._averaged, prepared.values, precision))
        return dict(zip(self._config.outputs, found, strict=True))

    def _save(self) -> None:
        state = RunState(
            step=self._step,
            best=self._best,
            stale=self._stale,
            network=self._network.state_dict(),
            averaged=self._averaged.state_dict(),
            optimiser=self._optimiser.state_dict(),
            scaler=self._scaler.state_dict(),
        )
        save_state(self._run, state)

    def _resume(self) -> None:
        if not has_state(self._run):
            return
        state = load_state(self._run)
        self._step, self._best, self._stale = state.step, state.best, state.stale
        self._network.load_state_dict(state.network)
        self._averaged.load_state_dict(state.averaged)
        self._optimiser.load_state_dict(state.optimiser)
        if state.scaler:  # none where the run was computed in another precision until now
            self._scaler.load_state_dict(state.scaler)
        _LOG.info("resumed at step %d", self._step)


def load_images(cases: Sequence[Case], config: Config) -> list[TrainingImage]:
    """Load cases into memory.

    Raises:
        ConfigurationError: there is none.
    """
    if not cases:
        raise ConfigurationError(
            message("No photograph is left to train on."),
            message("Keep some patients out of the validation and test lists."),
        )
    return [
        TrainingImage.of_case(case, config.input, config.outputs)
        for case in tqdm(cases, desc="load", unit="image", disable=None)
    ]


def hold_still(part: nn.Module, still: bool) -> None:
    """Keep weights and running statistics of a part of a training network as they are, or not."""
    part.requires_grad_(not still)
    if still:
        part.eval()


@torch.no_grad()
def average_into(averaged: nn.Module, network: nn.Module, decay: float) -> None:
    """Move a running mean of the weights towards the present ones."""
    current = network.state_dict()
    for name, kept in averaged.state_dict().items():
        if kept.dtype.is_floating_point:
            kept.lerp_(current[name], 1 - decay)
        else:
            kept.copy_(current[name])
