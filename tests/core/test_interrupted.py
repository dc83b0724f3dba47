"""Searches that are stopped, or left before their end, and what they leave for the next one."""

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, CursorResult, event

from defcat.catalogue import Catalogue
from defcat.errors import Interrupted
from defcat.search import index, ranks, run
from defcat.search.expressions import EVERYTHING
from defcat.search.parse import parse
from defcat.search.query import Query
from defcat.search.ranks import Ranks
from defcat.storage import engine
from tests.core.making import make

RECORDS = 400
_END = (1 << 63) - 1


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path) as catalogue:
        with catalogue.change("Import") as change:
            for number in range(RECORDS):
                title = f"Arrangement {number} on joint exercises"
                change.add("agreement", title=title, type="mou" if number % 3 else "treaty")
        yield catalogue


def test_an_answer_left_half_read_does_not_begin_the_next_one_again(catalogue: Catalogue) -> None:
    with catalogue.read() as connection:
        expected = list(index.within(connection, EVERYTHING, 0, _END, 50))
        left = index.within(connection, EVERYTHING, 0, _END, 50)
        next(left)
    with catalogue.read() as connection:
        asked = index.within(connection, EVERYTHING, 0, _END, 50)
        first = next(asked)
        del left
        assert [first, *asked] == expected


def test_an_answer_left_half_read_is_let_go_of_after_its_file_without_a_word(
    catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    with catalogue.read() as connection:
        left = index.within(connection, EVERYTHING, 0, _END, 50)
        next(left)
    catalogue.close()
    del left
    assert caplog.text == ""


def test_an_answer_left_half_read_spoils_no_later_question(catalogue: Catalogue) -> None:
    with catalogue.read() as connection:
        left = index.within(connection, EVERYTHING, 0, _END, 50)
        next(left)
    with catalogue.read() as connection:
        asked = index.within(connection, EVERYTHING, 0, _END, 50)
        next(asked)
        del left
        next(asked)
        del asked
        assert len(run.find(connection, parse("arrangement"))) == RECORDS


def test_many_searches_stopped_half_way_spoil_none_of_the_others(catalogue: Catalogue) -> None:
    texts = ("joint exercises", "type:mou", "-type:mou arrangement", "as-of:2030-01-01 joint")
    orders = ("best", "newest", "status", "-type", "title")
    asked = [(parse(text), order) for text in texts for order in orders]
    with catalogue.read() as connection:
        expected = [run.find(connection, query, order=order) for query, order in asked]
    reading: list[Connection] = []
    ready, done = threading.Lock(), threading.Event()
    stopped, wrong = [], []

    def ask(query: Query, order: str, *, may_be_stopped: bool) -> list[int]:
        with catalogue.read() as connection:
            with ready:
                reading.extend([connection] if may_be_stopped else [])
            try:
                return run.find(connection, query, order=order)
            finally:
                with ready:
                    reading.clear()

    def ask_all() -> None:
        for (query, order), answer in zip(asked * 12, expected * 12, strict=True):
            try:
                found = ask(query, order, may_be_stopped=True)
            except Interrupted as error:
                stopped.append(error)  # kept, and with it all that it was in the middle of
                found = ask(query, order, may_be_stopped=False)
            if found != answer:
                wrong.append((query.write(), order))
        done.set()

    thread = threading.Thread(target=ask_all)
    thread.start()
    while thread.is_alive() and not done.wait(0.0005):
        with ready:
            for connection in reading:
                catalogue.interrupt(connection)
        del stopped[:-3]
        gc.collect(0)
    thread.join()
    stopped.clear()
    gc.collect()
    assert done.is_set()
    assert not wrong


@pytest.mark.parametrize("name", ["title", "ref", "form", "changed_at"])
def test_an_order_that_was_half_read_when_stopped_is_gone_on_with(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with catalogue.read() as connection:
        expected = Ranks().of(connection, "agreement", name)
    monkeypatch.setattr(ranks, "PART", 10)
    monkeypatch.setattr(ranks, "_STRETCH", 50)
    monkeypatch.setattr(ranks, "parts", _stops_within)
    kept, stops = Ranks(), 0
    while True:
        try:
            with catalogue.read() as connection:
                event.listen(connection, "after_execute", _stops_after(3))
                assert kept.of(connection, "agreement", name) == expected
                break
        except Interrupted:
            stops += 1
            assert stops < RECORDS
    assert stops >= 5


def test_work_between_two_statements_ends_where_it_was_stopped(catalogue: Catalogue) -> None:
    with catalogue.read() as connection:
        engine.heed(connection)
    with pytest.raises(Interrupted):
        _go_on_though_stopped(catalogue)
    with catalogue.read() as connection:
        engine.heed(connection)


def _go_on_though_stopped(catalogue: Catalogue) -> None:
    with catalogue.read() as connection:
        catalogue.interrupt(connection)
        engine.heed(connection)


def _stops_within(result: CursorResult[Any]) -> Iterator[list[int]]:
    """What `index.parts` gives, stopped after a few parts of ten."""
    for place, part in enumerate(index.parts(result, 10)):
        yield part
        if place == 3:
            engine.interrupt(result.connection)


def _stops_after(statements: int) -> Callable[..., None]:
    """A listener that stops a connection once so many statements were asked through it."""
    asked = []

    def listen(connection: Connection, *_: object) -> None:
        asked.append(connection)
        if len(asked) == statements:
            engine.interrupt(connection)

    return listen
