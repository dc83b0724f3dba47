"""What the values of conditions mean: terms, countries, markings, dates, amounts, words."""

from datetime import date

import pytest

from defcat import markings
from defcat.errors import InputError
from defcat.fields import Flag
from defcat.kinds import KINDS, PARTS
from defcat.search import fields, spans, special, values
from defcat.search.asked import Asked, Both, Codes, Days, Lengths, Numbers, Reference, Words
from defcat.search.called import NoSuchValue
from defcat.search.fields import Origin, Searched
from defcat.search.query import All, Any, No, Node, OfKind, Where

TODAY = date(2024, 2, 29)  # a Thursday


def read(name: str, value: str, quoted: bool = False) -> tuple[Asked, ...]:
    field = fields.find(name)
    assert field is not None
    return values.read(field, value, quoted, today=TODAY, scheme=markings.load("india"))


def codes(*names: str) -> Codes:
    return Codes(frozenset(names))


@pytest.mark.parametrize(
    ("name", "value", "means"),
    [
        ("status", "in-force", codes("in-force")),
        ("status", "In force", codes("in-force")),
        ("status", "in", codes("in-negotiation", "in-force", "signed-not-in-force")),
        ("status", "not", codes("signed-not-in-force", "unknown")),
        ("type", "mou", codes("mou")),
        ("type", "MOU,treaty", codes("mou", "treaty")),
        ("type", "visit", codes("visit")),
        ("state", "pl", codes("planned")),
        ("nationality", "india", codes("IN")),
        ("nationality", "IND", codes("IN")),
        ("nationality", "भारत", codes("IN")),
        ("nationality", "german", codes("DE", "DDDE")),
        ("nationality", "in,us", codes("IN", "US")),
        ("marking", "secret", codes("secret")),
        ("marking", "top", codes("top-secret")),
        ("marking", "<=restricted", codes("unclassified", "restricted")),
        ("marking", "<restricted", codes("unclassified")),
        ("marking", ">secret", codes("top-secret")),
        ("marking", ">=sec", codes("secret", "top-secret")),
        ("marking", "restricted..secret", codes("restricted", "confidential", "secret")),
        ("marking", "..restricted", codes("unclassified", "restricted")),
        ("edition", "5", Numbers(5, 5)),
        ("edition", ">=3", Numbers(3, None)),
        ("edition", ">3", Numbers(4, None)),
        ("edition", "<3", Numbers(None, 2)),
        ("edition", "3..5", Numbers(3, 5)),
        ("place", "new del", Words(("new", "del"))),
        ("notes", "annex", Words(("annex",))),
    ],
)
def test_a_value_is_read_by_the_type_of_its_field(name: str, value: str, means: Asked) -> None:
    assert read(name, value) == (means,)


def test_in_quotes_a_value_is_meant_exactly() -> None:
    assert read("status", "In force", True) == (codes("in-force"),)
    assert read("notes", "annex, draft", True) == (Words(("annex", "draft"), True),)
    for name, value in (("status", "in"), ("nationality", "german"), ("marking", "top")):
        with pytest.raises(InputError):
            read(name, value, True)


def test_a_field_of_several_types_asks_for_all_that_can_be_meant() -> None:
    assert read("party", "india") == (codes("IN"), Words(("india",)))
    assert read("party", "nato") == (Words(("nato",)),)
    assert read("party", "india,us") == (codes("IN", "US"), Words(("india",)), Words(("us",)))
    assert read("agreement", "a12") == (Words(("a12",)), Reference("agreement", 12))
    assert read("agreement", "O7") == (Words(("o7",)),)
    assert read("renewal", "automatic") == (codes("automatic"),)
    assert read("ref", "11 a") == (Words(("11", "a")),)


@pytest.mark.parametrize("value", ["TIAS 11-1201", "tias 11-1201"])
@pytest.mark.parametrize("quoted", [False, True])
def test_a_register_and_a_number_are_both_asked_of_the_record(value: str, quoted: bool) -> None:
    assert read("ref", value, quoted) == (
        Words(("tias", "11", "1201"), quoted),
        Both(codes("tias"), Words(("11", "1201"), quoted)),
    )


@pytest.mark.parametrize("value", ["IN", '"India"', '"india"'])
def test_a_code_in_capitals_and_a_name_in_quotes_are_the_country_alone(value: str) -> None:
    plain = value.strip('"')
    assert read("party", plain, quoted=plain != value) == (codes("IN"),)


