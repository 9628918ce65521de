import importlib.util
import sys

import pytest
import torch

from app import __version__
from app.base.paths import sample
from app.cli import view
from app.cli.parser import (
    COHORT_COMMANDS,
    COMMANDS,
    TRAINING_COMMANDS,
    available_commands,
    main,
)


def test_version(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.strip() == f"retivasc {__version__}"


@pytest.mark.parametrize(
    "arguments",
    [
        ["analyze"],
        ["analyze", "a.png"],
        ["analyze", "a.png", "--output", "o", "--threshold", "1.5"],
        ["analyze", "a.png", "--output", "o", "--device", "abacus"],
        ["analyze", "a.png", "--output", "o", "--frame", "0"],
        ["list"],
        ["evaluate", "--images", "*.png"],
        ["train"],
        ["--nonsense"],
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["a.png", "病例/左眼.png"]])
def test_without_a_command_the_files_are_viewed(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
):
    seen = []
    monkeypatch.setattr(view, "run", lambda parsed: seen.extend(map(str, parsed.files)) or 0)
    assert main(arguments) == 0
    assert seen == arguments


def test_missing_model_is_one_sentence_and_exit_code_1(tmp_path, capsys):
    arguments = ["analyze", "a.png", "--output", str(tmp_path), "--model", str(tmp_path / "no.x")]
    assert main(arguments) == 1
    error = capsys.readouterr().err
    assert error.startswith("retivasc: ")
    assert "Traceback" not in error


@pytest.mark.parametrize(
    "display", [{}, {"DISPLAY": ":65000"}, {"DISPLAY": "junk"}, {"WAYLAND_DISPLAY": "nowhere"}]
)
def test_without_a_screen_the_window_says_so(monkeypatch: pytest.MonkeyPatch, capsys, display):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in display.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", "linux")
    assert main([]) == 1
    assert "No screen was found" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--version"], 0), (["--nonsense"], 2), (["list", "nowhere"], 1), (["settings"], 0)],
)
def test_a_program_without_a_console_survives_what_it_would_print(
    arguments: list[str], code: int, monkeypatch: pytest.MonkeyPatch
):
    """A windowed program of Windows has no streams at all."""
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    try:
        ended = main(arguments)
    except SystemExit as exit_:
        ended = exit_.code
    assert ended == code


def test_an_installed_program_offers_no_training_and_no_cohorts(
    monkeypatch: pytest.MonkeyPatch, capsys
):
    real = importlib.util.find_spec
    left_out = ("app.cohort", "app.training")
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name in left_out else real(name)
    )
    with pytest.raises(SystemExit):
        main(["--help"])
    offered = capsys.readouterr().out
    assert "analyze" in offered
    assert not any(
        f" {command.NAME} " in offered for command in (*COHORT_COMMANDS, *TRAINING_COMMANDS)
    )


def test_a_checkout_offers_all_commands():
    assert set(available_commands()) == {*COMMANDS, *COHORT_COMMANDS, *TRAINING_COMMANDS}


@pytest.mark.parametrize("slip", ["selftest", "analyse", "self-tset"])
def test_a_mistyped_command_is_told(slip: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main([slip, "--output", "o"])
    assert ended.value.code == 2
    assert f"“{slip}”" in capsys.readouterr().err


def test_a_file_without_a_suffix_is_no_mistyped_command(tmp_path, monkeypatch):
    (tmp_path / "scan").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    opened = []
    monkeypatch.setattr(view, "run", lambda arguments: opened.extend(arguments.files) or 0)
    assert main(["scan"]) == 0
    assert [file.name for file in opened] == ["scan"]


@pytest.mark.skipif(torch.cuda.is_available(), reason="a CUDA device is here")
def test_a_hint_is_followed_by_its_flag(capsys, tmp_path):
    command = ["analyze", str(sample()), "--output", str(tmp_path / "out"), "--device", "cuda"]
    assert main(command) == 1
    told = capsys.readouterr().err
    assert "No working CUDA device was found. Use the processor instead" in told
    assert "--device cpu" in told
