"""A cohort of invented numbers, in which the report has something to find."""

from pathlib import Path

import numpy as np

from app import __version__
from app.base.files import make_folder
from app.cohort.columns import Row, columns
from app.cohort.folder import Folder, folder_of
from app.cohort.parts import place_part, schema_of
from app.cohort.plan import SCHEMA, Plan, write_json

COVARIATES = ("site", "age", "name")

_MIDDLES = {
    "vessel_density": (0.10, 0.015),
    "fractal_dimension": (1.45, 0.03),
    "skeleton_fractal_dimension": (1.30, 0.03),
    "skeleton_length_density": (9.0, 1.2),
    "mean_calibre": (0.011, 0.001),
    "tortuosity": (1.06, 0.01),
    "branch_points": (60, 12),
    "end_points": (80, 14),
}


def invented_rows(persons: int, seed: int = 0) -> list[Row]:
    """Return four photographs of each person, two of each eye; every tenth fails."""
    rng = np.random.default_rng(seed)
    rows: list[Row] = []
    for person in range(persons):
        camera, own = ("Eye 1", "Eye 2")[person % 2], rng.normal()
        age = int(rng.integers(20, 80))
        for eye in ("R", "R", "L", "L"):
            number = len(rows)
            row: Row = {
                "number": number,
                "id": f"Doe^Jane-{number}",
                "file": f"/study/Doe^Jane/{number}.png",
                "subject": f"MRN{person}",
                "day": "20260301",
                "sha256": f"{number:064d}",
                "eye": eye,
                "site": ("North", "South")[person % 2],
                "age": str(age),
                "name": f"Doe^Jane{person}",
            }
            if number % 10 == 9:
                row |= {
                    "state": "failed",
                    "error_kind": "ImageReadError",
                    "failure": "“…” is damaged.",
                    "error": f"“Doe^Jane{number}.png” is damaged.",
                }
            else:
                row |= {"state": "measured", "camera": camera, "quality": "good"}
                row |= {"quality_score": float(rng.uniform(0.4, 0.9))}
                for name, (middle, sd) in _MIDDLES.items():
                    shift = 0.8 * (camera == "Eye 2") + own + 0.3 * rng.normal()
                    row[name] = float(middle + sd * shift)
            rows.append(row)
    rows[0]["vessel_density"] = 0.9
    return rows


def invented_cohort(place: Path, persons: int = 40, rows: list[Row] | None = None) -> Folder:
    """Write a cohort of invented numbers, as if it had been analysed and joined."""
    rows = invented_rows(persons) if rows is None else rows
    folder = folder_of(place, key=None)
    make_folder(folder.path)
    place_part(folder.parquet, rows, schema_of(columns(COVARIATES)))
    plan = Plan(
        schema=SCHEMA,
        software_version=__version__,
        count=len(rows),
        bytes=0,
        chunk=1,
        covariates=COVARIATES,
        settings={"model": ["invented", "1", "ab" * 32]},
        settings_sha256="cd" * 32,
        maps="none",
        deidentified=False,
    )
    write_json(folder.plan, plan)
    return folder
