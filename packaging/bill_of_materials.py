"""What a bundle consists of: its bill of materials (CycloneDX) and its third-party notices."""

import ast
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from license_expression import LicenseWithExceptionSymbol, get_spdx_licensing
from packageurl import PackageURL

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import known_libraries as known
from app.licences.components import key, needs
from app.licences.notices import (
    Notice,
    format_notices,
    notice_of,
    notice_of_python,
    read_text,
)
from release import sha256

ROOT = Path(__file__).resolve().parent.parent
_NATIVE = re.compile(r"\.(so(\.[\d.]+)?|dll|pyd|dylib)$")
_PICTURES = {".bmp", ".dcm", ".gif", ".jpg", ".png", ".ppm", ".tif"}
_SITE = re.compile(r"^(?!\.\.)(?!.*\.dist-info/)(?!.*\.py[ci]?$)")
_PYTHON = re.compile(r"^(python3[^/]*/)?lib-dynload/|^libpython3|^python3\d*\.dll$")
# On Windows the interpreter's own extension modules lie at the top.
_PYTHON_MODULES = re.compile(
    r"^(_asyncio|_bz2|_ctypes|_decimal|_elementtree|_hashlib|_lzma|_multiprocessing|_overlapped"
    r"|_queue|_socket|_sqlite3|_ssl|_uuid|_wmi|_zoneinfo|pyexpat|select|unicodedata|winsound)\.pyd$"
)


_OF_THE_MANUAL = frozenset({"furo", "pygments", "sphinx"})
"""Packages whose scripts and styles the pages of the manual bring along."""


class BillError(Exception):
    """A bundle that must not be distributed as it is; the message names every fault."""


@dataclass(frozen=True)
class Part:
    """A component of the bundle.

    Attributes:
        notice: name, version, licence (SPDX expression) and texts.
        purl: its package URL.
        kind: of component, as CycloneDX has them.
        files: path in the bundle and SHA-256 of each native or data file.
        needs: references of the components that it needs.
        parent: reference of the component that it came with, or "".
    """

    notice: Notice
    purl: PackageURL
    kind: ComponentType = ComponentType.LIBRARY
    files: tuple[tuple[str, str], ...] = ()
    needs: tuple[str, ...] = ()
    parent: str = ""

    @property
    def reference(self) -> str:
        """Return what names this component within the bill."""
        return f"{self.parent}#{self.notice.name}" if self.parent else self.purl.to_string()


@dataclass
class _Sorted:
    """The native files of a tree by what they belong to."""

    packages: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    vendored: dict[tuple[str, str, str], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    python: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)


def components(
    tree: Path,
    distributions: Iterable[metadata.Distribution],
    *,
    sources: Mapping[str, Path] | None = None,
) -> list[Part]:
    """Return what a bundle consists of, by reference; not the program itself.

    Args:
        tree: the folder `_internal` of a bundle.
        distributions: those of the environment that built it; what is not in the bundle is left
            out.
        sources: where the files of the bundle came from, as `read_sources` tells.
    """
    present = _present(tree, distributions)
    files = _sort(tree, present)
    parts = [
        *_packages(tree, present, files),
        _python(tree, files),
        *_bootloader(tree),
        *_others(tree, files.other, sources or {}),
        *_data(tree),
    ]
    return sorted(parts, key=lambda part: part.reference)


def _present(
    tree: Path, distributions: Iterable[metadata.Distribution]
) -> dict[str, metadata.Distribution]:
    """Return the distributions of which a file, a module or a page is in the bundle, by key."""
    modules = _modules(tree)
    of_manual = _OF_THE_MANUAL if (tree / "manual").is_dir() else frozenset()
    found: dict[str, metadata.Distribution] = {}
    for distribution in distributions:
        name = key(distribution.metadata["Name"])
        if name in found or name == "retivasc":
            continue
        if name in of_manual or _is_in(tree, distribution, modules):
            found[name] = distribution
    return found


