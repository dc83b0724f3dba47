"""The history as a list: filters, pages, how far an entry reached, and the command line."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from defcat import cli, history, journal
from defcat.catalogue import Catalogue
from defcat.journal import Wanted
from defcat.settings import person
from tests.core.making import make, ticking

JUNE = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path, now=ticking()) as made:
        yield made


def at(catalogue: Catalogue, when: datetime, by: str = "asha") -> None:
    """Let the next changes be made then, by somebody."""
    catalogue._now = lambda: when
    catalogue.user = by


def labels(catalogue: Catalogue, limit: int = 100, **wanted: object) -> list[str]:
    with catalogue.read() as connection:
        lines = journal.listed(connection, Wanted(**wanted), limit)  # type: ignore[arg-type]
        if len(lines) < limit:
            assert journal.count(connection, Wanted(**wanted)) == len(lines)  # type: ignore[arg-type]
    return [line.label for line in lines]


def worked(catalogue: Catalogue) -> dict[str, int]:
    """Some weeks of work of two people; the records by name."""
    made = {}
    for day, by, title, kind in (
        (1, "asha", "Pact", "agreement"),
        (2, "ravi", "Talks", "engagement"),
        (30, "asha", "Treaty", "agreement"),
    ):
        at(catalogue, JUNE + timedelta(days=day), by)
        with catalogue.change(f"Add {title}") as change:
            more = {"type": "mou"} if kind == "agreement" else {"type": "staff-talks"}
            made[title] = change.add(kind, title=title, **more)
    at(catalogue, JUNE + timedelta(days=40), "ravi")
    with catalogue.change("Correct 100 % of it") as change:
        for title in ("Pact", "Treaty"):
            change.set("agreement", made[title], notes="seen")
    return made


def test_each_filter_and_all_of_them(catalogue: Catalogue) -> None:
    made = worked(catalogue)
    assert labels(catalogue) == ["Correct 100 % of it", "Add Treaty", "Add Talks", "Add Pact"]
    assert labels(catalogue, person="ravi") == ["Correct 100 % of it", "Add Talks"]
    assert labels(catalogue, record=made["Pact"]) == ["Correct 100 % of it", "Add Pact"]
    assert labels(catalogue, kind="engagement") == ["Add Talks"]
    assert labels(catalogue, since=date(2026, 6, 12)) == labels(catalogue)[:3]
    assert labels(catalogue, since=date(2026, 6, 12), until=date(2026, 6, 12)) == ["Add Talks"]
    assert labels(catalogue, until=date(2026, 6, 10)) == []
    assert labels(catalogue, since=date.min, until=date.max) == labels(catalogue)
    assert labels(catalogue, words="add ta") == ["Add Talks"]
    assert labels(catalogue, words="100 %") == ["Correct 100 % of it"]
    assert labels(catalogue, words="%", person="asha") == []
    assert labels(catalogue, person="asha", kind="agreement", words="pact") == ["Add Pact"]
    with catalogue.read() as connection:
        assert journal.persons(connection) == ["asha", "ravi"]


def test_pages_follow_one_another(catalogue: Catalogue) -> None:
    for n in range(7):
        with catalogue.change(f"Add {n}") as change:
            change.add("topic", title=f"T{n}", type="sector")
    seen, before = [], None
    with catalogue.read() as connection:
        while lines := journal.listed(connection, Wanted(), 3, before=before):
            seen.append([line.label for line in lines])
            before = lines[-1].id
    assert seen == [["Add 6", "Add 5", "Add 4"], ["Add 3", "Add 2", "Add 1"], ["Add 0"]]


def test_a_page_is_read_without_the_rest(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        change.add("topic", title="T", type="sector")
    with catalogue.read() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT * FROM entry WHERE id < 50000 ORDER BY id DESC LIMIT 100"
        ).all()
    assert "INTEGER PRIMARY KEY" in plan[0].detail
    assert not any("TEMP B-TREE" in row.detail for row in plan)


def test_a_clock_set_back_changes_no_order_and_is_told(catalogue: Catalogue) -> None:
    for day in (5, 3, 4):
        at(catalogue, JUNE + timedelta(days=day))
        with catalogue.change(f"Day {day}") as change:
            change.add("topic", title=f"T{day}", type="sector")
    with catalogue.read() as connection:
        lines = journal.listed(connection, Wanted(), 10)
        assert [(line.label, line.backwards) for line in lines] == [
            ("Day 4", False),
            ("Day 3", True),
            ("Day 5", False),
        ]
        [alone] = journal.listed(connection, Wanted(words="Day 3"), 10)
        assert alone.backwards


def test_how_far_an_entry_reached(catalogue: Catalogue) -> None:
    made = worked(catalogue)
    with catalogue.read() as connection:
        reach = journal.reach(connection, [1, 4])
        assert reach[1].records == 1
        assert reach[1].record
        assert reach[1].record.title == "Pact"
        assert (reach[4].records, reach[4].record) == (2, None)
        assert journal.records_of(connection, 4) == [(made["Pact"], 1), (made["Treaty"], 1)]
        [step] = journal.steps(connection, 4, made["Treaty"])
        assert history.describe(step) == [("Notes", "", "seen")]


def test_the_source_cited_with_a_change_and_today(catalogue: Catalogue) -> None:
    made = worked(catalogue)
    with catalogue.change("Correct") as change:
        source = change.add("source", title="Gazette", type="website")
        change.set("agreement", made["Pact"], title="The Pact")
        change.add_part("citation", made["Pact"], other_id=source, about="title", locator="p. 3")
        event = change.add_part("event", made["Pact"], type="signature", date="2026-06-01")
        change.add_part("citation", made["Pact"], other_id=source, about="event", row=event)
    with catalogue.read() as connection:
        steps = journal.steps(connection, 5, made["Pact"])
        told = {
            (step.what, field): [
                (each.source.title, each.locator) for each in journal.cited_in(steps, step, field)
            ]
            for step in steps
            for field, _ in history.fields_told(step)
        }
        assert told["agreement", "title"] == [("Gazette", "p. 3")]
        assert told["event", "date"] == [("Gazette", "")]
        assert told["citation", "locator"] == []
        [first] = journal.steps(connection, 1)
        assert journal.cited_in([first], first, "title") == []
        [cited] = journal.cited_for(connection, made["Pact"], first, "title")
        assert (cited.source.ref, cited.locator) == ("D1", "p. 3")
        assert journal.cited_for(connection, made["Pact"], first, "notes") == []


# --- on the command line ------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = cli.main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_the_command_narrows_the_history(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with make(tmp_path) as made:
        worked(made)
        file = made.path
    code, out, _ = run(capsys, "history", file, "--person", "RAVI", "--until", "2026-06-30")
    assert code == 0
    assert "Add Talks" in out
    assert "Add Pact" not in out
    assert "Correct" not in out
    code, out, _ = run(capsys, "history", file, "A1", "--since", "1 July 2026")
    assert [line for line in out.splitlines() if not line.startswith(" ")] == [
        "4  2026-07-20T12:00:00+00:00  ravi  Correct 100 % of it"
    ]
    code, out, err = run(capsys, "history", file, "--person", "nobody")
    assert (code, out) == (2, "")
    assert "Who has: asha, ravi." in err
    assert run(capsys, "history", file, "--since", "June 2026")[0] == 2


def test_the_command_takes_back_any_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with make(tmp_path, now=ticking()) as made:
        record = worked(made)["Pact"]
        file = made.path
    code, _, err = run(capsys, "undo", file, "--entry", 1)
    assert code == 2
    assert "“Correct 100 % of it” by ravi on 20 July 2026" in err
    assert run(capsys, "undo", file, "--entry", 4) == (0, "Take back: Correct 100 % of it\n", "")
    assert run(capsys, "undo", file, "--entry", 1) == (0, "Take back: Add Pact\n", "")
    assert run(capsys, "undo", file, "--entry", 1)[0] == 2
    assert run(capsys, "undo", file)[1] == "Undo: Take back: Add Pact\n"
    with Catalogue.open(file, write=False) as catalogue, catalogue.read() as connection:
        lines = journal.listed(connection, Wanted(record=record), 10)
    assert [(line.undoes, line.undone_by) for line in lines] == [
        (6, None),
        (1, 7),
        (4, None),
        (None, 5),
        (None, None),
    ]


def test_who_is_at_the_keyboard_can_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEFCAT_USER", "  Asha   Rao ")
    assert person() == "Asha Rao"
    monkeypatch.setenv("DEFCAT_USER", " ")
    monkeypatch.setenv("LOGNAME", "rao")
    assert person() == "rao"
