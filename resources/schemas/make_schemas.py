"""Write down the JSON schema of the records, for programs that read them to check against.

Run from the top folder after the structs of app/records have changed:
python resources/schemas/make_schemas.py
"""

from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from app.records import comparison, schema
from app.records.comparison import ComparisonRecord
from app.records.json_text import to_json
from app.records.schema import AnalysisRecord, FailureRecord

RECORDS: dict[str, tuple[type[msgspec.Struct], ...]] = {
    schema.SCHEMA: (AnalysisRecord, FailureRecord),
    comparison.SCHEMA: (ComparisonRecord,),
}
"""The kinds of record of each schema, which are any of them."""


def file_of(name: str) -> Path:
    """Return where a schema is written down."""
    return Path(__file__).with_name(f"{name.replace('/', '-')}.json")


def record_schema(name: str) -> dict[str, Any]:
    """Return a schema by its name."""
    either, parts = msgspec.json.schema_components(RECORDS[name])
    for part in parts.values():
        if "description" in part:  # which keeps its indentation, or not, by the version of Python
            part["description"] = cleandoc(part["description"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "anyOf": list(either),
        "$defs": parts,
    }


def main() -> None:
    """Write the schemas next to this file."""
    for name in RECORDS:
        file_of(name).write_bytes(to_json(record_schema(name)))


if __name__ == "__main__":
    main()