def _modules(tree: Path) -> frozenset[str] | None:
    """Return the modules inside the program next to a tree; None where there is no such program."""
    for program in sorted(tree.parent.glob("retivasc*")):
        if program.is_file() and program.suffix in ("", ".exe"):
            from PyInstaller.archive.readers import CArchiveReader

            archive = CArchiveReader(str(program))
            (name,) = (entry for entry in archive.toc if entry.endswith(".pyz"))
            return frozenset(archive.open_embedded_archive(name).toc)
    return None


def _is_in(tree: Path, distribution: metadata.Distribution, modules: frozenset[str] | None) -> bool:
    for path in distribution.files or ():
        place = path.as_posix()
        if _SITE.match(place) and (tree / place).is_file():
            return True
        compiled = path.suffix == ".py" and (tree / place).with_suffix(".pyc").is_file()
        if compiled or (path.suffix == ".py" and _module(place) in (modules or ())):
            return True
        if modules is None and place.endswith(".dist-info/METADATA") and (tree / place).is_file():
            return True
    return False


def _module(place: str) -> str:
    return place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _sort(tree: Path, present: Mapping[str, metadata.Distribution]) -> _Sorted:
    owners = {
        path.as_posix(): name
        for name, distribution in present.items()
        for path in distribution.files or ()
    }
    result = _Sorted()
    for place in _native_files(tree):
        owner = owners.get(place, "")
        vendored = _row(known.VENDORED, place)
        if owner and vendored:
            result.vendored[(owner, vendored[1], vendored[2])].append(place)
        elif owner:
            result.packages[owner].append(place)
        elif _PYTHON.match(place) or _PYTHON_MODULES.match(place):
            result.python.append(place)
        else:
            result.other.append(place)
    return result


def _native_files(tree: Path) -> Iterator[str]:
    for path in sorted(tree.rglob("*")):
        # A link names a file that stands elsewhere in the bundle.
        if _NATIVE.search(path.name) and path.is_file() and not path.is_symlink():
            yield path.relative_to(tree).as_posix()


def _packages(
    tree: Path, present: Mapping[str, metadata.Distribution], files: _Sorted
) -> Iterator[Part]:
    purls = {
        name: PackageURL("pypi", name=name, version=distribution.version)
        for name, distribution in present.items()
    }
    for name, distribution in present.items():
        notice = notice_of(distribution)
        yield Part(
            notice=notice,
            purl=purls[name],
            files=_hashed(tree, files.packages[name]),
            needs=_references(distribution, purls),
        )
        told = _versions_told(distribution)
        for library, version, licence in _built_in(tree, name, distribution):
            inside = Notice(library, version or told.get(library, ""), licence)
            yield _inside(notice.name, purls[name], inside)
    for (owner, library, licence), places in files.vendored.items():
        told = _versions_told(present[owner])
        notice = Notice(library, told.get(library) or _version(tree, library, places), licence)
        package = present[owner].metadata["Name"]
        yield _inside(package, purls[owner], notice, _hashed(tree, places))


def _built_in(
    tree: Path, name: str, distribution: metadata.Distribution
) -> Iterator[tuple[str, str, str]]:
    """Yield what is compiled into those files of a package that are in the bundle."""
    places = [path.as_posix() for path in distribution.files or () if _NATIVE.search(path.name)]
    windows = any(place.endswith((".pyd", ".dll")) for place in places)
    here = known.BUILT_IN_ON_WINDOWS if windows else known.BUILT_IN_ON_LINUX
    present = [place for place in places if (tree / place).is_file()]
    for row in (*known.BUILT_IN.get(name, ()), *here.get(name, ())):
        only = known.ONLY_WITH.get(row[0], "")
        if not only or any(re.search(only, place) for place in present):
            yield row


