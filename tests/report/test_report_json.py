import json
from pathlib import Path

import numpy as np
import pytest

from app.analysis.analysis import Analysis
from app.base.errors import ConfigurationError
from app.base.translation import LANGUAGES
from app.report.pdf import render_pdf
from app.report.report_json import (
    SCHEMA,
    is_report_json,
    json_path,
    report_from_json,
    report_to_json,
)
from app.report.report_text import Clinic, ReportText
from tests.report.conftest import make_report
from tests.support import encode, refused


@pytest.fixture(scope="module")
def content(analysis: Analysis) -> bytes:
    return report_to_json(make_report(analysis))


def test_report_comes_back_whole_and_prints_the_same_bytes(corrected: Analysis):
    logo = encode(np.full((20, 40, 3), 90, dtype=np.uint8))
    report = make_report(
        corrected,
        *LANGUAGES,
        clinic=Clinic("北街眼科", ("12 North Street",), logo),
        statement=ReportText("<b> & 正常", author="Dr. A"),
        page="Letter",
    )
    written = report_to_json(report)
    again = report_from_json(written)
    assert again == report
    assert again.created.utcoffset() == report.created.utcoffset()
    assert report_to_json(again) == written
    assert render_pdf(again) == render_pdf(report)


def test_companion_says_what_it_is(content: bytes):
    record = json.loads(content)
    assert record["schema"] == SCHEMA
    assert record["software_version"]
    assert record["report"]["parts"][0]["measurements"][0]["name"] == "Vessel density"
    assert is_report_json(content)
    assert not is_report_json(b'{"schema": "retivasc.analysis/1"}')


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"retivasc.report/2", b"retivasc.report/3"),
        (b'"software_version"', b'"extra":1,"software_version"'),
        (b'"page":"A4"', b'"page":"A3"'),
        (b"2026-03-01T10:20:30-03:30", b"2026-03-01T10:20:30"),
        (b'"withheld":null', b'"withheld":7'),
        (b'"jpeg":"', b'"jpeg":"AAAA'),
        (b'"sizes":[2,', b'"sizes":[0,'),
        (b'"edges":[', b'"edges":[9.5,'),
        (b'"parts":[', b'"parts":[7,'),
        (b'"corrected":false', b'"corrected":true'),
        (b'"follow_up":{"titles":[', b'"follow_up":{"titles":["more",'),
        (b'"footer":[', b'"footer":[],"_":['),
        (b'"report"', b'"rapport"'),
    ],
)
def test_what_is_no_report_is_refused(content: bytes, old: bytes, new: bytes):
    assert old in content
    refused(ConfigurationError, report_from_json, content.replace(old, new, 1))


def test_a_report_of_version_0_1_is_printed_again(content: bytes):
    written = json.loads(content)
    written["schema"] = "retivasc.report/1"
    (part,) = written["report"]["parts"]
    del part["standing"], part["closing"]["signed"], part["sections"]["definitions"]
    for line in part["measurements"]:
        line["explanation"] = line.pop("definition")
    again = report_from_json(json.dumps(written, separators=(",", ":")).encode())
    assert again.parts[0].standing == ()
    assert b"%PDF" in render_pdf(again)


@pytest.mark.parametrize("wrong", [b"", b"\xff\xfe", b"%PDF-1.4", b"[]", b"{}"])
def test_other_files_are_refused(wrong: bytes):
    error = refused(ConfigurationError, report_from_json, wrong)
    assert "next to the report's PDF" in str(error)


def test_report_cut_short_is_refused(content: bytes):
    refused(ConfigurationError, report_from_json, content[: len(content) // 2])


def test_companion_lies_beside_the_pdf():
    assert json_path(Path("a/左眼.v2_report.pdf")) == Path("a/左眼.v2_report.json")
    assert json_path(Path("a/REPORT.PDF")) == Path("a/REPORT.json")
    assert json_path(Path("a/report.json")) == Path("a/report.json.json")
