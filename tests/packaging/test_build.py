import subprocess
import sys

import pytest

import build
from pyinstaller.environment import BundleError


@pytest.fixture
def dist(tmp_path, monkeypatch):
    """Return an empty dist/ of a project whose one target packs a text."""
    folder = tmp_path / "dist"
    monkeypatch.setattr(build, "DIST", folder)
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")

    def pack(bundle):
        artefact = folder / "retivasc_2_amd64.deb"
        artefact.write_text("packed")
        return artefact, bundle

    monkeypatch.setitem(build.TARGETS, "linux-deb", pack)
    return folder


@pytest.fixture
def bundle(tmp_path):
    folder = tmp_path / "bundle"
    (folder / "_internal").mkdir(parents=True)
    (folder / "_internal" / "bom.cdx.json").write_text("{}")
    return folder


def run(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["build.py", *map(str, arguments)])
    return build.main()


def test_an_artefact_comes_with_its_papers(dist, bundle, monkeypatch):
    assert run(monkeypatch, "linux-deb", "--bundle", bundle) == 0
    name = "retivasc_2_amd64.deb"
    assert {path.name for path in dist.iterdir()} == {
        name, f"{name}.files.txt", f"{name}.cdx.json", "SHA256SUMS",
    }  # fmt: skip
    assert "_internal/bom.cdx.json" in (dist / f"{name}.files.txt").read_text()
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=dist, check=True)


def test_an_earlier_version_does_not_stay(dist, bundle, monkeypatch):
    dist.mkdir()
    for name in ("retivasc_1_amd64.deb", "retivasc_1_amd64.deb.cdx.json", "other.txt"):
        (dist / name).touch()
    run(monkeypatch, "linux-deb", "--bundle", bundle)
    assert not list(dist.glob("retivasc_1*"))
    assert (dist / "other.txt").exists()


def test_a_bundle_that_cannot_be_made_ends_with_a_sentence(dist, monkeypatch, capsys):
    def refuse():
        raise BundleError("torch is too large")

    monkeypatch.setattr(build, "build_bundle", refuse)
    assert run(monkeypatch, "linux-deb") == 1
    assert "torch is too large" in capsys.readouterr().err


def test_a_step_that_fails_ends_with_a_sentence(dist, monkeypatch, capsys):
    def fail():
        raise subprocess.CalledProcessError(1, ["pip", "install"])

    monkeypatch.setattr(build, "build_bundle", fail)
    assert run(monkeypatch, "linux-deb") == 1
    assert "pip failed" in capsys.readouterr().err


def test_an_unknown_target_is_wrong_usage(dist, monkeypatch):
    with pytest.raises(SystemExit) as ended:
        run(monkeypatch, "macintosh")
    assert ended.value.code == 2


def test_a_tree_that_lacks_something_becomes_no_installer(dist, bundle, monkeypatch, capsys):
    assert run(monkeypatch, "windows", "--bundle", bundle) == 1
    assert "must not be installed" in capsys.readouterr().err
    assert not list(dist.glob("*.exe"))
