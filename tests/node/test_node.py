"""The whole way, with other makers' programs at both ends."""

import subprocess

import pytest

from tests.node.running import CAMERA, TITLE, fundus, node_in, write
from tests.pacs.orthanc import running_orthanc
from tests.pacs.receiver import HOST, missing


def storescu(node, *files, title=CAMERA, options=()):
    """Send files with dcmtk's program; return what became of that."""
    command = ["storescu", "-aet", title, "-aec", TITLE, *options, HOST, str(node.port)]
    return subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)


@pytest.mark.skipif(missing("storescu"), reason="dcmtk is not installed")
def test_what_a_camera_sends_is_analysed_and_its_results_are_in_the_archive(tmp_path):
    photograph = write(fundus(), tmp_path / "photograph.dcm")
    with running_orthanc(tmp_path / "orthanc") as orthanc, node_in(tmp_path) as node:
        node.send_to("pacs", orthanc.archive)
        node.start()
        done = storescu(node, photograph)
        assert done.returncode == 0, done.stderr
        node.wait_until(lambda: orthanc.modalities() == ["DOC", "SEG", "SR"])
        assert node.stop() == 0
        [study] = orthanc.get("/studies")
        tags = orthanc.get(f"/studies/{study}")
        assert tags["MainDicomTags"]["StudyInstanceUID"] == "1.2.3.1"
        assert tags["PatientMainDicomTags"]["PatientName"] == "Doe^Jane"
        status = node.status()
    assert status["running"] is False
    assert status["queue"]["photographs"]["done"] == 1
    assert status["queue"]["results"]["pacs"]["done"] == 3
    assert not list((node.home / "results").glob("*/*"))
