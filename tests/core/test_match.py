"""Queries against a search that reads everything: any tree of conditions, over several kinds."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from defcat import countries, vocabulary
from defcat.catalogue import Catalogue
from defcat.dates import days_span
from defcat.kinds import KINDS
from defcat.search import run
from defcat.search.parse import DEEPEST, parse
from defcat.search.query import All, Any, InCountry, No, Node, OfKind, Phrase, Query, Where, Word
from defcat.search.rows import rows
from defcat.text import variants, words
from tests.core.making import make

TODAY = date(2024, 11, 18)
TITLES = [
    *("tejas", "engine", "joint", "exercise", "defence", "colour", "drone", "co-operation"),
    *("शक्ति", "सिंह", "são", "tomé", "O'Neill", "x", "radar"),
]
NOTES = ["agreed", "minutes", "draft", "programme", "harbour", "visit"]
CITIES = ["New Delhi", "Washington", "São Paulo", "Delhi Cantonment", "Tokyo"]
CODES = ["IN", "US", "JP", "FR"]
TYPES = {
    "engagement": ["visit", "summit", "exercise"],
    "agreement": ["mou", "treaty"],
    "source": ["article", "post"],
    "official": [],
}
DAYS = ["2023", "2023-11", "2023-11-10", "2024-02-29", "2022/2024", "2021-06/2021-08", "XXXX", None]
NAMED = ("official", "organisation", "topic", "series")


@dataclass
class Made:
    """A record as it was made: what it is called, what it says, and what it has in which field."""

    id: int
    kind: str
    ref: str
    title: str
    day: str | None
    names: list[str]
    texts: list[str] = field(default_factory=list)
    notes: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, list["Made"]] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)

    def said(self) -> set[str]:
        """All words that find it."""
        spoken = [self.ref, *self.names, *self.texts, self.notes]
        spoken += [name for linked in self.links.values() for one in linked for name in [one.title]]
        found = {word for text in spoken for word in (*words(text), *variants(text))}
        return found | {w for code in self.codes for n in countries.names(code) for w in words(n)}

    def called(self) -> set[str]:
        """The words of its names."""
        return {word for text in self.names for word in (*words(text), *variants(text))}

    def have(self) -> set[str]:
        """The fields that are filled in."""
        return {*self.values, *self.links}

    def key(self) -> tuple[int, int]:
        """Where it stands among the others by its date."""
        first = days_span(self.day)[0] if self.day else "0001-01-01"
        return date.fromisoformat(first).toordinal() if first > "0001-01-01" else 0, self.id


class Desk:
    """A small catalogue, and what was put into it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.rng = random.Random(seed)
        self.made: list[Made] = []
        self.catalogue = make(folder)
        with self.catalogue.change("Add") as change:
            self.change = change
            for kind in ("official", "official", "engagement", "agreement", "source") * 14:
                self._add(kind)

    def _add(self, kind: str) -> None:
        rng = self.rng
        title = " ".join(rng.choices(TITLES, k=rng.choice((1, 2, 3))))
        day = rng.choice(DAYS) if kind in ("engagement", "source") else None
        notes = " ".join(rng.choices(NOTES, k=4)) if rng.random() < 0.5 else ""
        fields: dict[str, object] = {"title": title, "notes": notes or None}
        values: dict[str, list[str]] = {"notes": [notes]} if notes else {}
        texts, codes = [], set()
        if TYPES[kind]:
            fields["type"] = code = rng.choice(TYPES[kind])
            values["type"] = [code]
            texts.append(f"{code} {vocabulary.label(f'{kind}-type', code)}")
        if kind in ("engagement", "source"):
            fields["date"] = day
        if kind == "engagement" and rng.random() < 0.7:
            fields["city"] = city = rng.choice(CITIES)
            values["place"] = [city]
            texts.append(city)
        if kind == "official" and rng.random() < 0.7:
            fields["nationality"] = nation = rng.choice(CODES)
            values["nationality"] = [nation]
            codes.add(nation)
        record = self.change.add(kind, **fields)
        ref = f"{KINDS[kind].prefix}{sum(one.kind == kind for one in self.made) + 1}"
        one = Made(record, kind, ref, title, day, [title], texts, notes, values, codes=codes)
        if day:
            values["date"] = [day]
        self._parts(one)
        self.made.append(one)

    def _parts(self, one: Made) -> None:
        rng = self.rng
        people = [other for other in self.made if other.kind == "official"]
        if one.kind == "official" and rng.random() < 0.3:
            alias = rng.choice(("राजनाथ", "Juan Guaidó", "Minister tejas"))
            self.change.add_part("alias", one.id, name=alias)
            one.names.append(alias)
        if one.kind == "engagement" and people:
            for other in rng.sample(people, min(len(people), rng.choice((0, 1, 2)))):
                self.change.add_part("participant", one.id, other_id=other.id, role="principal")
                one.links.setdefault("with", []).append(other)
        if one.kind == "agreement":
            for code in rng.sample(CODES, rng.choice((0, 1, 2))):
                self.change.add_part("party", one.id, role="party", country=code)
                one.values.setdefault("party", []).append(code)
                one.codes.add(code)
            day = rng.choice(DAYS)
            if day and day != "XXXX":
                self.change.add_part("event", one.id, type="signature", date=day)
                one.values["signature"] = one.values["date"] = [day]
                one.day = day


