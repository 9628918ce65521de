"""An Orthanc of the tests' own: another maker's archive, on the loopback, with its own folder."""

import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.settings.archives import Archive
from tests.pacs.receiver import HOST, free_port
from tests.support import PATIENCE_S

_PROGRAMS = ("Orthanc", "/usr/sbin/Orthanc")
TITLE = "ORTHANC"


class Orthanc:
    """A running archive: reached by DICOM, looked into over HTTP."""

    def __init__(self, dicom_port: int, http_port: int) -> None:
        self.archive = Archive(HOST, dicom_port, TITLE)
        self.http = f"http://{HOST}:{http_port}"

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.http}{path}", timeout=PATIENCE_S) as answer:
            return json.load(answer)

    def file(self, instance: str) -> bytes:
        with urllib.request.urlopen(
            f"{self.http}/instances/{instance}/file", timeout=PATIENCE_S
        ) as answer:
            return bytes(answer.read())

    def modalities(self) -> list[str]:
        """Return the modality of every object, sorted."""
        return sorted(
            self.get(f"/instances/{instance}/simplified-tags").get("Modality", "")
            for instance in self.get("/instances")
        )


def orthanc_program() -> str:
    """Return the program; skip the test where it is not installed."""
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if found is None:
        pytest.skip("Orthanc is not installed")
    return found


@contextmanager
def running_orthanc(
    folder: Path,
    modalities: Mapping[str, tuple[str, str, int]] | None = None,
    *,
    ports: tuple[int, int] | None = None,
    **stated: Any,
) -> Iterator[Orthanc]:
    """Run an archive until the end of the block.

    Args:
        folder: what it stores; a later one with the same folder has it still.
        modalities: whom it knows: AE title, host and port by name.
        ports: of DICOM and HTTP; any that are free if None.
        stated: further settings, by their names in its configuration.
    """
    program = orthanc_program()
    dicom_port, http_port = ports or (free_port(), free_port())
    folder.mkdir(exist_ok=True)
    configuration = stated | {
        "Name": "tests",
        "StorageDirectory": str(folder),
        "IndexDirectory": str(folder),
        "DicomAet": TITLE,
        "DicomPort": dicom_port,
        "HttpPort": http_port,
        "RemoteAccessAllowed": False,
        "AuthenticationEnabled": False,
        "DicomModalities": {name: list(each) for name, each in (modalities or {}).items()},
        "Plugins": [],
    }
    file = folder / "orthanc.json"
    file.write_text(json.dumps(configuration), encoding="utf-8")
    log = folder / "log"
    with log.open("ab") as output:
        process = subprocess.Popen([program, str(file)], stdout=output, stderr=output)
    running = Orthanc(dicom_port, http_port)
    try:
        _wait_for(running, process, log)
        yield running
    finally:
        process.terminate()
        process.wait()


def _wait_for(running: Orthanc, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while True:
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            running.get("/system")
            return
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < end, log.read_text(errors="replace")
            time.sleep(0.05)
