"""Make the first schema."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_PATIENT = "patients.id"


def upgrade() -> None:
    """Make all tables."""
    _make_patients_and_photographs()
    _make_results_and_reports()
    _make_trail()
    _make_indexes()


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _digest(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=nullable)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _to(name: str, target: str, *, nullable: bool = False) -> sa.Column[Any]:
    kind: Any = sa.String(32) if target == _PATIENT else sa.Integer()
    return sa.Column(name, kind, sa.ForeignKey(target), nullable=nullable)


def _make_patients_and_photographs() -> None:
    op.create_table(
        "patients",
        sa.Column("id", sa.String(32), primary_key=True),
        _text("issuer"),
        _text("identifier", nullable=True),
        *map(_text, ("name", "birth_date", "sex", "typed", "search", "sorted_name")),
        *map(_text, ("last_date", "opened_at")),
        _to("merged_into", _PATIENT, nullable=True),
        _number("version"),
        sa.UniqueConstraint("issuer", "identifier"),
    )
    op.create_table(
        "photographs",
        _id(),
        _digest("sha256"),
        _number("frame"),
        _to("patient_id", _PATIENT, nullable=True),
        _to("assigned_id", _PATIENT, nullable=True),
        *map(_text, ("stated", "typed", "date", "eye", "quality", "state")),
        _digest("thumbnail", nullable=True),
        _text("kept_at"),
        _number("version"),
        sa.UniqueConstraint("sha256", "frame"),
    )
    op.create_table(
        "locations",
        _id(),
        _to("photograph_id", "photographs.id"),
        _text("path"),
        _text("member"),
        sa.UniqueConstraint("photograph_id", "path", "member"),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), sa.ForeignKey("photographs.id"), primary_key=True),
        _text("reading", nullable=True),
        _text("text", nullable=True),
        _text("changed_at"),
        _text("changed_by"),
        _number("version"),
    )


def _make_results_and_reports() -> None:
    op.create_table(
        "results",
        _id(),
        _to("photograph_id", "photographs.id"),
        *map(_text, ("record", "reading", "model_sha256", "software_version")),
        _digest("findings", nullable=True),
        _text("made_at"),
        _text("made_by"),
    )
    op.create_table(
        "reports",
        _id(),
        sa.Column("report", sa.String(32), nullable=False),
        _number("number"),
        _to("patient_id", _PATIENT, nullable=True),
        _text("state"),
        _digest("content"),
        _digest("pdf", nullable=True),
        *map(_text, ("author", "made_at", "made_by")),
        sa.UniqueConstraint("report", "number"),
    )
    op.create_table(
        "reported",
        _id(),
        _to("report_id", "reports.id"),
        _to("result_id", "results.id"),
        sa.UniqueConstraint("report_id", "result_id"),
    )
    op.create_table(
        "sendings", _id(), _to("report_id", "reports.id"), _text("destination"), _text("sent_at")
    )


def _make_trail() -> None:
    op.create_table(
        "events",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        *map(_text, ("at", "who", "action", "subject")),
        _text("details", nullable=True),
        *map(_digest, ("details_sha256", "previous", "hash")),
    )
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_table("erasures", sa.Column("sha256", sa.String(64), primary_key=True))


def _make_indexes() -> None:
    for name, table, *columns in (
        ("patients_by_name", "patients", "sorted_name", "id"),
        ("patients_by_date", "patients", "last_date", "id"),
        ("patients_by_opening", "patients", "opened_at", "id"),
        ("photographs_of_patient", "photographs", "patient_id", "date"),
        ("photographs_assigned", "photographs", "assigned_id"),
        ("photographs_by_date", "photographs", "date"),
        ("results_of_photograph", "results", "photograph_id"),
        ("reports_of_patient", "reports", "patient_id"),
        ("reported_results", "reported", "result_id"),
        ("sendings_of_report", "sendings", "report_id"),
    ):
        op.create_index(name, table, columns)
