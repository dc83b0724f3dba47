"""The orders of a list: by any column, both ways, for few records and for many."""

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from defcat import countries, vocabulary
from defcat.kinds import KINDS
from defcat.search import order, run, walk
from defcat.search.order import orders
from defcat.search.parse import parse
from defcat.search.ranks import Ranks
from defcat.search.rows import ListRow, rows
from defcat.search.walk import COMPARED, PATIENCE
from defcat.text import fold
from tests.core.making import make

CITIES = [None, "New Delhi", "Washington", "São Paulo", "agra", "Zürich"]


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """Some hundred records of four kinds, for questions only."""
    rng = random.Random(3)
    with make(tmp_path_factory.mktemp("order")) as catalogue:
        with catalogue.change("Add") as change:
            people = []
            for number in range(60):
                person = change.add(
                    "official",
                    title=rng.choice(("Zoe", "adam", "Émile")) + f" {number % 7}",
                    nationality=rng.choice((None, "IN", "US", "DE", "AT")),
                )
                change.add_part("tenure", person, post=rng.choice(("Envoy", "attaché", "Chief")))
                people.append(person)
            for _ in range(120):
                met = change.add(
                    "engagement",
                    title=rng.choice(("Talks", "visit", "Ärger")),
                    type=rng.choice(("visit", "summit", "exercise")),
                    date=rng.choice((None, "2023", "2024-03", "2019-05-05")),
                    city=rng.choice(CITIES),
                    country=rng.choice((None, "IN", "JP")),
                    marking=rng.choice((None, "OFFICIAL", "RESTRICTED")[:1]),
                )
                for person in rng.sample(people, rng.choice((0, 1, 2))):
                    change.add_part("participant", met, other_id=person, role="principal")
            for _ in range(60):
                deal = change.add("agreement", title="Deal", type=rng.choice(("mou", "treaty")))
                if rng.random() < 0.6:
                    change.add_part("event", deal, type="signature", date="2020")
                for code in rng.sample(("IN", "US", "AT"), rng.choice((0, 1, 2))):
                    change.add_part("party", deal, role="party", country=code)
        with catalogue.read() as connection:
            yield connection


def shown(row: ListRow, name: str) -> object:
    """What is compared of a row, None where it has nothing in the column."""
    match name:
        case "ref":
            return row.ref[0], int(row.ref[1:])
        case "title":
            return fold(row.title)
        case "kind":
            return fold(KINDS[row.kind].label)
        case "type" | "status":
            code = row.values.get(name)
            if code is None:
                return None
            listed = f"{row.kind}-{name}"
            return fold(vocabulary.label(listed, str(code)))
        case "nationality":
            code = row.values[name]
            return None if code is None else fold(countries.name(str(code)))
        case "place":
            code = row.values["country"]
            said = (row.values["city"], countries.name(str(code)) if code else None)
            return fold(", ".join(str(one) for one in said if one)) or None
        case "extra":
            return fold(row.extra.split(",")[0].split(" +")[0]) or None
    raise AssertionError(name)


CASES = [
    ("kind:engagement", ("title", "type", "place", "extra", "ref")),
    ("kind:engagement visit", ("type", "place", "extra")),
    ("kind:engagement place:delhi", ("title", "place")),
    ("kind:agreement", ("type", "status", "extra")),
    ("kind:engagement type:visit,summit", ("type", "title")),
    ("kind:engagement -type:visit", ("type",)),
    ("kind:engagement (type:visit OR place:delhi)", ("type",)),
    ("kind:agreement status:unknown,signed-not-in-force", ("status",)),
    ("kind:official nationality:in,us", ("nationality",)),
    ("kind:official", ("title", "nationality", "extra")),
    ("kind:official zoe", ("nationality", "title")),
    ("", ("kind", "title", "ref")),
    ("zoe", ("kind", "title")),
    ("nowhere", ("title",)),
]


@pytest.mark.parametrize("way", ["compared", "tried", "met", "few met"])
@pytest.mark.parametrize(("text", "name"), [(text, name) for text, of in CASES for name in of])
def test_a_list_stands_in_the_order_of_a_column(
    reading: Connection, monkeypatch: pytest.MonkeyPatch, text: str, name: str, way: str
) -> None:
    if way != "compared":
        monkeypatch.setattr(order, "FEW", 1)
        monkeypatch.setattr(walk, "TRIAL", 0 if way == "tried" else 1_000_000)
        monkeypatch.setattr(walk, "PATIENCE", 1_000 if way == "tried" else PATIENCE)
        monkeypatch.setattr(walk, "COMPARED", COMPARED if way == "few met" else 0)
    asked = parse(text)
    newest = run.find(reading, asked, order="newest")
    kept = rows(reading, newest)
    have = [i for i in newest if shown(kept[i], name) is not None]
    none = [i for i in newest if shown(kept[i], name) is None]
    ranks = Ranks()
    for down in (False, True):
        expected = sorted(have, key=lambda i: shown(kept[i], name), reverse=down) + none  # type: ignore[arg-type, return-value]
        by = f"-{name}" if down else name
        found = run.find(reading, asked, order=by, ranks=ranks)
        assert [shown(kept[i], name) for i in found] == [shown(kept[i], name) for i in expected]
        if name != "title":
            assert found == expected
        for limit in (0, 1, 7, 1_000):
            first = run.find(reading, asked, order=by, limit=limit, ranks=ranks)
            assert first == found[:limit]


def test_every_kind_can_stand_by_each_of_its_columns(reading: Connection) -> None:
    for kind in (None, *KINDS):
        asked = parse(f"kind:{kind}" if kind else "")
        newest = set(run.find(reading, asked))
        for name in orders(kind):
            for by in (name, f"-{name}"):
                assert set(run.find(reading, asked, order=by)) == newest, by
    assert {"title", "status", "extra"} <= set(orders("agreement"))
    assert "status" not in orders("official")


def test_who_held_an_office_stands_in_the_order_asked_for(reading: Connection) -> None:
    asked = parse("office:envoy as-of:2024-01-01")
    found = rows(reading, run.find(reading, asked, order="-title"))
    titles = [fold(row.title) for row in found.values()]
    assert titles
    by_title = [fold(rows(reading, [i])[i].title) for i in run.find(reading, asked, order="-title")]
    assert by_title == sorted(titles, reverse=True)
    assert run.find(reading, asked, order="oldest") != []
