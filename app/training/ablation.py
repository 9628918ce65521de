"""Train and score variants of one configuration under the same budget, and put them in a table."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, cast

import msgspec
import tomli_w
from msgspec import Meta

from app.base.errors import ConfigurationError
from app.base.inputs import read_input
from app.base.messages import message
from app.base.progress import ShouldStop, never_stop
from app.inference.model_card import ModelCard
from app.training.config import MAX_BYTES, parse_config
from app.training.export import export_run
from app.training.run_folder import start_run
from app.training.trainer import Trainer

Settings = dict[str, Any]


class Split(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which patients of a data set are held apart, as in app/training/config.py."""

    validation: tuple[str, ...] = ()
    test: tuple[str, ...] = ()


class Variant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one variant does differently.

    Attributes:
        change: settings that replace those of the base configuration, table by table.
        add: data sets that it learns from as well.
        leave_out: data sets of which nothing is trained on; all of them is scored instead, and
            their annotators' styles are unknown.
        split: by data set, who is held apart there in place of the base's patients: a fold of a
            cross-validation.
        one_hand: the network knows no styles, as if one annotator had drawn all labels.
        weights_of: another variant, whose weights are scored again instead of training.
        flips: score with the average over four mirror images.
    """

    name: str
    change: Settings = {}
    add: tuple[Settings, ...] = ()
    leave_out: tuple[str, ...] = ()
    split: dict[str, Split] = {}
    one_hand: bool = False
    weights_of: str | None = None
    flips: bool = False


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An ablation: a base configuration, what all variants change in it, the variants.

    Attributes:
        base: configuration file, relative to the plan.
        fresh: begin with random weights where the base goes on from others, which have seen all
            of its data.
        change: settings that replace those of the base in every variant, the budget above all.
        unseen: data sets that no variant trains on; all of them is scored.
    """

    base: str
    fresh: bool = False
    change: Settings = {}
    unseen: tuple[Settings, ...] = ()
    variants: Annotated[tuple[Variant, ...], Meta(min_length=1)]


def read_plan(path: Path) -> Plan:
    """Read and check an ablation plan.

    Raises:
        ConfigurationError: it cannot be read, or a value does not fit.
    """
    try:
        plan = msgspec.toml.decode(read_input(path, limit=MAX_BYTES), type=Plan)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            message("The plan “{name}” is not valid: {why}.", name=path.name, why=error),
            message("See app/training/ablation.py for the known settings."),
        ) from error
    names = {variant.name for variant in plan.variants}
    for variant in plan.variants:
        if variant.weights_of is not None and variant.weights_of not in names:
            raise ConfigurationError(
                message("The plan has no variant “{name}”.", name=variant.weights_of),
                message("Check weights_of of “{name}”.", name=variant.name),
            )
    return plan


def run_ablation(
    plan_file: Path, root: Path, folder: Path, should_stop: ShouldStop = never_stop
) -> list[tuple[Variant, ModelCard]]:
    """Train, calibrate and score each variant that was not scored before.

    Args:
        root: of the data.
        folder: one run folder for each variant; a second call continues where the first stopped.

    Returns:
        the variants scored so far, all of them unless stopped, with their model cards.

    Raises:
        ConfigurationError: plan, base configuration or a change does not fit, or a folder holds a
            run of another plan.
    """
    plan = read_plan(plan_file)
    done = []
    for variant in plan.variants:
        content = variant_config(plan, plan_file.parent, variant)
        run = folder / _slug(variant.weights_of or variant.name)
        if variant.weights_of is None and not _train(
            content, plan_file.parent, root, run, should_stop
        ):
            break
        scored = folder / _slug(variant.name) / "model"
        done.append((variant, _card(scored) or export_run(run, root, scored, flips=variant.flips)))
    return done


def _train(
    content: bytes, plan_folder: Path, root: Path, run: Path, should_stop: ShouldStop
) -> bool:
    """Train one variant, or resume it; False when stopped."""
    start_run(content, run)  # refuses a run of another plan, scored or not
    if _card(run / "model"):
        return True
    config = parse_config(content, run.name)
    return Trainer(config, root, run, plan_folder).train(should_stop)


def _card(folder: Path) -> ModelCard | None:
    found = list(folder.glob("*.json"))
    return msgspec.json.decode(found[0].read_bytes(), type=ModelCard) if found else None


def variant_config(plan: Plan, plan_folder: Path, variant: Variant) -> bytes:
    """Return the whole configuration of a variant as TOML.

    Raises:
        ConfigurationError: the base cannot be read, or there is no set to leave out.
    """
    base = plan_folder / plan.base
    try:
        settings = tomllib.loads(read_input(base, limit=MAX_BYTES).decode())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(
            message("The configuration “{name}” cannot be read.", name=base.name),
            message("Check the base that the plan names."),
        ) from error
    if plan.fresh:
        settings.pop("start", None)
    settings = merged(merged(settings, plan.change), variant.change)
    settings["data"]["sets"] += [entry | {"test": ["*"]} for entry in plan.unseen]
    settings["data"]["sets"] += variant.add
    if variant.one_hand:
        _forget_styles(settings)
    for name in variant.leave_out:
        _leave_out(settings, name)
    for name, split in variant.split.items():
        _set_named(settings, name).update(msgspec.to_builtins(split))
    return tomli_w.dumps(settings).encode()


def merged(settings: Settings, change: Settings) -> Settings:
    """Return settings with some replaced; tables are merged, everything else is replaced."""
    result = dict(settings)
    for key, value in change.items():
        before = result.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            result[key] = merged(before, value)
        else:
            result[key] = value
    return result


def _forget_styles(settings: Settings) -> None:
    for place in (settings, settings["network"], *settings["data"]["sets"]):
        place.pop("style", None)
        place.pop("styles", None)


def _set_named(settings: Settings, name: str) -> Settings:
    for entry in settings["data"]["sets"]:
        if entry["name"] == name:
            return cast(Settings, entry)
    raise ConfigurationError(
        message("No data set is called “{name}”.", name=name),
        message("Check leave_out and split in the plan."),
    )


def _leave_out(settings: Settings, name: str) -> None:
    _set_named(settings, name).update({"validation": [], "test": ["*"]})
    hands = settings.get("network", {}).get("styles", [])
    known = [style for style in hands if style != name]
    if hands:
        settings["network"]["styles"] = known
        settings["style"].pop(name, None)
    for entry in settings["data"]["sets"]:
        if hands and entry.get("style", entry["name"]) == name:
            entry["style"] = known[0]  # what is only scored has no hand of its own


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def table(results: Sequence[tuple[Variant, ModelCard]]) -> str:
    """Return the scores on the test patients as a Markdown table: Dice / AUC of each set."""
    sets = list(dict.fromkeys(name for _, card in results for name in card.scores["test"]))
    rows = [
        ("variant", *sets, "threshold", "calibration error"),
        ("---",) * (len(sets) + 3),
        *(
            (
                variant.name,
                *(_cell(card.scores["test"].get(name)) for name in sets),
                f"{card.threshold:.2f}",
                f"{card.scores['validation_calibration_error']:.3f}",
            )
            for variant, card in results
        ),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(scores: dict[str, float] | None) -> str:
    return f"{scores['dice']:.3f} / {scores['auc']:.3f}" if scores else "–"
