"""What a record means: statuses that know how long they hold, findings made anew, merged records.

The table of findings was empty in the first schema, so it is made again. The search index holds the
codes of countries now: it is emptied here, and made anew when the catalogue is opened.
"""

import sqlalchemy as sa
from alembic import op

from defcat.errors import InputError
from defcat.periods import Period

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PERIODS = {
    "duration": "Duration",
    "renewal_period": "Renewal period",
    "notice_period": "Notice period",
}


def upgrade() -> None:
    op.add_column("record", sa.Column("merged_into", sa.Integer()))
    op.add_column("event", sa.Column("until", sa.String()))
    op.add_column("commitment", sa.Column("promised", sa.String()))
    op.add_column("commitment", sa.Column("closed", sa.String()))
    op.add_column("agreement", sa.Column("ends", sa.String()))
    op.add_column("agreement", sa.Column("status_event", sa.Integer()))
    for name in ("status_since", "status_until"):
        op.add_column("agreement", sa.Column(name, sa.String()))
    for name in ("status", "status_since", "status_until"):
        op.create_index(op.f(f"ix_agreement_{name}"), "agreement", [name])
    _parts()
    _findings()
    _periods()
    # Of the old statuses nothing says how long they hold: none was computed by today's rules.
    op.execute("UPDATE agreement SET status = NULL, status_reason = NULL")


def _periods() -> None:
    """Store durations as ISO 8601; what cannot be read as one goes to the notes, as it was."""
    record = sa.table("record", sa.column("id"), sa.column("notes"))
    names: dict[str, sa.ColumnClause[str]] = {
        label: sa.column(name) for name, label in _PERIODS.items()
    }
    agreement = sa.table("agreement", sa.column("id"), *names.values())
    some = sa.or_(*(column.is_not(None) for column in names.values()))
    connection = op.get_bind()
    for row in connection.execute(sa.select(agreement).where(some)).mappings().all():
        lines, values = [], {}
        for label, column in names.items():
            typed = row[column.name]
            values[column.name] = read = _period(typed)
            if typed is not None and read is None:
                lines.append(f"{label}: {typed}")
        this = agreement.c.id == row["id"]
        connection.execute(sa.update(agreement).where(this).values(values))
        if lines:
            mine = record.c.id == row["id"]
            notes = connection.scalar(sa.select(record.c.notes).where(mine))
            text = "\n".join([*([notes] if notes else []), *lines])
            connection.execute(sa.update(record).where(mine).values(notes=text))


def _period(typed: str | None) -> str | None:
    try:
        return str(Period.read(typed)) if typed else None
    except InputError:
        return None


def _parts() -> None:
    op.create_table(
        "hand_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("date", sa.String(), nullable=True),
        sa.Column("until", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=True),
        sa.Column("set_on", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_hand_status_record_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_status")),
    )
    op.create_index(op.f("ix_hand_status_record_id"), "hand_status", ["record_id"])
    op.create_table(
        "dismissal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=True),
        sa.Column("set_on", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_dismissal_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dismissal")),
    )
    op.create_index(op.f("ix_dismissal_record_id"), "dismissal", ["record_id"])


def _findings() -> None:
    op.drop_table("finding")
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=True),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("fix", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    for name in ("rule", "record_id", "other_id", "scope"):
        op.create_index(op.f(f"ix_finding_{name}"), "finding", [name])
