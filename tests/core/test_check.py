"""Damage done to a catalogue by hand: `defcat check` finds it, and mends what it can."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, select

from defcat import attachments
from defcat.catalogue import Catalogue
from defcat.check import PARTS, Part, Problem, Report, check
from defcat.cli import main
from defcat.model import RECORD
from defcat.search import entries
from defcat.storage.key import Secret
from tests.core.making import index_terms, make

Damage = Callable[[Connection], object]


def sql(*statements: str) -> Damage:
    def do(connection: Connection) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement)

    return do


def entry_of(connection: Connection, title: str) -> entries.Entry:
    record = connection.execute(select(RECORD.c.id).where(RECORD.c.title == title)).scalar_one()
    (made,) = entries.entries(connection, [record])
    return made.entries[0]


def without_a_tag(connection: Connection) -> None:
    """The entry of the visit, rewritten without the first of its tags."""
    entry = entry_of(connection, "Visit")
    tags, *others = entry.columns
    rewritten = (entry.key, tags.partition(" ")[2], *others)
    connection.exec_driver_sql("DELETE FROM fulltext WHERE rowid = ?", (entry.key,))
    places = ", ".join("?" * len(rewritten))
    named = ", ".join(f'"{name}"' for name in ("rowid", *entries_columns()))
    connection.exec_driver_sql(f"INSERT INTO fulltext ({named}) VALUES ({places})", rewritten)


def entries_columns() -> tuple[str, ...]:
    from defcat.storage.fulltext import COLUMNS

    return COLUMNS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A catalogue of four records and one in the bin."""
    with make(tmp_path) as catalogue:
        with catalogue.change("Add") as change:
            india = change.add("organisation", title="Ministry of Defence", type="ministry")
            visit = change.add(
                "engagement", title="Visit", type="visit", date="2023-11", city="Pune"
            )
            change.add_part("participant", visit, other_id=india, role="host", side="IN")
            mou = change.add("agreement", title="MoU", type="mou")
            change.add_part("event", mou, type="signature", date="2020-05-01")
            change.add("topic", title="सिंह", type="sector", notes="programme")
            change.bin(change.add("topic", title="In the bin", type="sector"))
        made = catalogue.path
    return made


def damage(path: Path, do: Damage) -> None:
    with Catalogue.open(path) as catalogue, catalogue._begin() as connection:
        do(connection)


def checked(path: Path) -> Report:
    with Catalogue.open(path, write=False) as catalogue, catalogue.read() as connection:
        return check(connection, catalogue.today())


def counts(found: Report) -> dict[str, int]:
    return {problem.code: problem.count for problem in found.problems}


def refs(found: Report, code: str) -> tuple[str, ...]:
    problem = found.found(code)
    return problem.refs if problem else ()


KEY = "(SELECT sort_key FROM record WHERE title = 'Visit')"
DIFFERS = {"index.differ": 1}
DAMAGES = [
    (sql(f"DELETE FROM fulltext WHERE rowid = {KEY}"), DIFFERS),
    (sql("UPDATE engagement SET city = 'Goa'"), DIFFERS | {"index.words": 0}),
    (sql("UPDATE participant SET role = 'member'"), DIFFERS),
    (sql("INSERT INTO fulltext (rowid, name) VALUES (77, 'nobody')"), {"index.extra": 1}),
    (without_a_tag, DIFFERS),
    (sql("DELETE FROM fulltext_word WHERE term = 'programme'"), {"index.words": 1}),
    (sql(f"UPDATE facet SET year = 1999 WHERE key = {KEY}"), {"index.facets": 1}),
    (sql(f"DELETE FROM facet WHERE key = {KEY}"), {"index.facets": 1}),
    (sql("UPDATE facet SET plain = places"), {"index.facets": 4}),
    (sql("INSERT INTO facet VALUES (78, 1, 1, 1, NULL)"), {"index.extra-facets": 1}),
    (sql("UPDATE record SET binned_at = NULL"), DIFFERS | {"index.facets": 1}),
    (sql("UPDATE record SET sort_title = 'zzz' WHERE title = 'Visit'"), {"derived.date": 1}),
    (sql("UPDATE record SET date_last = '2024-01-01' WHERE title = 'Visit'"), {"derived.date": 1}),
    (
        sql("UPDATE agreement SET status = 'in-force', status_until = NULL"),
        {"derived.status": 1},
    ),
    (sql("UPDATE counter SET last = 0 WHERE name = 'record'"), {"counters.behind": 1}),
    (sql("DELETE FROM counter WHERE name = 'topic'"), {"counters.behind": 1}),
    (
        sql(
            "INSERT INTO setting VALUES ('findings-entry', '3:1')",
            "INSERT INTO finding (rule, record_id, key, says, fix) VALUES ('x', 99, '', '', '')",
        ),
        {"findings.of-none": 1},
    ),
]


