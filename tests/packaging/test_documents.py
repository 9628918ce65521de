"""The documents say what the program does: files, tests, links, identifiers and numbers."""

import ast
import inspect
import json
import re
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from pydicom.uid import UID
from pynetdicom import AE, build_context
from pynetdicom.sop_class import StorageCommitmentPushModel, Verification

from app import __version__
from app.analysis.findings import MIN_SIDE
from app.analysis.spacing import LARGEST_FIELD_MM, SMALLEST_FIELD_MM
from app.base.translation import load_catalogue
from app.batch.naming import OBJECTS
from app.domain.photograph import Laterality
from app.domain.quality import Verdict
from app.measurement.measures import MEASURES
from app.measurement.regions import Quadrant
from app.node.configuration import ListenSettings
from app.pacs.asking import matching, models, worklist
from app.pacs.network.connection import _SLOWEST, StorageSession, echo
from app.pacs.network.outbox_entry import FIRST_WAIT, LONGEST_WAIT
from app.pacs.network.receiving import (
    _MOST_AT_ONCE,
    NO_ROOM,
    NOT_SUPPORTED,
    NOT_UNDERSTOOD,
    STORED,
    TOO_LARGE,
    Listening,
)
from app.pacs.objects import codes
from app.pacs.objects.building import ObjectKind
from app.pacs.objects.equipment import _SERIES
from app.pacs.objects.origin import _LOSS, _OPTIONAL
from app.reading.dicom.file import MAX_INFLATED
from app.reading.dicom.header import _NO_PHOTOGRAPHS, FUNDUS_CLASSES
from app.reading.dicom.pixels import _PLUGINS
from app.reading.opening import MAX_FILE_BYTES
from app.reading.raster import MAX_PIXELS
from app.reading.zip_files import MAX_MEMBERS, MAX_RATIO
from app.report.wording import INTENDED_USE
from app.settings.archives import Archive, ArchiveNode
from app.ui.reporting.sender import _INTERVAL_MS
from tests.pacs.examples import (
    analysed,
    built,
    contents,
    corrected_example,
    dicom_example,
    picture_example,
    right_eye,
)
from tests.support import ROOT, dicom_bytes

NAMES = (
    "INTENDED_USE.md",
    "RISKS.md",
    "DICOM_CONFORMANCE.md",
    "SECURITY.md",
    "MODEL_CARD.md",
    "models/README.md",
)
LINKED = (*NAMES, "packaging/NETWORK.md", "README.md", "CONTRIBUTING.md", "ARCHITECTURE.md")
UID_PATTERN = re.compile(r"\b\d+(?:\.\d+){5,}\b")


@cache
def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose_of(name: str) -> str:
    """Return a document on one line, so that wrapping does not matter."""
    return " ".join(text_of(name).split())


