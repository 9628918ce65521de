"""Write into a bundle what it is made of; run by the Python that the bundle was made with.

``describe.py INTERNAL TOC``: the bundle's inner folder, and PyInstaller's list of what it copied.
"""

import json
import shutil
import sys
from importlib import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.licences.components import key
from bill_of_materials import BillError, components, read_sources, write_bill, write_notices
from release import read_version


def main(internal: Path, toc: Path) -> None:
    """Write the bill of materials and the notices.

    Raises:
        SystemExit: a licence is in the way, or its text is missing.
    """
    parts = components(internal, metadata.distributions(), sources=read_sources(toc))
    try:
        write_notices(parts, internal / "THIRD_PARTY_NOTICES.txt")
        write_bill(parts, internal / "bom.cdx.json", version=read_version())
    except BillError as error:
        sys.exit(f"The bundle must not be handed out:\n{error}")
    _drop_absent(internal)


def _drop_absent(internal: Path) -> None:
    """Remove the metadata of packages of which nothing is in the bundle: they are not installed."""
    bill = json.loads((internal / "bom.cdx.json").read_text(encoding="utf-8"))
    present = {key(component["name"]) for component in bill["components"]} | {"retivasc"}
    for information in internal.glob("*.dist-info"):
        if key(information.name.partition("-")[0]) not in present:
            shutil.rmtree(information)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
