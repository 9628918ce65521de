"""The package and the archive, made of a small bundle."""

import shutil
import subprocess
import tarfile

import pytest

from linux import debian, portable
from pyinstaller import bundle as bundling
from pyinstaller.environment import BundleError
from release import ROOT, read_version

needs_dpkg = pytest.mark.skipif(
    not shutil.which("dpkg-shlibdeps"), reason="needs Debian's tools for packages"
)


@pytest.fixture(autouse=True)
def _date(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


@pytest.fixture
def bundle(tmp_path):
    """Return something of the shape of a bundle, whose program needs the C library."""
    folder = tmp_path / "bundle"
    documents = folder / "_internal" / "documents"
    documents.mkdir(parents=True)
    (documents / "retivasc.1").write_text(".TH retivasc 1\n")
    (folder / "_internal" / "LICENSE").write_text("GPL")
    (folder / "_internal" / "twin").symlink_to("LICENSE")
    shutil.copy("/bin/true", folder / "retivasc")
    (folder / "retivasc").chmod(0o700)
    return folder


@pytest.fixture
def output(tmp_path):
    folder = tmp_path / "dist"
    folder.mkdir()
    return folder


def shown(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@needs_dpkg
def test_the_package_says_what_it_is_and_needs(bundle, output, tmp_path):
    package, tree = debian.build_package(bundle, tmp_path / "scratch", output)
    assert package.name == f"retivasc_{read_version()}_amd64.deb"
    assert shown("dpkg-deb", "--field", package, "Version").strip() == read_version()
    assert "libc6" in shown("dpkg-deb", "--field", package, "Depends")
    scripts = {"postinst", "prerm", "postrm"}
    assert {path.name for path in (tree / "DEBIAN").iterdir()} == {"control", *scripts}
    for script in scripts:
        shown("sh", "-n", str(tree / "DEBIAN" / script))


@needs_dpkg
def test_the_package_lays_files_where_the_system_looks(bundle, output, tmp_path):
    package, _ = debian.build_package(bundle, tmp_path / "scratch", output)
    listed = shown("dpkg-deb", "--contents", package).splitlines()
    for name in (
        "./opt/retivasc/retivasc",
        "./usr/share/applications/retivasc.desktop",
        "./usr/share/icons/hicolor/scalable/apps/retivasc.svg",
        "./usr/share/man/man1/retivasc.1.gz",
        "./usr/share/doc/retivasc/copyright",
        "./usr/share/retivasc/settings.json",
        "./usr/share/retivasc/node.toml",
        "./usr/lib/systemd/system/retivasc-node.service",
    ):
        assert any(line.endswith(name) for line in listed), name
    assert any(line.endswith("./usr/bin/retivasc -> /opt/retivasc/retivasc") for line in listed)
    for line in listed:
        assert "root/root" in line
        assert line[:10] in {"drwxr-xr-x", "-rwxr-xr-x", "-rw-r--r--", "lrwxrwxrwx"}, line


@needs_dpkg
def test_the_same_bundle_gives_the_same_package(bundle, output, tmp_path):
    first, _ = debian.build_package(bundle, tmp_path / "scratch", output)
    content = first.read_bytes()
    (bundle / "retivasc").touch()
    again, _ = debian.build_package(bundle, tmp_path / "scratch", output)
    assert again.read_bytes() == content


def test_the_archive_has_one_folder_that_anyone_may_read(bundle, output, tmp_path):
    archive, tree = portable.build_portable(bundle, tmp_path / "scratch", output)
    with tarfile.open(archive) as packed:
        members = packed.getmembers()
    found = {member.name.removeprefix(f"{tree.name}/"): member for member in members}
    names = [member.name for member in members]
    assert names == sorted(names)
    assert {name.partition("/")[0] for name in names} == {tree.name}
    assert {member.uid for member in members} == {0}
    assert {member.mtime for member in members} == {1_700_000_000}
    assert found["retivasc"].mode == 0o755
    assert found["_internal/LICENSE"].mode == 0o644
    assert found["LICENSE"].linkname == "_internal/LICENSE"


def test_the_same_bundle_gives_the_same_archive(bundle, output, tmp_path):
    archive, _ = portable.build_portable(bundle, tmp_path / "scratch", output)
    content = archive.read_bytes()
    (bundle / "retivasc").touch()
    portable.build_portable(bundle, tmp_path / "scratch", output)
    assert archive.read_bytes() == content


def test_a_bundle_that_is_too_large_is_refused(bundle, monkeypatch, capsys):
    bundling.check_size(bundle)
    assert "_internal" in capsys.readouterr().out
    monkeypatch.setattr(bundling, "LARGEST_MB", 0.01)
    with pytest.raises(BundleError, match="MB"):
        bundling.check_size(bundle)


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="needs desktop-file-utils")
def test_the_menu_entry_is_valid():
    shown("desktop-file-validate", str(ROOT / "packaging" / "linux" / "retivasc.desktop"))


def test_the_settings_that_are_installed_set_nothing():
    from app.settings.machine_file import load_machine_settings

    loaded = load_machine_settings(ROOT / "packaging" / "linux" / "settings.json")
    assert (set(loaded.stated), set(loaded.locked), list(loaded.faults)) == (set(), set(), [])


UNIT = ROOT / "packaging" / "linux" / "retivasc-node.service"
needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")


def analysed(unit, *command):
    return subprocess.run(
        ["systemd-analyze", *command, str(unit)], capture_output=True, text=True, check=False
    )


@pytest.fixture
def unit(tmp_path):
    """Give the service with a program that is there."""
    path = tmp_path / UNIT.name
    path.write_text(UNIT.read_text().replace("/usr/bin/retivasc", "/bin/true"))
    return path


@needs_systemd
def test_systemd_understands_the_service(unit):
    done = analysed(unit, "verify", "--man=no")
    told = [line for line in done.stderr.splitlines() if UNIT.name in line]
    assert (done.returncode, told) == (0, [])


@needs_systemd
def test_the_service_may_do_little(unit):
    done = analysed(unit, "security", "--offline=true", "--threshold=30")
    assert done.returncode == 0, done.stdout


def test_the_service_runs_what_the_program_knows():
    from app.cli.parser import available_commands, build_parser

    [line] = [each for each in UNIT.read_text().splitlines() if each.startswith("ExecStart=")]
    program, *arguments = line.removeprefix("ExecStart=").split()
    assert program == "/usr/bin/retivasc"
    parsed = build_parser(available_commands()).parse_args(arguments)
    assert f"ConditionPathExists={parsed.config}" in UNIT.read_text()