def test_other_names_of_a_country_find_bodies_too() -> None:
    assert read("party", "in") == (codes("IN"), Words(("in",)))
    assert read("party", "Republic of India", True) == (
        codes("IN"),
        Words(("republic", "of", "india"), True),
    )


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2023-11", "2023-11-01", "2023-11-30"),
        ("9 Nov 2023", "2023-11-09", "2023-11-09"),
        ("9-10 November 2023", "2023-11-09", "2023-11-10"),
        ("2023..2024", "2023-01-01", "2024-12-31"),
        ("2023-05 .. 2024-02-03", "2023-05-01", "2024-02-03"),
        ("2023/2024", "2023-01-01", "2024-12-31"),
        ("2023..", "2023-01-01", None),
        ("..2023", None, "2023-12-31"),
        ("2019-05-31/..", "2019-05-31", None),
        (">2023", "2024-01-01", None),
        (">=2023", "2023-01-01", None),
        ("<2023", None, "2022-12-31"),
        ("<=2023", None, "2023-12-31"),
        (">= 9 Nov 2023", "2023-11-09", None),
        ("today", "2024-02-29", "2024-02-29"),
        ("Yesterday", "2024-02-28", "2024-02-28"),
        ("tomorrow", "2024-03-01", "2024-03-01"),
        ("this-week", "2024-02-26", "2024-03-03"),
        ("last-week", "2024-02-19", "2024-02-25"),
        ("next week", "2024-03-04", "2024-03-10"),
        ("this-month", "2024-02-01", "2024-02-29"),
        ("last-month", "2024-01-01", "2024-01-31"),
        ("next-month", "2024-03-01", "2024-03-31"),
        ("this-year", "2024-01-01", "2024-12-31"),
        ("last-year", "2023-01-01", "2023-12-31"),
        ("next-year", "2025-01-01", "2025-12-31"),
        ("last-90d", "2023-12-01", "2024-02-29"),
        ("next-2w", "2024-02-29", "2024-03-14"),
        ("last-12m", "2023-02-28", "2024-02-29"),
        ("next-1y", "2024-02-29", "2025-02-28"),
        ("today..next-30d", "2024-02-29", "2024-03-30"),
        ("<today", None, "2024-02-28"),
        # --- half typed
        ("202", "2020-01-01", "2029-12-31"),
        ("2", "2000-01-01", "2999-12-31"),
        ("2023-", "2023-01-01", "2023-12-31"),
        ("2023-1", "2023-01-01", "2023-12-31"),
        ("2023-11-0", "2023-11-01", "2023-11-30"),
        ("2023.", "2023-01-01", "2023-12-31"),
        # --- the end of the calendar
        ("next-99999y", "2024-02-29", "9999-12-31"),
        (">9999", "9999-12-31", None),
    ],
)
def test_dates_ranges_and_periods(text: str, first: str | None, last: str | None) -> None:
    found = spans.days(text, TODAY)
    expected = Days(*(date.fromisoformat(end) if end else None for end in (first, last)))
    assert found == expected


@pytest.mark.parametrize("today", [date(2, 1, 1), date(9998, 12, 31), date(2024, 12, 31)])
def test_periods_are_read_on_every_day(today: date) -> None:
    for text in (*spans.RELATIVE, "last-99999d", "next-99999w", "<today", ">today"):
        found = spans.days(text, today)
        assert (found.first or date.min) <= (found.last or date.max)


