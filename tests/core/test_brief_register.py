"""The register: the answer to a query as a table, and nothing above its ceiling in any column."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from defcat.briefs import Request, build, columns, register
from defcat.briefs.blocks import Brief, Table
from defcat.catalogue import Catalogue
from defcat.errors import InputError
from defcat.kinds import KINDS
from defcat.search.parse import parse
from tests.core.making import make
from tests.core.test_briefs import told

TODAY = date(2024, 11, 18)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    with make(tmp_path_factory.mktemp("register"), scheme="india") as made:
        with made.change("Fill") as change:
            _fill(change)
        yield made


def _fill(change: Any) -> None:
    paper = change.add("source", title="A paper", type="article", date="2024-06")
    topic = change.add("topic", title="Supply", type="policy-theme")
    hushed = change.add("topic", title="Hushed theme", type="policy-theme", marking="secret")
    body = change.add("organisation", title="Hushed body", type="company", marking="secret")
    series = change.add("series", title="Hushed series", marking="secret")
    for title, when, marking in (
        ("Talks in May", "2024-05-02", None),
        ("Talks in 2023", "2023", None),
        ("Talks of no day", None, None),
        ("Hidden talks", "2024-03-01", "secret"),
    ):
        met = change.add(
            "engagement", title=title, type="staff-talks", date=when, marking=marking, series=series
        )
        change.add_part("participant", met, other_id=body, role="member")
        for named in (topic, hushed):
            change.add_part("subject", met, other_id=named)
        change.add_part("citation", met, other_id=paper, locator=title)
    for title, event, when, code in (
        ("Old accord", "entry-into-force", "1998-05-04", "FR"),
        ("New memorandum", "signature", "2022-01-10", "US"),
    ):
        pact = change.add("agreement", title=title, type="mou")
        change.add_part("party", pact, role="party", country=code)
        change.add_part("party", pact, role="party", other_id=body)
        change.add_part("event", pact, type=event, date=when)
    official = change.add("official", title="An officer", died="2024-02-01")
    change.add_part("tenure", official, post="Commander", country="FR", start="2019")


def made(
    catalogue: Catalogue,
    query: str,
    *,
    ceiling: str | None = None,
    as_of: date = TODAY,
    **asked: Any,
) -> Brief:
    with catalogue.read() as connection:
        return build(
            connection,
            Request("register", query=parse(query), **asked),
            scheme=catalogue.scheme,
            as_of=as_of,
            prepared_on=TODAY,
            ceiling=ceiling,
        )


def lines(catalogue: Catalogue, query: str, **asked: Any) -> list[str]:
    return told(made(catalogue, query, **asked).blocks)


def test_what_was_asked_stands_above_the_rows(catalogue: Catalogue) -> None:
    brief = made(catalogue, "kind:engagement talks", ceiling="restricted", group_by="year")
    assert brief.subject == "Register: kind:engagement talks"
    assert told(brief.blocks) == [
        "= Register = Engagements = 3 records",
        "Asked for: kind:engagement talks",
        "Grouped by: Year",
        "| Date | Title | Type",
        "| 2024:",
        "| 2 May 2024 | E1 Talks in May | Staff talks",
        "| 2023:",
        "| 2023 | E2 Talks in 2023 | Staff talks",
        "| Year not recorded:",
        "|  | E3 Talks of no day | Staff talks",
        "! 2 items withheld | Marked above Restricted, the ceiling of this brief.",
    ]


def test_columns_are_those_chosen_and_the_reference_is_always_there(catalogue: Catalogue) -> None:
    found = lines(
        catalogue, "kind:agreement", columns=("status", "entry-into-force", "extra", "date")
    )
    assert found[1:] == [
        "| Ref | Status | In force from | Parties | Date",
        "| A2 | Signed, not in force |  | United States, Hushed body | 10 Jan 2022",
        "| A1 | In force | 4 May 1998 | France, Hushed body | 4 May 1998",
    ]


@pytest.mark.parametrize("kind", ["engagement", "agreement"])
def test_no_column_names_what_is_above_the_ceiling(catalogue: Catalogue, kind: str) -> None:
    every = tuple(columns.offered(kind))
    assert "Hushed" in "\n".join(lines(catalogue, f"kind:{kind}", columns=every))
    brief = made(catalogue, f"kind:{kind}", columns=every, ceiling="restricted")
    assert "Hushed" not in "\n".join(told(brief.blocks))
    assert brief.marking.code == "unclassified"


def test_statuses_stand_in_their_own_order(catalogue: Catalogue) -> None:
    found = lines(catalogue, "kind:agreement", columns=("title",), group_by="status")
    assert found[3:] == [
        "| In force:",
        "| A1 Old accord",
        "| Signed, not in force:",
        "| A2 New memorandum",
    ]


def test_a_past_day_shows_what_was_known_then(catalogue: Catalogue) -> None:
    asked = {"columns": ("title", "died", "extra")}
    then = lines(catalogue, "kind:official", as_of=date(2020, 1, 1), **asked)
    assert then[-1] == "| O1 An officer | Commander, France"
    assert "| O1 An officer | 1 Feb 2024 | " in lines(catalogue, "kind:official", **asked)[-1]
    engaged = lines(catalogue, "kind:engagement", as_of=date(2023, 12, 1), columns=("title",))
    assert engaged[1] == "As of: 1 December 2023"
    assert engaged[2:] == ["| Title", "| E2 Talks in 2023", "| E3 Talks of no day"]


def test_rows_are_sourced_where_that_is_asked_for(catalogue: Catalogue) -> None:
    without = lines(catalogue, "kind:engagement may", columns=("title",))
    assert without[-1] == "| E1 Talks in May"
    sourced = lines(catalogue, "kind:engagement may", columns=("title",), sources=True)
    assert sourced[-3:] == [
        "| E1 Talks in May[1]",
        "# Sources",
        "[1] A paper / June 2024, Talks in May / ",
    ]


def test_what_only_perhaps_answers_says_so(catalogue: Catalogue) -> None:
    assert "| E2 Talks in 2023 (perhaps)" in lines(
        catalogue, "kind:engagement date:2023-06", columns=("title",)
    )


def test_nothing_found_is_said(catalogue: Catalogue) -> None:
    assert lines(catalogue, "kind:source nowhere")[-1] == "! No record answers this. | "


def test_columns_and_groups_that_there_are_not_are_refused(catalogue: Catalogue) -> None:
    with pytest.raises(InputError, match="“colour” is no column of this register"):
        made(catalogue, "talks", columns=("colour",))
    with pytest.raises(InputError, match="“venue” is no column"):
        made(catalogue, "kind:agreement", group_by="venue")


@pytest.mark.parametrize("kind", [None, *KINDS])
def test_the_usual_columns_of_every_kind_are_offered(kind: str | None) -> None:
    assert columns.chosen(kind, columns.usual(kind))


def test_many_rows_are_read_some_at_a_time(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made(catalogue, "talks", group_by="kind")
    monkeypatch.setattr(register, "CHUNK", 2)
    told_so_far: list[tuple[int, int]] = []
    with catalogue.read() as connection:
        parted = build(
            connection,
            Request("register", query=parse("talks"), group_by="kind"),
            scheme=catalogue.scheme,
            as_of=TODAY,
            prepared_on=TODAY,
            progress=lambda done, of: told_so_far.append((done, of)),
        )
    assert parted == whole
    assert told_so_far == [(2, 4), (4, 4)]


@pytest.mark.parametrize(
    ("shown", "portions"),
    [
        (("title", "date"), ("(U)", "(S)", "(U)", "(U)")),
        (("title", "extra"), ("(S)", "(S)", "(S)", "(S)")),  # each names the hushed body
    ],
)
def test_every_row_carries_the_highest_mark_of_what_is_in_it(
    catalogue: Catalogue, shown: tuple[str, ...], portions: tuple[str, ...]
) -> None:
    brief = made(catalogue, "kind:engagement", columns=shown)
    [table] = [block for block in brief.blocks if isinstance(block, Table)]
    assert [group.portions for group in table.groups] == [portions]
