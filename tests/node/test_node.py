"""The whole way, with other makers' programs at both ends, and whatever ends it on the way."""

import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import replace

import pydicom
import pytest

from app.pacs.network.connection import echo
from app.pacs.network.failures import SendError
from app.store.opening import open_store
from app.store.verification import verify
from tests.node.running import (
    CAMERA,
    QUICK,
    RESULTS,
    TITLE,
    fundus,
    needs_dcmtk,
    node_in,
    queue_of,
    sent,
    storescu,
    write,
)
from tests.pacs.examples import errors_in
from tests.pacs.orthanc import running_orthanc
from tests.pacs.receiver import HOST, free_port, receiving
from tests.support import dicom_bytes, refused


@needs_dcmtk
def test_what_a_camera_sends_is_analysed_and_the_archive_keeps_the_results(tmp_path):
    names = {
        "ISO_IR 100": "Müller^Jörg",
        "GB18030": "Wang^XiaoDong=王^小东",
        "\\ISO 2022 IR 149": "Hong^Gildong=洪^吉洞=홍^길동",
        "ISO 2022 IR 13\\ISO 2022 IR 87": "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
    }
    files = [
        write(
            fundus(number, SpecificCharacterSet=charset.split("\\"), PatientName=name),
            tmp_path / f"{number}.dcm",
        )
        for number, (charset, name) in enumerate(names.items())
    ]
    ports = (free_port(), free_port())
    with node_in(tmp_path) as node:
        modalities = {"node": (TITLE, HOST, node.port)}
        with running_orthanc(tmp_path / "pacs", modalities, ports=ports) as orthanc:
            node.send_to("pacs", orthanc.archive, "commit = true")
        # The archive is down, and the photographs come nevertheless; one of them twice.
        node.start()
        assert storescu(node, *files, files[0]).returncode == 0
        for stranger in ({"title": "STRANGER"}, {"called": "ELSEWHERE"}):
            assert storescu(node, files[0], **stranger).returncode != 0
        with queue_of(node) as look:
            node.wait_until(lambda: look().photographs["done"] == 4)
            node.wait_until(lambda: any(each.destination for each in look().mishaps))
        with running_orthanc(tmp_path / "pacs", modalities, ports=ports) as orthanc:
            node.wait_until(lambda: sent(node) == 12)  # and the archive has committed itself
            assert orthanc.modalities() == sorted(["DOC", "SEG", "SR"] * 4)
            for instance in orthanc.get("/instances"):
                assert errors_in(orthanc.file(instance), tmp_path) == []
            found = {
                orthanc.get(f"/studies/{study}")["PatientMainDicomTags"]["PatientName"]
                for study in orthanc.get("/studies")
            }
        assert node.stop() == 0
        status = node.status()
    assert found == set(names.values())
    assert status["running"] is False
    assert {name: count for name, count in status["queue"]["photographs"].items() if count} == {
        "done": 4
    }
    assert status["queue"]["mishaps"] == []
    assert not list((node.home / "results").glob("*/*"))