@pytest.fixture(scope="module", params=range(4))
def desk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    made = Desk(tmp_path_factory.mktemp("match"), request.param)
    with made.catalogue:
        yield made


# --- the naive search -----------------------------------------------------------------------


def begins(said: set[str], typed: list[str]) -> bool:
    return all(any(word.startswith(one) for word in said) for one in typed)


def side_by_side(text: str, phrase: str) -> bool:
    said = [{word, *variants(word)} for word in words(text)]
    asked = words(phrase)
    return any(
        all(word in said[at + n] for n, word in enumerate(asked))
        for at in range(len(said) - len(asked) + 1)
    )


SPANS = {
    "2023": ("2023-01-01", "2023-12-31"),
    "2023-11": ("2023-11-01", "2023-11-30"),
    "2023-11-10..2024-01-31": ("2023-11-10", "2024-01-31"),
    ">=2024-03": ("2024-03-01", "9999-12-31"),
    "<2022": ("0001-01-01", "2021-12-31"),
}


def answers(node: Node, one: Made) -> bool:
    """Whether a record answers, by reading all of it."""
    match node:
        case Word(text):
            return begins(one.said(), words(text))
        case Phrase(text):
            return side_by_side(one.notes, text)
        case OfKind(kind):
            return one.kind == kind
        case InCountry(code):
            return code in one.codes
        case No(inner):
            return not answers(inner, one)
        case Any(nodes):
            return any(answers(each, one) for each in nodes)
        case All(nodes):
            kinds = {each.kind for each in nodes if isinstance(each, OfKind)}
            rest = [each for each in nodes if not isinstance(each, OfKind)]
            return (not kinds or one.kind in kinds) and all(answers(each, one) for each in rest)
        case Where():
            return has_value(node, one)
    raise AssertionError(node)


def has_value(node: Where, one: Made) -> bool:
    name = {"signed": "signature"}.get(node.field, node.field)
    if name == "has":
        return {"signed": "signature"}.get(node.value, node.value) in one.have()
    if name == "missing":
        owners = ("agreement",) if node.value == "signed" else ("agreement", "engagement")
        return one.kind in owners and not has_value(Where("has", node.value), one)
    if name in ("date", "signature"):
        first, last = SPANS[node.value]
        spans = [days_span(day) for day in one.values.get(name, ())]
        return any(begun <= last and first <= ended for begun, ended in spans)
    if name == "with":
        typed = words(node.value)
        linked = one.links.get("with", [])
        if node.quoted:
            return any(set(typed) <= other.called() for other in linked)
        return any(begins(other.called(), typed) for other in linked)
    values = one.values.get(name, [])
    if name in ("type", "party", "nationality"):
        return node.value in values
    said = {word for text in values for word in (*words(text), *variants(text))}
    return set(words(node.value)) <= said if node.quoted else begins(said, words(node.value))


