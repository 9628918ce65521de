"""Pages of the manual as Sphinx reads them: links to files of the source become links within it."""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent

DOCUMENTS: Mapping[str, str] = {
    "GLOSSARY.md": "glossary.md",
    "README.md": "documents/readme.md",
    "INTENDED_USE.md": "documents/intended-use.md",
    "MODEL_CARD.md": "documents/model-card.md",
    "RISKS.md": "documents/risks.md",
    "SECURITY.md": "documents/security.md",
    "DICOM_CONFORMANCE.md": "documents/dicom-conformance.md",
    "ARCHITECTURE.md": "documents/architecture.md",
    "CONTRIBUTING.md": "documents/contributing.md",
    "CODE_OF_CONDUCT.md": "documents/code-of-conduct.md",
    "CHANGELOG.md": "documents/changelog.md",
    "models/README.md": "documents/models.md",
    "packaging/README.md": "documents/installation.md",
    "packaging/NETWORK.md": "documents/network.md",
    "resources/samples/README.md": "documents/samples.md",
}
"""Documents of the source, each with the page that shows it: there is one text of each."""

DECISIONS = "contributing/decisions.md"
"""The page of the architecture's section on decisions."""

_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
_CODE = re.compile(r"(^```.*?^```)", re.MULTILINE | re.DOTALL)
_OUTSIDE = re.compile(r"^(?:[a-z]+:|#|/)")


def own_pages() -> list[Path]:
    """Return the pages that are written for the manual."""
    return sorted(DOCS.rglob("*.md"))


def lay_out(folder: Path) -> None:
    """Write the manual's own pages and the documents into a folder, their links mended."""
    for path in own_pages():
        _write(path, path.relative_to(DOCS).as_posix(), folder)
    for name, page in DOCUMENTS.items():
        if (ROOT / name).is_file():
            _write(ROOT / name, page, folder)
    (folder / DECISIONS).write_text(decisions(), encoding="utf-8", newline="\n")


def decisions() -> str:
    """Return the dated decisions of the architecture as a page."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    section = text.partition("## Decisions worth knowing\n")[2].partition("\n## ")[0]
    return f"# Decisions\n{section}"


def _write(path: Path, page: str, folder: Path) -> None:
    target = folder / page
    target.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_text(encoding="utf-8")
    mended = one_title(mend(text, path, page, folder))
    target.write_text(mended, encoding="utf-8", newline="\n")


def one_title(text: str) -> str:
    """Return a text whose second title, as of another language, is a section of the first."""
    first, mark, second = text.partition("\n# ")
    if not mark or first.count("```") % 2:  # within code it is a comment
        return text
    return f"{first}\n## {re.sub(r'^#', '##', second, flags=re.MULTILINE)}"


def mend(text: str, path: Path, page: str, folder: Path) -> str:
    """Return a text whose links lead to pages, or to copies of the files that they name.

    Args:
        path: of the text, from which its links begin.
        page: that it becomes.
        folder: of the pages, which gets the copies.
    """

    def link(found: re.Match[str]) -> str:
        picture, words, target = found.groups()
        name, _, anchor = target.partition("#")
        if _OUTSIDE.match(target) or not (aim := path.parent / name).exists():
            return found[0]  # what is not there, Sphinx complains of
        place = _place(aim.resolve(), folder)
        if place is None:
            return str(words)
        shown = os.path.relpath(place, Path(page).parent).replace(os.sep, "/")
        return f"{picture}[{words}]({shown}{'#' if anchor else ''}{anchor})"

    parts = _CODE.split(text)
    parts[::2] = [_LINK.sub(link, part) for part in parts[::2]]
    return "".join(parts)


def _place(aim: Path, folder: Path) -> str | None:
    """Return where in the manual a file is found; None where it is only named."""
    if DOCS in aim.parents:
        return aim.relative_to(DOCS).as_posix()
    name = aim.relative_to(ROOT).as_posix()
    if name in DOCUMENTS:
        return DOCUMENTS[name]
    if aim.is_dir() or aim.suffix == ".md":
        return None
    copy = folder / "files" / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(aim, copy)
    return f"files/{name}"