def _versions_told(distribution: metadata.Distribution) -> dict[str, str]:
    """Return the versions of libraries that a package tells in bills of materials of its own."""
    found = {}
    for path in distribution.files or ():
        if "sboms" in path.parts and path.name.endswith(".cdx.json"):
            for entry in json.loads(path.read_text(encoding="utf-8")).get("components", ()):
                version = entry.get("version", "")
                if entry.get("purl", "").startswith("pkg:rpm/"):  # without the release of the rpm
                    version = version.partition("-")[0]
                found[known.NAMES_IN_BILLS.get(entry["name"], entry["name"])] = version
    return found


def _references(
    distribution: metadata.Distribution, purls: Mapping[str, PackageURL]
) -> tuple[str, ...]:
    wanted = {key(name) for name in needs(distribution.metadata["Name"])}
    return tuple(sorted(purls[name].to_string() for name in wanted if name in purls))


def _inside(
    package: str, parent: PackageURL, notice: Notice, files: tuple[tuple[str, str], ...] = ()
) -> Part:
    """Return a library that came within a package, whose licence texts may hold for it too."""
    return Part(
        notice=replace(notice, part_of=package, texts=_text_of_its_own(notice.name)),
        purl=_generic(notice),
        files=files,
        parent=parent.to_string(),
    )


def _text_of_its_own(library: str) -> tuple[tuple[str, str], ...]:
    name = known.TEXT_OF_ITS_OWN.get(library)
    if name is None:
        return ()
    file = Path(__file__).parent / "licences" / f"{name}.txt"
    return ((file.name, read_text(file)),)


def _generic(notice: Notice) -> PackageURL:
    """Return a package URL for what no registry of packages holds."""
    name = re.sub(r"[^a-z0-9.+-]+", "-", notice.name.lower())
    return PackageURL("generic", name=name, version=notice.version or None)


def _version(tree: Path, library: str, places: Iterable[str]) -> str:
    """Return the version of a library that its files tell; "" where they do not, or differ."""
    if library == "PDFium":
        told = json.loads((tree / "pypdfium2_raw" / "version.json").read_text(encoding="utf-8"))
        return ".".join(str(told[name]) for name in ("major", "minor", "build", "patch"))
    found = {_version_of_file(tree / place, library) for place in places} - {""}
    return found.pop() if len(found) == 1 else ""


def _version_of_file(file: Path, library: str) -> str:
    if library in known.VERSION_IN_NAME:
        pattern, version = known.VERSION_IN_NAME[library]
        named = re.search(pattern, file.name)
        return named.expand(version) if named else ""
    if library in known.VERSION_WITHIN:
        within = re.search(known.VERSION_WITHIN[library], file.read_bytes())
        return within[1].decode() if within else ""
    return ""


def _python(tree: Path, files: _Sorted) -> Part:
    notice = notice_of_python()
    return Part(notice, _generic(notice), ComponentType.PLATFORM, _hashed(tree, files.python))


def _bootloader(tree: Path) -> Iterator[Part]:
    """Yield what PyInstaller put into the program itself."""
    if _modules(tree) is None:
        return
    distribution = metadata.distribution("pyinstaller")
    purl = PackageURL("pypi", name="pyinstaller", version=distribution.version)
    licence = "GPL-2.0-or-later WITH Bootloader-exception AND Apache-2.0"
    notice = replace(notice_of(distribution), name="PyInstaller bootloader", licence=licence)
    yield Part(notice, purl)


def _others(tree: Path, places: Iterable[str], sources: Mapping[str, Path]) -> Iterator[Part]:
    """Yield the libraries that came with no package: of Debian, of Windows, or unknown."""
    packaged: dict[str, list[str]] = defaultdict(list)
    named: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place in places:
        package = _debian_package(place, sources.get(place))
        if package:
            packaged[package].append(place)
            continue
        rows = (*known.PYTHON_ON_WINDOWS, *known.VENDORED)
        row = _row(rows, place) if place.endswith(".dll") else None
        named[(row[1], row[2]) if row else (place, "unknown")].append(place)
    for package, found in packaged.items():
        yield _debian_part(package, _hashed(tree, found))
    for (name, licence), found in named.items():
        texts = notice_of_python().texts if licence != "unknown" else ()
        notice = Notice(name, "", licence, texts=texts)
        yield Part(notice, _generic(notice), files=_hashed(tree, found))


