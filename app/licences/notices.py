"""Third-party notices, owed to the authors of what the program is built from."""

import platform
import re
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from app.licences.components import UNKNOWN, all_components, home_page, licence_of, licence_texts

_RULE = "═" * 78  # in no licence text
_SEPARATOR = f"\n{_RULE}\n"
_FIELDS = ("Version", "Licence", "Home page", "Part of", "Remark")


@dataclass(frozen=True)
class Notice:
    """What the licence of one component requires to be stated.

    Attributes:
        name: of the component.
        version: "" where it is not known.
        licence: an SPDX expression.
        home_page: an address, or "".
        part_of: the component that it came with, whose texts hold for it too; or "".
        remark: what else there is to say, or "".
        texts: pairs of a title and a licence text.
    """

    name: str
    version: str
    licence: str
    home_page: str = ""
    part_of: str = ""
    remark: str = ""
    texts: tuple[tuple[str, str], ...] = ()


def notice_of(distribution: metadata.Distribution) -> Notice:
    """Return the notice of an installed package."""
    return Notice(
        name=distribution.metadata["Name"],
        version=distribution.version,
        licence=licence_of(distribution),
        home_page=home_page(distribution),
        texts=tuple(licence_texts(distribution).items()),
    )


def notice_of_python() -> Notice:
    """Return the notice of the interpreter that runs."""
    stdlib = Path(sysconfig.get_path("stdlib"))
    places = (
        stdlib / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path("/usr/share/doc") / stdlib.name / "copyright",
    )
    texts = [("LICENSE", read_text(place)) for place in places if place.is_file()]
    return Notice(
        name="Python",
        version=platform.python_version(),
        licence="PSF-2.0",
        home_page="https://www.python.org",
        texts=tuple(texts[:1]),
    )


def installed_notices() -> list[Notice]:
    """Return the notices of what the program runs on here, by name."""
    notices = [notice_of_python()]
    for name in all_components():
        try:
            notices.append(notice_of(metadata.distribution(name)))
        except metadata.PackageNotFoundError:
            notices.append(Notice(name, "", UNKNOWN))
    return notices


def format_notices(notices: Iterable[Notice], introduction: str) -> str:
    """Return all notices as one document, in which no licence text stands twice."""
    notices = list(notices)
    numbers: dict[str, int] = {}
    titles: list[str] = []
    for notice in notices:
        for title, text in notice.texts:
            if text.strip() not in numbers:
                numbers[text.strip()] = len(numbers) + 1
                titles.append(f"{title} ({notice.name})")
    sections = [introduction.strip()]
    for notice in notices:
        used = dict.fromkeys(numbers[text.strip()] for _title, text in notice.texts)
        lines = [*_heading(notice), *([f"Texts: {', '.join(map(str, used))}"] if used else [])]
        sections.append("\n".join(lines))
    for text, number in numbers.items():
        sections.append(f"Text {number}: {titles[number - 1]}\n\n{text}")
    return _SEPARATOR.join(sections) + "\n"


def parse_notices(document: str) -> list[Notice]:
    """Return the notices of a document that `format_notices` made; none of any other."""
    sections = document.rstrip("\n").split(_SEPARATOR)[1:]
    texts: dict[str, tuple[str, str]] = {}
    headings = []
    for section in sections:
        found = re.match(r"Text (\d+): (.*)\n\n", section)
        if found:
            texts[found[1]] = (found[2], section[found.end() :])
        else:
            headings.append(section.split("\n"))
    try:
        return [_parse_heading(lines, texts) for lines in headings]
    except (KeyError, ValueError):  # it was cut off
        return []


def format_notice(notice: Notice) -> str:
    """Return one notice with its texts in full."""
    texts = [f"\n{_RULE[:40]}\n{title}\n\n{text.strip()}" for title, text in notice.texts]
    return "\n".join([*_heading(notice), *texts])


def _heading(notice: Notice) -> list[str]:
    values = (notice.version, notice.licence, notice.home_page, notice.part_of, notice.remark)
    pairs = zip(_FIELDS, values, strict=True)
    return [notice.name, *(f"{field}: {value}" for field, value in pairs if value)]


def _parse_heading(lines: list[str], texts: dict[str, tuple[str, str]]) -> Notice:
    fields = dict(line.split(": ", 1) for line in lines[1:])
    used = fields.get("Texts", "")
    return Notice(
        name=lines[0],
        version=fields.get("Version", ""),
        licence=fields.get("Licence", UNKNOWN),
        home_page=fields.get("Home page", ""),
        part_of=fields.get("Part of", ""),
        remark=fields.get("Remark", ""),
        texts=tuple(texts[number] for number in used.split(", ")) if used else (),
    )


def read_text(path: Path) -> str:
    """Return a text file; "" where there is none."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
