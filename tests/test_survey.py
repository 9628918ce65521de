from pathlib import Path

import pytest

from tests import survey as survey_module
from tests.support import dicom_bytes, encode, make_dicom, make_fundus
from tests.survey import look_at, main

PIXELS = make_fundus(64).pixels


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "a.dcm").write_bytes(dicom_bytes(make_dicom(PIXELS)))
    ct = make_dicom(PIXELS, SOPClassUID="1.2.840.10008.5.1.4.1.1.2")
    (tmp_path / "b.dcm").write_bytes(dicom_bytes(ct))
    (tmp_path / "c.dcm").write_bytes(dicom_bytes(make_dicom(PIXELS, Rows=65535, Columns=65535)))
    (tmp_path / "d.png").write_bytes(encode(PIXELS)[:60])
    (tmp_path / "notes.txt").write_text("no picture")
    return tmp_path


def test_every_outcome_is_counted(folder: Path, capsys):
    assert main([folder]) == 0
    printed = capsys.readouterr().out
    assert "4 files: opened 1, measurements withheld 1, declined 1, damaged 1, ESCAPED 0" in printed
    assert "Ophthalmic Photography 8 Bit | Explicit VR Little Endian" in printed
    assert "notes.txt" not in printed


def test_what_escapes_is_named_and_fails(folder: Path, monkeypatch, capsys):
    def fails(path):
        raise RuntimeError("a decoder's own")

    monkeypatch.setattr(survey_module, "read_image", fails)
    assert main([folder]) == 1
    assert "a decoder's own" in look_at(folder / "b.dcm").sentence
    assert "ESCAPED 4" in capsys.readouterr().out
