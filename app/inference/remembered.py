"""Remember which engine was the fastest here, so that the next start computes the same numbers."""

import logging
from pathlib import Path

import msgspec

from app.base.errors import ReportWriteError
from app.base.files import make_folder, write_whole
from app.base.inputs import read_input
from app.inference.engine import EngineName
from app.inference.openvino_engine import openvino_core

_MAX_BYTES = 1 << 16
_LOG = logging.getLogger(__name__)


def situation_of(model_sha256: str) -> str:
    """Name what the choice depends on: the model, OpenVINO, the processor, its instructions."""
    core = openvino_core()
    return " | ".join(
        (
            model_sha256,
            core.get_versions("CPU")["CPU"].build_number,
            core.get_property("CPU", "FULL_DEVICE_NAME"),
            " ".join(sorted(core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"))),
        )
    )


def recall(memory: Path, situation: str) -> EngineName | None:
    """Return the engine that was chosen in this situation; None if none was, or that is lost."""
    return _read(memory).get(situation)


def remember(memory: Path, situation: str, name: EngineName) -> None:
    """Note the engine that was chosen; where it cannot be noted, each start chooses again."""
    chosen = _read(memory) | {situation: name}
    try:
        make_folder(memory.parent)
        write_whole(memory, msgspec.json.format(msgspec.json.encode(chosen), indent=2))
    except ReportWriteError as error:
        _LOG.info("the choice of the engine cannot be kept: %s", error)


def _read(memory: Path) -> dict[str, EngineName]:
    try:
        return msgspec.json.decode(read_input(memory, limit=_MAX_BYTES), type=dict[str, EngineName])
    except (OSError, ValueError) as error:
        _LOG.info("no choice of an engine is known: %s", type(error).__name__)
        return {}
