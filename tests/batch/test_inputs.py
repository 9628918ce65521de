from pathlib import Path

from app.batch.inputs import find_inputs
from tests.support import dicom_bytes, encode, make_dicom, make_fundus

FUNDUS = make_fundus(256)


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
