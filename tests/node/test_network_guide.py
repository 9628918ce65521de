"""What the guide to the network tells an archive to do, done by one."""

import json
import re
from dataclasses import replace

from tests.node.running import CAMERA, QUICK, TITLE, fundus, needs_dcmtk, node_in, storescu, write
from tests.pacs.orthanc import running_orthanc
from tests.pacs.receiver import HOST, free_port
from tests.support import ROOT


def examples(language):
    """Return the guide's examples in a language."""
    text = (ROOT / "packaging" / "NETWORK.md").read_text()
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@needs_dcmtk
def test_orthanc_sends_photographs_on_and_gets_results(tmp_path):
    [told], [script] = examples("json"), examples("lua")
    [modality] = json.loads(told)["DicomModalities"].items()
    assert modality[1]["AET"] == TITLE
    lua = tmp_path / "retivasc.lua"
    lua.write_text(script)
    photograph = write(fundus(StudyID="0"), tmp_path / "photograph.dcm")
    ports = (free_port(), free_port())
    with node_in(tmp_path) as node:
        modalities = {modality[0]: (TITLE, HOST, node.port), "camera": (CAMERA, HOST, node.port)}
        with running_orthanc(
            tmp_path / "pacs", modalities, ports=ports, LuaScripts=[str(lua)]
        ) as orthanc:
            node.send_to("pacs", orthanc.archive, 'results = ["structured report"]')
            node.start(*QUICK)
            camera = node_at(node, ports[0])
            assert storescu(camera, photograph, called="ORTHANC").returncode == 0
            node.wait_until(lambda: len(orthanc.modalities()) == 2)
            assert node.stop() == 0


def node_at(node, port):
    """Return what is called at another port."""
    return replace(node, port=port)
