"""What the program is built from: packages, their licences and the licence texts."""

import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import PurePosixPath

COMPONENTS = (
    "alembic",
    "dicomweb-client",
    "filelock",
    "highdicom",
    "keyring",
    "msgspec",
    "numpy",
    "openvino",
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
    "SQLAlchemy",
    "tifffile",
    "torch",
    "tqdm",
    "typing_extensions",
    "watchdog",
)
"""What the program needs to run."""

UNKNOWN = "unknown"

# What the packages state in words of their own, or less exactly than their licence files do.
_STATED = {
    "colorama": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "mpmath": "BSD-3-Clause",
    "pylibjpeg-libjpeg": "GPL-3.0-only",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "pyqt5": "GPL-3.0-only",
    "pyqt5-qt5": "LGPL-3.0-only",
    "reportlab": "BSD-3-Clause",
    "scikit-image": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
    "sympy": "BSD-3-Clause",
}
# Only the classifiers that mean one licence; "BSD License" is a family.
_CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "GNU Affero General Public License v3": "AGPL-3.0-only",
    "GNU Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
}
_EXPRESSION = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9.+-]*(?: (?:AND|OR|WITH) [A-Za-z0-9][A-Za-z0-9.+-]*)*"
)
_NAME_OF_TEXT = re.compile(r"licen[cs]e|copying|notice|copyright", re.IGNORECASE)
_CODE = {".py", ".pyc", ".pyi", ".pyx", ".so", ".pyd", ".dll", ".h", ".hpp", ".cpp", ".c", ".svg"}


def all_components() -> list[str]:
    """Return what the program is built from, with what those components need in turn."""
    found = {key(name): name for name in COMPONENTS}
    waiting = list(COMPONENTS)
    while waiting:
        for name in needs(waiting.pop()):
            if key(name) not in found:
                found[key(name)] = name
                waiting.append(name)
    return sorted(found.values(), key=str.casefold)


def needs(distribution: str) -> Iterator[str]:
    """Yield what a package needs as far as it is installed; nothing if the package is not."""
    try:
        wanted = metadata.requires(distribution) or []
    except metadata.PackageNotFoundError:
        return
    for line in wanted:
        name = re.match(r"[\w.-]+", line)
        if name and "extra ==" not in line and _is_installed(name[0]):
            yield name[0]


def licence_of(distribution: metadata.Distribution) -> str:
    """Return the SPDX expression of a package's licence; "unknown" where it states none."""
    stated = distribution.metadata
    name = key(stated["Name"])
    if name in _STATED:
        return _STATED[name]
    if "License-Expression" in stated:
        return stated["License-Expression"]
    classes = [text.rpartition(" :: ")[2] for text in stated.get_all("Classifier") or []]
    known = [_CLASSIFIERS[text] for text in classes if text in _CLASSIFIERS]
    if known:
        return " AND ".join(known)
    licence = stated["License"].strip() if "License" in stated else ""
    return licence if _EXPRESSION.fullmatch(licence) else UNKNOWN


def home_page(distribution: metadata.Distribution) -> str:
    """Return the address of the project itself, not of a registry; "" where it states none."""
    stated = distribution.metadata
    pairs = [line.split(", ", 1) for line in stated.get_all("Project-URL") or [] if ", " in line]
    pages = {label.casefold(): address for label, address in pairs}
    candidates: list[str | None] = [
        pages.get(label) for label in ("homepage", "home", "source", "repository", "code")
    ]
    candidates += stated.get_all("Home-page") or []
    return next((page for page in candidates if page and "pypi" not in page), "")


def licence_texts(distribution: metadata.Distribution) -> dict[str, str]:
    """Return the licence texts that a package carries, by their path in it, in order."""
    paths = [path for path in distribution.files or [] if _is_licence(path)]
    texts = {}
    for path in sorted(paths, key=str):
        try:
            content = path.read_binary()
        except OSError:
            continue
        texts[path.as_posix()] = content.decode("utf-8", "replace").replace("\r\n", "\n")
    return texts


def _is_licence(path: PurePosixPath) -> bool:
    if path.suffix.lower() in _CODE:
        return False
    in_folder = any(part.endswith(".dist-info") for part in path.parts) and "licenses" in path.parts
    return in_folder or _NAME_OF_TEXT.search(path.name) is not None


def key(name: str) -> str:
    """Return a name as packages are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True