@pytest.mark.parametrize(
    "text", ["soon", "..", "unknown", "last-", "2024..2023", ">", "31/31/2024"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        spans.days(text, TODAY)


def test_lengths_of_time_compare_by_their_length() -> None:
    five = spans.length("P5Y")
    for text in ("5y", "P5Y", "five years", "5 years", "60m", "P60M"):
        assert spans.lengths(text) == Lengths(five, five)
    assert spans.lengths(">=5y") == Lengths(five, None)
    assert spans.lengths("<5y") == Lengths(None, five - 1)
    assert spans.lengths("6m..1y6m") == Lengths(spans.length("P6M"), spans.length("P18M"))
    assert spans.length("P90D") < spans.length("P6M") < spans.length("P1Y") < spans.length("P13M")
    assert spans.lengths("indefinite") == Lengths(spans.ENDLESS, spans.ENDLESS)
    assert spans.length("P9999Y") < spans.length("indefinite")


def test_yes_and_no() -> None:
    field = Searched("sealed", "Sealed", (Origin("agreement", "sealed", Flag()),))
    assert values.read(field, "Yes", today=TODAY) == (codes("1"),)
    assert values.read(field, "n", today=TODAY) == (codes("0"),)
    with pytest.raises(InputError):
        values.read(field, "perhaps", today=TODAY)


def test_what_is_near_is_named_first() -> None:
    for name, value, nearest in (
        ("status", "in froce", "in-force"),
        ("type", "memorandun", "moa"),
        ("nationality", "germny", "Germany"),
        ("marking", "secrt", "secret"),
    ):
        with pytest.raises(NoSuchValue) as refused:
            read(name, value)
        assert nearest in refused.value.near
        assert refused.value.given == value


def test_has_and_missing_know_every_field_part_and_other_name() -> None:
    for name in (*fields.searched(), *fields.ALIASES, *PARTS):
        assert len(special.present(Where("has", name))) == 1
    assert special.present(Where("missing", "signed,source")) == ("signature", "source")
    assert special.present(Where("has", "attach")) == ("attachment",)
    assert special.present(Where("has", "Review date", True)) == ("review",)
    assert special.present(Where("has", "archived")) == ("archived",)
    with pytest.raises(InputError):
        special.present(Where("has", "zzzz"))


def test_linked_takes_references() -> None:
    found = special.linked(Where("linked", "A12,o7"))
    assert found == (Reference("agreement", 12), Reference("official", 7))
    with pytest.raises(InputError):
        special.linked(Where("linked", "A12,x"))


TO_BE_DONE = All((OfKind("commitment"), Where("state", "open,in-progress")))
STATES: list[tuple[str, Node]] = [
    ("open", TO_BE_DONE),
    ("OPEN", TO_BE_DONE),
    ("overdue", All((TO_BE_DONE, Where("due", "<2024-02-29"), No(Where("due", ">=2024-02-29"))))),
    ("planned", Where("state", "planned", True)),
    ("in-force", Where("status", "in-force", True)),
    ("signed-not-in-force", Where("status", "signed-not-in-force", True)),
    ("bilateral", Where("form", "bilateral", True)),
    ("archived", Where("has", "archived")),
    ("expiring", Where("expires", "2024-02-29..2024-08-27")),
    (
        "upcoming",
        All(
            (
                OfKind("engagement"),
                Where("date", ">=2024-02-29"),
                No(Where("state", "cancelled,postponed")),
            )
        ),
    ),
    ("held,postponed", Any((Where("state", "held", True), Where("state", "postponed", True)))),
]


@pytest.mark.parametrize(("value", "stands_for"), STATES)
def test_is_stands_for_other_conditions(value: str, stands_for: Node) -> None:
    assert All((special.macro(Where("is", value), TODAY),)) == All((stands_for,))


def test_everything_that_is_can_say_can_be_read() -> None:
    def wheres(node: Node) -> list[Where]:
        match node:
            case Where():
                return [node]
            case No(inner):
                return wheres(inner)
            case Any(nodes) | All(nodes):
                return [where for one in nodes for where in wheres(one)]
        return []

    for name in special.states():
        found = wheres(special.macro(Where("is", name), TODAY))
        assert found
        for where in found:
            values.check(where, TODAY)


# --- the fields -----------------------------------------------------------------------------


def test_every_described_field_can_be_asked_for_or_says_why_not() -> None:
    reached = {(o.table, o.column) for one in fields.searched().values() for o in one.origins}
    excused = set()
    for described in (*KINDS.values(), *PARTS.values()):
        for field in described.fields:
            kind = described.name in KINDS
            place = (described.name, field.name)
            if place in reached or (kind and ("record", field.name) in reached):
                continue
            name = field.name if kind else f"{described.name}.{field.name}"
            assert fields.NOT_ASKED.get(name), f"{place} has no name"
            excused.add(name)
    assert excused <= set(fields.NOT_ASKED)
    assert set(fields.NOT_ASKED) - excused <= {"date", "marking"}


def test_names_are_each_of_one_thing() -> None:
    names = fields.names()
    assert len(names) == len(set(names))
    marks = [one.mark for one in fields.searched().values()]
    assert len(marks) == len(set(marks))
    assert all(fields.find(name) for name in (*fields.searched(), *fields.ALIASES))
    labels = [one.label for one in fields.searched().values()]
    assert len(labels) == len(set(labels))
    assert fields.find("SIGNED") == fields.find("signature") == fields.find("Signature")
    assert fields.find("zzz") is None
