import sys
from pathlib import Path

import pytest
from safetensors.torch import save_file

from app.cli.parser import main
from tests.support import make_network
from tests.training.examples import (
    RESNET_CONFIG,
    TWO_STRUCTURES,
    config_text,
    write_coloured_labels,
    write_set,
)

START = 'seed = 3\nstart = "begin/best.safetensors"'


@pytest.fixture
def configuration(tmp_path: Path) -> Path:
    write_set(tmp_path / "data")
    path = tmp_path / "tiny.toml"
    path.write_text(config_text(("steps = 40", "steps = 6")), encoding="utf-8")
    return path


def test_a_network_is_trained_exported_and_used(configuration: Path, capsys):
    data, run = configuration.parent / "data", configuration.parent / "run"
    models, output = configuration.parent / "models", configuration.parent / "output"
    given = ["--data", str(data), "--run", str(run)]
    assert main(["train", "--config", str(configuration), *given]) == 0
    assert "finished" in capsys.readouterr().out
    assert main(["export", *given, "--output", str(models)]) == 0
    assert "synthetic" in capsys.readouterr().out
    picture = str(data / "images" / "p4_L.png")
    weights = str(models / "tiny.safetensors")
    # 96 pixels a side are too few to be measured, which is an answer of its own.
    assert main(["analyze", picture, "--output", str(output), "--model", weights]) == 1
    assert "96 × 96" in capsys.readouterr().err


def test_a_network_of_several_structures_is_exported_with_the_scores_of_each(tmp_path, capsys):
    write_set(tmp_path / "plain")
    write_coloured_labels(tmp_path / "plain", tmp_path)
    configuration = tmp_path / "two.toml"
    changes = (*TWO_STRUCTURES, ("steps = 40", "steps = 2"))
    configuration.write_text(config_text(*changes), encoding="utf-8")
    given = ["--data", str(tmp_path), "--run", str(tmp_path / "run")]
    assert main(["train", "--config", str(configuration), *given]) == 0
    capsys.readouterr()
    assert main(["export", *given, "--output", str(tmp_path / "models")]) == 0
    printed = capsys.readouterr().out
    assert all(f"{structure}, synthetic" in printed for structure in ("artery", "vein"))
    assert printed.count("threshold") == 2


def test_without_the_extra_it_says_what_to_install(configuration: Path, monkeypatch, capsys):
    monkeypatch.setattr("app.cli.train.find_spec", lambda _name: None)
    assert main(["train", "--config", str(configuration)]) == 1
    assert "retivasc[train]" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, "not = [toml", 'name = "x"'])
def test_a_configuration_that_does_not_fit_is_one_sentence(tmp_path: Path, capsys, content):
    path = tmp_path / "a.toml"
    if content is not None:
        path.write_text(content)
    assert main(["train", "--config", str(path), "--run", str(tmp_path / "run")]) == 1
    error = capsys.readouterr().err
    assert error.startswith("retivasc: The configuration")
    assert len(error.splitlines()) == 1


@pytest.mark.parametrize("beside", [True, False])
def test_weights_to_start_from_are_looked_for_beside_the_configuration(
    configuration: Path, monkeypatch, capsys, beside
):
    monkeypatch.chdir(configuration.parent / "data")
    folder = configuration.parent / ("begin" if beside else "data/begin")
    folder.mkdir()
    save_file(dict(make_network((4, 8)).state_dict()), folder / "best.safetensors")
    text = config_text(("steps = 40", "steps = 1"), ("seed = 3", START))
    configuration.write_text(text, encoding="utf-8")
    given = ["--data", ".", "--run", str(configuration.parent / "run")]
    assert main(["train", "--config", str(configuration), *given]) == (0 if beside else 1)
    assert ("“best.safetensors”" in capsys.readouterr().err) is not beside


def test_it_computes_where_it_is_told(configuration: Path, monkeypatch, capsys):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    folder = configuration.parent
    command = ["train", "--config", str(configuration)]
    command += ["--data", str(folder / "data"), "--run", str(folder / "run")]
    assert main([*command, "--device", "cuda"]) == 1
    assert "No working CUDA device" in capsys.readouterr().err
    assert main([*command, "--device", "cpu"]) == 0


def test_a_resnet_without_its_library_says_what_to_install(
    configuration: Path, monkeypatch, capsys
):
    monkeypatch.setitem(sys.modules, "transformers", None)
    configuration.write_text(config_text(RESNET_CONFIG), encoding="utf-8")
    folder = configuration.parent
    given = ["--data", str(folder / "data"), "--run", str(folder / "run")]
    assert main(["train", "--config", str(configuration), *given]) == 1
    assert "retivasc[resnet]" in capsys.readouterr().err
