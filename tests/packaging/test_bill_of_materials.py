import ctypes
import json
import platform
import re
import shutil
import sys
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest

from app.licences.components import all_components, key
from app.licences.notices import Notice, parse_notices
from tests.support import ROOT

pytest.importorskip("cyclonedx")

import bill_of_materials as bill


def package(tree, name, *files, licence="MIT", text="The text"):
    """Write an installed package into a tree and return it."""
    folder = tree / f"{name}-1.0.dist-info"
    lines = ("Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0")
    stated = (f"License-Expression: {licence}",) if licence else ()
    written = {f"{folder.name}/METADATA": "\n".join((*lines, *stated, "")), **dict(files)}
    if text:
        written[f"{folder.name}/licenses/LICENSE"] = text
    for place, content in written.items():
        (tree / place).parent.mkdir(parents=True, exist_ok=True)
        (tree / place).write_text(content, encoding="utf-8")
    (folder / "RECORD").write_text("".join(f"{place},,\n" for place in written), encoding="utf-8")
    return metadata.Distribution.at(folder)


def link(source, target):
    """Put a file into a tree without copying it, where the disk allows."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)


def by_name(parts):
    return {part.notice.name: part for part in parts}


@pytest.fixture
def tree(tmp_path):
    return tmp_path / "_internal"


@pytest.fixture(scope="module")
def closure():
    """Return what the program really needs, as its packages are installed."""
    return [metadata.distribution(name) for name in all_components()]


@pytest.fixture(scope="module")
def real(tmp_path_factory, closure):
    """Return the parts of a tree with the native files and data of a real environment."""
    tree = tmp_path_factory.mktemp("real") / "_internal"
    tree.mkdir()
    for distribution in closure:
        for file in distribution.files or ():
            source = Path(file.locate())
            if ".." not in file.parts and source.is_file():
                (tree / file.parent).mkdir(parents=True, exist_ok=True)
                link(source, tree / file)
    for folder in ("resources", "models"):
        shutil.copytree(ROOT / folder, tree / folder)
    return bill.components(tree, closure)


def test_every_needed_package_is_there_with_version_and_licence(real, closure):
    found = by_name(real)
    for distribution in closure:
        part = found[distribution.metadata["Name"]]
        assert part.notice.version == distribution.version
        assert part.notice.licence != "unknown"


def test_real_environment_has_no_licence_that_forbids_distributing_it(real):
    assert bill.licence_faults(real) == []


def test_real_environment_lacks_no_licence_text(real):
    assert bill.text_faults(real) == []


def test_interpreter_fonts_sample_and_model_are_named(real):
    found = by_name(real)
    assert found["Python"].notice.version == platform.python_version()
    assert found["CHASE_DB1 Image_09R"].notice.licence == "CC-BY-4.0"
    assert {"DejaVu Sans", "Droid Sans Fallback", "retivasc-unet"} <= set(found)
    card = json.loads((ROOT / "models" / "retivasc-unet.json").read_text(encoding="utf-8"))
    assert found["retivasc-unet"].files == (("models/retivasc-unet.safetensors", card["sha256"]),)


def test_libraries_within_packages_are_named(real):
    found = by_name(real)
    assert {"OpenBLAS", "PDFium", "ICU", "FreeType", "CharLS", "Intel oneMKL"} <= set(found)
    assert found["PDFium"].notice.version
    assert all(len(sha256) == 64 for _place, sha256 in found["OpenBLAS"].files)


def test_bill_is_valid_and_names_what_needs_what(real):
    document = json.loads(bill.bill_text(real, version="1.2.3"))  # validates against the schema
    assert document["specVersion"] == "1.6"
    main = document["metadata"]["component"]
    assert (main["name"], main["version"]) == ("retivasc", "1.2.3")
    needed = {entry["ref"]: entry.get("dependsOn", []) for entry in document["dependencies"]}
    assert any(name.startswith("pkg:pypi/torch@") for name in needed[main["bom-ref"]])
    (highdicom,) = (name for name in needed if name.startswith("pkg:pypi/highdicom@"))
    assert any(name.startswith("pkg:pypi/pydicom@") for name in needed[highdicom])
    kinds = {entry["name"]: entry["type"] for entry in document["components"]}
    assert kinds["retivasc-unet"] == "machine-learning-model"
    assert kinds["DejaVu Sans"] == "data"


def test_same_parts_give_the_same_bytes(real, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first = bill.bill_text(real, version="1")
    assert first == bill.bill_text(reversed(real), version="1")
    assert json.loads(first)["metadata"]["timestamp"].startswith("2023-11-14T22:13:20")
    changed = [replace(real[0], files=(("a", "0" * 64),)), *real[1:]]
    serial = json.loads(first)["serialNumber"]
    assert json.loads(bill.bill_text(changed, version="1"))["serialNumber"] != serial


def test_notices_hold_every_part_with_its_text(real):
    document = bill.notices_text(real)
    found = {(notice.name, notice.part_of): notice for notice in parse_notices(document)}
    assert len(found) == len(real)
    assert any("OpenBLAS" in text for _title, text in found[("numpy", "")].texts)
    assert "text is that of this program" in found[("PyQt5", "")].remark


def test_package_of_which_nothing_is_in_the_bundle_is_left_out(tree, tmp_path):
    there = package(tree, "there", ("there/__init__.py", ""))
    elsewhere = package(tmp_path / "site", "elsewhere", ("elsewhere/module.so", ""))
    assert set(by_name(bill.components(tree, [there, elsewhere]))) == {"there", "Python"}


def test_package_is_in_the_bundle_if_the_program_holds_its_modules(tree, monkeypatch):
    names = ("inside", "outside")
    both = [package(tree, name, (f"{name}/part.py", "")) for name in names]
    for name in names:
        (tree / name / "part.py").unlink()
    monkeypatch.setattr(bill, "_modules", lambda _tree: frozenset({"inside.part"}))
    found = by_name(bill.components(tree, both))
    assert set(found) == {"inside", "Python", "PyInstaller bootloader"}
    assert bill.licence_faults(found.values()) == []


def test_native_files_are_hashed_under_what_they_belong_to(tree):
    owner = package(
        tree, "owner", ("owner/core.so", "x"), ("owner.libs/libscipy_openblas-1a.so", "y")
    )
    interpreter = tree / "python3.11" / "lib-dynload" / "_ssl.so"
    interpreter.parent.mkdir(parents=True)
    interpreter.write_text("z", encoding="utf-8")
    found = by_name(bill.components(tree, [owner]))
    assert [place for place, _hash in found["owner"].files] == ["owner/core.so"]
    assert [place for place, _hash in found["OpenBLAS"].files] == [
        "owner.libs/libscipy_openblas-1a.so"
    ]
    assert found["OpenBLAS"].parent == found["owner"].reference
    assert [place for place, _hash in found["Python"].files] == ["python3.11/lib-dynload/_ssl.so"]


def test_library_of_unknown_origin_is_a_fault(tree):
    tree.mkdir()
    (tree / "libmystery.so.1").write_text("?", encoding="utf-8")
    parts = bill.components(tree, [], sources={"libmystery.so.1": Path("/opt/libmystery.so.1")})
    assert bill.licence_faults(parts) == ["libmystery.so.1: its licence is not known"]
    assert bill.text_faults(parts) == ["libmystery.so.1: no licence text was found"]


def test_library_of_debian_is_named_with_its_package(tree, monkeypatch):
    asked = []

    def run(command, **_options):
        asked.append(command)
        printed = (
            "libssl3:amd64: /usr/lib/x86_64-linux-gnu/libssl.so.3\n"
            if "--search" in command
            else "3.0.1-1\thttps://www.openssl.org/\tamd64\n"
        )
        return bill.subprocess.CompletedProcess(command, 0, printed)

    monkeypatch.setattr(bill.subprocess, "run", run)
    tree.mkdir()
    (tree / "libssl.so.3").write_text("ssl", encoding="utf-8")
    source = Path("/lib/x86_64-linux-gnu/libssl.so.3")
    (part,) = (
        part
        for part in bill.components(tree, [], sources={"libssl.so.3": source})
        if part.notice.name == "libssl3"
    )
    assert "/usr/lib/x86_64-linux-gnu/libssl.so.3" in asked[0]
    assert part.purl.to_string() == "pkg:deb/debian/libssl3@3.0.1-1?arch=amd64"
    assert part.notice.licence == "Apache-2.0"


def test_libraries_of_windows_are_named(tree):
    tree.mkdir()
    for name in ("libcrypto-3.dll", "VCRUNTIME140.dll", "python311.dll", "_ssl.pyd"):
        (tree / name).write_text(name, encoding="utf-8")
    parts = bill.components(tree, [])
    found = by_name(parts)
    assert found["OpenSSL"].notice.licence == "Apache-2.0"
    assert [place for place, _hash in found["Visual C++ runtime"].files] == ["VCRUNTIME140.dll"]
    assert [place for place, _hash in found["Python"].files] == ["_ssl.pyd", "python311.dll"]
    assert bill.licence_faults(parts) == []


def test_openmp_of_torch_on_windows_is_that_of_intel_and_is_decided_on(tree):
    says = "Intel(R) OMP version: 5.0.20260213\n"
    files = {f"torch/lib/{name}.dll": says for name in ("libiomp5md", "libiompstubs5md", "uv")}
    torch = package(tree, "torch", *files.items())
    parts = bill.components(tree, [torch])
    intel = by_name(parts)["Intel OpenMP runtime"]
    assert [place for place, _hash in intel.files] == list(files)[:2]
    assert intel.notice.licence == "LicenseRef-Intel-Simplified-Software"
    assert intel.notice.version == "5.0.20260213"
    assert "Intel Corporation" in intel.notice.texts[0][1]
    assert [place for place, _hash in by_name(parts)["libuv"].files] == ["torch/lib/uv.dll"]
    assert bill.licence_faults(parts) == []
    assert "PyQt5 (GPL) is for whoever" in bill.notices_text([intel])


@pytest.mark.parametrize(
    ("name", "version", "licence"),
    [
        ("libssl3t64", "3.5.1-1", "Apache-2.0"),
        ("libreadline8t64", "8.2-6", "GPL-3.0-or-later"),
        ("libcups2t64", "2.4.10-3", "Apache-2.0"),
        ("libxcb-glx0", "1.17.0-2", "X11"),
        ("liblzma5", "5.4.1-1", "LicenseRef-Public-Domain"),
        ("liblzma5", "5.8.1-1", "0BSD"),
        ("libmystery0t64", "1", "unknown"),
    ],
)
def test_licence_of_a_package_of_debian(name, version, licence):
    assert bill._debian_licence(name, version) == licence


def test_versions_of_vendored_libraries_come_from_the_bill_of_their_package(tree):
    entries = [
        {"name": "libwebp", "version": "1.6.0"},
        {"name": "Little CMS 2", "version": "2.19.1"},
        {"name": "libXau", "version": "1.0.9-3.el8", "purl": "pkg:rpm/almalinux/libXau"},
        {"name": "libimagequant", "version": "4.4.1"},
        {"name": "nameless version"},
    ]
    libraries = ("libwebp-1a.so.7.2.0", "liblcms2-1a.so.2", "libXau-1a.so.6", "libzstd-1a.so.1.5.7")
    pillow = package(
        tree,
        "pillow",
        ("pillow-1.0.dist-info/sboms/pillow.cdx.json", json.dumps({"components": entries})),
        *((f"pillow.libs/{name}", name) for name in libraries),
    )
    found = by_name(bill.components(tree, [pillow]))
    versions = {name: found[name].notice.version for name in found if found[name].files}
    assert versions == {
        "libwebp": "1.6.0",
        "Little CMS": "2.19.1",
        "libXau": "1.0.9",
        "Zstandard": "1.5.7",
    }
    assert "libimagequant" not in found


def test_pillow_on_windows_has_its_libraries_compiled_in(tree):
    entries = [{"name": "zlib", "version": "2.3.3"}, {"name": "libtiff", "version": "4.7.2"}]
    pillow = package(
        tree,
        "pillow",
        ("pillow-1.0.dist-info/sboms/pillow.cdx.json", json.dumps({"components": entries})),
        ("PIL/_imaging.pyd", "x"),
    )
    found = by_name(bill.components(tree, [pillow]))
    assert "FreeType" not in found  # it is within _imagingft.pyd
    assert found["zlib-ng"].notice.version == "2.3.3"
    assert found["LibTIFF"].notice.version == "4.7.2"


@pytest.mark.parametrize(
    ("library", "file", "version"),
    [
        ("Brotli", "libbrotlidec-7e5462ba.so.1.2.0", "1.2.0"),
        ("ICU", "libicudata.so.56", "56"),
        ("ICU", "icudt53.dll", "53"),
        ("liblzma", "liblzma-de26b416.so.5.8.4", "5.8.4"),
        ("libpng", "libpng16-1d1ba958.so.16.58.0", "1.6.58"),
        ("libpng", "libpng16.so", ""),
        ("FreeType", "libfreetype-57f805ba.so.6.20.6", ""),
    ],
)
def test_version_of_a_library_by_the_name_of_its_file(tree, library, file, version):
    assert bill._version(tree, library, [file]) == version


def test_libraries_whose_files_differ_have_no_version(tree):
    assert bill._version(tree, "ICU", ["libicuuc.so.56", "libicudata.so.57"]) == ""


def test_real_environment_tells_the_versions_of_its_libraries(real):
    found = by_name(real)
    names = ("OpenBLAS", "libwebp", "LibTIFF", "libjpeg-turbo", "OpenJPEG", "libavif", "FreeType")
    for name in (*names, "HarfBuzz", "Little CMS", "Raqm"):
        assert re.match(r"\d+\.\d+", found[name].notice.version), name


def typed(package, library):
    """Return the version that our tables say is compiled into a package."""
    tables = (bill.known.BUILT_IN, bill.known.BUILT_IN_ON_LINUX)
    rows = [row for table in tables for row in table.get(package, ())]
    return next(version for name, version, _ in rows if name == library and version)


def test_typed_versions_are_those_that_torch_tells():
    import torch

    told = torch.__config__.show()
    assert f"MKL-DNN v{typed('torch', 'oneDNN')} " in told
    if sys.platform == "linux":
        assert f"Math Kernel Library Version {typed('torch', 'Intel oneMKL')}-" in told
    licences = metadata.distribution("torch").files
    assert any(f"miniz-{typed('torch', 'miniz')}" in path.parts for path in licences)


def test_typed_versions_are_those_that_the_codecs_tell():
    import _CharLS
    import _openjpeg

    tell = ctypes.CDLL(_CharLS.__file__).charls_get_version_string
    tell.restype = ctypes.c_char_p
    assert tell().decode() == typed("pyjpegls", "CharLS")
    assert _openjpeg.get_version().decode() == typed("pylibjpeg-openjpeg", "OpenJPEG")


def test_typed_version_is_that_which_scipy_tells():
    from scipy.optimize._highspy import _core

    parts = (_core.HIGHS_VERSION_MAJOR, _core.HIGHS_VERSION_MINOR, _core.HIGHS_VERSION_PATCH)
    assert ".".join(map(str, parts)) == typed("scipy", "HiGHS")


def test_typed_versions_are_those_that_pillow_holds():
    from PIL import features

    files = metadata.distribution("pillow").files
    held = b"".join(path.read_binary() for path in files if re.search(r"(lib|_)avif", path.name))
    assert features.check("avif")
    assert f"AV1 Encoder {typed('pillow', 'libaom')}\0".encode() in held
    dav1d = re.escape(typed("pillow", "dav1d")).encode()
    assert re.search(rb"[^\d.]" + dav1d + rb"-\d+-g[0-9a-f]{7}", held)


def test_every_library_that_torch_has_a_licence_text_of_is_named_or_left_out():
    parts = [path.parts for path in metadata.distribution("torch").files]
    folders = {
        found[found.index("third_party") + 1]
        for found in parts
        if "licenses" in found and "third_party" in found
    }
    known = bill.known
    tables = (known.BUILT_IN, known.BUILT_IN_ON_LINUX, known.BUILT_IN_ON_WINDOWS)
    named = {name.casefold() for table in tables for name, _, _ in table["torch"]}
    plain = {re.sub(r"-[\d.]+$", "", folder).casefold() for folder in folders}
    assert plain - named == {name.casefold() for name in known.NOT_IN_TORCH}


@pytest.mark.skipif(sys.platform != "linux", reason="looks into the library for Linux")
def test_what_is_said_to_be_in_torch_is_in_it():
    library = metadata.distribution("torch").locate_file("torch/lib/libtorch_cpu.so").read_bytes()
    for mark in (b"asmjit", b"tensorpipe", b"nnp_", b"qnnp", b"4gloo", b"kineto", b"__itt_"):
        assert mark in library, mark
    assert b"PyTorch not built with XNNPACK support" in library


@pytest.mark.parametrize(
    ("licence", "fault"),
    [
        ("AGPL-3.0-or-later", "does not go with"),
        ("MIT AND GPL-2.0-only", "does not go with"),
        ("MIT OR AGPL-3.0-only", None),
        ("GPL-3.0-only WITH GCC-exception-3.1", None),
        ("LicenseRef-Proprietary", "does not go with"),
        ("Some licence", "is no SPDX expression"),
        (None, "is not known"),
    ],
)
def test_licence_that_does_not_go_with_ours_is_a_fault(tree, licence, fault):
    planted = package(tree, "planted", ("planted/__init__.py", ""), licence=licence)
    faults = bill.licence_faults(bill.components(tree, [planted]))
    assert [fault in line and "planted" in line for line in faults] == ([True] if fault else [])


def test_build_stops_at_a_fault_and_writes_nothing(tree, tmp_path):
    planted = package(tree, "planted", ("planted/a.py", ""), licence="AGPL-3.0-only", text="")
    parts = bill.components(tree, [planted])
    with pytest.raises(bill.BillError, match="AGPL"):
        bill.write_bill(parts, tmp_path / "bom.cdx.json", version="1")
    with pytest.raises(bill.BillError, match="no licence text"):
        bill.write_notices(parts, tmp_path / "notices.txt")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["_internal"]


def test_bill_and_notices_are_written(tree, tmp_path):
    one = package(tree, "one", ("one/core.so", "1"), text="Same text")
    two = package(tree, "two", ("two/core.so", "2"), text="Same text")
    parts = bill.components(tree, [one, two])
    written = bill.write_bill(parts, tmp_path / "bom.cdx.json", version="1")
    assert {"one", "two"} <= {
        entry["name"] for entry in json.loads(written.read_text(encoding="utf-8"))["components"]
    }
    notices = bill.write_notices(parts, tmp_path / "notices.txt").read_text(encoding="utf-8")
    assert notices.count("Same text") == 1


def test_bundle_is_described_with_every_file_hashed_once(tree, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "packaging" / "pyinstaller"))
    import describe

    hashed = []

    def sha256(path):
        hashed.append(path.name)
        return "0" * 64

    monkeypatch.setattr(bill, "sha256", sha256)
    one = package(tree, "one", ("one/core.so", "1"), ("one.libs/libscipy_openblas.so", "2"))
    (tree / "absent-1.0.dist-info").mkdir()
    monkeypatch.setattr(metadata, "distributions", lambda: [one])
    toc = tmp_path / "COLLECT-00.toc"
    toc.write_text(repr(([],)), encoding="utf-8")
    describe.main(tree, toc)
    assert sorted(hashed) == ["core.so", "libscipy_openblas.so"]
    assert "one" in (tree / "bom.cdx.json").read_text(encoding="utf-8")
    assert "The text" in (tree / "THIRD_PARTY_NOTICES.txt").read_text(encoding="utf-8")
    assert not (tree / "absent-1.0.dist-info").exists()


def test_the_manual_brings_what_its_pages_are_made_with(tree, tmp_path):
    elsewhere = tmp_path / "environment"
    installed = [package(elsewhere, name) for name in ("sphinx", "other")]
    tree.mkdir()
    assert not {"sphinx", "other"} & by_name(bill.components(tree, installed)).keys()
    (tree / "manual").mkdir()
    found = by_name(bill.components(tree, installed)).keys()
    assert {"sphinx", "other"} & found == {"sphinx"}


def test_origin_of_files_is_read_from_the_list_of_pyinstaller(tmp_path):
    toc = tmp_path / "COLLECT-00.toc"
    entries = [
        ("lib\\libz.so.1", "/lib/libz.so.1", "BINARY"),
        ("libz.so.1", "lib/libz.so.1", "SYMLINK"),
    ]
    toc.write_text(repr((entries,)), encoding="utf-8")
    assert bill.read_sources(toc) == {"lib/libz.so.1": Path("/lib/libz.so.1")}


def test_compiled_in_library_has_its_own_text():
    texts = {path.stem for path in (ROOT / "packaging" / "licences").glob("*.txt")}
    assert texts == set(bill.known.TEXT_OF_ITS_OWN.values())


def test_every_allowed_licence_has_an_spdx_id():
    part = bill.Part(Notice("x", "1", " AND ".join(sorted(bill.known.COMPATIBLE))), None)
    assert bill.licence_faults([part]) == []


def test_every_licence_in_the_tables_is_allowed_or_decided_on():
    rows = [(name, licence) for _pattern, name, licence in bill.known.VENDORED]
    rows += [(name, licence) for _pattern, name, licence in bill.known.PYTHON_ON_WINDOWS]
    rows += list(bill.known.DEBIAN.items())
    rows += [(name, licence) for name, (_, licence) in bill.known.DEBIAN_EARLIER.items()]
    for table in (
        bill.known.BUILT_IN,
        bill.known.BUILT_IN_ON_LINUX,
        bill.known.BUILT_IN_ON_WINDOWS,
    ):
        rows += [(name, licence) for found in table.values() for name, _, licence in found]
    parts = [bill.Part(Notice(name, "", licence), None) for name, licence in rows]
    assert bill.licence_faults(parts) == []


def test_packages_with_libraries_compiled_in_are_ours():
    known = bill.known
    packages = {*known.BUILT_IN, *known.BUILT_IN_ON_LINUX, *known.BUILT_IN_ON_WINDOWS}
    assert packages <= {key(name) for name in all_components()}
