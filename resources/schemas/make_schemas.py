"""Write down the JSON schema of the records, for programs that read them to check against.

Run from the top folder after the structs of app/records/schema.py have changed:
python resources/schemas/make_schemas.py
"""

from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from app.records.json_text import to_json
from app.records.schema import SCHEMA, AnalysisRecord, FailureRecord

FILE = Path(__file__).with_name(f"{SCHEMA.replace('/', '-')}.json")


def record_schema() -> dict[str, Any]:
    """Return the schema: a record is of an analysis, or of a failure."""
    either, parts = msgspec.json.schema_components((AnalysisRecord, FailureRecord))
    for part in parts.values():
        if "description" in part:  # which keeps its indentation, or not, by the version of Python
            part["description"] = cleandoc(part["description"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "anyOf": list(either),
        "$defs": parts,
    }


def main() -> None:
    """Write the schema next to this file."""
    FILE.write_bytes(to_json(record_schema()))


if __name__ == "__main__":
    main()
