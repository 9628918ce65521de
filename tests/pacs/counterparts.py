"""Programs of other makers, each with its own folder, at free ports of the loopback.

Orthanc with its DICOMweb plug-in is an archive; dcmtk's dcmqrscp is another, and its wlmscpfs
keeps a worklist. Where one is not installed, its tests are skipped.
"""

import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydicom.dataset import Dataset

from app.pacs.network.connection import StorageSession, echo
from app.pacs.network.failures import SendError
from app.settings.archives import Archive
from tests.pacs.receiver import HOST, free_port
from tests.support import PATIENCE_S, dicom_bytes

US = "RETIVASC"
_WEB_PLUGIN = "libOrthancDicomWeb.so"
_PLUGINS = ("/usr/share/orthanc/plugins", "/usr/lib/orthanc", "/usr/local/share/orthanc/plugins")


@dataclass(frozen=True)
class Counterpart:
    """An archive that runs.

    Attributes:
        archive: how it is called.
        receive_port: to which it sends when it is asked to (C-MOVE).
        web: address of its DICOMweb service; empty where it has none.
    """

    archive: Archive
    receive_port: int
    web: str = ""

    def keep(self, *datasets: Dataset) -> None:
        """Have it store data sets."""
        with StorageSession(self.archive, timeout_s=PATIENCE_S) as session:
            for number, dataset in enumerate(datasets):
                session.store(dicom_bytes(dataset), f"{number}.dcm")


def program(*names: str) -> str:
    """Return the path of a program; skip the test where it is not installed."""
    for name in names:
        if found := shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin"):
            return found
    return pytest.skip(f"{names[0]} is not installed")


@contextmanager
def running(command: Sequence[object], folder: Path, answers: Callable[[], bool]) -> Iterator[None]:
    """Run a program until the end of the block, once it answers."""
    log = folder / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command], stdout=output, stderr=output, cwd=folder
        )
    try:
        end = time.monotonic() + PATIENCE_S
        while not answers():
            assert process.poll() is None, log.read_text(errors="replace")
            assert time.monotonic() < end, log.read_text(errors="replace")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def orthanc(folder: Path, **options: object) -> Iterator[Counterpart]:
    """Run Orthanc with DICOMweb; further options are those of its configuration."""
    binary = program("Orthanc", "orthanc")
    plugin = next((p for p in _PLUGINS if (Path(p) / _WEB_PLUGIN).exists()), None)
    if plugin is None:
        pytest.skip("orthanc-dicomweb is not installed")
    archive = Archive(HOST, free_port(), "ORTHANC", US)
    web, back = free_port(), free_port()
    configuration = {
        "Name": "test",
        "StorageDirectory": str(folder / "storage"),
        "IndexDirectory": str(folder / "storage"),
        "HttpPort": web,
        "DicomPort": archive.port,
        "DicomAet": archive.called,
        "DicomCheckCalledAet": True,
        "DicomAlwaysAllowEcho": False,
        "DicomAlwaysAllowStore": False,
        "DicomModalities": {"us": [US, HOST, back]},
        "AuthenticationEnabled": False,
        "Plugins": [f"{plugin}/{_WEB_PLUGIN}"],
        "DicomWeb": {"Enable": True},
        "ExecuteLuaEnabled": False,
        **options,
    }
    (folder / "storage").mkdir()
    file = folder / "orthanc.json"
    file.write_text(json.dumps(configuration))
    url = f"http://{HOST}:{web}"
    with running([binary, file], folder, lambda: _answers_web(url)):
        yield Counterpart(archive, back, f"{url}/dicom-web")


@contextmanager
def dcmqrscp(folder: Path, *options: str) -> Iterator[Counterpart]:
    """Run dcmtk's archive."""
    binary = program("dcmqrscp")
    archive, back = Archive(HOST, free_port(), "DCMQR", US), free_port()
    (folder / "store").mkdir()
    file = folder / "dcmqrscp.cfg"
    file.write_text(
        f"NetworkTCPPort = {archive.port}\n"
        "MaxPDUSize = 16384\nMaxAssociations = 16\n"
        # It asks for the name of whoever calls, which may or may not be found.
        f"HostTable BEGIN\nus = ({US}, localhost, {back})\nhere = ({US}, {HOST}, {back})\n"
        "known = us, here\nHostTable END\n"
        "VendorTable BEGIN\nVendorTable END\n"
        f"AETable BEGIN\n{archive.called} {folder / 'store'} RW (200, 1024mb) known\nAETable END\n"
    )
    with running([binary, "-c", file, *options], folder, lambda: _answers(archive)):
        yield Counterpart(archive, back)


@contextmanager
def wlmscpfs(folder: Path, entries: Mapping[str, Dataset]) -> Iterator[Archive]:
    """Run dcmtk's worklist with entries, by the names of their files."""
    binary = program("wlmscpfs")
    archive = Archive(HOST, free_port(), "WORKLIST", US)
    own = folder / archive.called
    own.mkdir()
    (own / "lockfile").touch()
    for name, entry in entries.items():
        (own / f"{name}.wl").write_bytes(dicom_bytes(entry))
    command = [binary, "--data-files-path", folder, archive.port]
    with running(command, folder, lambda: _answers(archive)):
        yield archive


def _answers(archive: Archive) -> bool:
    try:
        echo(archive)
    except SendError:
        return False
    return True


def _answers_web(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/system", timeout=5):
            return True
    except OSError:
        return False
