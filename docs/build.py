"""Build the manual: ``python docs/build.py``; the pages are in build/manual, a folder a language.

Each language is built from a copy of the pages in build/docs, to which the program's own tables
and pictures of its real window are added. ``--texts`` brings the catalogues in docs/locale up to
date with the English pages instead.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path[:0] = [str(ROOT), str(DOCS)]

from app.base.translation import LANGUAGES
from documents import DOCUMENTS, lay_out, own_pages
from generated import Writer

WORK = ROOT / "build" / "docs"
MANUAL = ROOT / "build" / "manual"
PICTURES = WORK / "pictures"

_WRITTEN_IN_ENGLISH = ("contributing/", "api")
"""Pages for programmers; the others, and the glossary, are translated."""


def main() -> int:
    """Build what was asked for; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", action="store_true", help="update the catalogues instead")
    parser.add_argument("--output", type=Path, default=MANUAL, metavar="DIR")
    parser.add_argument(
        "--pictures", type=Path, metavar="DIR", help="take the pictures from there; none are made"
    )
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=list(LANGUAGES))
    given = parser.parse_args()
    try:
        if given.texts:
            update_texts()
            return 0
        pictures = given.pictures or make_pictures(given.languages)
        build(given.output, pictures, given.languages)
    except subprocess.CalledProcessError as error:
        print(f"build.py: {' '.join(map(str, error.cmd))} failed; see above.", file=sys.stderr)
        return 1
    print(f"The manual is in {given.output}.")
    return 0


def make_pictures(languages: Sequence[str]) -> Path:
    """Take pictures of the real window in each language; return their folder."""
    for language in languages:
        screen: list[str] = []
        if sys.platform == "linux" and shutil.which("xvfb-run"):
            screen = ["xvfb-run", "-a", "-s", "-screen 0 1440x900x24 -dpi 96"]
        command = [*screen, sys.executable, str(DOCS / "pictures.py"), "--language", language]
        subprocess.run([*command, "--output", str(PICTURES / language)], cwd=ROOT, check=True)
    return PICTURES


def build(output: Path, pictures: Path, languages: Sequence[str]) -> None:
    """Build the pages of some languages, warnings being errors.

    Raises:
        subprocess.CalledProcessError: Sphinx complained; it printed of what.
    """
    for language in languages:
        source = prepare(language, pictures)
        target = output / language
        shutil.rmtree(target, ignore_errors=True)
        trees = WORK / f"trees-{language}"
        shutil.rmtree(trees, ignore_errors=True)
        options = ["-b", "html", "-W", "--keep-going", "-q", "-D", f"language={language}"]
        _sphinx(*options, "-d", str(trees), str(source), str(target))
        (target / ".buildinfo").unlink(missing_ok=True)


def prepare(language: str, pictures: Path | None = None) -> Path:
    """Return a folder with all that Sphinx reads for a language."""
    source = WORK / f"source-{language}"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir(parents=True)
    for name in ("conf.py", "_static", "_templates"):
        copy = shutil.copytree if (DOCS / name).is_dir() else shutil.copyfile
        copy(DOCS / name, source / name)
    lay_out(source)
    here = pictures / language if pictures else None
    if here:
        shutil.copytree(here, source / "pictures")
    Writer(source, language).write(here / "keys.json" if here else None)
    return source


def translated_pages() -> list[str]:
    """Return the names of the pages that have a Chinese text."""
    own = [path.relative_to(DOCS).with_suffix("").as_posix() for path in own_pages()]
    glossary = DOCUMENTS["GLOSSARY.md"].removesuffix(".md")
    return [*(name for name in own if not name.startswith(_WRITTEN_IN_ENGLISH)), glossary]


def extract_texts(templates: Path) -> None:
    """Write a template of the texts of each page that is translated."""
    source = prepare("en")
    _sphinx("-b", "gettext", "-Q", "-d", str(WORK / "trees-texts"), str(source), str(templates))
    kept = {templates / f"{name}.pot" for name in translated_pages()}
    for path in templates.rglob("*.pot"):
        if path not in kept:
            path.unlink()


def update_texts() -> None:
    """Bring the catalogues up to date; what is new or changed is untranslated in them."""
    templates = WORK / "texts"
    shutil.rmtree(templates, ignore_errors=True)
    extract_texts(templates)
    command = (sys.executable, "-m", "sphinx_intl", "update", "-p", str(templates))
    languages = [part for language in LANGUAGES if language != "en" for part in ("-l", language)]
    subprocess.run(
        [*command, "-d", str(DOCS / "locale"), *languages, "-w", "0", "-j", "1", "--no-obsolete"],
        check=True,
    )


def _sphinx(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "sphinx", *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