def _row(rows: Iterable[tuple[str, str, str]], place: str) -> tuple[str, str, str] | None:
    """Return the first row whose pattern a path fits; Windows writes names as it likes."""
    return next((row for row in rows if re.search(row[0], place, re.IGNORECASE)), None)


def _debian_package(place: str, source: Path | None) -> str:
    """Return the Debian package that a file came from; "" where none is known."""
    if not place.rpartition("/")[2].startswith("lib") or ".so" not in place:
        return ""
    names = _spellings(source) if source else [f"*-linux-gnu/{place.rpartition('/')[2]}"]
    try:
        done = subprocess.run(
            ["dpkg-query", "--search", *names], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return ""
    return done.stdout.partition(":")[0]


def _spellings(source: Path) -> list[str]:
    """Return the paths under which Debian may know a file: /lib is a link to /usr/lib."""
    paths = dict.fromkeys(str(path) for path in (source, source.resolve()))
    return [name for path in paths for name in (path, path.removeprefix("/usr"), f"/usr{path}")]


def _debian_part(package: str, files: tuple[tuple[str, str], ...]) -> Part:
    done = subprocess.run(
        [
            "dpkg-query",
            "--show",
            "--showformat=${Version}\t${Homepage}\t${Architecture}\n",
            package,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    version, home, architecture = done.stdout.splitlines()[0].split("\t")
    copyright_file = Path("/usr/share/doc") / package / "copyright"
    text = read_text(copyright_file)
    return Part(
        notice=Notice(
            name=package,
            version=version,
            licence=_debian_licence(package, version),
            home_page=home,
            remark="a package of Debian, whose archive holds the source of this version",
            texts=((str(copyright_file), text),) if text else (),
        ),
        purl=PackageURL(
            "deb", "debian", package, version=version, qualifiers={"arch": architecture}
        ),
        files=files,
    )


def _debian_licence(package: str, version: str) -> str:
    name = package.removesuffix("t64")
    beginnings, earlier = known.DEBIAN_EARLIER.get(name, ((), ""))
    if version.startswith(beginnings):
        return earlier
    xcb = known.DEBIAN_XCB if name.startswith("libxcb-") else "unknown"
    return known.DEBIAN.get(name, xcb)


def _data(tree: Path) -> Iterator[Part]:
    """Yield fonts, sample photograph and model, as far as the tree has them."""
    fonts = tree / "resources" / "fonts"
    vera, apache = fonts / "LICENSE-DejaVu.txt", fonts / "LICENSE-Apache-2.0.txt"
    told = tree / "resources" / "samples" / "README.md"
    pictures = (path for path in told.parent.rglob("*") if path.suffix in _PICTURES)
    for name, licence, text, places in (
        ("DejaVu Sans", "Bitstream-Vera", vera, sorted(fonts.glob("DejaVu*.ttf"))),
        ("Droid Sans Fallback", "Apache-2.0", apache, sorted(fonts.glob("Droid*.ttf"))),
        ("CHASE_DB1 Image_09R", "CC-BY-4.0", told, sorted(pictures)),
    ):
        if places:
            notice = Notice(name, "", licence, texts=((text.name, read_text(text)),))
            files = _hashed_paths(tree, places)
            yield Part(notice, _generic(notice), ComponentType.DATA, files)
    for weights in sorted((tree / "models").glob("*.safetensors")):
        card = json.loads(weights.with_suffix(".json").read_text(encoding="utf-8"))
        notice = Notice(
            card["name"],
            str(card["version"]),
            "GPL-3.0-or-later",
            remark="made by this project; its model card tells how",
            texts=(("LICENSE", read_text(ROOT / "LICENSE")),),
        )
        files = _hashed_paths(tree, [weights])
        yield Part(notice, _generic(notice), ComponentType.MACHINE_LEARNING_MODEL, files)


def _hashed(tree: Path, places: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return _hashed_paths(tree, (tree / place for place in places))


def _hashed_paths(tree: Path, paths: Iterable[Path]) -> tuple[tuple[str, str], ...]:
    return tuple((path.relative_to(tree).as_posix(), sha256(path)) for path in sorted(paths))


def read_sources(toc: Path) -> dict[str, Path]:
    """Return where each file of a bundle came from, out of PyInstaller's COLLECT-00.toc."""
    (entries,) = ast.literal_eval(toc.read_text(encoding="utf-8"))
    return {
        place.replace("\\", "/"): Path(source)
        for place, source, kind in entries
        if kind in ("BINARY", "EXTENSION", "DATA")
    }


def licence_faults(parts: Iterable[Part]) -> list[str]:
    """Return what forbids distributing these components under GPL-3.0-or-later, a line each."""
    faults = []
    for part in parts:
        name, licence = part.notice.name, part.notice.licence
        if (name, licence) in known.EXCEPTIONS:
            continue
        if licence == "unknown":
            faults.append(f"{name}: its licence is not known")
        elif not licence.startswith("LicenseRef-") and _SPDX.validate(licence).errors:
            faults.append(f"{name}: “{licence}” is no SPDX expression")
        elif not _is_compatible(licence):
            faults.append(f"{name}: {licence} does not go with GPL-3.0-or-later")
    return faults


_SPDX = get_spdx_licensing()


def _is_compatible(licence: str) -> bool:
    return not licence.startswith("LicenseRef-") and _accepts(_SPDX.parse(licence))


def _accepts(expression: object) -> bool:
    if isinstance(expression, _SPDX.AND):
        return all(map(_accepts, expression.args))
    if isinstance(expression, _SPDX.OR):
        return any(map(_accepts, expression.args))
    if isinstance(expression, LicenseWithExceptionSymbol):  # an exception only permits more
        return expression.license_symbol.key in known.COMPATIBLE
    return expression.key in known.COMPATIBLE


def text_faults(parts: Iterable[Part]) -> list[str]:
    """Return the components whose licence text is missing without a reason, a line each."""
    return [
        f"{part.notice.name}: no licence text was found"
        for part in parts
        if not part.notice.texts
        and part.notice.name not in known.TEXT_ELSEWHERE
        and (not part.parent or part.notice.name in known.TEXT_OF_ITS_OWN)
    ]


def write_bill(parts: Sequence[Part], output: Path, *, version: str) -> Path:
    """Write the bill of materials (CycloneDX 1.6, JSON) of some components and return its path.

    Raises:
        BillError: a licence forbids distributing the bundle, or the bill breaks the schema.
    """
    faults = licence_faults(parts)
    if faults:
        raise BillError("\n".join(faults))
    output.write_text(bill_text(parts, version=version), encoding="utf-8")
    return output


def bill_text(parts: Iterable[Part], *, version: str) -> str:
    """Return the bill of materials of some components, checked against its schema.

    Raises:
        BillError: it breaks the schema.
    """
    parts = sorted(parts, key=lambda part: part.reference)
    main = Component(
        name="retivasc",
        type=ComponentType.APPLICATION,
        version=version,
        purl=PackageURL("generic", name="retivasc", version=version),
        bom_ref=f"retivasc@{version}",
        licenses=[LicenseExpression("GPL-3.0-or-later")],
    )
    converted = {part.reference: _component(part) for part in parts}
    bom = Bom(components=converted.values())
    bom.metadata.component = main
    bom.metadata.timestamp = _source_date()
    bom.register_dependency(main, _direct(parts, converted))
    for part in parts:
        children = {other.reference for other in parts if other.parent == part.reference}
        needed = [converted[name] for name in sorted({*part.needs, *children})]
        bom.register_dependency(converted[part.reference], needed)
    content = json.dumps([_identity(part) for part in parts])
    bom.serial_number = uuid5(NAMESPACE_URL, f"retivasc {version} {content}")
    text = JsonV1Dot6(bom).output_as_string(indent=2)
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault is not None:
        raise BillError(str(fault))
    return text + "\n"


def _source_date() -> datetime | None:
    """Return when the source was made; None where the build does not say."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC)


def _identity(part: Part) -> tuple[object, ...]:
    return (part.reference, part.notice.version, part.notice.licence, part.files)


def _direct(parts: Iterable[Part], converted: Mapping[str, Component]) -> list[Component]:
    """Return what nothing else in the bundle needs or brought along."""
    parts = list(parts)
    needed = {name for part in parts for name in part.needs}
    return [
        converted[part.reference]
        for part in parts
        if part.reference not in needed and not part.parent
    ]


def _component(part: Part) -> Component:
    """Return a component; the hash of a single file is its own, several files are listed."""
    notice = part.notice
    single = len(part.files) == 1
    pages = [ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(notice.home_page))]
    return Component(
        name=notice.name,
        type=part.kind,
        version=notice.version or None,
        bom_ref=part.reference,
        purl=part.purl,
        licenses=[_licence(notice.licence)],
        hashes=[_hash(part.files[0][1])] if single else [],
        external_references=pages if notice.home_page else [],
        components=[]
        if single
        else [
            Component(
                name=place,
                type=ComponentType.FILE,
                bom_ref=f"file:{place}",
                hashes=[_hash(digest)],
            )
            for place, digest in part.files
        ],
    )


def _licence(licence: str) -> LicenseExpression | DisjunctiveLicense:
    if licence.startswith("LicenseRef-") or licence == "unknown":
        return DisjunctiveLicense(name=licence)
    return LicenseExpression(licence)


def _hash(digest: str) -> HashType:
    return HashType(alg=HashAlgorithm.SHA_256, content=digest)


def write_notices(parts: Sequence[Part], output: Path) -> Path:
    """Write the licences of all components, with their texts, and return the path.

    Raises:
        BillError: a licence text is missing.
    """
    faults = text_faults(parts)
    if faults:
        raise BillError("\n".join(faults))
    output.write_text(notices_text(parts), encoding="utf-8", newline="\n")
    return output


def notices_text(parts: Iterable[Part]) -> str:
    """Return the third-party notices of some components, each text once."""
    notices = sorted(map(_explained, parts), key=lambda notice: notice.name.casefold())
    return format_notices(notices, _INTRODUCTION)


def _explained(part: Part) -> Notice:
    """Return the notice of a component, with why it has no text or was decided on."""
    notice = part.notice
    reason = known.EXCEPTIONS.get((notice.name, notice.licence), "")
    if notice.name in known.TEXT_ELSEWHERE:
        identifier, why = known.TEXT_ELSEWHERE[notice.name]
        reason = f"{why}; https://spdx.org/licenses/{identifier}.html"
    return replace(notice, remark="; ".join(filter(None, (notice.remark, reason))))


_INTRODUCTION = """\
Third-party notices of Retivasc

Retivasc is free software under the GNU General Public License, version 3 or later; its licence
lies next to this file as LICENSE. The corresponding source of the program is published with each
release, in the same place. It contains the components that are named below, each under its own
licence. Of those under the GPL and the LGPL the source is to be had at their home pages, and of
Debian's libraries in Debian's archive, under the versions that are named here; these libraries are
separate files of the bundle and can be exchanged for versions of one's own.

First come the components, then the texts, each text once.
"""
