import csv
import hashlib
import json
import os
import re
import signal
import zipfile
from functools import partial
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image

from app.base.errors import ImageReadError
from app.base.messages import message
from app.batch import analysing
from app.batch import task as task_module
from app.batch.analysing import AnalysisMaker
from app.batch.ledger import LOCK
from app.cli.parser import main
from tests.support import (
    FakePredictor,
    dicom_bytes,
    encode,
    looked_up,
    make_dicom,
    make_fundus,
    make_network,
    write_model,
    write_styled_model,
)

FUNDUS = make_fundus(256)
PICTURES = ("_probability.png", "_mask.png", "_overlay.png")
REPORT = ("_report.pdf", "_report.json")


def analyze(model: str, output: Path, *inputs: Path, more: tuple[str, ...] = ()) -> int:
    return main(["analyze", *map(str, inputs), "--output", str(output), "--model", model, *more])


def names(output: Path) -> set[str]:
    """Return which results were written, beside the table."""
    return {path.name for path in output.iterdir()} - {"results.csv", LOCK}


def table(output: Path) -> list[dict[str, str]]:
    with (output / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def load(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_path_checks_grow_with_the_number_of_inputs_and_not_faster(tmp_path, monkeypatch):
    def refuse(*_given, **_options):
        raise ImageReadError(message("No."), message("Never."))

    monkeypatch.setattr("app.cli.analyze.load_predictor", lambda *_, **_options: FakePredictor())
    monkeypatch.setattr(AnalysisMaker, "make", refuse)
    counts = []
    for count in (5, 10, 20):
        sources = [tmp_path / f"{count}_{number}.png" for number in range(count)]
        for source in sources:
            source.write_bytes(b"picture")
        work = partial(analyze, "no model", tmp_path / f"out{count}", *sources)
        counts.append(looked_up(work, monkeypatch))
    assert counts[2] - counts[1] == 2 * (counts[1] - counts[0])


def test_a_circle_of_links_among_the_inputs_fails_alone(
    model: str, tmp_path: Path, output: Path, capsys
):
    (tmp_path / "circle.png").symlink_to("circle.png")
    (tmp_path / "a.png").write_bytes(encode(FUNDUS.pixels))
    inputs = [tmp_path / name for name in ("circle.png", "a.png", "n" * 300)]
    assert analyze(model, output, *inputs, more=("--no-report",)) == 1
    told = capsys.readouterr().err
    assert "circle.png: “circle.png” cannot be read: Too many levels of symbolic links" in told
    assert "File name too long" in told
    assert (output / "a_mask.png").is_file()


def tail(path: Path) -> str:
    """Return what is appended to a name that is taken, of the photograph's hash."""
    return f"-{sha256(path)[:8]}"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def path_tail(path: Path) -> str:
    """Return what is appended to the name of a failure, of its path's hash."""
    return f"-{hashlib.sha256(os.fsencode(path)).hexdigest()[:8]}"


def test_numbers_and_paths_are_printed(model: str, tmp_path: Path, output: Path, capsys):
    source = tmp_path / "a.png"
    source.write_bytes(encode(FUNDUS.pixels))
    assert analyze(model, output, source, more=("--no-report", "--measure-anyway")) == 0
    numbers, *doubts, paths = capsys.readouterr().out.splitlines()
    assert numbers.startswith(f"{source}: Vessel density ")
    for name in ("Fractal dimension", "Length density", "Tortuosity", "Branch points"):
        assert f", {name} " in numbers
    assert re.search(r"; sensitivity to the threshold, 0\.\d\d – 0\.\d\d; image quality ", numbers)
    assert "mm" not in numbers.removeprefix(str(source))
    assert "  It is not recorded which eye this is." in doubts
    assert {Path(path).name for path in paths.split()} == names(output)


def test_every_result_is_written_and_fits_the_others(model: str, tmp_path: Path, output: Path):
    source = tmp_path / "左眼.v2.png"
    source.write_bytes(encode(FUNDUS.pixels))
    assert analyze(model, output, source, more=("--eye", "OS", "--measure-anyway")) == 0
    assert names(output) == {f"左眼.v2{s}" for s in (".json", *PICTURES, *REPORT)}
    record = load(output / "左眼.v2.json")
    probability = np.asarray(Image.open(output / "左眼.v2_probability.png")) / 65535
    mask = np.asarray(Image.open(output / "左眼.v2_mask.png"))
    sure = np.abs(probability - record["threshold"]) > 1e-4
    assert np.array_equal((probability >= record["threshold"])[sure], mask[sure])
    assert mask.shape == FUNDUS.pixels.shape[:2]


def test_threshold_and_no_report_are_obeyed(model: str, tmp_path: Path, output: Path):
    source = tmp_path / "a.png"
    source.write_bytes(encode(FUNDUS.pixels))
    assert (
        analyze(model, output, source, more=("--threshold", "0.61", "--eye", "R", "--no-report"))
        == 0
    )
    assert load(output / "a.json")["threshold"] == 0.61
    assert names(output) == {f"a{suffix}" for suffix in (".json", *PICTURES)}


def test_measure_anyway_is_obeyed_and_recorded(model: str, tmp_path: Path, output: Path, capsys):
    source = tmp_path / "dark.png"
    source.write_bytes(encode(FUNDUS.pixels // 10))
    assert analyze(model, output, source, more=("--no-report",)) == 0
    assert "dark.png: measurements withheld: The photograph is not good" in capsys.readouterr().out
    withheld = load(output / "dark.json")
    assert withheld["measurements"]["vessel_density"]["value"] is None
    assert withheld["quality"]["overridden"] is False
    assert analyze(model, output, source, more=("--no-report", "--measure-anyway")) == 0
    measured = load(output / "dark.json")
    assert measured["measurements"]["vessel_density"]["value"] is not None
    assert measured["quality"]["overridden"] is True
    assert "the user had it measured anyway" in capsys.readouterr().out


def test_failed_image_does_not_stop_the_others(
    model: str, tmp_path: Path, output: Path, capsys: pytest.CaptureFixture[str]
):
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    good.write_bytes(encode(FUNDUS.pixels))
    bad.write_text("not a picture")
    assert analyze(model, output, bad, good, tmp_path / "absent.png") == 1
    assert load(output / "good.json")["measurements"]
    assert set(load(output / "bad.json")["error"]) == {"kind", "message", "hint"}
    assert load(output / "absent.json")["error"]["kind"] == "ImageReadError"
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    assert len(printed.err.splitlines()) == 2


def test_the_user_may_state_the_size_of_a_pixel(model: str, tmp_path: Path, output: Path):
    source = tmp_path / "eye.png"
    source.write_bytes(encode(FUNDUS.pixels))
    more = ("--no-report", "--measure-anyway", "--spacing", "0.04")
    assert analyze(model, output, source, more=more) == 0
    record = load(output / "eye.json")
    assert record["image"]["spacing_mm"] == [0.04, 0.04]
    assert record["image"]["spacing_source"] == "user"
    assert record["measurements"]["mean_calibre_um"]["unit"] == "um"
    assert any("stated by the user" in warning for warning in record["warnings"])


def test_photographs_of_an_archive(model: str, tmp_path: Path, output: Path):
    source = tmp_path / "case.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("right/eye.png", encode(FUNDUS.pixels))
        archive.writestr("left/eye.png", b"not a picture")
    assert analyze(model, output, source, more=("--no-report",)) == 1
    record = load(output / "eye.json")
    assert record["image"]["path"] == str(source / "right" / "eye.png")
    failed = path_tail(source / "left" / "eye.png")
    assert "error" in load(output / f"eye{failed}.json")
    assert {path.name for path in tmp_path.iterdir()} == {"case.zip", "output"}


def test_frame(model: str, tmp_path: Path, output: Path, capsys):
    source = tmp_path / "eye.dcm"
    second = np.ascontiguousarray(FUNDUS.pixels[:, ::-1])
    content = FUNDUS.pixels.tobytes() + second.tobytes()
    dataset = make_dicom(FUNDUS.pixels, NumberOfFrames=2, PixelData=content)
    source.write_bytes(dicom_bytes(dataset))
    assert analyze(model, output, source, more=("--no-report", "--frame", "2")) == 0
    assert "Frame 2 of 2 in this file is shown." in capsys.readouterr().out
    assert analyze(model, output, source, more=("--no-report", "--frame", "3")) == 1
    assert "no frame 3" in capsys.readouterr().err


def test_equal_stems_never_overwrite_each_other(model: str, tmp_path: Path, output: Path):
    first, second = tmp_path / "eye.png", tmp_path / "eye.dcm"
    first.write_bytes(encode(FUNDUS.pixels))
    second.write_bytes(dicom_bytes(make_dicom(FUNDUS.pixels)))
    assert analyze(model, output, first, second, more=("--no-report",)) == 0
    assert load(output / "eye.json")["image"]["path"] == str(first)
    other = load(output / f"eye{tail(second)}.json")
    assert other["image"]["path"] == str(second)
    assert [(row["result"], row["sha256"]) for row in table(output)] == [
        ("eye", load(output / "eye.json")["image"]["sha256"]),
        (f"eye{tail(second)}", other["image"]["sha256"]),
    ]


def test_output_that_is_a_file_is_refused_kindly(model: str, tmp_path: Path, capsys):
    source, blocked = tmp_path / "a.png", tmp_path / "blocked"
    source.write_bytes(encode(FUNDUS.pixels))
    blocked.write_text("a file")
    assert analyze(model, blocked, source) == 1
    assert "cannot be made" in capsys.readouterr().err
    assert blocked.read_text() == "a file"


def test_input_is_never_overwritten_by_a_result(model: str, tmp_path: Path, capsys):
    drawn = encode(FUNDUS.vessels)
    source = tmp_path / "eye.png"
    source.write_bytes(encode(FUNDUS.pixels))
    (tmp_path / "eye_mask.png").write_bytes(drawn)
    assert analyze(model, tmp_path, source, tmp_path / "eye_mask.png", more=("--no-report",)) == 0
    assert (tmp_path / "eye_mask.png").read_bytes() == drawn
    assert load(tmp_path / f"eye{tail(source)}.json")["image"]["path"] == str(source)
    assert f"Written as “eye{tail(source)}”" in capsys.readouterr().out


def test_a_file_that_becomes_unreadable_leaves_its_earlier_result_and_is_told_apart(
    model: str, tmp_path: Path, output: Path, capsys
):
    source = tmp_path / "eye.png"
    source.write_bytes(encode(FUNDUS.pixels))
    more = ("--eye", "R", "--measure-anyway", "--photograph")
    assert analyze(model, output, source, more=more) == 0
    written = {f"eye{suffix}" for suffix in (".json", "_photograph.png", *PICTURES, *REPORT)}
    assert names(output) == written
    before = {name: (output / name).read_bytes() for name in written}
    source.write_text("not a picture")
    assert analyze(model, output, source) == 1
    failed = f"eye{path_tail(source)}"
    assert names(output) == written | {f"{failed}.json"}
    assert {name: (output / name).read_bytes() for name in written} == before
    assert "error" in load(output / f"{failed}.json")
    assert load(output / f"{failed}.json")["image"]["sha256"] == sha256(source)
    assert f"Written as “{failed}”" in capsys.readouterr().err
    good, bad = table(output)
    assert (good["result"], bad["result"]) == ("eye", failed)
    source.write_bytes(encode(FUNDUS.pixels))  # and once it can be read again, that is forgotten
    assert analyze(model, output, source, more=("--again", "--no-report")) == 0
    assert names(output) == {f"eye{suffix}" for suffix in (".json", *PICTURES)}
    assert [row["result"] for row in table(output)] == ["eye"]


def test_a_photograph_that_fails_now_leaves_no_older_result_of_itself(
    model: str, tmp_path: Path, output: Path, monkeypatch
):
    source = tmp_path / "eye.png"
    source.write_bytes(encode(FUNDUS.pixels))
    assert analyze(model, output, source, more=("--no-report",)) == 0

    def fails(*_, **__):
        raise MemoryError

    monkeypatch.setattr(task_module, "examine", fails)
    assert analyze(model, output, source, more=("--no-report", "--threshold", "0.6")) == 1
    assert names(output) == {"eye.json"}
    (row,) = table(output)
    assert (row["result"], bool(row["error"])) == ("eye", True)


def test_report_of_an_earlier_run_does_not_stay(model: str, tmp_path: Path, output: Path):
    source = tmp_path / "eye.png"
    source.write_bytes(encode(FUNDUS.pixels))
    assert analyze(model, output, source, more=("--eye", "R", "--measure-anyway")) == 0
    assert (output / "eye_report.pdf").exists()
    assert analyze(model, output, source, more=("--no-report", "--threshold", "0.6")) == 0
    assert names(output) == {f"eye{suffix}" for suffix in (".json", *PICTURES)}


def test_error_that_nobody_foresaw_does_not_stop_the_others(
    model: str, tmp_path: Path, output: Path, monkeypatch: pytest.MonkeyPatch
):
    first, second = tmp_path / "a.png", tmp_path / "b.png"
    for path in (first, second):
        path.write_bytes(encode(FUNDUS.pixels))
    plain = task_module.decode

    def fails(content, path, *rest):
        if path == first:
            raise MemoryError
        return plain(content, path, *rest)

    monkeypatch.setattr(task_module, "decode", fails)
    assert analyze(model, output, first, second, more=("--no-report",)) == 1
    assert load(output / "a.json")["error"]["kind"] == "UnexpectedError"
    assert "measurements" in load(output / "b.json")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_name_of_another_code_page(model: str, tmp_path: Path, output: Path):
    source = tmp_path / os.fsdecode("病.png".encode("gbk"))
    source.write_bytes(encode(FUNDUS.pixels))
    assert analyze(model, output, source, more=("--no-report",)) == 0
    source.write_text("not a picture")
    assert analyze(model, output, source, more=("--no-report",)) == 1


def test_folder_without_photographs_and_damaged_files_in_a_folder_are_told(
    model: str, tmp_path: Path, output: Path, capsys
):
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "void.png").write_bytes(b"")
    assert analyze(model, output, tmp_path / "empty", tmp_path / "full") == 1
    printed = capsys.readouterr().err
    assert "contains no photograph" in printed
    assert "“void.png” is empty" in printed


# --- the report and the table --------------------------------------------------------------


def test_without_an_eye_there_is_all_but_a_report(
    model: str, tmp_path: Path, output: Path, capsys: pytest.CaptureFixture[str]
):
    source = tmp_path / "eye.png"
    source.write_bytes(encode(FUNDUS.pixels))
    assert analyze(model, output, source, more=("--measure-anyway",)) == 0
    assert names(output) == {f"eye{suffix}" for suffix in (".json", *PICTURES)}
    printed = capsys.readouterr().out
    assert printed.count("No report was written.") == 1
    assert "--eye R or --eye L" in printed
    assert "which eye" in printed


def test_eye_stated_by_the_user_is_told_as_such(model: str, tmp_path: Path, output: Path, capsys):
    source = tmp_path / "eye.png"
    source.write_bytes(encode(FUNDUS.pixels))
    assert analyze(model, output, source, more=("--eye", "od", "--measure-anyway")) == 0
    image = load(output / "eye.json")["image"]
    assert (image["laterality"], image["laterality_source"]) == ("R", "user")
    assert "The eye was set by the user, not by the file." in capsys.readouterr().out
    part = load(output / "eye_report.json")["report"]["parts"][0]
    assert part["eye"] == "OD (right eye)"
    assert "The eye was set by the user, not by the file." in part["warnings"]


@pytest.mark.parametrize("eye", ["B", "right", ""])
def test_eye_that_is_none_is_wrong_usage(model: str, tmp_path: Path, output: Path, eye: str):
    with pytest.raises(SystemExit) as ended:
        analyze(model, output, tmp_path / "eye.png", more=("--eye", eye))
    assert ended.value.code == 2


def test_photograph_is_written_only_when_asked_for(model: str, tmp_path: Path, output: Path):
    source = tmp_path / "eye.png"
    source.write_bytes(encode(FUNDUS.pixels))
    assert analyze(model, output, source, more=("--no-report", "--photograph")) == 0
    written = np.asarray(Image.open(output / "eye_photograph.png"))
    assert np.array_equal(written, FUNDUS.pixels)


def test_table_has_a_row_for_every_photograph_the_failed_ones_too(
    model: str, tmp_path: Path, output: Path
):
    good, bad = tmp_path / "左眼.png", tmp_path / "bad.png"
    good.write_bytes(encode(FUNDUS.pixels))
    bad.write_text("not a picture")
    more = ("--no-report", "--measure-anyway", "--eye", "L")
    assert analyze(model, output, bad, good, more=more) == 1
    failed, row = table(output)
    record, failure = load(output / "左眼.json"), load(output / "bad.json")["error"]
    assert (row["file"], row["sha256"]) == (str(good), record["image"]["sha256"])
    density = record["measurements"]["vessel_density"]
    for part in ("value", "low", "high"):
        assert row[f"vessel_density_{part}"] == str(density[part])
    assert failed["file"] == str(bad)
    assert failed["error"] == f"{failure['message']} {failure['hint']}"


def test_something_else_of_the_tables_name_is_refused(model: str, tmp_path: Path, capsys):
    source = tmp_path / "results.csv"
    source.write_text("a,b")
    assert analyze(model, tmp_path, source) == 1
    assert source.read_text() == "a,b"
    assert "is not a table of results" in capsys.readouterr().err


def unsuitable_dicom(path: Path) -> Path:
    kind = ["ORIGINAL", "PRIMARY", "", "RED"]  # no colour photograph
    path.write_bytes(dicom_bytes(make_dicom(FUNDUS.pixels // 8, ImageType=kind, Laterality="R")))
    return path


def test_of_what_is_unsuitable_no_vessels_are_written_and_the_reason_comes_first(
    model: str, tmp_path: Path, output: Path, capsys
):
    source = unsuitable_dicom(tmp_path / "eye.dcm")
    assert analyze(model, output, source, more=("--measure-anyway", "--photograph")) == 0
    head, *doubts, written = capsys.readouterr().out.splitlines()
    assert names(output) == {"eye.json", "eye_photograph.png"}
    assert {Path(path).name for path in written.split()} == names(output)
    record = load(output / "eye.json")
    assert "“RED”" in record["unsuitable"]
    assert record["unsuitable"] == record["warnings"][0]
    assert record["exported_vessels"] == "none"
    assert record["unsuitable"] in head
    assert not any(record["unsuitable"] in doubt for doubt in doubts)
    (row,) = table(output)
    assert row["warnings"].startswith(record["unsuitable"])


# --- again, interrupted, refused ------------------------------------------------------------


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{name}.png" for name in "abc"]
    for number, path in enumerate(paths):
        path.write_bytes(encode(make_fundus(256, seed=number).pixels))
    return paths


def counted(monkeypatch: pytest.MonkeyPatch, before_each=lambda: None) -> list[Path]:
    """Return a list that tells which photographs are analysed."""
    done: list[Path] = []
    plain = task_module.examine

    def examine(image, *arguments):
        done.append(image.path)
        before_each()
        return plain(image, *arguments)

    monkeypatch.setattr(task_module, "examine", examine)
    return done


def test_what_was_done_the_same_way_is_passed_over(
    model: str, sources: list[Path], output: Path, monkeypatch, capsys
):
    analysed = counted(monkeypatch)
    assert analyze(model, output, *sources[:2], more=("--no-report",)) == 0
    before = load(output / "a.json")
    capsys.readouterr()
    assert analyze(model, output, *sources, more=("--no-report",)) == 0
    assert analysed == sources
    printed = capsys.readouterr().out.splitlines()
    assert printed[:2] == [f"{path}: already done, see {path.stem}.json" for path in sources[:2]]
    assert printed[-1] == "2 of 3 were already done; --again does them again."
    assert [row["result"] for row in table(output)] == ["a", "b", "c"]
    assert load(output / "a.json") == before
    assert analyze(model, output, *sources, more=("--no-report", "--again")) == 0
    assert analysed == sources * 2


@pytest.mark.parametrize(
    "more",
    [
        ("--threshold", "0.41"),
        ("--spacing", "0.04"),
        ("--eye", "L"),
        ("--measure-anyway",),
        ("--photograph",),
    ],
)
def test_another_setting_is_done_anew_in_the_same_place(
    model: str, sources: list[Path], output: Path, monkeypatch, more: tuple[str, ...]
):
    analysed = counted(monkeypatch)
    for given in ((), more, more, ()):
        assert analyze(model, output, sources[0], more=("--no-report", *given)) == 0
    assert len(analysed) == 3
    assert "a_photograph.png" not in names(output)
    assert len(table(output)) == 1


def test_another_style_is_done_anew(sources: list[Path], output: Path, tmp_path, monkeypatch):
    (tmp_path / "styled").mkdir()
    styled = str(write_styled_model(tmp_path / "styled"))
    analysed = counted(monkeypatch)
    shares = []
    for given in ((), ("--style", "a"), ("--style", "a"), ("--detail", "0.5")):
        assert analyze(styled, output, sources[0], more=("--no-report", *given)) == 0
        record = load(output / "a.json")
        shares.append(record["model"]["style"])
        assert record["request"]["style"] == shares[-1]
    assert len(analysed) == 3
    assert shares == [{"a": 0.5, "b": 0.5}, {"a": 1.0}, {"a": 1.0}, {"a": 0.25, "b": 0.75}]


def test_another_model_or_version_is_done_anew(
    model: str, sources: list[Path], output: Path, tmp_path: Path, monkeypatch
):
    analysed = counted(monkeypatch)
    (tmp_path / "other").mkdir()
    other = str(write_model(tmp_path / "other", make_network(seed=5)))
    for each in (model, other, other):
        assert analyze(each, output, sources[0], more=("--no-report",)) == 0
    assert len(analysed) == 2
    monkeypatch.setattr(analysing, "__version__", "9.9")
    assert analyze(other, output, sources[0], more=("--no-report",)) == 0
    assert len(analysed) == 3


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_work_cleanly_and_the_same_command_goes_on(
    model: str, sources: list[Path], output: Path, monkeypatch, capsys, number: int, code: int
):
    handler = signal.getsignal(number)
    analysed = counted(monkeypatch, lambda: len(analysed) == 2 and signal.raise_signal(number))
    assert analyze(model, output, *sources, more=("--no-report",)) == code
    assert signal.getsignal(number) == handler
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert "stopped after 1 of 3; what is done is kept" in told[0]
    assert names(output) == {f"a{suffix}" for suffix in (".json", *PICTURES)}
    assert [row["result"] for row in table(output)] == ["a"]
    assert analyze(model, output, *sources, more=("--no-report",)) == 0
    assert analysed == [*sources[:2], *sources[1:]]


def test_a_second_signal_ends_the_program_at_once(
    model: str, sources: list[Path], output: Path, monkeypatch
):
    def twice():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    counted(monkeypatch, twice)
    assert analyze(model, output, *sources, more=("--no-report",)) == 130
    assert names(output) == set()


def test_a_full_disk_ends_the_work_with_one_sentence(
    model: str, sources: list[Path], output: Path, monkeypatch, capsys
):
    assert analyze(model, output, sources[0], more=("--no-report",)) == 0
    analysed = counted(monkeypatch)

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert analyze(model, output, *sources, more=("--no-report",)) == 1
    assert analysed == [sources[1]]
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert told[0].startswith("retivasc: ")
    assert "No space left on device. Free some space" in told[0]
    assert names(output) == {f"a{suffix}" for suffix in (".json", *PICTURES)}


def test_a_name_of_250_bytes(model: str, tmp_path: Path, output: Path):
    source = tmp_path / f"{'左' * 82}.png"
    source.write_bytes(encode(FUNDUS.pixels))
    assert analyze(model, output, source, more=("--eye", "R", "--measure-anyway")) == 0
    (row,) = table(output)
    assert row["result"].endswith(tail(source))
    assert {*load(output / f"{row['result']}.json")["files"], f"{row['result']}.json"} == names(
        output
    )
    assert len(names(output)) == 6


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_results_are_for_the_user_alone(model: str, sources: list[Path], output: Path):
    before = os.umask(0)
    try:
        assert analyze(model, output, sources[0], more=("--eye", "L", "--measure-anyway")) == 0
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in output.iterdir()} == {0o600}
    assert output.stat().st_mode & 0o777 == 0o700
    (output / "a.json").chmod(0o644)
    assert analyze(model, output, sources[0], more=("--eye", "R")) == 0
    assert (output / "a.json").stat().st_mode & 0o777 == 0o644


def test_a_link_to_itself_is_one_failure(model: str, sources: list[Path], output: Path):
    circle = sources[0].with_name("circle.png")
    try:
        circle.symlink_to(circle)
    except OSError:
        pytest.skip("no links here")
    assert analyze(model, output, circle, sources[0], more=("--no-report",)) == 1
    assert "error" in load(output / "circle.json")
    assert "measurements" in load(output / "a.json")


# --- DICOM objects --------------------------------------------------------------------------

KINDS = ("pdf", "segmentation", "structured_report", "secondary_capture")


def objects(output: Path) -> dict[str, pydicom.FileDataset]:
    return {path.name: pydicom.dcmread(path) for path in output.glob("*.dcm")}


def test_dicom_objects_are_part_of_the_result(model: str, tmp_path: Path, output: Path):
    source = tmp_path / "eye.dcm"
    ids = {f"{each}InstanceUID": f"1.2.{n}" for n, each in enumerate(("Study", "Series", "SOP"))}
    photograph = make_dicom(FUNDUS.pixels, ImageLaterality="L", PatientID="4711", **ids)
    source.write_bytes(dicom_bytes(photograph))
    more = ("--measure-anyway", "--dicom")
    assert analyze(model, output, source, more=more) == 0
    made = objects(output)
    assert made.keys() == {f"eye_{kind}.dcm" for kind in KINDS}
    assert {each.StudyInstanceUID for each in made.values()} == {photograph.StudyInstanceUID}
    assert {each.PatientID for each in made.values()} == {"4711"}
    assert made.keys() < set(load(output / "eye.json")["files"])
    pdf = made["eye_pdf.dcm"].EncapsulatedDocument
    assert pdf.rstrip(b"\0") == (output / "eye_report.pdf").read_bytes().rstrip(b"\0")
    assert analyze(model, output, source, more=more) == 0
    assert objects(output).keys() == made.keys()
    assert {each.SOPInstanceUID for each in objects(output).values()} == {
        each.SOPInstanceUID for each in made.values()
    }
    assert analyze(model, output, source, more=("--measure-anyway",)) == 0
    assert not objects(output)


def test_of_a_picture_file_the_photograph_is_among_the_objects(
    model: str, tmp_path: Path, output: Path
):
    source = tmp_path / "eye.png"
    source.write_bytes(encode(FUNDUS.pixels))
    assert analyze(model, output, source, more=("--no-report", "--dicom")) == 0
    made = objects(output)
    assert made.keys() == {f"eye_{kind}.dcm" for kind in ("photograph", *KINDS[1:])}
    assert len({each.StudyInstanceUID for each in made.values()}) == 1


def test_why_there_are_no_objects_is_said(model: str, tmp_path: Path, output: Path, capsys):
    source = tmp_path / "eye.dcm"
    source.write_bytes(dicom_bytes(make_dicom(FUNDUS.pixels)))
    assert analyze(model, output, source, more=("--no-report", "--dicom")) == 0
    assert "No DICOM objects were written. “eye.dcm” does not say" in capsys.readouterr().out
    assert names(output) == {f"eye{suffix}" for suffix in (".json", *PICTURES)}


def test_damaged_photograph_is_written_unmeasured_with_its_reason(model, tmp_path):
    whole = encode(FUNDUS.pixels, "jpeg", progressive=True)
    (tmp_path / "eye.jpg").write_bytes(whole[: len(whole) // 2] + b"\xff\xd9")
    assert analyze(model, tmp_path / "out", tmp_path / "eye.jpg") == 0
    record = json.loads((tmp_path / "out" / "eye.json").read_text(encoding="utf-8"))
    assert "data is missing" in json.dumps(record)
    assert {number["value"] for number in record["measurements"].values()} == {None}
