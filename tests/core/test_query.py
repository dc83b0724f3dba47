"""The query language: text to tree, tree to text, and what is told of what cannot be read."""

import random
import re
import sys
from datetime import date
from types import FrameType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from defcat import countries, markings
from defcat.kinds import KINDS
from defcat.search.fields import ALIASES, SPECIAL, searched
from defcat.search.parse import DEEPEST, day_spans, parse
from defcat.search.query import (
    All,
    Any,
    AsOf,
    InCountry,
    No,
    Node,
    Office,
    OfKind,
    Phrase,
    Query,
    Where,
    Word,
    value_text,
)
from defcat.text import words

A, B, C = Word("a"), Word("b"), Word("c")
DAY = date(2016, 8, 29)

READ: list[tuple[str, tuple[Node, ...]]] = [
    ("  ", ()),
    ("a b", (A, B)),
    ('"a b" c', (Phrase("a b"), C)),
    ('c "a b', (C, Phrase("a b"))),
    ('c "" " "', (C,)),
    ('a"b"c', (A, Phrase("b"), C)),
    # --- OR, -, parentheses
    ("a OR b", (Any((A, B)),)),
    ("a b OR c", (Any((All((A, B)), C)),)),
    ("a (b OR c)", (A, Any((B, C)))),
    ("a OR (b OR c)", (Any((A, B, C)),)),
    ("(a b) c", (A, B, C)),
    ("a or b", (A, Word("or"), B)),
    ("a -b", (A, No(B))),
    ('-"a b"', (No(Phrase("a b")),)),
    ("-(a OR b)", (No(Any((A, B))),)),
    ("-(a b)", (No(All((A, B))),)),
    ("-(-a)", (No(No(A)),)),
    ("-OR", (No(Word("or")),)),
    ("()", ()),
    ("((a))", (A,)),
    # --- signs inside words, as in a title that is pasted
    ("joint-working - group", (Word("joint-working"), Word("-"), Word("group"))),
    ("a--b --c", (Word("a--b"), Word("--c"))),
    ("(INDUS-X)", (Word("INDUS-X"),)),
    ("1(2) and f(x)y", (Word("1(2)"), Word("and"), Word("f(x)y"))),
    ("(a 1(2))", (A, Word("1(2)"))),
    ("2+2 x* 10:30 UNTS:123", (Word("2+2"), Word("x*"), Word("10:30"), Word("UNTS:123"))),
    ("http://date:x a:", (Word("http://date:x"), Word("a:"))),
    # --- conditions
    ("status:in-force", (Where("status", "in-force"),)),
    ("Status:In-Force", (Where("status", "In-Force"),)),
    ("signed:2023..2024", (Where("signature", "2023..2024"),)),
    ('place:"New Delhi"', (Where("place", "New Delhi", True),)),
    ('place:"New Delhi', (Where("place", "New Delhi", True),)),
    ("type:mou,treaty", (Where("type", "mou,treaty"),)),
    (
        'topic:"a b",c,"d"',
        (Any((Where("topic", "a b", True), Where("topic", "c"), Where("topic", "d", True))),),
    ),
    ('topic:c,"a b",', (Any((Where("topic", "c"), Where("topic", "a b", True))),)),
    ("-type:mou", (No(Where("type", "mou")),)),
    ("(status:in-force)", (Where("status", "in-force"),)),
    ('date:>="9 Nov 2023" a', (Where("date", ">=9 Nov 2023", True), A)),
    ("event_place:x", (Where("event-place", "x"),)),
    ("is:open has:attachment", (Where("is", "open"), Where("has", "attachment"))),
    ("missing:signed linked:A12,O7", (Where("missing", "signed"), Where("linked", "A12,O7"))),
    # --- kinds, countries, offices, days
    ("kind:E KIND:agreements", (OfKind("engagement"), OfKind("agreement"))),
    ("kind:o,e a", (OfKind("official"), OfKind("engagement"), A)),
    ("kind:agr", (OfKind("agreement"),)),
    ("-kind:o", (No(OfKind("official")),)),
    ("country:us country:FRA", (InCountry("US"), InCountry("FR"))),
    ('country:"united states",india', (Any((InCountry("US"), InCountry("IN"))),)),
    ("country:german", (Any((InCountry("DE"), InCountry("DDDE"))),)),
    ('office:minister office:"minister"', (Office("minister", False), Office("minister"))),
    ('office:"not closed', (Office("not closed"),)),
    ("as-of:29 August 2016 a", (AsOf(DAY), A)),
    ('as-of:"29 August 2016" a', (AsOf(DAY), A)),
    ("a AS-OF:29/08/2016", (A, AsOf(DAY))),
    # --- what holds for the whole query
    ("kind:o a OR b", (OfKind("official"), Any((A, B)))),
    ("as-of:2016-08-29 kind:o a OR b", (AsOf(DAY), OfKind("official"), Any((A, B)))),
    ("a OR as-of:2016-08-29 b", (AsOf(DAY), Any((A, B)))),
    ("(kind:o a) OR b", (Any((All((OfKind("official"), A)), B)),)),
    ("kind:o OR a", (Any((OfKind("official"), A)),)),
    # --- days in several words
    ("date:22 aug 2024", (Where("date", "22 aug 2024", True),)),
    ("signed:1st of March 2024 a", (Where("signature", "1st of March 2024", True), A)),
    ("(a OR date:22 aug 2024) b", (Any((A, Where("date", "22 aug 2024", True))), B)),
    ("date:aug 22, 2024 a", (Where("date", "aug 22, 2024", True), A)),
    ('date:"22" a b', (Where("date", "22", True), A, B)),
    ("date:22 a", (Where("date", "22", True), A)),
    ("date:2024 a", (Where("date", "2024"), A)),
    ("date:today a", (Where("date", "today"), A)),
    ("place:22 aug 2024", (Where("place", "22"), Word("aug"), Word("2024"))),
    ("a OR kind:o b", (Any((A, All((OfKind("official"), B)))),)),
]


