"""Damage done to the index by hand: `defcat check` finds it, and mends it where it is asked to."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from defcat.catalogue import Catalogue
from defcat.cli import main
from defcat.model import RECORD
from defcat.search import entries
from defcat.search.check import Checked, check
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
    """A catalogue of three records and one in the bin."""
    with make(tmp_path) as catalogue:
        with catalogue.change("Add") as change:
            india = change.add("organisation", title="Ministry of Defence", type="ministry")
            visit = change.add(
                "engagement", title="Visit", type="visit", date="2023-11", city="Pune"
            )
            change.add_part("participant", visit, other_id=india, role="host", side="IN")
            change.add("topic", title="सिंह", type="sector", notes="programme")
            change.bin(change.add("topic", title="In the bin", type="sector"))
        made = catalogue.path
    return made


def damage(path: Path, do: Damage) -> None:
    with Catalogue.open(path) as catalogue, catalogue._begin() as connection:
        do(connection)


def checked(path: Path) -> Checked:
    with Catalogue.open(path, write=False) as catalogue, catalogue.read() as connection:
        return check(connection)


KEY = "(SELECT sort_key FROM record WHERE title = 'Visit')"
DAMAGES = [
    (sql(f"DELETE FROM fulltext WHERE rowid = {KEY}"), {"differ": ("E1",), "differing": 1}),
    (sql("UPDATE record SET title = 'Call' WHERE title = 'Visit'"), {"differ": ("E1",)}),
    (sql("UPDATE engagement SET city = 'Goa'"), {"differ": ("E1",), "differing": 1}),
    (sql("UPDATE participant SET role = 'member'"), {"differ": ("E1",), "differing": 1}),
    (sql("INSERT INTO fulltext (rowid, name) VALUES (77, 'nobody')"), {"extra": 1}),
    (without_a_tag, {"differ": ("E1",), "differing": 1, "facets": 0}),
    (sql("DELETE FROM fulltext_word WHERE term = 'programme'"), {"words": 1, "differing": 0}),
    (sql(f"UPDATE facet SET year = 1999 WHERE key = {KEY}"), {"facets": 1, "differing": 0}),
    (sql(f"DELETE FROM facet WHERE key = {KEY}"), {"facets": 1}),
    (sql("UPDATE facet SET plain = places"), {"facets": 3}),
    (sql("INSERT INTO facet VALUES (78, 1, 1, 1, NULL)"), {"extra_facets": 1}),
    (sql("UPDATE record SET binned_at = NULL"), {"differ": ("T2",), "facets": 1}),
]


@pytest.mark.parametrize(("do", "finds"), DAMAGES)
def test_what_is_wrong_with_the_index_is_found_and_mended(
    path: Path, do: Damage, finds: dict[str, object]
) -> None:
    before = checked(path)
    assert before == Checked(3)
    damage(path, do)
    found = checked(path)
    assert found.whole
    assert not found.in_step
    assert {name: getattr(found, name) for name in finds} == finds
    assert main(["check", str(path)]) == 1
    assert main(["check", str(path), "--repair"]) == 0
    assert checked(path).in_step


def test_a_record_that_moved_leaves_an_entry_of_no_record(path: Path) -> None:
    damage(path, sql("UPDATE record SET sort_key = id WHERE title = 'Visit'"))
    found = checked(path)
    assert (found.differ, found.extra, found.facets, found.extra_facets) == (("E1",), 1, 1, 1)


def test_an_empty_catalogue_is_in_step(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue, catalogue.read() as connection:
        assert check(connection) == Checked(0)


def test_a_link_that_leads_nowhere_is_found(path: Path) -> None:
    damage(path, sql("PRAGMA foreign_keys"))
    with Catalogue.open(path) as catalogue, catalogue._engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("UPDATE participant SET other_id = 99")
        raw.execute("PRAGMA foreign_keys = ON")
    found = checked(path)
    assert found.broken == 1
    assert not found.whole


def test_damage_inside_the_index_is_found_and_mended(path: Path, capsys) -> None:
    # A prefix index that lacks what the words have: only SQLite itself can see it.
    damage(path, sql("DELETE FROM fulltext_data WHERE id > 10"))
    assert main(["check", str(path)]) == 1
    assert "fulltext" in capsys.readouterr().out
    assert main(["check", str(path), "--repair"]) == 0
    assert checked(path) == Checked(3)


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
    assert out[0].startswith("The file is damaged: ")
    assert out[-1] == "Check it with --repair; if something is still wrong then, restore a backup."
    assert main(["check", str(path), "--repair"]) > 0
    printed = capsys.readouterr()
    assert "Restore a backup; export writes out what can still be read." in (
        printed.out + printed.err
    )


def test_the_command_says_what_it_found(path: Path, capsys) -> None:
    assert main(["check", str(path)]) == 0
    assert capsys.readouterr().out == (
        "3 records: the file is whole, and its search index in step.\n"
    )
    damage(path, sql(f"DELETE FROM fulltext WHERE rowid = {KEY}"))
    assert main(["check", str(path), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    assert said["repaired"] is False
    assert said["index"]["refs"] == ["E1"]
    before = index_terms(path)
    assert main(["check", str(path), "--repair"]) == 0
    out = capsys.readouterr().out
    assert "E1" in out
    assert "made anew" in out
    assert len(index_terms(path)) > len(before)


def test_a_check_changes_nothing_and_tells_how_far_it_is(path: Path) -> None:
    before = path.read_bytes()
    told: list[tuple[int, int]] = []
    with Catalogue.open(path, write=False) as catalogue, catalogue.read() as connection:
        check(connection, lambda done, total: told.append((done, total)))
        assert connection.exec_driver_sql("PRAGMA query_only").scalar() == 1
        assert connection.exec_driver_sql("SELECT * FROM sqlite_temp_schema").all() == []
    assert path.read_bytes() == before
    assert told[0] == (3, 6)
    assert told[-1] == (6, 6)


def test_a_check_can_be_stopped(path: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with Catalogue.open(path) as catalogue:
        with pytest.raises(KeyboardInterrupt), catalogue.read() as connection:
            check(connection, stop)
        with catalogue.read() as connection:
            assert check(connection).in_step
