"""Changing the text of a query as facets and chips do."""

import random

import pytest

from defcat.search import edit
from defcat.search.edit import Chosen
from defcat.search.parse import parse
from defcat.search.query import No, Where


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("", "type:mou"),
        ("kind:agreement ", "kind:agreement type:mou"),
        ("rajnath  singh", "rajnath  singh type:mou"),
        ("type:treaty rajnath", "type:mou rajnath"),
        ("type:treaty,moa x type:y", "type:mou x"),
        ("-type:mou x", "x type:mou"),
        ("-type:mou,moa x", "-type:moa x type:mou"),
        ("-Type:moa", "-Type:moa type:mou"),
        ("(type:treaty x)", "(type:treaty x) type:mou"),
        ("a OR b", "(a OR b) type:mou"),
        ("kind:agreement a OR b", "kind:agreement (a OR b) type:mou"),
        ("kind:agreement OR b", "(kind:agreement OR b) type:mou"),
        ("a OR as-of:2016-08-29 b", "as-of:2016-08-29 (a OR b) type:mou"),
        ("as-of:29 August 2016 x", "as-of:29 August 2016 x type:mou"),
        # --- half typed
        ('x "joint wor', 'x "joint wor" type:mou'),
        ("(a OR b", "(a OR b) type:mou"),
        ("a OR", "(a OR) type:mou"),
        ("status:", "status: type:mou"),
        ('place:"new d', 'place:"new d" type:mou'),
    ],
)
def test_one_value_is_asked_for(text: str, changed: str) -> None:
    assert edit.including(text, "type", "mou") == changed
    assert edit.including(changed, "type", "mou") == changed
    assert edit.state(changed)["type"].included == ("mou",)


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("x", "x type:mou"),
        ("type:treaty x", "type:treaty,mou x"),
        ("type:treaty,MOU x", "type:treaty,MOU x"),
        ("-type:mou type:treaty", "type:treaty,mou"),
        ('type:"exchange of notes" x', 'type:"exchange of notes",mou x'),
        ('type:"treaty" x', 'type:"treaty",mou x'),
    ],
)
def test_a_value_is_asked_for_beside_others(text: str, changed: str) -> None:
    assert edit.adding(text, "type", "mou") == changed


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("x", "x -type:mou"),
        ("type:mou x", "x -type:mou"),
        ("type:treaty,mou x", "type:treaty x -type:mou"),
        ("-type:treaty x", "-type:treaty,mou x"),
        ("-type:mou", "-type:mou"),
        ("a OR b", "(a OR b) -type:mou"),
    ],
)
def test_a_value_is_left_out(text: str, changed: str) -> None:
    assert edit.excluding(text, "type", "mou") == changed
    assert edit.state(changed)["type"].excluded[-1] == "mou"


def test_a_value_or_a_field_is_taken_out() -> None:
    text = "type:mou x -type:treaty status:in-force"
    assert edit.without(text, "type") == "x status:in-force"
    assert edit.without(text, "type", "treaty") == "type:mou x status:in-force"
    assert edit.without("a type:moa,MoU", "type", "mou") == "a type:moa"
    assert edit.without("x type:mou", "type", "mou") == "x"
    assert edit.without("x", "type") == "x"


def test_what_is_chosen_is_read_from_the_text() -> None:
    text = 'kind:a signed:2023 topic:"a, b",c -type:x,y (type:z) office:"minister, of state"'
    assert edit.state(text) == {
        "kind": Chosen(("a",)),
        "signature": Chosen(("2023",)),
        "topic": Chosen(("a, b", "c")),
        "type": Chosen((), ("x", "y")),
        "office": Chosen(("minister, of state",)),
    }
    assert edit.state("type:mou OR x") == {}
    assert edit.state("kind:a type:mou OR x") == {"kind": Chosen(("a",))}


@pytest.mark.parametrize("value", ["New Delhi", "a,b", "(x", 'Hawai"i', "2+2", "सिंह", "-x", "OR"])
def test_values_are_quoted_where_they_need_it(value: str) -> None:
    plain = value.replace('"', " ")
    text = edit.adding(edit.including("x", "place", value), "place", "Paris")
    assert edit.state(text)["place"].included == (plain, "Paris")
    assert edit.without(edit.without(text, "place", plain), "place", "Paris") == "x"
    assert len(parse(text).conditions) == 2


def test_a_value_given_in_quotes_stays_in_them() -> None:
    text = edit.adding(edit.including("x", "party", '"India"'), "party", '"Japan"')
    assert text == 'x party:"India","Japan"'
    assert edit.adding(text, "party", '"India"') == text
    assert edit.without(text, "party", '"India"') == 'x party:"Japan"'
    assert edit.excluding("party:india", "party", '"India"') == '-party:"India"'


PIECES = [
    *(
        "a",
        '"b c',
        '"',
        "(",
        ")",
        " ",
        " ",
        " ",
        "-",
        " OR ",
        "type:mou",
        "-type:moa",
        "type:",
        "as-of:",
    ),
    *("2016-08-29", 'place:"x y"', "kind:o ", ","),
]


def test_on_any_text_the_condition_then_holds() -> None:
    rng = random.Random(11)
    for _ in range(3_000):
        text = "".join(rng.choices(PIECES, k=rng.randrange(9)))
        assert Where("topic", "cyber") in parse(edit.including(text, "topic", "cyber")).conditions
        assert (
            No(Where("topic", "cyber")) in parse(edit.excluding(text, "topic", "cyber")).conditions
        )
        assert "type" not in edit.state(edit.without(text, "type"))