@pytest.mark.parametrize(("text", "conditions"), READ, ids=lambda one: one if one else "none")
def test_a_text_is_read_into_a_tree_and_written_back(
    text: str, conditions: tuple[Node, ...]
) -> None:
    asked = parse(text)
    assert asked == Query(conditions)
    assert asked.problems == ()
    assert parse(asked.write()) == asked


WRITTEN = [
    ("kind:o a OR b", "kind:official (a OR b)"),
    ("(kind:o a) OR b", "(kind:official a) OR b"),
    ("(a b) OR (c)", "a b OR c"),
    ('-( a )  "x"', '-a "x"'),
    ("country:us", 'country:"United States"'),
    ("signed:2023 Kind:agreement", "signature:2023 kind:agreement"),
    ('topic:"a b",c', '(topic:"a b" OR topic:c)'),
]


@pytest.mark.parametrize(("text", "written"), WRITTEN)
def test_a_tree_has_one_usual_text(text: str, written: str) -> None:
    assert parse(text).write() in (written, written.removeprefix("(").removesuffix(")"))


PROBLEMS = [
    # text, where, what it says, how to mend it, what would be better
    ("a stauts:in-force", "stauts:in-force", "“stauts”", "status:", "status:in-force"),
    ('prty:"united states"', "prty:", "“prty”", "party:", "party:"),
    ("status:in-froce", "status:in-froce", "“in-froce”", "in-force", "status:in-force"),
    ("type:mou,traety", "type:mou,traety", "“traety”", "treaty", "type:mou,treaty"),
    ("-type:traety", "type:traety", "“traety”", "treaty", "type:treaty"),
    ("status: x", "status:", "Nothing", "colon", ""),
    ('a place:""', 'place:""', "Nothing", "colon", ""),
    ("place:* a", "place:*", "no word", "word", ""),
    ("kind:treaty", "kind:treaty", "no kind", ", ".join(KINDS), ""),
    ("x kind:agreementx y", "kind:agreementx", "no kind", "agreement", "kind:agreement"),
    ("as-of:2016", "as-of:2016", "one day", "2024-08-24", ""),
    ("as-of:", "as-of:", "empty", "", ""),
    ("as-of:soon", "as-of:soon", "“soon”", "as-of:2024-03-01", ""),
    ("as-of:2016-08-29 as-of:2016-08-30", "as-of:2016-08-30", "more than one day", "one", ""),
    ("-as-of:2016-08-29", "as-of:2016-08-29", "whole query", "outside", ""),
    ("(as-of:2016-08-29)", "as-of:2016-08-29", "whole query", "outside", ""),
    ('office:"* -"', 'office:"* -"', "no office", "office:", ""),
    ("country:germny", "country:germny", "“germny”", "Germany", "country:Germany"),
    ("country:zzqqx", "country:zzqqx", "“zzqqx”", "usual name", ""),
    ("date:soon", "date:soon", "“soon”", "2024-08-23", ""),
    ("date:2024..2023", "date:2024..2023", "before it begins", "earlier", ""),
    ("date:last-90x", "date:last-90x", "“last-90x”", "last-90d", ""),
    ("edition:5..3", "edition:5..3", "before it begins", "lower", ""),
    ("edition:x", "edition:x", "“x”", "number", ""),
    ("duration:5", "duration:5", "“5”", "5 years", ""),
    ("marking:resticted", "marking:resticted", "“resticted”", "restricted", "marking:restricted"),
    ("is:opne", "is:opne", "“opne”", "open", "is:open"),
    ("has:atachment", "has:atachment", "“atachment”", "attachment", "has:attachment"),
    ("linked:x", "linked:x", "“x”", "A12", ""),
    ("(a", "(", "not closed", "Close", ""),
    ("a) b", ")", "never opened", "out", ""),
    ("a OR", "OR", "between", "both", ""),
    ("OR a", "OR", "between", "both", ""),
    ("a OR OR b", "OR", "between", "both", ""),
]