def random_word(rng: random.Random) -> str:
    pool = [*TITLES, *NOTES, "Rajnath", "guaido", "defense", "color", "india", "भारत", "visit"]
    word = rng.choice(pool)
    return word[: rng.randrange(1, 8)] if rng.random() < 0.7 else word.upper()


def random_leaf(rng: random.Random) -> Node:
    makes: list[Callable[[], Node]] = [
        lambda: Word(random_word(rng)),
        lambda: Word(random_word(rng)),
        lambda: Phrase(" ".join(rng.choices([*NOTES, "program", "harbor"], k=2))),
        lambda: OfKind(rng.choice(list(TYPES))),
        lambda: InCountry(rng.choice(CODES)),
        lambda: Where("type", rng.choice(["visit", "mou", "article", "treaty"]), True),
        lambda: Where("party", rng.choice(CODES), True),
        lambda: Where("nationality", rng.choice(CODES), True),
        lambda: Where("place", rng.choice(["del", "wash", "sao", "new"])),
        lambda: Where("place", rng.choice(["New Delhi", "delhi", "tokyo"]), True),
        lambda: Where("with", rng.choice(["tej", "sing", "rajn", "x", "juan", "defen"])),
        lambda: Where("with", rng.choice(["guaido juan", "राजनाथ", "tejas"]), True),
        lambda: Where("notes", rng.choice(["dra", "harbo", "program", "visit"])),
        lambda: Where("date", rng.choice(list(SPANS))),
        lambda: Where("signature", rng.choice(list(SPANS))),
        lambda: Where("has", rng.choice(["place", "notes", "signed", "with"])),
        lambda: Where("missing", rng.choice(["place", "signed", "with"])),
    ]
    return rng.choice(makes)()


def random_tree(rng: random.Random, depth: int = 2) -> Node:
    sort = rng.random()
    if depth == 0 or sort < 0.4:
        return random_leaf(rng)
    if sort < 0.55:
        return No(random_tree(rng, depth - 1))
    nodes = tuple(random_tree(rng, depth - 1) for _ in range(rng.choice((2, 3))))
    return Any(nodes) if sort < 0.8 else All(nodes)


def expected(desk: Desk, query: Query) -> list[int]:
    """Who answers, newest first."""
    whole = All(query.conditions) if query.conditions else None
    found = [one for one in desk.made if whole is None or answers(whole, one)]
    return [one.id for one in sorted(found, key=Made.key, reverse=True)]


# --- the same as reading everything ---------------------------------------------------------


def test_any_tree_finds_what_reading_everything_finds(desk: Desk) -> None:
    rng = random.Random(desk.made[0].title)
    some = 0
    with desk.catalogue.read() as connection:
        for _ in range(150):
            query = Query(tuple(random_tree(rng) for _ in range(rng.choice((1, 1, 2)))))
            naive = expected(desk, query)
            text = query.write()
            found = run.find(connection, query, order="newest", today=TODAY)
            assert found == naive, text
            assert run.find(connection, query, order="newest", limit=3, today=TODAY) == naive[:3]
            assert run.count(connection, query, today=TODAY) == len(naive), text
            best = run.every(connection, query, today=TODAY).tolist()
            assert sorted(best) == sorted(naive), text
            assert run.find(connection, query, today=TODAY) == best
            assert run.find(connection, query, limit=4, today=TODAY) == best[:4]
            some += bool(naive)
    assert some > 50


def tier(one: Made, typed: list[str]) -> int:
    if [one.ref.casefold()] == typed:
        return 0
    return (1 if one.kind in NAMED else 2) if begins(one.called(), typed) else 3


