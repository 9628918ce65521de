import csv
import json
import os
import signal
import zipfile
from pathlib import Path

import numpy as np
import pydicom
import pytest

from app.cli import deidentify as deidentify_module
from app.cli.deidentify import REPORT
from app.cli.parser import main
from tests.support import dicom_bytes, encode, make_dicom, make_fundus

PIXELS = np.full((16, 24, 3), 7, dtype=np.uint8)
MARKERS = ("Zhang^San", "MRN-20260007", "19500102", "20260301", "ZhangSan", "Camera of Dr Wu")


def dicom(name: str = "Zhang^San", number: str = "MRN-20260007", **changes) -> bytes:
    return dicom_bytes(
        make_dicom(PIXELS, PatientName=name, PatientID=number, ImageComments=name, **changes)
    )


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "inputs"
    folder.mkdir()
    for number in range(2):
        uid = f"1.2.3.{number}"
        content = dicom(SOPInstanceUID=uid, StudyInstanceUID="1.2", StationName="Camera of Dr Wu")
        (folder / f"ZhangSan_{number}.dcm").write_bytes(content)
    (folder / "ZhangSan.png").write_bytes(encode(make_fundus(64).pixels))
    return folder


def run(output: Path, *more: object) -> int:
    return main(["deidentify", *map(str, more), "--output", str(output)])


def test_a_circle_of_links_fails_alone(inputs: Path, output: Path, tmp_path: Path, capsys):
    (tmp_path / "circle.dcm").symlink_to("circle.dcm")
    assert run(output, inputs, tmp_path / "circle.dcm") == 1
    printed = capsys.readouterr()
    assert "Too many levels of symbolic links" in printed.err
    assert printed.out.startswith("3 of 4 written")
    mapping = tmp_path / "circle.dcm"
    assert run(tmp_path / "other", inputs, "--mapping", mapping) == 1
    assert "already exists" in capsys.readouterr().err


def test_nothing_that_is_written_names_anybody(inputs: Path, output: Path, capsys):
    assert run(output, inputs, "--dates", "shift") == 0
    names = sorted(path.name for path in output.iterdir())
    assert len([name for name in names if name.endswith(".dcm")]) == 2
    assert len(names) == 4
    for path in output.iterdir():
        for marker in MARKERS:
            assert marker.encode() not in path.read_bytes()
            assert marker not in path.name
    for path in output.glob("*.dcm"):
        dataset = pydicom.dcmread(path)
        assert path.stem == dataset.SOPInstanceUID
        assert dataset.PatientID == "RV-0001"
    assert capsys.readouterr().out.startswith("3 of 3 written")


def test_the_report_counts_and_quotes_nothing(inputs: Path, output: Path):
    (inputs / "broken ZhangSan.dcm").write_bytes(b"\0" * 128 + b"DICM" + b"Zhang^San")
    assert run(output, inputs) == 1
    report = json.loads((output / REPORT).read_bytes())
    assert report["written"] == 3
    assert sum(report["failed"].values()) == 1
    assert report["removed"]["PatientName"] == report["removed"]["StationName"] == 2
    assert any("burned" in warning for warning in report["warnings"])


def test_failures_are_told_one_sentence_each_and_the_rest_is_done(
    inputs: Path, output: Path, capsys
):
    (inputs / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    (inputs / "z_again.dcm").write_bytes((inputs / "ZhangSan_0.dcm").read_bytes())
    assert run(output, inputs, inputs / "absent.dcm") == 1
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    for told in ("damaged", "same photograph", "does not exist"):
        assert len([line for line in printed.err.splitlines() if told in line]) == 1
    assert printed.out.startswith("3 of 6 written")


def test_the_members_of_an_archive_are_written_too(inputs: Path, output: Path, tmp_path: Path):
    packed, mapping = tmp_path / "ZhangSan.zip", tmp_path / "mapping.csv"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(inputs.iterdir()):
            archive.write(path, path.name)
    assert run(output, packed, "--mapping", mapping) == 0
    assert len(list(output.glob("*.dcm"))) == 2
    assert str(packed / "ZhangSan_0.dcm") in mapping.read_text("utf-8-sig")


def test_an_error_that_nobody_foresaw_does_not_stop_the_others(
    inputs: Path, output: Path, monkeypatch, capsys
):
    plain = deidentify_module.deidentify

    def fails(entry, *rest):
        if entry.path.suffix == ".png":
            raise MemoryError
        return plain(entry, *rest)

    monkeypatch.setattr(deidentify_module, "deidentify", fails)
    assert run(output, inputs) == 1
    assert len(list(output.glob("*.dcm"))) == 2
    assert "not enough memory" in capsys.readouterr().err


def test_the_mapping_tells_the_clinic_who_is_who(inputs: Path, output: Path, tmp_path: Path):
    (inputs / "formula.dcm").write_bytes(dicom("=cmd()", "王小东", SpecificCharacterSet="GB18030"))
    mapping = tmp_path / "mapping.csv"
    assert run(output, inputs, "--mapping", mapping, "--dates", "shift") == 0
    with mapping.open(encoding="utf-8-sig", newline="") as file:
        rows = {Path(row["input"]).name: row for row in csv.DictReader(file)}
    assert rows["ZhangSan_0.dcm"]["patient_id"] == "MRN-20260007"
    assert rows["ZhangSan_0.dcm"]["pseudonym"] == rows["ZhangSan_1.dcm"]["pseudonym"]
    assert int(rows["ZhangSan_0.dcm"]["shift_days"]) < 0
    assert rows["formula.dcm"]["patient_id"] == "王小东"
    assert rows["formula.dcm"]["patient_name"] == "'=cmd()"
    assert {row["output"] for row in rows.values()} == {
        path.name for path in output.iterdir() if path.name != REPORT
    }


def test_without_being_asked_for_no_mapping_is_written(inputs: Path, output: Path, tmp_path: Path):
    assert run(output, inputs) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inputs", "output"]


@pytest.mark.parametrize("where", ["inputs", "inputs/../inputs"])
def test_a_folder_that_holds_anything_is_refused(where: str, inputs: Path, tmp_path: Path, capsys):
    before = {path: path.read_bytes() for path in inputs.iterdir()}
    assert run(tmp_path / where, inputs) == 1
    assert "is not empty" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in inputs.iterdir()} == before


