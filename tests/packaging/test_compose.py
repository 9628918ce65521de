"""The example of an archive and a node side by side: valid, of one mind, and closed to others."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from app import __version__
from app.cli.parser import available_commands, build_parser
from app.node.configuration import read_settings
from tests.support import ROOT

FOLDER = ROOT / "packaging" / "container"
FILE = FOLDER / "compose.yaml"


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load(FILE.read_text())["services"]


@pytest.fixture(scope="module")
def settings():
    return read_settings(FOLDER / "node" / "node.toml")


@pytest.fixture(scope="module")
def orthanc():
    return json.loads((FOLDER / "node" / "orthanc.json").read_text())


def test_linter_has_nothing_to_say():
    linter = Path(sys.executable).with_name("check-jsonschema")
    command = [linter, "--builtin-schema", "vendor.compose-spec", FILE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_mounted_and_built_is_there(services):
    for service in services.values():
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            assert not source.startswith(".") or (FOLDER / source).is_file()
    build = services["node"]["build"]
    assert ((FOLDER / build["context"]).resolve() / build["dockerfile"]).is_file()
    assert services["node"]["image"] == f"retivasc:{__version__}"


def test_the_node_runs_what_the_program_knows(services):
    parser = build_parser(available_commands())
    assert parser.parse_args(services["node"]["command"]).what == "run"
    kind, program, *arguments = services["node"]["healthcheck"]["test"]
    assert (kind, program) == ("CMD", "retivasc")
    assert parser.parse_args(arguments).what == "status"


def test_node_and_archive_know_each_other(services, settings, orthanc):
    [archive] = settings.archives
    assert archive.host == "archive"
    assert (archive.called, archive.port) == (orthanc["DicomAet"], orthanc["DicomPort"])
    [node] = orthanc["DicomModalities"].values()
    assert (node["AET"], node["Host"]) == (settings.listen.title, "node")
    assert node["Port"] == settings.listen.port
    assert {each.title for each in settings.senders} >= {orthanc["DicomAet"]}
    assert {"archive", "node"} == set(services)


def test_pages_are_reached_from_this_computer_only(services, settings, orthanc):
    published = [port for service in services.values() for port in service["ports"]]
    assert sorted(published) == sorted(
        [
            f"127.0.0.1:{orthanc['HttpPort']}:{orthanc['HttpPort']}",
            f"127.0.0.1:{settings.page.port}:{settings.page.port}",
            f"{settings.listen.port}:{settings.listen.port}",
        ]
    )


def test_the_node_writes_into_its_volume_only_and_stops_in_peace(services, settings):
    node = services["node"]
    assert node["read_only"]
    assert node["cap_drop"] == ["ALL"]
    assert "node:/output" in node["volumes"]
    assert settings.home.is_relative_to("/output")
    assert node["stop_grace_period"] == "90s"
    assert int(node["mem_limit"].rstrip("g")) >= settings.analysis.workers + 1
