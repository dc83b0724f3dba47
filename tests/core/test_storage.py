"""The file: what it is, what it is not, who may write it, and what survives a crash."""

import gc
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from defcat import settings
from defcat.catalogue import Catalogue
from defcat.errors import (
    Damaged,
    DefcatError,
    FileProblem,
    Interrupted,
    LockedByAnother,
    NewerVersion,
    NotACatalogue,
    NotFound,
    Refused,
)
from defcat.model import METADATA, RECORD
from defcat.search import run
from defcat.search.parse import parse
from defcat.storage import file
from defcat.storage.engine import make_engine
from defcat.storage.key import Secret
from defcat.storage.lock import holder
from defcat.storage.migrations.run import upgrade_connection
from tests.core.making import dump, index_terms, make, start

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions and signals")


def seen(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# --- making and opening ---------------------------------------------------------------------


def test_a_new_catalogue_says_what_it_is_in_its_header(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue:
        path = catalogue.path
    header = path.read_bytes()[:100]
    assert header[:16] == b"SQLite format 3\x00"
    assert header[68:72] == b"DEFC"
    assert int.from_bytes(header[60:64], "big") == file.SCHEMA
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("write", [True, False])
def test_pragmas_of_every_connection(tmp_path: Path, write: bool) -> None:
    make(tmp_path).close()
    with (
        Catalogue.open(tmp_path / "desk.defcat", write=write) as catalogue,
        catalogue.read() as one,
        catalogue.read() as other,
    ):
        for connection in (one, other):
            pragma = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "query_only")
            }
            assert pragma == {
                "journal_mode": "wal",
                "synchronous": 2,  # FULL
                "foreign_keys": 1,
                "query_only": 0 if write else 1,
            }


@pytest.mark.parametrize(
    "name", ["my desk", "what? #1", "50%", "100%25", "रक्षा", "défense & co", "a'b\"c", "-x", "~"]
)
def test_any_file_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.defcat"
    with Catalogue.create(path) as catalogue, catalogue.change("Add") as change:
        change.add("topic", title="Drones", type="sector")
    assert sorted(p.name for p in tmp_path.iterdir()) == [path.name]
    with Catalogue.open(path, write=False) as catalogue:
        assert [row["title"] for row in dump(catalogue)["record"]] == ["Drones"]


def test_a_relative_path_stays_the_same_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    with Catalogue.create(Path("desk.defcat")) as catalogue:
        monkeypatch.chdir(tmp_path / "elsewhere")
        with catalogue.read() as one, catalogue.read() as other:  # the second is a new connection
            assert one.execute(select(RECORD)).all() == other.execute(select(RECORD)).all() == []
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["desk.defcat"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("missing/desk.defcat", NotFound),
        ("desk.sqlite", FileProblem),
        ("taken.defcat", FileProblem),
        ("folder.defcat", FileProblem),
        ("x" * 300 + ".defcat", FileProblem),
    ],
)
def test_what_cannot_be_made(tmp_path: Path, name: str, kind: type[DefcatError]) -> None:
    (tmp_path / "taken.defcat").write_text("mine")
    (tmp_path / "folder.defcat").mkdir()
    before = seen(tmp_path)
    with pytest.raises(kind) as refused:
        Catalogue.create(tmp_path / name)
    assert refused.value.what
    assert refused.value.fix
    assert seen(tmp_path) == before
    assert not (tmp_path / "missing").exists()


def test_an_unknown_marking_scheme_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no marking scheme"):
        make(tmp_path, scheme="atlantis")
    assert list(tmp_path.iterdir()) == []


def test_what_an_earlier_attempt_left_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "desk.defcat.new").write_bytes(b"half of a catalogue")
    with make(tmp_path) as catalogue:
        assert dump(catalogue)["record"] == []
    assert [p.name for p in tmp_path.iterdir()] == ["desk.defcat"]


# --- what is no catalogue ---------------------------------------------------------------------


def another_program(path: Path, journal: str, application: int = 0) -> None:
    with closing(driver.connect(str(path), isolation_level=None)) as connection:
        connection.execute(f"PRAGMA journal_mode = {journal}")
        connection.execute(f"PRAGMA application_id = {application}")
        connection.execute("CREATE TABLE notes (text)")