@pytest.mark.parametrize(("text", "where", "what", "fix", "better"), PROBLEMS)
def test_what_cannot_be_read_is_told_with_its_place_and_what_is_near(
    text: str, where: str, what: str, fix: str, better: str
) -> None:
    (problem,) = parse(text).problems
    assert text[problem.start : problem.end] == where
    assert what in problem.what
    assert fix in problem.fix
    assert problem.better == better
    if better:
        mended = text[: problem.start] + better + text[problem.end :]
        assert not parse(mended).problems


def test_a_day_and_words_after_it_stay_apart_when_written() -> None:
    asked = Query((Where("date", "22"), Word("aug"), Word("2024")))
    assert parse(asked.write()) == asked


def test_of_many_problems_the_first_are_told_and_the_rest_of_the_conditions_left_out() -> None:
    bad = " ".join(f"type:traety{n}" for n in range(800))
    asked = parse(f"a status:in-force {bad} type:mou b")
    assert asked.conditions == (A, Where("status", "in-force"), B)
    assert len(asked.problems) == 21
    assert "left out" in asked.problems[-1].what
    assert [bool(problem.better) for problem in asked.problems[:6]] == [True] * 5 + [False]
    assert "It can be" in asked.problems[5].fix


def test_the_rest_of_a_query_with_a_problem_still_works() -> None:
    assert parse("a status:zzzz b").conditions == (A, B)
    assert parse("(a OR b").conditions == (Any((A, B)),)
    assert parse("a) b").conditions == (A, B)
    assert parse("a OR").conditions == (A,)
    assert parse("type:mou,zzzz").conditions == (Where("type", "mou"),)
    assert parse("status:zzzz OR a").conditions == (A,)
    assert parse("kind:o status:zzzz OR a").conditions == (OfKind("official"), A)
    assert parse("as-of:2016-08-29 as-of:2017-08-29").as_of == DAY
    assert parse("stauts:in").texts == (Word("stauts:in"),)
    assert [p.start for p in parse("status:zzzz (a is:zzzz").problems] == [0, 12, 15]


def test_markings_are_those_of_the_scheme() -> None:
    assert not parse("marking:cui").problems
    assert not parse("marking:cui", markings.load("us")).problems
    (problem,) = parse("marking:cui", markings.load("india")).problems
    assert "unclassified" in problem.fix


