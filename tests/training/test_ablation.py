from pathlib import Path

import pytest

from app.base.errors import ConfigurationError
from app.training.ablation import merged, read_plan, run_ablation, table, variant_config
from app.training.config import parse_config
from tests.support import refused
from tests.training.examples import TWO_HANDS, config_text

PLAN = """
base = "tiny.toml"
change.optimisation = { steps = 4, validate_every = 4 }

[[unseen]]
name = "elsewhere"
images = "images/p0*.png"
labels = "labels/p0*.png"

[[variants]]
name = "Base"

[[variants]]
name = "gates"
change.network.name = "attention-unet"

[[variants]]
name = "flips"
weights_of = "Base"
flips = true
"""


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    (tmp_path / "tiny.toml").write_text(config_text(), encoding="utf-8")
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def config_of(plan_file: Path, number: int):
    plan = read_plan(plan_file)
    content = variant_config(plan, plan_file.parent, plan.variants[number])
    return parse_config(content, "variant")


def test_a_variant_changes_what_it_names_and_nothing_else(plan_file: Path):
    base, gates = config_of(plan_file, 0), config_of(plan_file, 1)
    assert (base.optimisation.steps, base.optimisation.batch) == (4, 4)
    assert (base.network.name, gates.network.name) == ("unet", "attention-unet")
    assert gates.network.widths == base.network.widths == (4, 8)
    assert gates.data == base.data


def test_unseen_sets_are_only_scored(plan_file: Path):
    elsewhere = config_of(plan_file, 0).data.sets[1]
    assert (elsewhere.name, elsewhere.test) == ("elsewhere", ("*",))


def test_what_is_left_out_is_scored_as_a_whole(plan_file: Path):
    plan_file.write_text(PLAN + '\n[[variants]]\nname = "x"\nleave_out = ["synthetic"]\n')
    left_out = config_of(plan_file, 3).data.sets[0]
    assert (left_out.validation, left_out.test) == ((), ("*",))


def test_a_fold_holds_its_own_patients_apart(plan_file: Path):
    fold = '\n[[variants]]\nname = "x"\nsplit.synthetic = { test = ["p0*"], validation = ["p1"] }\n'
    plan_file.write_text(PLAN + fold)
    base, held = config_of(plan_file, 0).data.sets[0], config_of(plan_file, 3).data.sets[0]
    assert (held.validation, held.test) == (("p1",), ("p0*",)) != (base.validation, base.test)


STYLED = """
[[variants]]
name = "x"
leave_out = ["synthetic"]

[[variants]]
name = "y"
one_hand = true

[[variants.add]]
name = "more"
images = "images/p0*.png"
labels = "thick/p0*.png"
"""


@pytest.fixture
def styled_plan(plan_file: Path) -> Path:
    style = ("[data]", "[style]\nsynthetic = 0.5\nother = 0.5\n[data]")
    start = ("seed = 3", 'seed = 3\nstart = "elsewhere.safetensors"')
    (plan_file.parent / "tiny.toml").write_text(config_text(start, *TWO_HANDS, style))
    plan_file.write_text(
        "fresh = true\n" + PLAN.replace("[[unseen]]", "[[unseen]]\nstyle = 'other'") + STYLED
    )
    return plan_file


def test_the_hand_of_a_set_that_is_left_out_is_unknown(styled_plan: Path):
    left_out = config_of(styled_plan, 3)
    assert left_out.network.styles == ("other",)
    assert left_out.style == {"other": 0.5}
    assert left_out.data.sets[0].test == ("*",)
    assert left_out.data.sets[0].hand == "other"


def test_of_one_hand_the_network_knows_no_styles(styled_plan: Path):
    one = config_of(styled_plan, 4)
    assert (one.network.styles, one.style) == ((), {})
    assert all(entry.style is None for entry in one.data.sets)


def test_a_variant_learns_from_more(styled_plan: Path):
    assert [entry.name for entry in config_of(styled_plan, 4).data.sets][-1] == "more"
    assert "more" not in [entry.name for entry in config_of(styled_plan, 3).data.sets]


def test_a_fresh_plan_begins_with_random_weights(styled_plan: Path):
    assert config_of(styled_plan, 0).start is None
    styled_plan.write_text(styled_plan.read_text().replace("fresh = true", ""))
    assert config_of(styled_plan, 0).start == "elsewhere.safetensors"


def test_lists_are_replaced_and_tables_merged():
    before = {"a": {"b": [1, 2], "c": 3}, "d": {"e": 4}}
    assert merged(before, {"a": {"b": [5]}, "d": 6}) == {"a": {"b": [5], "c": 3}, "d": 6}
    assert before["a"]["b"] == [1, 2]


def test_every_variant_is_trained_scored_and_listed(plan_file: Path, data: Path, tmp_path: Path):
    results = run_ablation(plan_file, data, tmp_path / "runs")
    assert [variant.name for variant, _ in results] == ["Base", "gates", "flips"]
    base, gates, flips = (card for _, card in results)
    assert base.sha256 == flips.sha256 != gates.sha256
    assert base.scores["test"] != flips.scores["test"]
    assert set(base.scores["test"]) == {"synthetic", "elsewhere"}
    lines = table(results).splitlines()
    assert lines[0].startswith("| variant | synthetic | elsewhere |")
    assert len(lines) == 5
    dice = base.scores["test"]["synthetic"]["dice"]
    assert lines[2].startswith(f"| Base | {dice:.3f} / ")


def test_what_was_scored_is_not_trained_again(plan_file: Path, data: Path, tmp_path: Path):
    first = run_ablation(plan_file, data, tmp_path / "runs")
    for weights in (tmp_path / "runs").glob("*/*.safetensors"):
        weights.unlink()
    assert table(run_ablation(plan_file, data, tmp_path / "runs")) == table(first)


def test_a_stopped_ablation_goes_on(plan_file: Path, data: Path, tmp_path: Path):
    assert run_ablation(plan_file, data, tmp_path / "runs", lambda: True) == []
    assert len(run_ablation(plan_file, data, tmp_path / "runs")) == 3


def test_the_runs_of_another_plan_are_neither_gone_on_with_nor_listed(
    plan_file: Path, data: Path, tmp_path: Path
):
    run_ablation(plan_file, data, tmp_path / "runs")
    plan_file.write_text(PLAN.replace("steps = 4,", "steps = 6,"), encoding="utf-8")
    refused(ConfigurationError, run_ablation, plan_file, data, tmp_path / "runs")


@pytest.mark.parametrize(
    "text",
    [
        "no toml [",
        'base = "tiny.toml"\nvariants = []',
        PLAN.replace('weights_of = "Base"', 'weights_of = "nobody"'),
        PLAN.replace('base = "tiny.toml"', 'base = "missing.toml"'),
        PLAN.replace('name = "gates"', 'name = "gates"\nleave_out = ["nowhere"]'),
        PLAN.replace('name = "gates"', 'name = "gates"\nsplit.nowhere = { test = ["a"] }'),
        PLAN.replace("attention-unet", 'attention-unet"\nchange.network.wings = "two'),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(plan_file: Path, data: Path, tmp_path: Path, text):
    plan_file.write_text(text, encoding="utf-8")
    refused(ConfigurationError, run_ablation, plan_file, data, tmp_path / "runs")
