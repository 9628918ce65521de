import csv
import json
import os
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.cli import analyze as analyze_module
from app.cli.analyze import UniqueStems, find_inputs
from app.cli.parser import main
from tests.support import dicom_bytes, encode, make_dicom, make_fundus

FUNDUS = make_fundus(256)
PICTURES = ("_probability.png", "_mask.png", "_overlay.png")
REPORT = ("_report.pdf", "_report.json")


def analyze(model: str, output: Path, *inputs: Path, more: tuple[str, ...] = ()) -> int:
    return main(["analyze", *map(str, inputs), "--output", str(output), "--model", model, *more])


def names(output: Path) -> set[str]:
    """Return which results were written, beside the table."""
    return {path.name for path in output.iterdir()} - {"results.csv"}


def table(output: Path) -> list[dict[str, str]]:
    with (output / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def load(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_numbers_and_paths_are_printed(model: str, tmp_path: Path, output: Path, capsys):
    source = tmp_path / "a.png"
    source.write_bytes(encode(FUNDUS.pixels))
    assert analyze(model, output, source, more=("--no-report", "--measure-anyway")) == 0
    numbers, *doubts, paths = capsys.readouterr().out.splitlines()
    assert numbers.startswith(f"{source}: Vessel density ")
    for name in ("Fractal dimension", "Length density", "Tortuosity", "Branch points"):
        assert f", {name} " in numbers
    assert re.search(r"; bands at threshold 0\.\d\d – 0\.\d\d; image quality ", numbers)
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
    assert "dark.png: measurements withheld: The photograph is not fit" in capsys.readouterr().out
    withheld = load(output / "dark.json")
    assert withheld["measurements"]["vessel_density"]["value"] is None
    assert withheld["quality"]["overridden"] is False
    assert analyze(model, output, source, more=("--no-report", "--measure-anyway")) == 0
    measured = load(output / "dark.json")
    assert measured["measurements"]["vessel_density"]["value"] is not None
    assert measured["quality"]["overridden"] is True
    assert "a person had it measured anyway" in capsys.readouterr().out


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


def test_folder_gives_its_pictures_and_skips_the_rest(tmp_path: Path):
    (tmp_path / "b.dcm").write_bytes(dicom_bytes(make_dicom(FUNDUS.pixels)))
    (tmp_path / "a.jpg").write_bytes(encode(FUNDUS.pixels, "jpeg"))
    (tmp_path / "notes.txt").write_text("notes")
    (tmp_path / ".hidden.png").write_bytes(encode(FUNDUS.pixels))
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "c.png").write_bytes(encode(FUNDUS.pixels))
    output = tmp_path / "results"
    found = [entry.path.name for entry in find_inputs([tmp_path], output)]
    assert found == ["a.jpg", "b.dcm", "c.png"]
    absent = tmp_path / "absent.png"
    assert [entry.path for entry in find_inputs([absent], output)] == [absent]


def test_results_below_the_inputs_are_not_taken_for_photographs(tmp_path: Path):
    results = tmp_path / "results"
    results.mkdir()
    for path in (tmp_path / "eye.png", results / "eye_mask.png"):
        path.write_bytes(encode(FUNDUS.pixels))
    assert [e.path.name for e in find_inputs([tmp_path], results)] == ["eye.png"]
    named = [results / "eye_mask.png"]
    assert len(find_inputs(named, results)) == 1
    assert len(find_inputs([tmp_path, results], results)) == 3


def test_photographs_of_an_archive(model: str, tmp_path: Path, output: Path):
    source = tmp_path / "case.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("right/eye.png", encode(FUNDUS.pixels))
        archive.writestr("left/eye.png", b"not a picture")
    assert analyze(model, output, source, more=("--no-report",)) == 1
    record = load(output / "eye.json")
    assert record["image"]["path"] == str(source / "right" / "eye.png")
    assert "error" in load(output / "eye_2.json")
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
    assert load(output / "eye_2.json")["image"]["path"] == str(second)


def test_unique_stems_also_on_file_systems_that_ignore_case():
    stems = UniqueStems()
    taken = [stems.take(stem) for stem in ("a", "A", "a_2", "a", "b")]
    assert len({name.casefold() for name in taken}) == 5
    assert taken[0] == "a"
    assert taken[-1] == "b"


def test_output_that_is_a_file_is_refused_kindly(model: str, tmp_path: Path, capsys):
    source, blocked = tmp_path / "a.png", tmp_path / "blocked"
    source.write_bytes(encode(FUNDUS.pixels))
    blocked.write_text("a file")
    assert analyze(model, blocked, source) == 1
    assert "cannot be made" in capsys.readouterr().err
    assert blocked.read_text() == "a file"


def test_input_is_never_overwritten_by_a_result(model: str, tmp_path: Path, capsys):
    drawn = encode(FUNDUS.vessels)
    (tmp_path / "eye.png").write_bytes(encode(FUNDUS.pixels))
    (tmp_path / "eye_mask.png").write_bytes(drawn)
    assert analyze(model, tmp_path, tmp_path / "eye.png", tmp_path / "eye_mask.png") == 1
    assert (tmp_path / "eye_mask.png").read_bytes() == drawn
    assert "itself to be analysed" in capsys.readouterr().err


def test_results_of_another_photograph_do_not_stay_beside_a_failure(
    model: str, tmp_path: Path, output: Path
):
    source = tmp_path / "eye.png"
    source.write_bytes(encode(FUNDUS.pixels))
    more = ("--eye", "R", "--measure-anyway", "--photograph")
    assert analyze(model, output, source, more=more) == 0
    assert names(output) == {
        f"eye{suffix}" for suffix in (".json", "_photograph.png", *PICTURES, *REPORT)
    }
    source.write_text("not a picture")
    assert analyze(model, output, source) == 1
    assert names(output) == {"eye.json"}
    assert "error" in load(output / "eye.json")


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
    plain = analyze_module.read_photograph

    def fails(entry, frame):
        if entry.path == first:
            raise MemoryError
        return plain(entry, frame)

    monkeypatch.setattr(analyze_module, "read_photograph", fails)
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
    assert "holds no photograph" in printed
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


def test_input_of_the_tables_name_is_not_replaced(model: str, tmp_path: Path, capsys):
    source = tmp_path / "results.csv"
    source.write_text("a,b")
    assert analyze(model, tmp_path, source) == 1
    assert source.read_text() == "a,b"
    assert "itself to be analysed" in capsys.readouterr().err


def test_damaged_photograph_is_written_unmeasured_with_its_reason(model, tmp_path):
    whole = encode(FUNDUS.pixels, "jpeg", progressive=True)
    (tmp_path / "eye.jpg").write_bytes(whole[: len(whole) // 2] + b"\xff\xd9")
    assert analyze(model, tmp_path / "out", tmp_path / "eye.jpg") == 0
    record = json.loads((tmp_path / "out" / "eye.json").read_text(encoding="utf-8"))
    assert "data is missing" in json.dumps(record)
    assert {number["value"] for number in record["measurements"].values()} == {None}