@pytest.mark.parametrize("text", ["10:30", "Re:x", "http://x.y/z", "UNTS:123", "a:b", "note :x"])
def test_a_colon_is_no_problem_by_itself(text: str) -> None:
    assert not parse(text).problems


def test_every_name_before_the_colon_is_known_in_any_case() -> None:
    for name, usual in {**{n: n for n in searched()}, **ALIASES}.items():
        asked = parse(f"{name.upper().replace('-', '_')}:2023")
        fields = [c.field for c in asked.conditions if isinstance(c, Where)]
        assert fields == [usual] or (fields == [] and len(asked.problems) == 1)
        assert not asked.has_words()


def test_the_day_is_where_it_was_typed() -> None:
    assert day_spans("as-of:29 August 2016 x") == [(0, 20)]
    assert day_spans('x as-of:"29 Aug') == [(2, 15)]
    assert day_spans("(as-of:x) y") == [(1, 8)]


def test_every_country_is_read_back_from_its_name() -> None:
    for code in countries.codes():
        assert parse(InCountry(code).write()) == Query((InCountry(code),))


def test_the_parts_of_a_query() -> None:
    asked = parse(
        'kind:e rajnath "two plus two" -x (y OR country:us) country:india office:minister'
    )
    assert asked.kind == "engagement"
    assert asked.texts == (Word("rajnath"), Phrase("two plus two"))
    assert asked.countries == {"IN"}
    assert asked.offices == (Office("minister", False),)
    assert asked.on(DAY).as_of == DAY
    assert asked.on(DAY).on(None) == asked
    assert asked.of_kind("official").kind == "official"
    assert asked.narrows()
    assert asked.has_words()
    assert not asked.is_void()
    assert parse("kind:o kind:e").kinds == {"official", "engagement"}
    assert not parse("kind:e as-of:2016-08-29").narrows()
    assert parse("* kind:e").is_void()
    assert not parse("-x").is_void()
    assert all(parse(text).narrows() for text in ("-x", "a OR b", "status:in-force", "*"))


# --- trees and texts ------------------------------------------------------------------------

_texts = st.lists(
    st.sampled_from(['"', "(", ")", "-", ":", "*", ",", " ", "a", "OR", "kind:o", "é", "सिं", "\0"])
    | st.characters(),
    max_size=8,
).map("".join)
_wheres = st.one_of(
    st.builds(Where, st.sampled_from(["place", "notes", "topic"]), _texts, st.booleans()).filter(
        lambda node: all(
            words(one) for one in ([node.value] if node.quoted else node.value.split(","))
        )
    ),
    st.sampled_from(
        [
            Where("status", "in-force"),
            Where("type", "mou,treaty"),
            Where("date", ">=9 Nov 2023", True),
            Where("has", "attachment"),
            Where("linked", "A12,O7"),
            Where("is", "overdue"),
        ]
    ),
)
_offices = st.builds(Office, _texts, st.booleans()).filter(lambda node: bool(words(node.text)))
_leaves = st.one_of(
    st.builds(Word, _texts),
    st.builds(Phrase, _texts),
    st.builds(OfKind, st.sampled_from(list(KINDS))),
    st.builds(InCountry, st.sampled_from(countries.codes())),
    _offices,
    _wheres,
)


