import platform
from dataclasses import replace
from importlib import metadata

from app.licences.components import all_components
from app.licences.notices import (
    Notice,
    format_notice,
    format_notices,
    installed_notices,
    notice_of_python,
    parse_notices,
)

TEXT = "Permission is granted: see below.\n\nLicence: this line is no field.\n"
NOTICES = [
    Notice("alpha", "1.0", "MIT", "https://a.example", remark="changed", texts=(("L", TEXT),)),
    Notice("beta", "", "BSD-3-Clause", texts=(("M", TEXT), ("N", "Another text"))),
    Notice("gamma", "3", "Zlib", part_of="alpha"),
]


def test_document_holds_each_text_once():
    document = format_notices(NOTICES, "Introduction")
    assert document.startswith("Introduction\n")
    assert document.count("Permission is granted") == 1
    assert document.count("Another text") == 1


def test_document_is_read_back_as_it_was_written():
    found = parse_notices(format_notices(NOTICES, "Introduction"))
    assert [replace(notice, texts=()) for notice in found] == [
        replace(notice, texts=()) for notice in NOTICES
    ]
    texts = [[text.strip() for _title, text in notice.texts] for notice in found]
    assert texts == [[TEXT.strip()], [TEXT.strip(), "Another text"], []]


def test_other_documents_hold_no_notices():
    assert parse_notices("") == []
    assert parse_notices("Some text\nof another kind\n") == []


def test_one_notice_is_shown_with_its_texts():
    shown = format_notice(NOTICES[1])
    assert shown.startswith("beta\nLicence: BSD-3-Clause\n")
    assert "Permission is granted" in shown
    assert "Another text" in shown


def test_python_is_told_with_its_licence():
    notice = notice_of_python()
    assert notice.version == platform.python_version()
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in notice.texts[0][1].upper()


def test_installed_packages_are_told_with_version_and_licence():
    notices = {notice.name: notice for notice in installed_notices()}
    assert notices["msgspec"].version == metadata.version("msgspec")
    assert notices["msgspec"].licence == "BSD-3-Clause"
    assert len(notices) == len(all_components()) + 1


def test_package_that_is_missing_is_named_all_the_same(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    notices = {notice.name: notice for notice in installed_notices()}
    assert notices["torch"].licence == "unknown"


def test_a_document_that_was_cut_off_holds_no_notices():
    whole = format_notices([Notice("a", "1", "MIT", texts=(("LICENSE", "text of a"),))], "Notices")
    assert parse_notices(whole)
    assert parse_notices(whole[: whole.index("Text 1:")]) == []
