"""Bring the catalogues up to date with the texts in the code.

Run it in the root of the checkout after texts have changed:

    python resources/translations/update.py

New texts are added to each .ts file as unfinished, those that are gone are dropped, and what is
translated stays. Translate what is unfinished, with Qt Linguist or any editor.

The code is parsed, rather than given to pylupdate5: that overlooks every ``message(...)`` which
names values for its placeholders, and every call which ends in a comma.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

CONTEXT = "Core"  # of app.base.messages
FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]

_WITH_CONTEXT = ("translate", "QT_TRANSLATE_NOOP")
_COMMAND_LINE_ONLY = ("app/cli/", "app/training/")  # these speak English

Text = tuple[str, str]
"""A context and a source text."""


def sources() -> list[Path]:
    """Return the files that hold texts for the window and the report, in a fixed order."""
    code = sorted((ROOT / "app").rglob("*.py"))
    shown = [
        path
        for path in code
        if not path.relative_to(ROOT).as_posix().startswith(_COMMAND_LINE_ONLY)
    ]
    return [*shown, FOLDER / "qt_texts.py"]


def extract() -> list[Text]:
    """Return every text of the code once: by context, then in the order of the code."""
    found = dict.fromkeys(
        text
        for path in sources()
        for text in _texts(ast.parse(path.read_text(encoding="utf-8")), context="")
    )
    return sorted(found, key=lambda text: text[0])


def read(catalogue: Path) -> dict[Text, str]:
    """Return the finished translations of a catalogue."""
    return {
        (context.findtext("name", ""), entry.findtext("source", "")): translation.text
        for context in ElementTree.parse(catalogue).getroot().iter("context")
        for entry in context.iter("message")
        if (translation := entry.find("translation")) is not None
        and translation.text
        and translation.get("type") != "unfinished"
    }


def update(catalogue: Path) -> int:
    """Rewrite a catalogue with the texts of the code; return how many are unfinished."""
    texts, known = extract(), read(catalogue)
    root = ElementTree.Element("TS", version="2.1", language=catalogue.stem, sourcelanguage="en")
    contexts: dict[str, ElementTree.Element] = {}
    for name, source in texts:
        if name not in contexts:
            contexts[name] = ElementTree.SubElement(root, "context")
            ElementTree.SubElement(contexts[name], "name").text = name
        _add(contexts[name], source, known.get((name, source)))
    ElementTree.indent(root, " " * 4)
    body = ElementTree.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    catalogue.write_text(f"{head}{body}\n", encoding="utf-8", newline="\n")
    return len([text for text in texts if text not in known])


def _add(context: ElementTree.Element, source: str, translation: str | None) -> None:
    entry = ElementTree.SubElement(context, "message")
    ElementTree.SubElement(entry, "source").text = source
    target = ElementTree.SubElement(entry, "translation")
    if translation is None:
        target.set("type", "unfinished")
    target.text = translation


def _texts(node: ast.AST, context: str) -> Iterator[Text]:
    """Walk the code; ``context`` is the class around it, which Qt takes for ``self.tr``."""
    if isinstance(node, ast.ClassDef):
        context = node.name
    if isinstance(node, ast.Call):
        yield from _text_of_call(node, context)
    for child in ast.iter_child_nodes(node):
        yield from _texts(child, context)


def _text_of_call(call: ast.Call, context: str) -> Iterator[Text]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    words = [
        argument.value
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
    if name == "tr" and len(words) == 1:
        yield context, words[0]
    elif name == "message" and len(words) == 1:
        yield CONTEXT, words[0]
    elif name in _WITH_CONTEXT and len(words) == 2:
        yield words[0], words[1]


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.ts")):
        print(f"{path.name}: {update(path)} unfinished")
