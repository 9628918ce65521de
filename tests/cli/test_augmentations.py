from pathlib import Path

import pytest
from PIL import Image

from app.cli.parser import main
from tests.training.examples import config_text, write_set


def test_a_sheet_is_written(tmp_path: Path, capsys):
    write_set(tmp_path)
    (tmp_path / "tiny.toml").write_text(config_text(), encoding="utf-8")
    sheets = [tmp_path / f"{seed}.png" for seed in "01"]
    for sheet in sheets:
        given = ["--config", str(tmp_path / "tiny.toml"), "--output", str(sheet)]
        assert main(["augmentations", *given, "--seed", sheet.stem]) == 0
        assert capsys.readouterr().out.strip() == str(sheet)
        with Image.open(sheet) as picture:
            assert min(picture.size) > 500
    assert sheets[0].read_bytes() != sheets[1].read_bytes()


@pytest.mark.parametrize("seed", ["-1", "1.5", "x"])
def test_a_seed_is_a_whole_number(seed: str, capsys):
    given = ["--config", "a.toml", "--output", "a.png", f"--seed={seed}"]
    with pytest.raises(SystemExit) as ended:
        main(["augmentations", *given])
    assert ended.value.code == 2
    assert "a whole number" in capsys.readouterr().err