def test_what_fits_best_comes_first(desk: Desk) -> None:
    rng = random.Random(desk.made[1].title)
    with desk.catalogue.read() as connection:
        for _ in range(40):
            text = " ".join(random_word(rng) for _ in range(rng.choice((1, 1, 2))))
            asked = parse(rng.choice(("", "kind:official ", "-kind:source ")) + text)
            newest = expected(desk, asked)
            tiers = {one.id: tier(one, words(text)) for one in desk.made}
            ranked = sorted(newest, key=tiers.__getitem__)
            assert run.find(connection, asked, today=TODAY) == ranked, text


def test_a_date_known_in_part_is_marked_as_possible(desk: Desk) -> None:
    with desk.catalogue.read() as connection:
        for text in ("date:2023", "date:2023-11-10..2024-01-31", "kind:source date:>=2024-03"):
            asked = parse(text)
            span = SPANS[text.rpartition("date:")[2]]
            ids = run.find(connection, asked, today=TODAY)
            shown = rows(connection, ids, TODAY, query=asked, today=TODAY)
            assert ids
            for one in desk.made:
                if one.id in shown:
                    begun, ended = days_span(one.values["date"][0])
                    inside = span[0] <= begun and ended <= span[1]
                    if one.kind == "engagement" and "/" in one.values["date"][0]:
                        start, end = one.values["date"][0].split("/")
                        went_on = days_span(start)[1], days_span(end)[0]
                        inside |= span[0] <= went_on[1] and went_on[0] <= span[1]
                    assert shown[one.id].possible is not inside
        either = parse("date:2023 OR tejas OR -notes:draft")
        ids = run.find(connection, either, today=TODAY)
        shown = rows(connection, ids, TODAY, query=either, today=TODAY)
        sure = set(run.find(connection, parse("tejas OR -notes:draft"), today=TODAY))
        assert not any(shown[i].possible for i in sure)


# --- names, scripts and spellings -----------------------------------------------------------


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """People, bodies and meetings whose names are written in more than one way."""
    with make(tmp_path_factory.mktemp("named")) as catalogue:
        with catalogue.change("Add") as change:
            rajnath = change.add("official", title="Rajnath Singh", native_name="राजनाथ सिंह")
            austin = change.add("official", title="Lloyd Austin")
            change.add("official", title="Juan Guaidó")
            modi = change.add("official", title="Prime Minister", native_name="नरेन्द्र मोदी")
            change.add("topic", title="आत्मनिर्भरता", type="policy-theme")
            change.add("organisation", title="Ministry of Defence", type="ministry")
            for title, day in (
                ("Austin in Delhi", "2024-05-01"),
                ("Talks with the people of Austin, Texas", "2024-06-01"),
                ("Talks", "2024-07-01"),
            ):
                met = change.add("engagement", title=title, type="visit", date=day)
                change.add_part("participant", met, other_id=austin, role="host")
            change.add_part("participant", met, other_id=rajnath, role="principal")
            paper = change.add("source", title="Joint statement", type="press-release")
            change.add_part("citation", met, other_id=paper, states="Nothing of note")
            change.add_part("citation", modi, other_id=paper)
        yield catalogue


def titles(catalogue: Catalogue, text: str) -> list[str]:
    with catalogue.read() as connection:
        asked = parse(text)
        assert not asked.problems
        return [row.title for row in run.listed(connection, asked, 50, today=TODAY)]


