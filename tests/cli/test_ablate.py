from pathlib import Path

from app.cli.parser import main
from tests.training.examples import config_text, write_set
from tests.training.test_ablation import PLAN


def test_the_table_is_printed(tmp_path: Path, capsys):
    write_set(tmp_path / "data")
    (tmp_path / "tiny.toml").write_text(config_text(), encoding="utf-8")
    plan = tmp_path / "plan.toml"
    plan.write_text(PLAN, encoding="utf-8")
    given = ["--plan", str(plan), "--data", str(tmp_path / "data"), "--run", str(tmp_path / "runs")]
    assert main(["ablate", *given]) == 0
    assert "| gates |" in capsys.readouterr().out


def test_a_missing_plan_is_one_sentence(tmp_path: Path, capsys):
    given = ["--data", str(tmp_path), "--run", str(tmp_path / "runs")]
    assert main(["ablate", "--plan", str(tmp_path / "none.toml"), *given]) == 1
    assert "none.toml" in capsys.readouterr().err