@needs_dcmtk
def test_killed_at_any_time_everything_is_there_once(tmp_path):
    photograph = write(fundus(), tmp_path / "photograph.dcm")
    large = write(fundus(1, side=1500), tmp_path / "large.dcm")
    uid = str(pydicom.dcmread(photograph).SOPInstanceUID)
    with receiving(kinds=RESULTS, delay_s=0.2) as archive, node_in(tmp_path) as node:
        node.send_to("pacs", archive.archive)
        node.start()
        # While it receives: what was confirmed is there, what was not is sent again.
        sending = subprocess.Popen(
            ["storescu", "-aet", CAMERA, "-aec", TITLE, HOST, str(node.port), str(photograph)]
            + [str(large)] * 50,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        node.wait_until(lambda: list((node.home / "photographs").glob("*/*")))
        node.kill()
        sending.wait()
        node.start()
        assert list((node.home / "spool").glob("*")) == []
        assert storescu(node, photograph, large).returncode == 0
        with queue_of(node) as look:  # while it analyses
            node.wait_until(lambda: look().photographs["begun"] == 1)
            node.kill()
            node.start()
            node.wait_until(lambda: look().photographs["done"] >= 1)
            node.wait_until(lambda: archive.associations > 0)  # while it sends
            node.kill()
            node.start()
            node.wait_until(lambda: look().photographs["done"] == 2)
            node.wait_until(lambda: sent(node) == 6)
        assert node.stop() == 0
        stored = {}
        for each in archive.stored:
            assert stored.setdefault(each.SOPInstanceUID, each) == each
    assert Counter(each.Modality for each in stored.values()) == {"DOC": 2, "SEG": 2, "SR": 2}
    referred = [each.SOPInstanceUID for each in stored.values() if uid in str(each)]
    assert len(referred) == 3
    store = open_store(node.home / "cases")
    assert verify(store) == []
    store.close()


def test_a_folder_is_watched_and_a_browser_shows_how_the_node_is_doing(tmp_path):
    camera = tmp_path / "camera 病例"
    camera.mkdir()
    page = free_port()
    settings = f'[page]\nport = {page}\n[[folders]]\npath = "{camera}"\nsettle_s = 0.5\n'
    content = dicom_bytes(fundus())
    (camera / "before.dcm").write_bytes(content)
    records = tmp_path / "records"
    with (
        receiving(kinds=RESULTS) as archive,
        node_in(tmp_path, rest=settings, analysis=f'json = "{records}"') as node,
        queue_of(node) as look,
    ):
        node.send_to("pacs", archive.archive, 'results = ["structured report"]')
        node.start()
        (camera / "again.dcm").write_bytes(content)
        (camera / "damaged Wang^Li.dcm").write_bytes(content[:5000])
        (camera / "notes.txt").write_text("no photograph")
        with (camera / "slow.dcm").open("wb") as slow:  # it is at rest only when it is whole
            other = dicom_bytes(fundus(1))
            for start in range(0, len(other), len(other) // 8):
                slow.write(other[start : start + len(other) // 8])
                slow.flush()
                time.sleep(0.1)
        node.wait_until(lambda: sum(look().photographs.values()) == 3)
        node.wait_until(lambda: look().photographs["done"] == 2 and look().photographs["failed"])
        node.wait_until(lambda: sent(node) == 2)
        refused(SendError, echo, replace(node.archive, calling="STRANGER"))
        with urllib.request.urlopen(f"http://{HOST}:{page}/status.json") as answer:
            plain = answer.read().decode()
        shown = _dom(f"http://{HOST}:{page}/", tmp_path / "profile")
        for method, host in (("POST", HOST), ("GET", "elsewhere.example")):
            asked = urllib.request.Request(
                f"http://{HOST}:{page}/", headers={"Host": f"{host}:{page}"}, method=method
            )
            with pytest.raises(urllib.error.HTTPError):
                urllib.request.urlopen(asked)
        assert node.stop() == 0
    assert len(archive.stored) == 2
    assert len(list(records.glob("*.json"))) == 2
    assert sorted(path.name for path in camera.iterdir()) == [
        *("again.dcm", "before.dcm", "damaged Wang^Li.dcm", "notes.txt", "slow.dcm")
    ]
    for text in (plain, *filter(None, [shown])):
        assert "Wang" not in text
    if shown is not None:
        assert '<td>done</td><td class="number">2</td>' in shown
        assert '<td>failed</td><td class="number">1</td>' in shown
        assert '<td>callers not known</td><td class="number">1</td>' in shown


def _dom(address, profile):
    """Return what a browser makes of a page that it does not complain of; None without one."""
    browser = shutil.which("chromium")
    if browser is None:
        return None
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
    logged = ("--enable-logging=stderr", f"--user-data-dir={profile}", "--dump-dom")
    done = subprocess.run([browser, *options, *logged, address], capture_output=True, check=True)
    complaints = [line for line in done.stderr.decode().splitlines() if "CONSOLE" in line]
    assert complaints == []
    return done.stdout.decode()


def test_eight_at_once_send_two_hundred_and_each_result_goes_once(tmp_path):
    """Everything but the analysis itself is the node's own; ``make bench`` times the whole."""
    with receiving(kinds=RESULTS) as archive, node_in(tmp_path, workers=2) as node:
        node.send_to("pacs", archive.archive, 'results = ["structured report"]')
        node.start(*QUICK)
        sent_uids = _send_from_eight(node, tmp_path)
        with queue_of(node) as look:  # told to stop in the middle, as a terminal does: all at once
            before = look().photographs
            for child in node.children():
                os.kill(child, signal.SIGTERM)
            assert node.stop() == 0
            assert look().photographs["begun"] == 0
            assert sum(look().photographs.values()) == sum(before.values()) == 200
            node.start(*QUICK)
            node.wait_until(lambda: look().photographs["done"] == 200)
            node.wait_until(lambda: sent(node) == 200)
        assert node.stop() == 0
        assert "Fatal" not in node.log
        assert "Traceback" not in node.log
    made_from = [each.StudyID for each in archive.stored]
    assert sorted(made_from) == sorted(sent_uids)


def _send_from_eight(node, folder):
    """Send from eight associations at once; return by what each photograph is known."""
    marks, sending = [], []
    for sender in range(8):
        own = folder / f"sender {sender}"
        own.mkdir()
        for number in range(25):
            mark = f"{sender}-{number}"
            write(fundus(25 * sender + number, side=32, StudyID=mark), own / f"{number}.dcm")
            marks.append(mark)
        command = ["storescu", "-aet", CAMERA, "-aec", TITLE, "+sd", HOST, str(node.port)]
        sending.append(subprocess.Popen([*command, str(own)]))
    assert [each.wait() for each in sending] == [0] * 8
    return marks