def test_austin_puts_lloyd_austin_first(named: Catalogue) -> None:
    assert titles(named, "austin") == [
        "Lloyd Austin",
        "Talks with the people of Austin, Texas",
        "Austin in Delhi",
        "Talks",
    ]
    assert titles(named, '"lloyd austin"')[0] == "Lloyd Austin"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        *((text, "Rajnath Singh") for text in ("राजनाथ", "Rajnath", "RAJNATH", "सिंह", "rajn")),
        *((text, "Prime Minister") for text in ("नरेंद्र", "नरेन्द्र", "Narendra")),
        ("Atmanirbharta", "आत्मनिर्भरता"),
        ("defense", "Ministry of Defence"),
        ('"ministry of defense"', "Ministry of Defence"),
        ("Guaido", "Juan Guaidó"),
        ("GUAIDÓ", "Juan Guaidó"),
    ],
)
def test_names_are_found_however_they_are_written(named: Catalogue, text: str, title: str) -> None:
    assert titles(named, text)[0] == title


def test_half_a_devanagari_word_is_not_the_whole_one(named: Catalogue) -> None:
    assert titles(named, "सिह") == titles(named, '"सिह"') == titles(named, '"सिं"') == []


def test_links_are_found_by_any_name_of_what_they_link_to(named: Catalogue) -> None:
    for name in ("rajnath", '"rajnath singh"', "राजनाथ", "O1", "singh"):
        assert titles(named, f"with:{name}") == ["Talks"], name
    assert len(titles(named, "with:lloyd")) == 3
    assert titles(named, 'with:"lloyd singh"') == []
    assert sorted(titles(named, "source:joint")) == ["Prime Minister", "Talks"]
    assert titles(named, "source:note") == []


def test_what_is_linked_with_a_record_either_way(named: Catalogue) -> None:
    assert set(titles(named, "linked:O2")) == {
        *("Talks", "Austin in Delhi", "Talks with the people of Austin, Texas"),
    }
    assert set(titles(named, "linked:E3")) == {"Rajnath Singh", "Lloyd Austin", "Joint statement"}
    assert titles(named, "linked:E3 -kind:official") == ["Joint statement"]
    assert titles(named, "linked:E99") == []


def test_signs_alone_find_nothing_and_no_text_meets_a_tag(named: Catalogue) -> None:
    for text in ("* -", "\ue003official", '"\ue000lloyd"', "kind:official *"):
        with named.read() as connection:
            assert run.find(connection, parse(text), today=TODAY) == [], text


# --- what the index alone cannot say --------------------------------------------------------


@pytest.fixture(scope="module")
def then(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """Agreements that came into force and ended, a commitment that was kept, and two ministers."""
    with make(tmp_path_factory.mktemp("then")) as catalogue:
        with catalogue.change("Add") as change:
            for title, ended in (("Old pact", "2015-06-01"), ("Standing pact", None)):
                pact = change.add("agreement", title=title, type="treaty")
                change.add_part("event", pact, type="signature", date="2009-05-01")
                change.add_part("event", pact, type="entry-into-force", date="2010-01-01")
                if ended:
                    change.add_part("event", pact, type="termination", date=ended)
            plan = change.add("agreement", title="Later pact", type="mou")
            change.add_part("event", plan, type="signature", date="2020-02-02")
            change.add(
                "commitment",
                title="Promise of maps",
                state="done",
                promised="2011-01-01",
                date="2012-06-01",
                closed="2013-01-01",
                evidence="Sent.",
            )
            for title, start, end in (
                ("Antony", "2006", "2014-05-26"),
                ("Parrikar", "2014-11", None),
            ):
                person = change.add("official", title=title)
                post = {"post": "Minister of Defence", "country": "IN", "start": start, "end": end}
                change.add_part("tenure", person, **post)
        yield catalogue


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("status:in-force", ["Standing pact"]),
        ("status:in-force as-of:2012-01-01", ["Old pact", "Standing pact"]),
        ("status:in-force as-of:2009-07-01", []),
        ("kind:agreement -status:in-force as-of:2016-01-01", ["Old pact"]),
        ("kind:agreement -status:in-force", ["Later pact", "Old pact"]),
        ("status:terminated OR maps as-of:2016-01-01", ["Old pact", "Promise of maps"]),
        ("pact -(status:in-force type:treaty) as-of:2012-01-01", []),
        ("is:open", []),
        ("is:open as-of:2012-01-01", ["Promise of maps"]),
        ("is:overdue as-of:2012-07-01", ["Promise of maps"]),
        ("is:overdue as-of:2012-06-01", []),
        ("pact -(kind:agreement kind:official status:in-force) as-of:2012-01-01", []),
        ("state:done as-of:2014-01-01", ["Promise of maps"]),
        ("state:done as-of:2012-01-01", []),
        ('office:"minister of defence" as-of:2010-01-01', ["Antony"]),
        ("kind:official -office:minister as-of:2010-01-01", ["Parrikar"]),
        ("office:minister OR pact as-of:2016-01-01", ["Old pact", "Parrikar", "Standing pact"]),
    ],
)
def test_conditions_hold_on_the_day_asked_about(
    then: Catalogue, text: str, expected: list[str]
) -> None:
    asked = parse(text)
    assert not asked.problems
    with then.read() as connection:
        found = run.listed(connection, asked, 50, today=TODAY)
        assert sorted(row.title for row in found) == expected
        assert run.count(connection, asked, today=TODAY) == len(expected)
        assert len(run.every(connection, asked, today=TODAY)) == len(expected)
        for order in ("oldest", "title", "-type"):
            kept = run.find(connection, asked, order=order, today=TODAY)
            assert sorted(kept) == sorted(row.id for row in found)


