"""A catalogue of the first schema, opened by today's program."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from defcat.catalogue import Catalogue
from defcat.dossier import load
from defcat.storage import file
from defcat.storage.engine import make_engine
from defcat.storage.key import Secret, make_key
from defcat.storage.migrations import run
from tests.core.making import NOON

AGREEMENTS = [
    # duration, renewal period, notice period, notes
    ("Five years", None, "six (6) months", None),
    ("As long as both like", "P5Y", None, "Keep an eye on it."),
    (None, None, None, "Nothing of a term."),
]


def first_schema(connection: Connection) -> None:
    """Make the tables of the first schema, with three agreements in force since 2020."""
    config = Config()
    config.set_main_option("script_location", str(Path(run.__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    sql = connection.exec_driver_sql
    sql(f"PRAGMA application_id = {file.APPLICATION_ID}")
    sql("PRAGMA user_version = 1")
    sql("INSERT INTO setting VALUES ('marking-scheme', 'plain')")
    for n, (duration, renewal, notice, notes) in enumerate(AGREEMENTS, 1):
        sql(
            "INSERT INTO record (id, kind, number, uid, title, sort_key, sort_title, notes,"
            " created_at, created_by, changed_at, changed_by, archived)"
            " VALUES (?, 'agreement', ?, ?, 'MoU', ?, 'mou', ?, '', '', '', '', 0)",
            (n, n, f"uid{n}", n, notes),
        )
        sql(
            "INSERT INTO agreement (id, type, duration, renewal_period, notice_period, status)"
            " VALUES (?, 'mou', ?, ?, ?, 'in-force')",
            (n, duration, renewal, notice),
        )
        sql(
            "INSERT INTO event (id, record_id, type, date)"
            " VALUES (?, ?, 'entry-into-force', '2020-01-01')",
            (n, n),
        )


@pytest.mark.parametrize("key", [None, Secret("a passphrase")])
def test_durations_are_read_or_kept_in_the_notes_and_statuses_computed(
    tmp_path: Path, key: Secret | None
) -> None:
    path = tmp_path / "old.defcat"
    raw = None if key is None else make_key(key, bytes(range(200, 216)))
    engine = make_engine(path, write=True, create=True, key=raw)
    with engine.execution_options(write=True).begin() as connection:
        first_schema(connection)
    engine.dispose()
    names = ("duration", "renewal_period", "notice_period", "notes")
    with (
        Catalogue.open(path, key=key, now=lambda: NOON) as catalogue,
        catalogue.read() as connection,
    ):
        found = [load(connection, n) for n in (1, 2, 3)]
    assert [tuple(each.values[name] for name in names) for each in found] == [
        ("P5Y", None, "P6M", None),
        (None, "P5Y", None, "Keep an eye on it.\nDuration: As long as both like"),
        (None, None, None, "Nothing of a term."),
    ]
    assert [each.computed["status"] for each in found] == ["in-force"] * 3
    assert found[0].computed["ends"] == "2025-01-01"
    later = datetime(2025, 1, 2, 12, tzinfo=UTC)
    with (
        Catalogue.open(path, key=key, now=lambda: later) as catalogue,
        catalogue.read() as connection,
    ):
        assert load(connection, 1).computed["status"] == "expired"
