import zipfile
from pathlib import Path

from app.cli.listing import tree
from app.cli.parser import main
from app.domain.photograph import Laterality, Patient
from app.reading.listing import Entry
from tests.support import dicom_bytes, encode, make_dicom, make_fundus

PIXELS = make_fundus(32).pixels


def test_the_tree_has_patient_date_and_eye():
    li, ann = Patient("王丽", "7", "19500102"), Patient("Ann", "8")
    entries = [
        Entry(Path("d.png")),
        Entry(Path("c.dcm"), None, li, "20260302", Laterality.LEFT),
        Entry(Path("b.dcm"), None, li, "20260301", Laterality.RIGHT, "Disc", 3),
        Entry(Path("a.dcm"), None, li, "20260301", Laterality.RIGHT),
        Entry(Path("x.zip"), "in/e.dcm", ann, None, Laterality.UNKNOWN),
    ]
    assert list(tree(entries)) == [
        "Ann, 8",
        "  unknown date",
        "    unknown eye",
        f"      {Path('x.zip/in/e.dcm')}",
        "王丽, 7, born 1950-01-02",
        "  2026-03-01",
        "    OD",
        "      b.dcm  Disc  3 frames",
        "      a.dcm",
        "  2026-03-02",
        "    OS",
        "      c.dcm",
        "unknown patient",
        "  unknown date",
        "    unknown eye",
        "      d.png",
    ]


def test_a_folder_is_listed(tmp_path, capsys):
    (tmp_path / "eye.dcm").write_bytes(dicom_bytes(make_dicom(PIXELS, ImageLaterality="R")))
    assert main(["list", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Doe Jane, 4711, born 1950-01-02",
        "  2026-03-01",
        "    OD",
        f"      {tmp_path / 'eye.dcm'}",
    ]


def test_what_is_unreadable_is_told_and_counts(tmp_path, capsys):
    (tmp_path / "eye.png").write_bytes(encode(PIXELS))
    (tmp_path / "void.png").write_bytes(b"")
    assert main(["list", str(tmp_path)]) == 1
    *_, head, line = capsys.readouterr().out.splitlines()
    assert head == "unreadable"
    assert line.startswith(f"  {tmp_path / 'void.png'}  “void.png” is empty.")


def test_dicom_files_without_a_photograph_are_told_and_fail_nothing(tmp_path, capsys):
    (tmp_path / "eye.png").write_bytes(encode(PIXELS))
    report = make_dicom(PIXELS, SOPClassUID="1.2.840.10008.5.1.4.1.1.88.33")
    for keyword in ("Rows", "Columns", "PixelData"):
        delattr(report, keyword)
    (tmp_path / "report.dcm").write_bytes(dicom_bytes(report))
    assert main(["list", str(tmp_path)]) == 0
    *_, head, line = capsys.readouterr().out.splitlines()
    assert head == "no photograph"
    assert "“report.dcm” contains no photograph (Comprehensive SR Storage)" in line


def test_names_do_not_steer_the_terminal(tmp_path, capsys):
    with zipfile.ZipFile(tmp_path / "case.zip", "w") as archive:
        archive.writestr("\x1b[2Jeye.png", encode(PIXELS))
    assert main(["list", str(tmp_path)]) == 0
    assert "\ufffd[2Jeye.png" in capsys.readouterr().out


def test_what_is_not_to_be_measured_is_said_in_the_list(tmp_path, capsys):
    for name, attributes in {"heart": {"Modality": "XA"}, "eye": {}}.items():
        (tmp_path / f"{name}.dcm").write_bytes(dicom_bytes(make_dicom(PIXELS, **attributes)))
    assert main(["list", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.endswith("states Modality as “XA”.") for line in lines if ".dcm" in line] == [
        False,
        True,
    ]