def test_the_deepest_query_can_be_asked(then: Catalogue) -> None:
    deep = ("(a OR (b ", "-(a OR -(b ", "-(a ", "(missing:signed OR -(date:2020 (pact OR ", "((")
    with then.read() as connection:
        for piece in deep:
            asked = parse("pact OR " + piece * DEEPEST)
            ids = run.find(connection, asked, today=TODAY)
            assert run.count(connection, asked, today=TODAY) == len(ids)
            assert asked.problems


def test_nothing_is_overdue_by_a_guess(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue:
        with catalogue.change("Add") as change:
            for due in ("2024-11-17", "2024-10", "2024-11-18", "2024-11", "2024", "2025", None):
                change.add("commitment", title=f"Due {due}", state="open", date=due)
        with catalogue.read() as connection:
            found = run.listed(connection, parse("is:overdue"), 10, today=TODAY)
            assert sorted(row.title for row in found) == ["Due 2024-10", "Due 2024-11-17"]
            assert not any(row.possible for row in found)


def test_a_visit_of_some_days_surely_was_on_each_of_them(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue:
        with catalogue.change("Add") as change:
            for when in ("2023-11-09/2023-11-11", "2023-11", "2023-11-10~", "2023-11/2023-12"):
                change.add("engagement", title=when, type="visit", date=when)
            change.add("source", title="Written", type="article", date="2023-11-09/2023-11-11")
        with catalogue.read() as connection:
            found = run.listed(connection, parse("date:2023-11-10"), 10, today=TODAY)
        assert {row.title: row.possible for row in found} == {
            "2023-11-09/2023-11-11": False,
            "2023-11": True,
            "2023-11-10~": True,
            "2023-11/2023-12": True,
            "Written": True,
        }


def test_quoted_words_of_a_field_stand_side_by_side_in_one_value(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue:
        with catalogue.change("Add") as change:
            for city, venue in (
                ("New Delhi", None),
                ("Delhi", "New Hall"),
                ("New Delhi Cantonment", None),
                ("Defense Colony", None),
            ):
                change.add("engagement", title=city, type="visit", city=city, venue=venue)

        def found(text: str) -> list[str]:
            with catalogue.read() as connection:
                rows = run.listed(connection, parse(text), 10, today=TODAY)
            return sorted(row.title for row in rows)

        assert found('place:"new delhi"') == ["New Delhi", "New Delhi Cantonment"]
        assert found('place:"delhi new"') == []
        assert found('place:"defence colony"') == ["Defense Colony"]
        assert found("place:new place:delhi") == ["Delhi", "New Delhi", "New Delhi Cantonment"]