def _groups(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some = st.lists(nodes, min_size=1, max_size=4).map(tuple)
    return st.builds(No, nodes) | st.builds(Any, some) | st.builds(All, some)


_nodes: st.SearchStrategy[Node] = st.recursive(_leaves, _groups, max_leaves=8)
_days = st.none() | st.dates().map(AsOf)


@settings(deadline=None, max_examples=200)
@given(nodes=st.lists(_nodes, max_size=4), day=_days, place=st.integers(0, 4))
@example([Any((All((OfKind("official"), A)), B))], None, 0)
@example([Any((OfKind("official"), B)), C], AsOf(DAY), 1)
@example([No(Word("-")), No(Word("--x")), No(No(A)), Word("OR"), Word("a OR b")], None, 0)
@example([Word('"'), Phrase('a"b'), Word("(x"), Word("kind:o"), Word("b(c")], None, 0)
@example([Any((A,)), No(Any((All((A,)),)))], None, 0)
def test_every_tree_is_read_back_from_its_text(
    nodes: list[Node], day: AsOf | None, place: int
) -> None:
    conditions = [*nodes[:place], *([day] if day else []), *nodes[place:]]
    tree = Query(tuple(conditions))
    assert parse(tree.write()) == tree


@given(text=_texts)
def test_words_keep_what_they_ask_for_in_their_usual_form(text: str) -> None:
    assert words(Word(text).text) == words(text)
    assert words(Phrase(text).text) == words(text)
    assert parse(f"topic:{value_text(f'x {text}')}").texts == ()


@settings(deadline=None)
@given(text=st.text())
@example('a"b"c')
@example('" " x')
@example("\x1c\x85\u2028")
@example("\ud800(-\x00:")
def test_any_text_is_read_and_its_tree_read_back(text: str) -> None:
    asked = parse(text)
    assert parse(asked.write()) == asked


PIECES = [
    *(
        '"',
        '"',
        "(",
        ")",
        "-",
        " ",
        " ",
        " ",
        ":",
        ",",
        "..",
        ">=",
        "<",
        "/",
        "*",
        "a",
        "Ä",
        "सिं",
        "\0",
    ),
    *(
        " OR ",
        "OR",
        "-(",
        "as-of:",
        "kind:",
        "country:",
        "office:",
        "2016-08-29",
        "29 August",
        "india",
    ),
    *("united", "official", "agr", "A12", "mou", "in-force", "last-90d", "5y", "\u212a", "\ud800"),
    *(f"{name}:" for name in (*SPECIAL, "status", "type", "marking", "signed", "place", "stauts")),
]


def test_a_hundred_thousand_random_texts_are_read() -> None:
    rng = random.Random(4)
    kept = 0
    for turn in range(100_000):
        text = "".join(rng.choices(PIECES, k=rng.randrange(1, 7)))
        asked = parse(text)
        for problem in asked.problems:
            assert 0 <= problem.start < problem.end <= len(text)
            assert problem.what
        if turn % 50 == 0:
            kept += parse(asked.write()) == asked
    assert kept == 2_000


LONG = [
    *("(" * 10_000, ")" * 10_000, "()" * 5_000, "-(" * 5_000, "(a OR " * 2_000, "a)" * 5_000),
    *("-" * 10_000, '"' * 10_000, "x" * 10_000, "x " * 5_000, "a OR " * 2_000, "a:" * 5_000),
    *("as-of:x " * 1_250, "status:q " * 1_100, "stauts:x " * 1_100, "country:qqxx " * 770),
    *(
        "date:" + "9" * 9_990,
        "type:" + "mo," * 3_000,
        "f(" * 5_000,
        'topic:"' * 1_400,
        "a-" * 5_000,
    ),
]


@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:8])
def test_long_texts_are_read_in_steps_that_grow_with_them(text: str) -> None:
    asked = parse(text)
    assert parse(asked.write()) == asked
    assert steps(text) < 6 * steps(text[: len(text) // 4]) + 5_000  # the square would be 16 times


def steps(text: str) -> int:
    """How many calls it takes to read a text."""
    taken = 0

    def tick(frame: FrameType, event: str, arg: object) -> None:
        nonlocal taken
        taken += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(tick)
    try:
        parse(text)
    finally:
        sys.setprofile(before)
    return taken


def test_parentheses_are_read_so_deep_and_no_deeper() -> None:
    fits = "(" * DEEPEST + "a OR b" + ")" * DEEPEST
    assert parse(fits) == Query((Any((A, B)),))
    assert not parse(fits).problems
    deeper = parse(f"({fits}) c")
    (problem,) = deeper.problems
    assert "deep" in problem.what
    assert C in deeper.conditions
    nested = "a"
    for _ in range(DEEPEST - 2):
        nested = f"-(b OR ({nested}))" if nested.startswith("-") else f"-({nested} c)"
        nested = re.sub(r"\(\((.*)\)\)$", r"(\1)", nested)
    assert parse(parse(nested).write()) == parse(nested)
