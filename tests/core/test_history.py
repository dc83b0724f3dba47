"""Who changed what; taking it back and doing it again, also after a restart."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defcat import history
from defcat.catalogue import Catalogue
from defcat.errors import Refused
from defcat.search import run
from defcat.search.parse import parse
from tests.core.making import dump, index_terms, make, ticking
from tests.core.operations import Operation, operations


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path, now=ticking()) as made:
        yield made


def add_topic(catalogue: Catalogue, title: str) -> int:
    with catalogue.change(f"Add {title}") as change:
        return change.add("topic", title=title, type="sector")


def titles(catalogue: Catalogue) -> list[str]:
    return [row["title"] for row in dump(catalogue)["record"]]


def can(catalogue: Catalogue) -> tuple[str | None, str | None]:
    """The labels of what could be undone and redone."""
    with catalogue.read() as connection:
        undoable, redoable = history.undoable(connection), history.redoable(connection)
    return undoable and undoable[1], redoable and redoable[1]


# --- undo and redo --------------------------------------------------------------------------


def test_nothing_to_undo_or_redo(catalogue: Catalogue) -> None:
    assert can(catalogue) == (None, None)
    for act in (catalogue.undo, catalogue.redo):
        with pytest.raises(Refused, match="nothing to") as refused:
            act()
        assert refused.value.fix
    assert dump(catalogue)["record"] == []


def test_a_chain_of_undo_and_redo(catalogue: Catalogue) -> None:
    for title in "ABC":
        add_topic(catalogue, title)
    seen = []
    for act in "uuururrr":
        changed = catalogue.undo() if act == "u" else catalogue.redo()
        seen.append((changed.label, "".join(titles(catalogue)), can(catalogue)))
    assert seen == [
        ("Undo: Add C", "AB", ("Add B", "Add C")),
        ("Undo: Add B", "A", ("Add A", "Add B")),
        ("Undo: Add A", "", (None, "Add A")),
        ("Redo: Add A", "A", ("Add A", "Add B")),
        ("Undo: Add A", "", (None, "Add A")),
        ("Redo: Add A", "A", ("Add A", "Add B")),
        ("Redo: Add B", "AB", ("Add B", "Add C")),
        ("Redo: Add C", "ABC", ("Add C", None)),
    ]


def test_a_new_change_ends_what_could_be_redone(catalogue: Catalogue) -> None:
    add_topic(catalogue, "A")
    add_topic(catalogue, "B")
    catalogue.undo()
    add_topic(catalogue, "C")
    assert can(catalogue) == ("Add C", None)
    with pytest.raises(Refused):
        catalogue.redo()
    catalogue.undo()
    assert can(catalogue) == ("Add A", "Add C")
    catalogue.undo()
    assert titles(catalogue) == []
    catalogue.redo()
    catalogue.redo()
    assert titles(catalogue) == ["A", "C"]


def test_a_change_that_changed_nothing_is_no_entry(catalogue: Catalogue) -> None:
    topic = add_topic(catalogue, "A")
    catalogue.undo()
    with catalogue.change("Nothing") as change:
        pass
    assert change.done.entry == 0
    catalogue.redo()
    with catalogue.change("The same again") as change:
        change.set("topic", topic, title="A")
    assert can(catalogue) == ("Add A", None)


def test_undo_and_redo_survive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "desk.defcat"
    with make(tmp_path) as catalogue:
        topic = add_topic(catalogue, "A")
        with catalogue.change("Rename") as change:
            change.set("topic", topic, title="Z", notes="changed")
    for act, expected in (("undo", "A"), ("redo", "Z"), ("undo", "A"), ("undo", ""), ("redo", "A")):
        with Catalogue.open(path) as catalogue:
            getattr(catalogue, act)()
            assert "".join(titles(catalogue)) == expected
            with catalogue.read() as connection:
                assert len(run.find(connection, parse(expected))) == len(expected)


def test_an_undo_answers_with_the_records_it_touched(catalogue: Catalogue) -> None:
    first, second = add_topic(catalogue, "A"), add_topic(catalogue, "B")
    with catalogue.change("Both") as change:
        change.set("topic", first, title="C")
        change.set("topic", second, title="D")
    assert change.done.records == catalogue.undo().records == {first, second}
    assert catalogue.redo().records == {first, second}


def test_an_import_is_one_undo(catalogue: Catalogue) -> None:
    empty = dump(catalogue), index_terms(catalogue.path)
    with catalogue.change("Import") as change:
        official = change.add("official", title="Barack Obama", nationality="US")
        for number in range(4_500):  # more than are written at once
            visit = change.add("engagement", title=f"Visit {number}", type="visit", date="2015")
            change.add_part("participant", visit, other_id=official, role="principal")
    full = dump(catalogue)
    catalogue.undo()
    assert (dump(catalogue), index_terms(catalogue.path)) == empty
    catalogue.redo()
    assert dump(catalogue) == full
    with catalogue.read() as connection:
        assert run.count(connection, parse("kind:engagement obama")) == 4_500
        (entry,) = history.entries(connection, visit, limit=1)
        assert entry.label == "Redo: Import"
        assert [step.what for step in entry.steps] == ["engagement", "participant"]


# --- any sequence ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with make(tmp_path_factory.mktemp("template")) as made:
        return made.path


@settings(max_examples=60, deadline=None)
@given(changes=st.lists(st.lists(operations, max_size=5), max_size=6))
def test_undoing_all_gives_the_start_and_redoing_all_the_end(
    template: Path, changes: list[list[Operation]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(template, folder))
        now = ticking()
        with Catalogue.open(path, user="asha", now=now) as catalogue:
            states = [(dump(catalogue), index_terms(path))]
            records: list[int] = []
            rows: list[int] = []
            for several in changes:
                with catalogue.change("Change") as change:
                    for operation in several:
                        operation(change, records, rows)
                if change.done.entry:
                    states.append((dump(catalogue), index_terms(path)))
            for state in reversed(states[:-1]):
                catalogue.undo()
                assert (dump(catalogue), index_terms(path)) == state
        with Catalogue.open(path, user="ravi", now=now) as catalogue:
            for state in states[1:]:
                catalogue.redo()
                assert (dump(catalogue), index_terms(path)) == state
            catalogue.rebuild_index()
            assert index_terms(path) == states[-1][1]


# --- the books ------------------------------------------------------------------------------


def lines(catalogue: Catalogue, record: int | None = None) -> list[tuple[str, ...]]:
    """Label of the entry, then field, before and after, oldest first."""
    with catalogue.read() as connection:
        found = history.entries(connection, record)
    return [
        (entry.label, *line)
        for entry in reversed(found)
        for step in entry.steps
        for line in history.describe(step)
    ]


def test_the_books_say_who_did_what_and_when(catalogue: Catalogue) -> None:
    topic = add_topic(catalogue, "A")
    catalogue.undo()
    with catalogue.read() as connection:
        undo, add = history.entries(connection)
    assert (add.label, add.by, add.undone) == ("Add A", "asha", True)
    assert add.at.startswith("2024-11-18T12:")
    assert undo.label == "Undo: Add A"
    assert add.at < undo.at
    assert not undo.undone
    assert [step.row_id for step in add.steps] == [topic]
    catalogue.redo()
    with catalogue.read() as connection:
        assert [e.undone for e in history.entries(connection)] == [False, False, False]


def test_before_and_after_are_said_in_words(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        official = change.add("official", title="R. Singh", nationality="IN")
        ministry = change.add("organisation", title="Ministry of Defence", type="ministry")
        army = change.add("organisation", title="Army", type="ministry")
        tenure = change.add_part("tenure", official, post="Minister", other_id=ministry)
    with catalogue.change("Edit") as change:
        change.set("official", official, nationality="FR", died="2024-08~")
        change.set_part("tenure", tenure, other_id=army, start="2019-05-31")
        change.set("organisation", army, parent=ministry)
    with catalogue.change("Remove") as change:
        change.remove_part("tenure", tenure)
        change.archive(official)
        change.bin(official)
    with catalogue.change("Restore") as change:
        change.restore(official)
        change.archive(official, archived=False)
    assert [line for line in lines(catalogue) if line[0] != "Add"] == [
        ("Edit", "Nationality", "India", "France"),
        ("Edit", "Died", "", "about August 2024"),
        ("Edit", "Posts: Organisation", "Ministry of Defence", "Army"),
        ("Edit", "Posts: From", "", "31 May 2019"),
        ("Edit", "Part of", "", "Ministry of Defence"),
        ("Remove", "Posts: Post", "Minister", ""),
        ("Remove", "Posts: Organisation", "Army", ""),
        ("Remove", "Posts: From", "31 May 2019", ""),
        ("Remove", "Archive", "", "put aside"),
        ("Remove", "Bin", "", "put in the bin"),
        ("Restore", "Bin", "", "restored"),
        ("Restore", "Archive", "", "taken back"),
    ]
    assert ("Add", "Display name", "", "R. Singh") in lines(catalogue)
    assert ("Add", "Display name", "", "R. Singh") not in lines(catalogue, ministry)
    assert ("Edit", "Part of", "", "Ministry of Defence") in lines(catalogue, army)


def test_what_was_taken_back_is_still_told(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        official = change.add("official", title="R. Singh")
        ministry = change.add("organisation", title="Ministry of Defence", type="ministry")
        change.add_part("tenure", official, post="Minister", other_id=ministry)
    catalogue.undo()
    with catalogue.read() as connection:
        _, add = history.entries(connection)
    assert {step.record for step in add.steps} == {None}
    assert ("Undo: Add", "Display name", "R. Singh", "") in lines(catalogue)
    assert ("Add", "Posts: Post", "", "Minister") in lines(catalogue)


def test_only_so_many_rows_of_an_import_are_read(catalogue: Catalogue) -> None:
    with catalogue.change("Import") as change:
        ids = [change.add("topic", title=f"T {n}", type="sector") for n in range(500)]
    with catalogue.read() as connection:
        (entry,) = history.entries(connection, rows=20)
        assert len(entry.steps) == 20
        (entry,) = history.entries(connection, ids[-1])
        assert [step.row_id for step in entry.steps] == [ids[-1]]
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT * FROM entry_row"
            " WHERE entry_id = 1 AND record_id = 7 ORDER BY id LIMIT 9"
        ).all()
        assert "record_id=? AND entry_id=?" in plan[0].detail
