"""Under which licences the program, what it is built from and its data are."""

import platform
import re
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from PyQt5.QtWidgets import QHBoxLayout, QListWidget, QPlainTextEdit, QWidget

from app.diagnostics import version_of
from app.paths import models, resources

COMPONENTS = (
    "highdicom",
    "msgspec",
    "numpy",
    "pillow",
    "platformdirs",
    "pydicom",
    "pylibjpeg",
    "pylibjpeg-libjpeg",
    "pylibjpeg-openjpeg",
    "pynetdicom",
    "pypdfium2",
    "PyQt5",
    "pyqtgraph",
    "reportlab",
    "safetensors",
    "scikit-image",
    "scipy",
    "torch",
    "tqdm",
)
"""What the program needs to run; a frozen one cannot look that up."""

_LONGEST = 80  # characters; some packages state their whole licence


class LicencesPage(QWidget):
    """List what is licensed, and show the text of what is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Licences"))
        self.text = QPlainTextEdit()
        self.text.setObjectName("document")
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Text of the licence"))
        self._texts: dict[str, Callable[[], str]] = {
            self.tr("This program"): licence_text,
            self.tr("Components"): components_text,
            self.tr("Fonts"): lambda: _read(resources() / "fonts" / "README.md"),
            self.tr("Sample photograph"): lambda: _read(resources() / "samples" / "README.md"),
            self.tr("Model"): lambda: _read(models() / "README.md"),
        }
        self.list.addItems(list(self._texts))
        self.list.setFixedWidth(self.list.sizeHintForColumn(0) + 24)
        self.list.currentTextChanged.connect(
            lambda name: self.text.setPlainText(self._texts[name]())
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 8)
        layout.addWidget(self.list)
        layout.addWidget(self.text, stretch=1)
        self.list.setCurrentRow(0)


def licence_text() -> str:
    """Return the licence of this program: from the checkout, the bundle or the package."""
    text = _read(resources().parent / "LICENSE")
    if text:
        return text
    try:
        text = metadata.distribution("retivasc").read_text("licenses/LICENSE") or ""
    except metadata.PackageNotFoundError:
        text = ""
    return text or "GPL-3.0-or-later: https://www.gnu.org/licenses/gpl-3.0.html"


def components_text() -> str:
    """Return each component with its version and licence, a line each."""
    lines = [f"Python {platform.python_version()}: PSF-2.0"]
    lines += [f"{name} {version_of(name)}: {licence_of(name)}" for name in all_components()]
    return "\n".join(lines)


def all_components() -> list[str]:
    """Return what the program is built from, with what those components need in turn."""
    found = {_key(name): name for name in COMPONENTS}
    waiting = list(COMPONENTS)
    while waiting:
        for name in _needs(waiting.pop()):
            if _key(name) not in found:
                found[_key(name)] = name
                waiting.append(name)
    return sorted(found.values(), key=str.casefold)


def licence_of(distribution: str) -> str:
    """Return the licence that a package states of itself; "unknown" where it states none."""
    try:
        stated = metadata.metadata(distribution)
    except metadata.PackageNotFoundError:
        return "unknown"
    if "License-Expression" in stated:
        return stated["License-Expression"]
    classes = [text for text in stated.get_all("Classifier") or [] if text.startswith("License ::")]
    if classes:
        return ", ".join(text.rpartition(" :: ")[2] for text in classes)
    licence = stated["License"].strip() if "License" in stated else ""
    return licence if 0 < len(licence) <= _LONGEST else licence.partition("\n")[0] or "unknown"


def _needs(distribution: str) -> Iterator[str]:
    """Yield what a package needs and is installed; nothing of one that is not."""
    try:
        wanted = metadata.requires(distribution) or []
    except metadata.PackageNotFoundError:
        return
    for line in wanted:
        name = re.match(r"[\w.-]+", line)
        if name and "extra ==" not in line and version_of(name[0]) != "unknown":
            yield name[0]


def _key(name: str) -> str:
    """Return a name as packages are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
