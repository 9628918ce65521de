"""The tables of the store: texts and whole numbers only, so that every database holds the same.

Moments are in ISO 8601 and UTC, days are YYYYMMDD, "" where none is known. What has parts is JSON.
"""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "0002"
"""The revision of the schema that this version writes."""

METADATA = MetaData()

PATIENTS = Table(
    "patients",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("issuer", Text, nullable=False),
    Column("identifier", Text),
    Column("name", Text, nullable=False),
    Column("birth_date", Text, nullable=False),
    Column("sex", Text, nullable=False),
    Column("typed", Text, nullable=False),  # the facts that a person typed, JSON
    Column("search", Text, nullable=False),
    Column("sorted_name", Text, nullable=False),
    Column("last_date", Text, nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("merged_into", ForeignKey("patients.id")),
    Column("version", Integer, nullable=False),
    UniqueConstraint("issuer", "identifier"),
)

PHOTOGRAPHS = Table(
    "photographs",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("frame", Integer, nullable=False),
    Column("patient_id", ForeignKey("patients.id")),  # merges followed
    Column("assigned_id", ForeignKey("patients.id")),
    Column("stated", Text, nullable=False),  # by the file, JSON
    Column("typed", Text, nullable=False),  # by a person, JSON
    Column("date", Text, nullable=False),
    Column("eye", Text, nullable=False),
    Column("quality", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("thumbnail", String(64)),
    Column("kept_at", Text, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("sha256", "frame"),
)

LOCATIONS = Table(
    "locations",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("photograph_id", ForeignKey("photographs.id"), nullable=False),
    Column("path", Text, nullable=False),
    Column("member", Text, nullable=False),
    UniqueConstraint("photograph_id", "path", "member"),
)

CASES = Table(
    "cases",
    METADATA,
    Column("id", ForeignKey("photographs.id"), primary_key=True),
    Column("reading", Text),
    Column("text", Text),
    Column("changed_at", Text, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

RESULTS = Table(
    "results",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("photograph_id", ForeignKey("photographs.id"), nullable=False),
    Column("record", Text, nullable=False),
    Column("reading", Text, nullable=False),
    Column("model_sha256", Text, nullable=False),
    Column("software_version", Text, nullable=False),
    Column("findings", String(64)),
    Column("made_at", Text, nullable=False),
    Column("made_by", Text, nullable=False),
)

REPORTS = Table(
    "reports",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("report", String(32), nullable=False),
    Column("number", Integer, nullable=False),  # of the version, from 1
    Column("patient_id", ForeignKey("patients.id")),
    Column("state", Text, nullable=False),
    Column("content", String(64), nullable=False),
    Column("pdf", String(64)),
    Column("author", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    UniqueConstraint("report", "number"),
)

REPORTED = Table(
    "reported",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("report_id", ForeignKey("reports.id"), nullable=False),
    Column("result_id", ForeignKey("results.id"), nullable=False),
    UniqueConstraint("report_id", "result_id"),
)

SENDINGS = Table(
    "sendings",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("report_id", ForeignKey("reports.id"), nullable=False),
    Column("destination", Text, nullable=False),
    Column("sent_at", Text, nullable=False),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", Text),  # NULL once erased with a patient
    Column("details_sha256", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

BLOBS = Table(
    "blobs",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

ARRIVALS = Table(
    "arrivals",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("node", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("sop_instance_uid", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("stamp", Text, nullable=False),  # of a watched file, by which it is known again
    Column("file", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due", Text, nullable=False),
    Column("claim", Text, nullable=False),  # of the worker that has it
    Column("problem", Text, nullable=False),  # JSON, or empty
    Column("received_at", Text, nullable=False),
    Column("done_at", Text, nullable=False),
    UniqueConstraint("node", "sha256"),
)
"""What a node has received and must analyse: work to do, of which the trail tells nothing."""

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("arrival_id", ForeignKey("arrivals.id"), nullable=False),
    Column("node", Text, nullable=False),
    Column("destination", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sop_class_uid", Text, nullable=False),
    Column("sop_instance_uid", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due", Text, nullable=False),
    Column("problem", Text, nullable=False),  # JSON, or empty
    Column("transaction_uid", Text, nullable=False),  # of the commitment that was asked for
    Column("sent_at", Text, nullable=False),
    UniqueConstraint("arrival_id", "destination", "kind"),
)
"""Which result a node must send where, until it has arrived there."""

ERASURES = Table("erasures", METADATA, Column("sha256", String(64), primary_key=True))
"""Contents that must still be taken out of the folder; a killed process leaves them to the next."""

Index("patients_by_name", PATIENTS.c.sorted_name, PATIENTS.c.id)
Index("patients_by_date", PATIENTS.c.last_date, PATIENTS.c.id)
Index("patients_by_opening", PATIENTS.c.opened_at, PATIENTS.c.id)
Index("photographs_of_patient", PHOTOGRAPHS.c.patient_id, PHOTOGRAPHS.c.date)
Index("photographs_assigned", PHOTOGRAPHS.c.assigned_id)
Index("photographs_by_date", PHOTOGRAPHS.c.date)
Index("results_of_photograph", RESULTS.c.photograph_id)
Index("reports_of_patient", REPORTS.c.patient_id)
Index("reported_results", REPORTED.c.result_id)
Index("sendings_of_report", SENDINGS.c.report_id)
Index("arrivals_by_state", ARRIVALS.c.node, ARRIVALS.c.state, ARRIVALS.c.id)
Index("arrivals_by_source", ARRIVALS.c.node, ARRIVALS.c.source)
Index("deliveries_by_state", DELIVERIES.c.node, DELIVERIES.c.state, DELIVERIES.c.id)

AUDITED = (PATIENTS, PHOTOGRAPHS, LOCATIONS, CASES, RESULTS, REPORTS, REPORTED, SENDINGS)
"""Whose rows the trail answers for, one by one; a table comes after those that it refers to."""

CONTENTS = (
    PHOTOGRAPHS.c.thumbnail,
    RESULTS.c.findings,
    REPORTS.c.content,
    REPORTS.c.pdf,
)
"""The columns that name contents by their SHA-256."""