def test_a_mapping_is_neither_overwritten_nor_passed_on(
    inputs: Path, output: Path, tmp_path: Path, capsys
):
    kept = tmp_path / "kept.csv"
    kept.write_text("old")
    assert run(output, inputs, "--mapping", kept) == 1
    assert kept.read_text() == "old"
    assert run(output, inputs, "--mapping", output / "mapping.csv") == 1
    assert "passed on" in capsys.readouterr().err
    assert not output.exists()


def test_what_to_keep_is_chosen(tmp_path: Path, output: Path):
    source = tmp_path / "a.dcm"
    source.write_bytes(dicom(ImageLaterality="L", PixelSpacing=[0.01, 0.01]))
    assert run(output, source, "--keep", "spacing") == 0
    dataset = pydicom.dcmread(next(output.glob("*.dcm")))
    assert dataset.PixelSpacing == [0.01, 0.01]
    assert "ImageLaterality" not in dataset
    assert "PatientAge" not in dataset


@pytest.mark.parametrize("more", [("--keep", "name"), ("--dates", "keep")])
def test_what_cannot_be_kept_is_wrong_usage(more, tmp_path: Path, output: Path, capsys):
    with pytest.raises(SystemExit) as ended:
        run(output, tmp_path / "a.dcm", *more)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_output_that_is_a_file_is_refused(inputs: Path, tmp_path: Path, capsys):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    assert run(blocked, inputs) == 1
    assert "cannot be made" in capsys.readouterr().err
    assert blocked.read_text() == "a file"


# --- interrupted, at once, refused ----------------------------------------------------------


def mapped(path: Path) -> set[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["output"] for row in csv.DictReader(file)}


def test_each_row_of_the_mapping_is_there_before_its_file(
    inputs: Path, output: Path, tmp_path: Path, monkeypatch
):
    mapping, plain = tmp_path / "mapping.csv", deidentify_module.write_whole
    seen = []

    def killed(path, content):
        assert path.name == REPORT or path.name in mapped(mapping)
        seen.append(path.name)
        if len(seen) == 2:
            raise SystemExit(9)
        plain(path, content)

    monkeypatch.setattr(deidentify_module, "write_whole", killed)
    with pytest.raises(SystemExit):
        run(output, inputs, "--mapping", mapping)
    assert seen[0] in {path.name for path in output.iterdir()} & mapped(mapping)
    assert json.loads((output / REPORT).read_bytes())["finished"] is False


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_work_cleanly(
    inputs: Path, output: Path, tmp_path: Path, monkeypatch, capsys, number: int, code: int
):
    plain = deidentify_module.deidentify

    def asked(*arguments):
        signal.raise_signal(number)
        return plain(*arguments)

    monkeypatch.setattr(deidentify_module, "deidentify", asked)
    mapping = tmp_path / "mapping.csv"
    assert run(output, inputs, "--mapping", mapping) == code
    printed = capsys.readouterr()
    assert printed.out.startswith("1 of 3 written")
    assert "stopped" in printed.err
    assert mapped(mapping) == {path.name for path in output.iterdir()} - {REPORT}
    assert json.loads((output / REPORT).read_bytes())["written"] == 1


def test_of_two_that_begin_at_once_one_has_the_folder(
    inputs: Path, output: Path, tmp_path: Path, monkeypatch, capsys
):
    plain = deidentify_module.find_photographs

    def other_comes_first(paths):
        monkeypatch.setattr(deidentify_module, "find_photographs", plain)
        assert run(output, inputs, "--mapping", tmp_path / "first.csv") == 0
        return plain(paths)

    monkeypatch.setattr(deidentify_module, "find_photographs", other_comes_first)
    assert run(output, inputs, "--mapping", tmp_path / "second.csv") == 1
    assert "is not empty" in capsys.readouterr().err
    assert len(mapped(tmp_path / "first.csv")) == 3
    assert not (tmp_path / "second.csv").exists()


def test_a_full_disk_ends_the_work_with_one_sentence(
    inputs: Path, output: Path, monkeypatch, capsys
):
    plain, asked = deidentify_module.deidentify, []

    def full(entry, *rest):
        asked.append(entry)
        monkeypatch.setattr(os, "replace", no_space)
        return plain(entry, *rest)

    def no_space(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(deidentify_module, "deidentify", full)
    assert run(output, inputs) == 1
    assert len(asked) == 1
    (told,) = capsys.readouterr().err.splitlines()
    assert "No space left on device. Free some space" in told
