"""Add the queue of a node: what it has received, and what it must send."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "arrivals",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("node"),
        sa.Column("sha256", sa.String(64), nullable=False),
        *map(_text, ("sop_instance_uid", "source", "stamp", "file")),
        _number("size"),
        _text("state"),
        _number("tries"),
        *map(_text, ("due", "claim", "problem", "received_at", "done_at")),
        sa.UniqueConstraint("node", "sha256"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("arrival_id", sa.Integer(), sa.ForeignKey("arrivals.id"), nullable=False),
        *map(_text, ("node", "destination", "kind", "sop_class_uid", "sop_instance_uid", "file")),
        sa.Column("sha256", sa.String(64), nullable=False),
        _text("state"),
        _number("tries"),
        *map(_text, ("due", "problem", "transaction_uid", "sent_at")),
        sa.UniqueConstraint("arrival_id", "destination", "kind"),
    )
    op.create_index("arrivals_by_state", "arrivals", ["node", "state", "id"])
    op.create_index("arrivals_by_source", "arrivals", ["node", "source"])
    op.create_index("deliveries_by_state", "deliveries", ["node", "state", "id"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)