@pytest.mark.parametrize(("do", "finds"), DAMAGES)
def test_what_can_be_derived_is_found_wrong_and_mended(
    path: Path, do: Damage, finds: dict[str, int]
) -> None:
    assert checked(path) == Report(4, (), tuple(part.name for part in PARTS))
    damage(path, do)
    found = checked(path)
    assert all(problem.mends for problem in found.problems)
    finds = {code: n for code, n in finds.items() if n}
    assert {code: n for code, n in counts(found).items() if code in finds} == finds
    assert main(["check", str(path)]) == 1
    assert main(["check", str(path), "--repair"]) == 0
    assert checked(path).ok


def test_a_record_that_moved_leaves_an_entry_of_no_record(path: Path) -> None:
    damage(path, sql("UPDATE record SET sort_key = id WHERE title = 'Visit'"))
    found = checked(path)
    assert counts(found) == {
        "derived.date": 1,
        "index.differ": 1,
        "index.extra": 1,
        "index.facets": 1,
        "index.extra-facets": 1,
    }
    assert refs(found, "index.differ") == ("E1",)


def test_an_empty_catalogue_is_in_order(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue, catalogue.read() as connection:
        found = check(connection, catalogue.today())
    assert (found.ok, found.records) == (True, 0)


def without_foreign_keys(path: Path, *statements: str) -> None:
    """Write as another program does, which keeps no rules."""
    with closing(driver.connect(str(path))) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_a_link_that_leads_nowhere_is_found(path: Path) -> None:
    without_foreign_keys(path, "UPDATE participant SET other_id = 99")
    found = checked(path)
    assert counts(found)["links.nowhere"] == 1
    assert refs(found, "links.nowhere") == ("E1",)
    assert main(["check", str(path)]) == 1


SCHEMAS = [
    ("DROP INDEX ix_record_newest", {"schema.index": 1}),
    (
        "DROP INDEX ix_party_country; CREATE INDEX ix_party_country ON party (role)",
        {"schema.different": 1},
    ),
    ("CREATE INDEX mine ON party (role)", {"schema.foreign": 1}),
    ("ALTER TABLE party ADD COLUMN mine TEXT", {"schema.different": 1}),
    ("DROP TABLE user_term", {"schema.missing": 1, "schema.index": 1}),
]


@pytest.mark.parametrize(("statements", "finds"), SCHEMAS)
def test_tables_that_are_not_those_of_this_version_are_named(
    path: Path, statements: str, finds: dict[str, int], capsys
) -> None:
    without_foreign_keys(path, *statements.split("; "))
    assert counts(checked(path)) == finds
    assert main(["check", str(path)]) == 1
    assert "The tables: The " in capsys.readouterr().out


def test_what_cannot_be_a_value_is_named(path: Path) -> None:
    damage(
        path,
        sql(
            "UPDATE engagement SET type = 'tea-party', country = 'XX'",
            "UPDATE engagement SET city = 'Pu' || char(7) || 'ne'",
            "UPDATE record SET date = '9999-99', marking = 'cosmic' WHERE title = 'Visit'",
            "UPDATE agreement SET duration = 'five', type = 'own-kind', url = char(8238) || 'moc'",
            "INSERT INTO user_term VALUES ('agreement-type', 'own-kind', 'Our own')",
            "INSERT INTO user_term VALUES ('weather', 'rain', 'Rain')",
        ),
    )
    with Catalogue.open(path, write=False) as catalogue, catalogue.read() as connection:
        values = next(part for part in PARTS if part.name == "values")
        terms = next(part for part in PARTS if part.name == "terms")
        found = [
            problem
            for part in (values, terms)
            for problem in part.look(connection, catalogue.today(), lambda done, total: None)
        ]
    assert sorted((problem.code, problem.refs) for problem in found) == [
        ("terms.added", ()),
        ("terms.unknown", ("E1",)),
        ("terms.unknown", ("E1",)),
        ("values.control", ("E1",)),
        ("values.direction", ("A1",)),
        ("values.unreadable", ("A1",)),
        ("values.unreadable", ("E1",)),
        ("values.unreadable", ("E1",)),
    ]


def test_attachments_are_as_they_were_attached(path: Path) -> None:
    with Catalogue.open(path) as catalogue, catalogue.change("Attach") as change:
        attachments.add(change, 1, b"a treaty", "treaty.txt")
        change.add_part("attachment", 1, name="lost.pdf", sha256="0" * 64)
    found = checked(path)
    assert counts(found) == {"attachments.missing": 1}
    assert refs(found, "attachments.missing") == ("G1",)
    damage(path, sql("UPDATE blob SET content = x'00'"))
    assert counts(checked(path)) == {"attachments.missing": 1, "attachments.changed": 1}


def test_damage_inside_the_index_is_found_and_mended(path: Path, capsys) -> None:
    # A prefix index that lacks what the words have: only SQLite itself can see it.
    damage(path, sql("DELETE FROM fulltext_data WHERE id > 10"))
    assert main(["check", str(path)]) == 1
    assert "fulltext" in capsys.readouterr().out
    assert main(["check", str(path), "--repair"]) == 0
    assert checked(path).ok


def test_an_index_of_a_table_that_lacks_a_row_is_made_anew(path: Path) -> None:
    name = "ix_participant_record_id"
    without_foreign_keys(
        path,
        f"DROP INDEX {name}",
        f"CREATE INDEX {name} ON participant (record_id) WHERE record_id < 0",
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_schema SET sql = 'CREATE INDEX {name} ON participant (record_id)'"
        f" WHERE name = '{name}'",
    )
    found = checked(path)
    assert {problem.code for problem in found.problems} == {"file.damage"}
    assert main(["check", str(path), "--repair"]) == 0
    assert checked(path).ok


def test_a_file_that_cannot_be_read_through_is_damaged(path: Path, capsys) -> None:
    # A key longer than its page: SQLite gives up in the midst of its own check.
    content = bytearray(path.read_bytes())
    with Catalogue.open(path, write=False) as catalogue, catalogue.read() as connection:
        size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
        root = connection.exec_driver_sql(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'participant'"
        ).scalar_one()
    start = (root - 1) * size
    content[start : start + size] = b"\xff" * size
    path.write_bytes(content)
    assert main(["check", str(path)]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("The file: The file is damaged: ")
    assert "salvage" in out[-1]
    assert main(["check", str(path), "--repair"]) > 0
    printed = capsys.readouterr()
    assert "Restore a backup" in printed.out + printed.err


@pytest.mark.parametrize("place", [300, 5_000])
def test_a_changed_byte_of_an_encrypted_file_is_found_wherever_it_is(
    tmp_path: Path, place: int
) -> None:
    with make(tmp_path, key=Secret("a passphrase")) as catalogue:
        made = catalogue.path
    content = bytearray(made.read_bytes())
    content[-place] ^= 1
    made.write_bytes(content)
    with (
        Catalogue.open(made, key=Secret("a passphrase"), write=False) as catalogue,
        catalogue.read() as connection,
    ):
        found = check(connection, catalogue.today())
    assert "file.cipher" in counts(found)
    assert found.looked == ("file",)


def test_the_command_says_what_it_found(path: Path, capsys) -> None:
    assert main(["check", str(path)]) == 0
    assert capsys.readouterr().out == (
        "4 records: the file is whole, and all in it fits together.\n"
    )
    damage(path, sql(f"DELETE FROM fulltext WHERE rowid = {KEY}"))
    assert main(["check", str(path), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["ok"], said["repaired"], said["records"]) == (False, False, 4)
    assert [problem["refs"] for problem in said["problems"]] == [["E1"]]
    before = index_terms(path)
    assert main(["check", str(path), "--repair"]) == 0
    out = capsys.readouterr().out
    assert "E1" in out
    assert "made anew" in out
    assert len(index_terms(path)) > len(before)


def test_a_check_changes_nothing_and_tells_how_far_it_is(path: Path) -> None:
    before = path.read_bytes()
    told: list[tuple[str, int, int]] = []

    def tell(part: Part, done: int, total: int) -> None:
        told.append((part.name, done, total))

    with Catalogue.open(path, write=False) as catalogue, catalogue.read() as connection:
        check(connection, catalogue.today(), tell)
        assert connection.exec_driver_sql("PRAGMA query_only").scalar() == 1
        assert connection.exec_driver_sql("SELECT * FROM sqlite_temp_schema").all() == []
    assert path.read_bytes() == before
    assert list(dict.fromkeys(name for name, *_ in told)) == [part.name for part in PARTS]
    assert told[0] == ("file", 0, 1)
    assert ("index", 4, 8) in told
    assert told[-1] == ("index", 1, 1)


def test_a_check_can_be_stopped(path: Path) -> None:
    def stop(part: Part, done: int, total: int) -> None:
        if part.name == "index":
            raise KeyboardInterrupt

    with Catalogue.open(path) as catalogue:
        with pytest.raises(KeyboardInterrupt), catalogue.read() as connection:
            check(connection, catalogue.today(), stop)
        with catalogue.read() as connection:
            assert check(connection, catalogue.today()).ok


def test_a_problem_says_what_no_language_is_needed_for(path: Path) -> None:
    damage(path, sql("UPDATE counter SET last = 0 WHERE name = 'topic'"))
    says = "1 counter is behind what was given out: topic"
    assert checked(path).problems == (Problem("counters", "counters.behind", 1, says, mends=True),)
