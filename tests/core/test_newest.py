"""How a search comes to its first rows: by reading no more than it takes, and the same each way."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection

from defcat.search import expressions, newest, order, run, stood, walk
from defcat.search.expressions import EVERYTHING
from defcat.search.index import matching
from defcat.search.newest import Newest, forwards
from defcat.search.parse import parse
from defcat.search.ranks import Ranks
from tests.core.making import make

RECORDS = 600
TODAY = date(2026, 1, 1)
RARE, OFTEN, OLD = 150, 2, 60
"""One record in so many says “lighthouse”, “harbour”; the oldest so many say “sail”."""


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """Engagements of as many days, of which some words are rare, common, or old."""
    rng = random.Random(5)
    with make(tmp_path_factory.mktemp("newest")) as catalogue:
        with catalogue.change("Add") as change:
            for number in range(RECORDS):
                says = ["lighthouse"] * (number % RARE == 0) + ["harbour"] * (number % OFTEN == 0)
                says += ["sail"] * (number < OLD)
                title = f"{rng.choice(('Talks', 'Visit', 'Ascent'))} {rng.randrange(300)}"
                change.add(
                    "engagement",
                    type="visit",
                    title=title,
                    date=f"{2000 + number // 28}-02-{number % 28 + 1:02}",
                    notes=" ".join(says) or None,
                )
        with catalogue.read() as connection:
            yield connection


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every catalogue counts as one of many records."""
    monkeypatch.setattr(newest, "SMALL", 0)
    monkeypatch.setattr(newest, "TRIED", 4)


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[int]:
    """How many rows each call of a function that gives parts or a sequence came to."""
    sizes: list[int] = []
    asked: Callable[..., Any] = getattr(module, name)

    def count(*given: Any, **options: Any) -> Iterator[list[int]]:
        sizes.append(0)
        for part in asked(*given, **options):
            sizes[-1] += len(part)
            yield part

    monkeypatch.setattr(module, name, count)
    return sizes


@pytest.mark.parametrize("text", ["lighthouse", "harbour", "sail", "talks", "-harbour", "nowhere"])
@pytest.mark.parametrize("limit", [0, 1, 5, 40, 1_000])
@pytest.mark.usefixtures("large")
def test_the_newest_are_the_same_whichever_way_they_are_read(
    reading: Connection, text: str, limit: int
) -> None:
    every = run.find(reading, parse(text), order="newest")
    assert run.find(reading, parse(text), order="newest", limit=limit) == every[:limit]
    best = run.every(reading, parse(text), today=TODAY).tolist()
    assert run.find(reading, parse(text), limit=limit, today=TODAY) == best[:limit]


@pytest.mark.usefixtures("large")
def test_what_stands_close_together_is_read_from_the_newest_on_and_no_further(
    reading: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = counted(monkeypatch, newest, "parts")
    back = counted(monkeypatch, newest, "within")
    Newest(reading, newest.sampled(reading)).first(f'("harbour" AND {EVERYTHING})', 10)
    assert ahead == [4]
    assert back == [10]


@pytest.mark.usefixtures("large")
def test_a_single_list_is_read_from_its_end(
    reading: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = counted(monkeypatch, newest, "parts")
    back = counted(monkeypatch, newest, "within")
    Newest(reading, newest.sampled(reading)).first('"harbour"', 10)
    assert ahead == []
    assert back == [10]


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize(("word", "answers"), [("lighthouse", RECORDS // RARE), ("nowhere", 0)])
def test_what_is_rare_is_read_once_and_forwards(
    reading: Connection, monkeypatch: pytest.MonkeyPatch, word: str, answers: int
) -> None:
    back = counted(monkeypatch, newest, "within")
    found = Newest(reading, newest.sampled(reading)).first(f'("{word}" AND {EVERYTHING})', 10)
    assert len(found) == answers
    assert back == []


def test_all_that_answer_are_read_forwards(reading: Connection) -> None:
    assert forwards(reading, '"harbour"')[::-1] == matching(reading, '"harbour"', -1)


def test_what_nothing_has_is_not_looked_for_among_names(
    reading: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    first = Newest.first

    def note(self: Newest, match: str, limit: int) -> Any:
        asked.append(match)
        return first(self, match, limit)

    monkeypatch.setattr(Newest, "first", note)
    assert run.find(reading, parse("talks nowh"), limit=10) == []
    assert len(asked) == 1


def tried(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many records were tried one by one, call by call."""
    sizes: list[int] = []
    among = expressions.among

    def note(connection: Connection, match: str, ids: Sequence[int]) -> set[int]:
        sizes.append(len(ids))
        return among(connection, match, ids)

    monkeypatch.setattr(run, "among", note)
    monkeypatch.setattr(run, "answering", note)
    return sizes


def test_where_most_records_answer_hardly_more_are_tried_than_are_wanted(
    reading: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order, "FEW", 50)
    monkeypatch.setattr(walk, "TRIAL", 1)
    sizes = tried(monkeypatch)
    found = run.find(reading, parse("kind:engagement visit"), order="title", limit=20)
    assert len(found) == 20
    assert sum(sizes) < 2 * 20 + 20


def test_where_few_answer_none_is_tried_and_no_order_is_made(
    reading: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order, "FEW", 10)
    sizes, ranks = tried(monkeypatch), Ranks()
    asked = parse("kind:engagement sail")
    found = run.find(reading, asked, order="title", limit=20, ranks=ranks)
    assert sizes == []
    assert not ranks.knows("engagement", "title")
    assert found == run.find(reading, asked, order="title")[:20]


@pytest.mark.parametrize("name", ["title", "-title", "type", "-place"])
def test_typed_key_by_key_a_sorted_list_is_what_it_is_at_once(
    reading: Connection, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(order, "FEW", 10)
    ranks = Ranks()
    for text in ("kind:engagement harbour talks", "kind:engagement tal -sail", "ascent harbour"):
        for end in range(1, len(text) + 1):
            asked = parse(text[:end])
            found = run.find(reading, asked, order=name, limit=7, ranks=ranks)
            assert found == run.find(reading, asked, order=name, limit=7), text[:end]


def test_rows_that_all_still_answer_are_not_looked_for_again(
    reading: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order, "FEW", 10)
    ranks = Ranks()
    before = run.find(reading, parse("kind:engagement harb"), order="title", limit=30, ranks=ranks)
    monkeypatch.setattr(run, "in_order", None)
    sizes = tried(monkeypatch)
    after = run.find(
        reading, parse("kind:engagement harbour"), order="title", limit=30, ranks=ranks
    )
    assert after == before
    assert sizes == [stood.GLANCE, 30 - stood.GLANCE]


NARROWER = [
    ("the", "th", True),
    ("the of", "the", True),
    ("of the", "th o", True),
    ("th", "the", False),
    ("party:india the", "party:india", True),
    ("the -of", "the", True),
    ("the", "the -of", False),
    ("kind:agreement the", "the", False),
    ("kind:agreement kind:official the", "kind:agreement the", False),
    ("the as-of:2020-01-01", "the", False),
    ("(the OR of)", "the", False),
    ('"the', "the", False),
]


@pytest.mark.parametrize(("text", "before", "narrows"), NARROWER)
def test_when_a_query_asks_for_more_of_the_same(text: str, before: str, narrows: bool) -> None:
    assert stood.narrows(parse(text).conditions, parse(before).conditions) is narrows