def section(name: str, title: str) -> str:
    """Return a section without its heading, with its subsections."""
    head = re.search(rf"^(#+) {re.escape(title)}.*$", text_of(name), re.MULTILINE)
    assert head, f"{name} has no section {title}"
    rest = text_of(name)[head.end() :]
    end = re.search(rf"^#{{1,{len(head[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def table(text: str, heading: str) -> list[list[str]]:
    """Return the cells of the table whose first heading is given, row by row."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    assert rows
    return rows


def conformance(title: str) -> str:
    return section("DICOM_CONFORMANCE.md", title)


# --- files, tests, links -------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_files_that_are_named_exist(name: str):
    named = re.findall(
        r"`((?:app|tests|models|packaging|resources)/[\w./-]+?)(?:::\w+)?`", text_of(name)
    )
    assert [path for path in named if not (ROOT / path).exists()] == []


@cache
def functions_in(path: str) -> frozenset[str]:
    module = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in module.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("name", NAMES)
def test_tests_that_are_named_exist(name: str):
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text_of(name))
    missing = [
        f"{path}::{function}"
        for path, function in named
        if not function.startswith("test_") or function not in functions_in(path)
    ]
    assert missing == []
    assert named or name not in ("RISKS.md", "DICOM_CONFORMANCE.md")


def anchors_of(name: str) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", text_of(name), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def _within(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("name", LINKED)
def test_links_between_documents_resolve(name: str):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(name)):
        path, _, anchor = target.partition("#")
        file = ((ROOT / name).parent / path if path else ROOT / name).resolve()
        if not file.exists() or (anchor and anchor not in anchors_of(_within(file))):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_said_to_be_approved(name: str):
    claimed = r"\b(FDA|CE|NMPA)\b|IEC ?\d|ISO ?1[34]\d{3}"
    assert re.findall(claimed, text_of(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_tables_have_as_many_cells_as_their_heads(name: str):
    odd, width = [], 0
    for line in text_of(name).splitlines():
        cells = line.count("|") - 1 if line.startswith("|") else 0
        if width and cells and cells != width:
            odd.append(line)
        width = cells if not width or not cells else width
    assert odd == []


# --- intended use --------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_intended_use_is_in_the_words_of_the_program(language: str):
    assert f"> {load_catalogue(language).say(INTENDED_USE)}\n" in text_of("INTENDED_USE.md")


def test_both_languages_say_the_same_of_intended_use():
    english, chinese = text_of("INTENDED_USE.md").split("\n---\n")
    for mark in (r"^## ", r"^- ", r"^\| ", r"\*\*", r"\]\([A-Z_]+\.md\)"):
        found = [len(re.findall(mark, part, re.MULTILINE)) for part in (english, chinese)]
        assert found[0] == found[1] > 0, mark


def test_sizes_of_photographs_are_those_that_are_checked():
    english, chinese = text_of("INTENDED_USE.md").split("\n---\n")
    assert f"At least {MIN_SIDE} pixels on each side" in english
    assert f"at most {MAX_PIXELS // 10**6} megapixels" in english
    assert f"每边至少 {MIN_SIDE} 像素" in chinese
    assert f"{MAX_PIXELS / 10**8:g} 亿像素" in chinese


# --- risks ---------------------------------------------------------------------------------


def test_every_risk_is_whole():
    rows = re.findall(r"^\| (\d+) \|(.+)\|$", text_of("RISKS.md"), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, len(rows) + 1))
    for number, row in rows:
        _hazard, _how, _harm, weight, control, test, left = row.split(" | ")
        assert re.fullmatch(r"(slight|moderate|grave), (rare|now and then|often)", weight), number
        assert "`app/" in control, number
        assert "::test_" in test, number
        assert left.strip(), number


# --- DICOM ---------------------------------------------------------------------------------


def test_version_is_that_of_the_program():
    assert f"Retivasc {__version__.rpartition('.')[0]}," in text_of("DICOM_CONFORMANCE.md")


def test_implementation_is_that_which_is_sent():
    entity, told = AE(), conformance("2.2")
    assert f"| Implementation class UID | {entity.implementation_class_uid} (" in told
    assert f"| Implementation version name | {entity.implementation_version_name} |" in told
    assert f"| Largest PDU received | {entity.maximum_pdu_size} bytes" in told


def test_what_the_node_answers_and_holds_by_default():
    told, listen = conformance("2.4"), ListenSettings()
    answers = {int(row[0], 16) for row in table(told, "answer to C-STORE")}
    assert answers == {STORED, NO_ROOM, TOO_LARGE, NOT_UNDERSTOOD, NOT_SUPPORTED}
    rows = dict(table(told, "setting"))
    assert rows["AE title, port"] == f"`{listen.title}`, {listen.port}"
    room = f"{listen.max_megabytes} MB, {listen.spare_megabytes} MB"
    assert rows["largest object, free disk"] == room
    assert rows["associations accepted at once"] == str(listen.associations)
    assert rows["silence that ends an association"] == f"{Listening.idle_s:.0f} s"
    assert f"the node {_MOST_AT_ONCE};" in conformance("2.2")
    assert listen.address == "127.0.0.1"


def test_defaults_of_the_archive():
    told = dict(table(conformance("2.1"), "setting"))
    archive = Archive("host", 1)
    assert told["calling AE title"] == f"`{archive.calling}`"
    assert told["called AE title"] == f"`{archive.called}`"
    assert told["port of the archive in the window"] == str(ArchiveNode().port)
    assert told["TLS"] == "off"
    assert not archive.tls
    assert not ArchiveNode().tls
    assert f"every {_INTERVAL_MS // 1000} seconds" in " ".join(conformance("2.1").split())


def test_times_are_those_that_are_waited():
    waits = [inspect.signature(f).parameters["timeout_s"].default for f in (echo, StorageSession)]
    told = [row[1] for row in table(conformance("2.2"), "what is waited for")]
    more = f"{waits[1]} s, and 1 s more for every {_SLOWEST} bytes of the file"
    assert told == [f"{waits[0]} s", f"{waits[0]} s", f"{waits[1]} s", more]
    first, longest = (int(wait.total_seconds() // 60) for wait in (FIRST_WAIT, LONGEST_WAIT))
    told = " ".join(conformance("2.2").split())
    assert f"again after {first} minute, then after twice as long" in told
    assert f"up to {longest} minutes; there is no last try" in told


def test_syntaxes_of_verification_are_those_proposed():
    names = ", ".join(UID(each).name for each in build_context(Verification).transfer_syntax)
    told = f"{Verification}, with the library's usual transfer syntaxes ({names})"
    assert told in " ".join(conformance("2.3").split())


def classes_in(title: str, heading: str) -> dict[str, str]:
    return {row[1]: row[0] for row in table(conformance(title), heading)}


def test_classes_sent_are_those_written():
    told = classes_in("2.3", "SOP class")
    written = {dataset.SOPClassUID for dataset in built(picture_example(), None).values()}
    assert told == {uid: uid.name for uid in written}


@pytest.mark.parametrize(
    ("heading", "classes"), [("opened and measured", FUNDUS_CLASSES), ("declined", _NO_PHOTOGRAPHS)]
)
def test_classes_read_are_those_of_the_program(heading: str, classes: tuple[str, ...]):
    assert classes_in("3.1", heading) == {uid: UID(uid).name for uid in classes}


def test_transfer_syntaxes_and_their_decoders():
    rows = table(conformance("3.2"), "transfer syntax")
    told = {uid: (name, decoder.partition(";")[0]) for name, uid, decoder in rows}
    assert told.keys() == set(_PLUGINS)
    for syntax, plugin in _PLUGINS.items():
        name, decoder = told[syntax]
        assert decoder == (plugin or "native")
        assert syntax.name.replace(" Image Compression", "").startswith(name)


ASKED = {uid for uid in vars(models).values() if isinstance(uid, UID)}


def test_classes_and_keys_of_questions_are_those_asked():
    told = conformance("2.5")
    assert set(UID_PATTERN.findall(told)) == ASKED
    keys = {*matching._STUDY_KEYS, *worklist._KEYS, *worklist._STEP_KEYS, worklist._STEPS}
    assert set(re.findall(r"`([A-Z]\w+)`", told)) == keys


def test_no_other_identifier_is_named():
    known = {
        *FUNDUS_CLASSES, *_NO_PHOTOGRAPHS, *_PLUGINS, *classes_in("2.3", "SOP class"), Verification,
        StorageCommitmentPushModel, *ASKED,
        AE().implementation_class_uid, "1.2.840.10008.3.1.1.1",
    }  # fmt: skip
    assert set(UID_PATTERN.findall(text_of("DICOM_CONFORMANCE.md"))) <= known


def test_spacings_that_are_believed():
    believed = f"a field of {SMALLEST_FIELD_MM:g} to {LARGEST_FIELD_MM:g} mm"
    assert believed in text_of("DICOM_CONFORMANCE.md")
    assert f"then {SMALLEST_FIELD_MM:g} to {LARGEST_FIELD_MM:g} mm" in text_of("RISKS.md")


def test_series_and_files_are_those_written():
    objects = built(picture_example(), None)
    rows = table(conformance("4 "), "object")
    assert [(int(row[1]), row[2].strip("`")) for row in rows] == [
        (_SERIES[kind][0], f"…{OBJECTS[kind]}") for kind in objects
    ]


def keywords(text: str, heading: str) -> set[str]:
    """Return the attributes in the first column of the tables that begin with a heading."""
    if f"| {heading} |" not in text:
        return set()
    return set(re.findall(r"`([A-Z]\w+)`", " ".join(row[0] for row in table(text, heading))))


@cache
def examples() -> tuple[dict, ...]:
    """Return objects of files that state little, and of one that states all that is passed on."""
    files = [built(*dicom_example(name)) for name in contents()]
    stated = dict.fromkeys(_OPTIONAL, "YES") | dict.fromkeys(_LOSS, "01")
    talkative = dicom_bytes(right_eye(**stated, BurnedInAnnotation="YES"))
    analysis, _ = dicom_example("right")
    return (
        *files,
        built(analysis, talkative),
        built(picture_example(), None),
        built(analysed(replace(picture_example().image, pixel_ratio=4 / 3)), None),
        built(*corrected_example()),
    )


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("4.2", [ObjectKind.PDF]),
        ("4.3", [ObjectKind.SEGMENTATION]),
        ("4.4", [ObjectKind.STRUCTURED_REPORT]),
        ("4.5", [ObjectKind.SECONDARY_CAPTURE, ObjectKind.PHOTOGRAPH]),
    ],
)
def test_attributes_are_those_written(title: str, kinds: list[ObjectKind]):
    common, own = conformance("4.1"), conformance(title)
    always = keywords(common, "always") | keywords(own, "always")
    sometimes = keywords(common, "not always") | keywords(own, "not always")
    written = [
        {element.keyword for element in objects[kind]}
        for objects in examples()
        for kind in kinds
        if kind in objects
    ]
    assert set.union(*written) == always | sometimes
    in_all = set.intersection(*written)
    assert always <= in_all
    assert not keywords(own, "not always") & in_all


def test_no_attribute_is_private():
    elements = chain.from_iterable(
        dataset.iterall() for objects in examples() for dataset in objects.values()
    )
    assert not any(element.tag.is_private for element in elements)


def test_private_codes_are_those_of_the_program():
    found = {code for code in vars(codes).values() if getattr(code, "scheme_designator", 0)}
    found |= {codes.number_code(each) for each in MEASURES.values() if each.code is not None}
    found |= {codes.verdict_code(verdict) for verdict in Verdict}
    found |= {codes.quadrant_code(quadrant, eye) for quadrant in Quadrant for eye in Laterality}
    private = {code.value for code in found if code.scheme_designator == codes.PRIVATE}
    rows = table(conformance("4.4"), "private code")
    assert set(re.findall(r"`(\w+)`", " ".join(row[0] for row in rows))) == private
    assert f"The private coding scheme is `{codes.PRIVATE}`" in conformance("4.4")


# --- security ------------------------------------------------------------------------------


def test_limits_are_those_that_are_checked():
    told = prose_of("SECURITY.md")
    assert f"{MAX_FILE_BYTES >> 30} GB a file" in told
    assert f"{MAX_PIXELS // 10**6} megapixels a picture" in told
    assert f"{MAX_INFLATED >> 20} MB for a deflated DICOM file" in told
    assert f"{MAX_MEMBERS} members and {MAX_RATIO} times its size for a ZIP archive" in told


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{each.name}" for each in node.names)}
    return found


def test_only_what_security_names_speaks_to_a_network():
    network = re.compile(
        r"(socket|socketserver|pynetdicom|http|urllib\.request|ftplib|smtplib|asyncio|requests"
        r"|sqlalchemy\.create_engine|PyQt5\.QtNetwork|PyQt5\.QtWebSockets)(\.|$)"
    )
    speaking = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "app").rglob("*.py")
        if any(network.match(name) for name in imports_of(path))
    }
    named = re.findall(r"`(app/[\w/]+\.py)`", section("SECURITY.md", "The network"))
    assert speaking == set(named)


def test_nothing_listens():
    calls = {
        node.func.attr
        for path in (ROOT / "app").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not calls & {"listen", "bind", "start_server", "create_server"}


# --- the model -----------------------------------------------------------------------------


def test_model_card_is_that_of_the_bundled_model():
    card = json.loads(text_of("models/retivasc-unet.json"))
    told = prose_of("MODEL_CARD.md")
    assert f"# Model card: {card['name']} {card['version']} " in told
    temperature, threshold = (
        f"{card[key]:.3g}".removeprefix("0") for key in ("temperature", "threshold")
    )
    assert f"temperature ({temperature}) and threshold ({threshold})" in told
    assert card["hysteresis"] == 2
    assert "reaches twice the odds of the threshold" in told
    smallest, largest = (card["input"][f"{end}_diameter"] for end in ("min", "max"))
    assert f"the field is {smallest} to {largest} pixels across" in told


@pytest.mark.parametrize("name", ["unet", "geometry", "av"])
def test_every_set_that_was_learnt_from_is_named(name):
    card = json.loads(text_of(f"models/retivasc-{name}.json"))
    sets = card["training"]["configuration"]["data"]["sets"]
    licences = section("MODEL_CARD.md", "Licences of the data")
    assert [each["name"] for each in sets if each["name"] not in licences] == []
    assert f"`retivasc-{name}` {card['version']}" in text_of("MODEL_CARD.md") or name == "unet"


def test_a_figure_has_one_place():
    """What was measured of the shipped model is told in the card, and not again in models/."""
    heads = {head for head in anchors_of("MODEL_CARD.md") if "measured" in head or "agree" in head}
    assert len(heads) >= 2
    assert not heads & anchors_of("models/README.md")
