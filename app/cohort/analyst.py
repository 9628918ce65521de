"""Who analyses the photographs of a cohort: the task with a model that is loaded once a process."""

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.analysis.findings import Predictor
from app.base.errors import ConfigurationError, unexpected
from app.base.inputs import read_input
from app.base.messages import message
from app.base.paths import engine_memory
from app.base.progress import Cancelled, ShouldStop
from app.batch.task import LoadModels, Options, Outcome, task
from app.domain.structures import Structure
from app.domain.style import OWN_STYLE, Style
from app.reading.listing import Entry
from app.reading.opening import digest
from app.segmentation.network_output import output_of

if TYPE_CHECKING:
    from app.inference.device import DeviceChoice


_MAX = 1 << 26  # bytes of a calibration
_LOG = logging.getLogger(__name__)


class Analyst(Protocol):
    """Analyse photographs; it pickles, and loads what it needs where it works."""

    def settings(self) -> dict[str, object]:
        """Return everything that its numbers depend on, as plain values.

        Raises:
            RetivascError: what it needs cannot be loaded.
        """

    def prepare(self) -> None:
        """Load what is needed, once a process.

        Raises:
            RetivascError: it cannot be loaded, or is not what the cohort began with.
        """

    def analyse(self, entry: Entry, options: Options, should_stop: ShouldStop) -> Outcome:
        """Return what becomes of a photograph; no photograph raises an error.

        Raises:
            Cancelled: ``should_stop`` answered true.
        """


@dataclass(frozen=True)
class ModelAnalyst:
    """Analyse photographs with a model.

    Attributes:
        sha256: of the weights that the cohort began with; any if None.
    """

    model: Path
    device: "DeviceChoice" = "auto"
    style: Style = OWN_STYLE
    calibration: Path | None = None
    sha256: str | None = None

    def settings(self) -> dict[str, object]:
        """Return the model, its thresholds and the style it draws in."""
        from app.inference.model_card import read_model
        from app.inference.styles import shares_of

        card = read_model(self.model).card
        vessels = output_of(Structure.VESSEL, card.outputs)
        shares = shares_of(self.style, card.architecture.styles, card.style, card.drawn)
        return {
            "model": [card.name, card.version, card.sha256],
            "threshold": vessels.threshold,
            "hysteresis": vessels.hysteresis,
            "style": dict(shares),
            "calibration": self.calibration and digest(read_input(self.calibration, limit=_MAX)),
        }

    def prepare(self) -> None:
        """Load the model."""
        found = self._predictor().sha256
        if self.sha256 not in (None, found):
            raise ConfigurationError(
                message("This worker has another model ({found}).", found=found[:12]),
                message("Give all workers the model that the cohort began with."),
            )

    def analyse(self, entry: Entry, options: Options, should_stop: ShouldStop) -> Outcome:
        """Return what becomes of a photograph."""
        predictor = self._predictor()
        return guarded(entry, options, lambda *_: predictor, should_stop)

    def _predictor(self) -> Predictor:
        return _loaded(self.model, self.device, self.style, self.calibration)


def guarded(
    entry: Entry, options: Options, load_models: LoadModels, should_stop: ShouldStop
) -> Outcome:
    """Do the task; what nobody foresaw is an outcome too, so that it does not stop the others.

    Raises:
        Cancelled: ``should_stop`` answered true.
    """
    try:
        return task(entry, options, load_models, should_stop=should_stop)
    except Cancelled:
        raise
    except Exception as error:  # noqa: BLE001 - one photograph must not stop the others
        _LOG.info("an unexpected error", exc_info=True)
        return Outcome(entry, options, error=unexpected(error))


@cache
def _loaded(
    model: Path, device: "DeviceChoice", style: Style, calibration: Path | None
) -> Predictor:
    from app.inference.predictor import load_predictor

    loaded = load_predictor(model, device, calibration=calibration, memory=engine_memory())
    return loaded.in_style(style)
