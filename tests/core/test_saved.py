"""Queries that are kept: by name and in an order, and those used last."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from defcat.catalogue import Catalogue
from defcat.errors import InputError, NotFound, Refused
from defcat.model import ENTRY
from defcat.search import recent, run, saved
from defcat.search.saved import Saved
from tests.core.making import NOON, make


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path) as catalogue:
        yield catalogue


@pytest.fixture
def three(desk: Catalogue) -> Catalogue:
    with desk.change("Saved") as change:
        for name in ("India", "Overdue", "Sources"):
            saved.save(change.connection, name, f"kind:{name.lower()}")
    return desk


def names(catalogue: Catalogue) -> list[str]:
    with catalogue.read() as connection:
        return [each.name for each in saved.searches(connection)]


def test_searches_are_kept_by_name_in_the_order_they_were_saved(three: Catalogue) -> None:
    assert names(three) == ["India", "Overdue", "Sources"]
    with Catalogue.open(three.path, write=False) as again, again.read() as connection:
        assert saved.find(connection, " overdue ") == Saved("Overdue", "kind:overdue")


def test_saving_a_search_is_no_change_of_the_record(three: Catalogue) -> None:
    with three.read() as connection:
        assert connection.scalars(select(ENTRY.c.id)).all() == []
    with pytest.raises(Refused, match="nothing to undo"):
        three.undo()


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_search_needs_a_short_name(desk: Catalogue, name: str) -> None:
    with pytest.raises(InputError, match="needs a name"), desk.change("Save") as change:
        saved.save(change.connection, name, "india")
    assert names(desk) == []


def test_a_search_needs_a_query(desk: Catalogue) -> None:
    with pytest.raises(InputError, match="no query"), desk.change("Save") as change:
        saved.save(change.connection, "Nothing", "  ")


def test_no_two_searches_have_one_name(three: Catalogue) -> None:
    with pytest.raises(Refused, match="“India” already"), three.change("Save") as change:
        saved.save(change.connection, "INDIA ", "delhi")
    with pytest.raises(Refused, match="“India” already"), three.change("Rename") as change:
        saved.rename(change.connection, "Sources", "india")


def test_a_search_is_renamed_in_its_place(three: Catalogue) -> None:
    with three.change("Rename") as change:
        made = saved.rename(change.connection, "Overdue", "  Late   promises ")
        saved.rename(change.connection, "India", "INDIA")
    assert made == Saved("Late promises", "kind:overdue")
    assert names(three) == ["INDIA", "Late promises", "Sources"]


def test_a_search_asks_something_else_from_now_on(three: Catalogue) -> None:
    with three.change("Update") as change:
        saved.change_query(change.connection, "Overdue", " is:overdue ")
    with three.read() as connection:
        assert saved.find(connection, "Overdue").query == "is:overdue"
    assert names(three) == ["India", "Overdue", "Sources"]


@pytest.mark.parametrize(
    ("name", "by", "order"),
    [
        ("Sources", -1, ["India", "Sources", "Overdue"]),
        ("India", 1, ["Overdue", "India", "Sources"]),
        ("India", -1, ["India", "Overdue", "Sources"]),
        ("India", 9, ["Overdue", "Sources", "India"]),
    ],
)
def test_a_search_moves_as_far_as_there_are_places(
    three: Catalogue, name: str, by: int, order: list[str]
) -> None:
    with three.change("Move") as change:
        saved.move(change.connection, name, by)
    assert names(three) == order


def test_a_search_that_was_removed_is_put_back_where_it_was(three: Catalogue) -> None:
    with three.change("Remove") as change:
        gone, place = saved.remove(change.connection, "Overdue")
    assert names(three) == ["India", "Sources"]
    with three.change("Put back") as change:
        saved.save(change.connection, gone.name, gone.query, place)
    assert names(three) == ["India", "Overdue", "Sources"]


def test_a_search_that_is_not_there_cannot_be_found(three: Catalogue) -> None:
    with pytest.raises(NotFound, match="no saved search “Gone”"), three.read() as connection:
        saved.find(connection, "Gone")


def test_answers_are_counted_and_what_is_wrong_is_said(desk: Catalogue) -> None:
    with desk.change("Add") as change:
        change.add("topic", title="Logistics", type="sector")
        change.add("topic", title="Training", type="sector")
    with desk.read() as connection:

        def answers(query: str) -> tuple[int, str]:
            return saved.answers(connection, query, desk.scheme, NOON.date())

        assert answers("kind:topic") == (2, "")
        assert answers("kind:topic logistics") == (1, "")
        count, wrong = answers("logistics kind:topik")
        assert count == 1, "the rest is asked"
        assert "topik" in wrong


def test_many_answers_are_counted_no_further_than_is_said(
    desk: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "COUNTED", 3)
    with desk.change("Add") as change:
        for n in range(6):
            change.add("topic", title=f"Topic {n}", type="sector")
    with desk.read() as connection:
        assert saved.answers(connection, "kind:topic", desk.scheme, NOON.date()) == (4, "")


# --- what was searched for last ------------------------------------------------------------------


def used(catalogue: Catalogue, *texts: str) -> list[str]:
    with catalogue.change("Search") as change:
        for text in texts:
            recent.note(change.connection, text)
    with catalogue.read() as connection:
        return recent.recent(connection)


def test_the_last_searches_come_newest_first_and_none_twice(desk: Catalogue) -> None:
    assert used(desk) == []
    assert used(desk, "austin", "india  logistics", "AUSTIN ") == ["AUSTIN", "india logistics"]


def test_only_the_last_ones_are_kept(desk: Catalogue) -> None:
    kept = used(desk, *(f"query {n}" for n in range(30)))
    assert kept == [f"query {n}" for n in range(29, 9, -1)]


def test_blanks_and_what_was_pasted_are_no_searches(desk: Catalogue) -> None:
    assert used(desk, "  ", "x" * 1_001, "राजनाथ") == ["राजनाथ"]


def test_the_last_searches_are_no_change_of_the_record_and_can_be_forgotten(
    desk: Catalogue,
) -> None:
    used(desk, "austin")
    with desk.read() as connection:
        assert connection.scalars(select(ENTRY.c.id)).all() == []
    with desk.change("Forget") as change:
        recent.forget(change.connection)
    assert used(desk) == []


def test_the_last_searches_are_in_the_catalogue_when_it_is_opened_again(desk: Catalogue) -> None:
    used(desk, "austin", "india")
    desk.close()
    with Catalogue.open(desk.path, write=False) as again, again.read() as connection:
        assert recent.recent(connection) == ["india", "austin"]