def catalogue_bytes(folder: Path) -> bytes:
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    with make(elsewhere) as catalogue, catalogue.change("Add") as change:
        for number in range(50):
            change.add("topic", title=f"Topic {number}", type="sector", notes="words " * 50)
    content = (elsewhere / "desk.defcat").read_bytes()
    shutil.rmtree(elsewhere)
    return content


def write_truncated(path: Path) -> None:
    content = catalogue_bytes(path.parent)
    path.write_bytes(content[: len(content) // 2])


def write_garbage(path: Path) -> None:
    content = catalogue_bytes(path.parent)
    noise = random.Random(7).randbytes(len(content) - 100)
    path.write_bytes(content[:100] + noise)


NO_CATALOGUES: dict[str, Callable[[Path], object]] = {
    "text": lambda path: path.write_text("Title,Date\nA visit,2024\n"),
    "one byte": lambda path: path.write_bytes(b"S"),
    "magic only": lambda path: path.write_bytes(b"SQLite format 3\x00"),
    "magic, then noise": lambda path: path.write_bytes(b"SQLite format 3\x00" + b"\xa7" * 9000),
    "empty": lambda path: path.write_bytes(b""),
    "folder": lambda path: path.mkdir(),
    "another program's": lambda path: another_program(path, "DELETE"),
    "another program's, with a log": lambda path: another_program(path, "WAL", 1234),
    "truncated": write_truncated,
    "garbage after the header": write_garbage,
}


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("what", NO_CATALOGUES)
def test_what_is_no_catalogue_is_refused_and_left_alone(
    tmp_path: Path, what: str, write: bool
) -> None:
    path = tmp_path / "thing.defcat"
    NO_CATALOGUES[what](path)
    before = seen(tmp_path)
    with pytest.raises(NotACatalogue) as refused:
        Catalogue.open(path, write=write)
    assert "thing.defcat" in refused.value.what
    assert refused.value.fix
    assert seen(tmp_path) == before
    assert [p.name for p in tmp_path.iterdir()] == ["thing.defcat"]


@pytest.mark.parametrize("write", [True, False])
def test_a_missing_file(tmp_path: Path, write: bool) -> None:
    for name in ("none.defcat", "no folder/none.defcat", "x" * 300 + ".defcat"):
        with pytest.raises((NotFound, FileProblem)) as refused:
            Catalogue.open(tmp_path / name, write=write)
        assert refused.value.fix
    assert list(tmp_path.iterdir()) == []


def set_version(path: Path, version: int) -> None:
    with closing(driver.connect(str(path), isolation_level=None)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")


@pytest.mark.parametrize("write", [True, False])
def test_a_newer_version_is_refused_with_both_numbers(tmp_path: Path, write: bool) -> None:
    make(tmp_path).close()
    path = tmp_path / "desk.defcat"
    set_version(path, file.SCHEMA + 7)
    before = seen(tmp_path)
    with pytest.raises(NewerVersion) as refused:
        Catalogue.open(path, write=write)
    assert f"schema {file.SCHEMA + 7}" in refused.value.what
    assert f"knows {file.SCHEMA}" in refused.value.what
    assert seen(tmp_path) == before


def test_damage_that_shows_later_asks_for_a_backup_to_be_restored(tmp_path: Path) -> None:
    content = bytearray(catalogue_bytes(tmp_path))
    path = tmp_path / "desk.defcat"
    size = int.from_bytes(content[16:18], "big")
    for page in range(8, len(content) // size):
        content[page * size : page * size + 100] = b"\xff" * 100
    path.write_bytes(content)
    with (
        pytest.raises(Damaged) as refused,
        Catalogue.open(path, write=False) as catalogue,
        catalogue.read() as connection,
    ):
        connection.execute(select(RECORD)).all()
    assert "desk.defcat" in refused.value.what
    assert "restore a backup" in refused.value.fix


# --- who may write --------------------------------------------------------------------------

HOLD = """
    import sys, time
    from pathlib import Path
    from defcat.catalogue import Catalogue
    catalogue = Catalogue.open(Path(sys.argv[1]), user="ravi")
    print("open", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A catalogue that another process has open for writing, and how to kill that process."""
    make(tmp_path).close()
    path = tmp_path / "desk.defcat"
    with start(HOLD, path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"

        def kill() -> None:
            process.kill()
            process.wait()

        yield path, kill
        kill()


def test_a_second_writer_is_told_who_holds_it(held: tuple[Path, Callable[[], None]]) -> None:
    path, _ = held
    with pytest.raises(LockedByAnother) as refused:
        Catalogue.open(path)
    assert "ravi on " in refused.value.what
    assert os.uname().nodename in refused.value.what
    assert refused.value.fix
    assert holder(path).startswith("ravi on ")


def test_the_lock_goes_when_its_holder_is_killed(held: tuple[Path, Callable[[], None]]) -> None:
    path, kill = held
    kill()
    with Catalogue.open(path, user="asha") as catalogue:
        assert holder(path).startswith("asha on ")
        with catalogue.change("Add") as change:
            change.add("topic", title="Drones", type="sector")
    assert [p.name for p in path.parent.iterdir()] == ["desk.defcat"]


def test_reading_needs_no_lock(held: tuple[Path, Callable[[], None]]) -> None:
    path, _ = held
    with Catalogue.open(path, write=False) as catalogue:
        assert dump(catalogue)["record"] == []
        assert not catalogue.writable
        with pytest.raises(Refused, match="reading only"), catalogue.change("Try"):
            pytest.fail("a change began")


def test_the_same_file_by_another_path_is_the_same_lock(tmp_path: Path) -> None:
    link = tmp_path / "link.defcat"
    with make(tmp_path) as catalogue:
        link.symlink_to(catalogue.path)
        with pytest.raises(LockedByAnother):
            Catalogue.open(link)


def test_a_link_to_a_catalogue_leads_to_its_log_too(tmp_path: Path) -> None:
    """What a killed program wrote last stands beside the file, and not beside the link."""
    path, link = tmp_path / "desk.defcat", tmp_path / "elsewhere" / "link.defcat"
    link.parent.mkdir()
    link.symlink_to(path)
    with make(tmp_path) as catalogue:
        with catalogue.change("Add") as change:
            for number in range(200):
                change.add("topic", title=f"Topic {number}", type="sector", notes="word " * 200)
        killed = {each: each.read_bytes() for each in (path, path.with_name(f"{path.name}-wal"))}
    for each, content in killed.items():
        each.write_bytes(content)
    with Catalogue.open(link, write=False) as catalogue:
        assert len(dump(catalogue)["record"]) == 200
    assert [each.name for each in link.parent.iterdir()] == [link.name]


def test_links_that_lead_in_a_circle_are_told(tmp_path: Path) -> None:
    link = tmp_path / "desk.defcat"
    link.symlink_to(link)
    for attempt in (Catalogue.open, Catalogue.create):
        with pytest.raises(FileProblem):
            attempt(link)


def test_nobody_else_can_read_a_new_catalogue_or_its_log(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue:
        for each in (catalogue.path, catalogue.path.with_name(f"{catalogue.path.name}-wal")):
            assert each.stat().st_mode & 0o077 == 0


def test_a_holder_that_is_a_link_overwrites_nothing(tmp_path: Path) -> None:
    """It may have come with the catalogue of somebody else."""
    make(tmp_path).close()
    mine = tmp_path / "mine.txt"
    mine.write_text("mine", "utf-8")
    (tmp_path / "desk.defcat.holder").symlink_to(mine)
    Catalogue.open(tmp_path / "desk.defcat", user="asha").close()
    assert mine.read_text("utf-8") == "mine"


def test_a_holder_that_makes_no_sense_is_nobody(tmp_path: Path) -> None:
    path = tmp_path / "desk.defcat"
    for text in ("[" * 100_000, "{}", "3", ""):
        path.with_name(f"{path.name}.holder").write_text(text, "utf-8")
        assert holder(path) == ""


def test_once_closed_a_catalogue_has_no_key_and_is_opened_by_nobody(tmp_path: Path) -> None:
    """Whoever still holds it, such as a page of the window that is locked."""
    catalogue = Catalogue.create(tmp_path / "desk.defcat", key=Secret("seven grey herons"))
    with catalogue.read() as connection:
        raw = connection.connection.driver_connection
    assert raw is not None
    assert raw.key is not None
    key = weakref.ref(raw.key)
    catalogue.close()
    assert raw.key is None
    gc.collect()
    assert key() is None
    with pytest.raises(FileProblem, match="closed"), catalogue.read():
        pass


def test_what_the_driver_says_quotes_nothing_that_was_recorded(tmp_path: Path) -> None:
    with (
        make(tmp_path) as catalogue,
        pytest.raises(IntegrityError) as raised,
        catalogue.mend() as connection,
    ):
        connection.execute(insert(RECORD).values(title="Project Garuda"))
    assert "Garuda" not in str(raised.value)


def test_the_lock_can_be_given_back_by_another_thread(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    closing_thread = threading.Thread(target=catalogue.close)
    closing_thread.start()
    closing_thread.join()
    Catalogue.open(tmp_path / "desk.defcat").close()


def test_a_failed_opening_gives_the_lock_back(tmp_path: Path) -> None:
    make(tmp_path).close()
    path = tmp_path / "desk.defcat"
    with closing(driver.connect(str(path), isolation_level=None)) as connection:
        connection.execute("UPDATE setting SET value = 'atlantis' WHERE name = 'marking-scheme'")
    for _ in range(2):
        with pytest.raises(NotFound, match="atlantis"):
            Catalogue.open(path)
    assert [p.name for p in tmp_path.iterdir()] == ["desk.defcat"]


@pytest.fixture
def frozen(tmp_path: Path) -> Iterator[Path]:
    """A catalogue with one record, in a folder where nobody can write, not even root."""
    folder = tmp_path / "frozen"
    folder.mkdir()
    with make(folder) as catalogue, catalogue.change("Add") as change:
        change.add("topic", title="Drones", type="sector")
    catalogue.path.chmod(0o444)
    folder.chmod(0o555)
    chattr = shutil.which("chattr") if os.geteuid() == 0 else None
    if chattr:
        subprocess.run([chattr, "+i", catalogue.path, folder], check=False, capture_output=True)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("as root, and on this disk, no folder can be closed to writing")
        yield catalogue.path
    finally:
        if chattr:
            subprocess.run([chattr, "-i", folder, catalogue.path], check=False)
        folder.chmod(0o755)


@posix
def test_a_folder_that_nobody_may_write_to_can_be_read(frozen: Path) -> None:
    before = seen(frozen.parent)
    with Catalogue.open(frozen, write=False) as catalogue, catalogue.read() as connection:
        assert len(run.find(connection, parse("drones"))) == 1
    with pytest.raises(FileProblem) as refused:
        Catalogue.open(frozen)
    assert "desk.defcat" in refused.value.what
    said = "Choose a folder that you can write to, and copy it there if it exists."
    assert refused.value.fix == said
    with pytest.raises(FileProblem, match="may not write in its folder"):
        Catalogue.create(frozen.with_name("new.defcat"))
    assert seen(frozen.parent) == before


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "desk.defcat"
    path.touch()
    with pytest.raises(NotACatalogue, match=r"desk.defcat is empty") as refused:
        Catalogue.open(path)
    assert "backup" in refused.value.fix


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_came_to_be_meanwhile_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    path, build = tmp_path / "desk.defcat", file._build

    def meanwhile(*given: Any) -> None:
        build(*given)
        path.write_text("of somebody else")

    def refuses(*_: object) -> None:
        raise PermissionError(1, "no second name")

    monkeypatch.setattr(file, "_build", meanwhile)
    if not links:
        monkeypatch.setattr(os, "link", refuses)
    with pytest.raises(FileProblem, match="exists already"):
        Catalogue.create(path)
    assert path.read_text() == "of somebody else"
    assert [each.name for each in tmp_path.iterdir()] == ["desk.defcat"]
    monkeypatch.setattr(file, "_build", build)
    path.unlink()
    Catalogue.create(path).close()
    Catalogue.open(path).close()


def test_who_holds_it_is_cut_and_harmless(tmp_path: Path) -> None:
    path = tmp_path / "desk.defcat"
    held = path.with_name("desk.defcat.holder")
    named = {"user": "rao\x1b[2J\u202e" + "x" * 500, "host": "a\nb", "since": 7}
    held.write_text(json.dumps(named))
    said = holder(path)
    assert said.isprintable()
    assert said.startswith("rao[2Jxxx")
    assert said.endswith("x on ab since 7")
    assert len(said) < 100
    held.write_text(json.dumps({**named, "user": "x" * 1_000_000}))
    assert holder(path) == ""
    held.unlink()
    os.mkfifo(held)
    assert holder(path) == ""


# --- one state, and all or nothing ----------------------------------------------------------


def test_a_read_sees_one_state_whatever_is_written_meanwhile(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue:
        with catalogue.read() as connection:
            titles = select(RECORD.c.title)
            assert connection.scalars(titles).all() == []
            with catalogue.change("Add") as change:
                change.add("topic", title="Drones", type="sector")
            assert connection.scalars(titles).all() == []
            assert run.find(connection, parse("drones")) == []
        with catalogue.read() as connection:
            assert connection.scalars(titles).all() == ["Drones"]


def test_reads_are_closed_and_do_not_hold_the_log(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue:
        for number in range(20):
            with catalogue.read() as connection:
                connection.execute(select(RECORD)).first()
            with catalogue.change("Add") as change:
                change.add("topic", title=f"Topic {number}", type="sector")
        with catalogue.read() as connection:
            pool = connection.engine.pool
            busy, log, folded = connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").one()
        assert (busy, log) == (0, folded)
        assert pool.status().startswith("Pool size: 4")
        assert "Current Checked out connections: 0" in pool.status()


def test_a_read_cannot_write(tmp_path: Path) -> None:
    make(tmp_path).close()
    with (
        Catalogue.open(tmp_path / "desk.defcat", write=False) as catalogue,
        pytest.raises(FileProblem, match="readonly"),
        catalogue.read() as connection,
    ):
        connection.execute(insert(METADATA.tables["setting"]).values(name="a", value="b"))


def test_an_interrupted_read_says_so_and_the_next_one_works(tmp_path: Path) -> None:
    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with make(tmp_path) as catalogue:
        started: list[Connection] = []

        def count_for_ever() -> None:
            with catalogue.read() as connection:
                started.append(connection)
                connection.exec_driver_sql(slow)

        timer = threading.Timer(0.3, lambda: catalogue.interrupt(started[0]))
        timer.start()
        with pytest.raises(Interrupted):
            count_for_ever()
        timer.join()
        with catalogue.read() as connection:
            assert connection.exec_driver_sql("SELECT 1").scalar() == 1


def test_a_read_stopped_between_two_statements_asks_nothing_more(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue:

        def ask_twice() -> None:
            with catalogue.read() as connection:
                assert connection.exec_driver_sql("SELECT 1").scalar() == 1
                catalogue.interrupt(connection)
                connection.exec_driver_sql("SELECT 1")

        with pytest.raises(Interrupted):
            ask_twice()
        with catalogue.read() as connection:
            assert connection.exec_driver_sql("SELECT 1").scalar() == 1


def test_a_link_to_nothing_rolls_everything_back(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue:
        before = dump(catalogue)

        def add_with_a_link_to_nothing() -> None:
            with catalogue.change("Add") as change:
                topic = change.add("topic", title="Drones", type="sector")
                change.flush()
                change.connection.exec_driver_sql(
                    "INSERT INTO subject (record_id, other_id) VALUES (?, 999)", (topic,)
                )

        with pytest.raises(IntegrityError):
            add_with_a_link_to_nothing()
        assert dump(catalogue) == before
    assert index_terms(catalogue.path) == []


# --- schema ---------------------------------------------------------------------------------


def schema_of(path: Path) -> list[tuple[object, ...]]:
    """Every table and index with its columns and constraints, in whatever order they stand."""
    with closing(driver.connect(str(path))) as connection:
        rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
        ids = [
            connection.execute(f"PRAGMA {name}").fetchone()
            for name in ("application_id", "user_version")
        ]
    return ids + sorted(
        (*names, sorted(" ".join(re.sub(r"[(),]", " ", part).split()) for part in sql.split(", ")))
        for *names, sql in (
            (*row[:3], (row[3] or "").replace("\n", "").replace("\t", "")) for row in rows
        )
    )


def test_the_migrations_make_the_schema_of_a_new_catalogue(tmp_path: Path) -> None:
    made = tmp_path / "made.defcat"
    make(tmp_path).path.rename(made)
    migrated = tmp_path / "migrated.defcat"
    engine = make_engine(migrated, write=True, create=True)
    with engine.execution_options(write=True).begin() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id = {file.APPLICATION_ID}")
        upgrade_connection(connection)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        tables = METADATA.tables
        differences = [d for d in compare_metadata(context, METADATA) if "fulltext" not in str(d)]
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    engine.dispose()
    assert differences == []
    assert revision == f"{file.SCHEMA:04}"
    assert len(tables) > 20
    assert schema_of(migrated) == schema_of(made)


def test_an_index_that_a_migration_took_away_is_made_anew(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue:
        path = catalogue.path
        with catalogue.change("Add") as change:
            change.add("topic", title="Findable", type="sector")
        with catalogue._begin() as connection:
            connection.exec_driver_sql("DELETE FROM fulltext")
            connection.exec_driver_sql("DELETE FROM setting WHERE name = 'index-edition'")
    with Catalogue.open(path) as catalogue, catalogue.read() as connection:
        assert len(run.find(connection, parse("findable"))) == 1


def test_a_failed_migration_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    make(tmp_path).close()
    path = tmp_path / "desk.defcat"
    set_version(path, 0)  # older, but its tables are there already: the baseline cannot run
    with closing(driver.connect(str(path), isolation_level=None)) as connection:
        connection.execute("DELETE FROM alembic_version")
    before = schema_of(path)
    with pytest.raises(FileProblem):
        Catalogue.open(path)
    assert schema_of(path) == before
    with pytest.raises(FileProblem, match="older"):
        Catalogue.open(path, write=False)


# --- a crash --------------------------------------------------------------------------------

WRITE_UNTIL_KILLED = """
    import sys
    from pathlib import Path
    from defcat.catalogue import Catalogue
    with Catalogue.open(Path(sys.argv[1])) as catalogue:
        for number in range(int(sys.argv[2]), 1_000_000):
            with catalogue.change(f"Change {number}") as change:
                for half in ("one", "other"):
                    topic = change.add("topic", title=f"t{number} {half}", type="sector")
                    change.add_part("alias", topic, name=f"alias{number}")
            print(number, flush=True)
"""


@posix
def test_killed_in_mid_change_nothing_acknowledged_is_lost_and_nothing_is_half(
    tmp_path: Path,
) -> None:
    make(tmp_path).close()
    path = tmp_path / "desk.defcat"
    after = random.Random(3)
    acknowledged = -1
    for _ in range(5):
        with start(WRITE_UNTIL_KILLED, path, acknowledged + 1) as process:
            assert process.stdout is not None
            for _ in range(after.randrange(2, 12)):
                acknowledged = int(process.stdout.readline())
            process.send_signal(signal.SIGKILL)
            acknowledged = int((process.stdout.read().split() or [acknowledged])[-1])
        with Catalogue.open(path) as catalogue:
            with catalogue.read() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
                assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
                changes = {
                    row.title.split()[0][1:] for row in connection.execute(select(RECORD.c.title))
                }
                numbers = sorted(map(int, changes))
                found = run.find(connection, parse("alias"))
            rows = dump(catalogue)
            # What was being committed when the process died may be there: whole, or not at all.
            assert numbers in (list(range(acknowledged + 1)), list(range(acknowledged + 2)))
            assert len(rows["record"]) == len(rows["alias"]) == len(found) == 2 * len(numbers)
            acknowledged = numbers[-1]
            terms = index_terms(path)
            catalogue.rebuild_index()
        assert index_terms(path) == terms


# --- settings -------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [KeyError, OSError, ImportError])
def test_history_names_somebody_even_without_an_account(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def no_account() -> str:
        raise error("no account")

    monkeypatch.setattr(settings.getpass, "getuser", no_account)
    assert settings.person() == "unknown"
