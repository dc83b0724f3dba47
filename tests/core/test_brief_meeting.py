"""The meeting brief, read as an officer reads it before going in."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from defcat import briefs
from defcat.briefs.points import sorted_points
from defcat.catalogue import Catalogue
from defcat.dossier import find_id
from defcat.exchange.importer import run_import
from defcat.model import SETTING
from defcat.search import run
from defcat.search.parse import parse
from tests.core.making import make
from tests.core.test_briefs import told
from tests.real_data import real_file

DAY = date(2024, 9, 1)


def lines_of(
    catalogue: Catalogue, record: int, as_of: date = DAY, name: str = "meeting", **options: Any
) -> list[str]:
    """What the brief of a record says as of a day, asked on 22 November 2026."""
    options = {"prepared_on": date(2026, 11, 22), **options}
    sections: Sequence[str] | None = options.pop("sections", None)
    request = briefs.Request(name, (record,), sections=tuple(sections) if sections else None)
    with catalogue.read() as connection:
        made = briefs.build(connection, request, scheme=catalogue.scheme, as_of=as_of, **options)
    return told(made.blocks)


def under(lines: Sequence[str], heading: str) -> list[str]:
    """The lines below a heading, up to the next one."""
    at = lines.index(f"# {heading}") + 1
    end = next((i for i in range(at, len(lines)) if lines[i].startswith("# ")), len(lines))
    return list(lines[at:end])


class Table:
    """Two sides that met twice and are to meet again on 10 September 2024."""

    def __init__(self, path: Path) -> None:
        self.catalogue = Catalogue.create(path, scheme="india", user="officer")
        self.ids: dict[str, int] = {}
        with self.catalogue.change("Fill") as change:
            self._people(change)
            self._past(change)
            self._agreements(change)
            self._planned(change)

    def lines(self, **options: Any) -> list[str]:
        return lines_of(self.catalogue, self.ids["planned"], **options)

    def _people(self, change: Any) -> None:
        for key, title, post, start in (
            ("minister", "Asha Rao", "Minister of Defence", "2019-05-31"),
            ("secretary", "John Doe", "Secretary of Defense", "2021-01-22"),
            ("deputy", "Mary Roe", "Deputy Secretary", "2023"),
        ):
            self.ids[key] = change.add("official", title=title)
            change.add_part("tenure", self.ids[key], post=post, start=start)
        self.ids["series"] = change.add("series", title="Defence Dialogue")

    def _met(self, change: Any, title: str, day: str, *people: str, **values: Any) -> int:
        met: int = change.add(
            "engagement", title=title, type="bilateral-meeting", date=day, **values
        )
        for key in people:
            side = "IN" if key == "minister" else "US"
            change.add_part("participant", met, other_id=self.ids[key], role="principal", side=side)
        return met

    def _past(self, change: Any) -> None:
        dialogue = self._met(
            change,
            "Second Dialogue",
            "2023-03-01",
            "minister",
            "secretary",
            series=self.ids["series"],
            edition=2,
            city="Delhi",
            record="They spoke of engines.\nAnd of much else.",
        )
        change.add_part("outcome", dialogue, type="decision", text="A group on engines is set up.")
        self._met(
            change, "First Dialogue", "2022-03-01", "minister", series=self.ids["series"], edition=1
        )
        secret = self._met(
            change, "Quiet talk", "2024-07-01", "minister", "secretary", marking="secret"
        )
        self._met(change, "Cancelled talk", "2024-08-01", "secretary", state="cancelled")
        self._met(change, "Later talk", "2024-09-05", "minister", "secretary")
        for title, due, born in (
            ("Name the officers", "2025-01", dialogue),
            ("Send the draft", "2023-06", dialogue),
            ("Keep quiet", "2024", secret),
        ):
            change.add(
                "commitment",
                title=title,
                state="open",
                date=due,
                engagement=born,
                owner_side="US",
                marking="secret" if born == secret else None,
            )
        self.ids |= {"dialogue": dialogue, "secret": secret}

    def _agreements(self, change: Any) -> None:
        for title, event, parties in (
            ("Supply Arrangement", "entry-into-force", ("IN", "US")),
            ("Liaison Memorandum", "signature", ("IN", "US")),
            ("Pact of Three", "entry-into-force", ("IN", "US", "FR")),
            ("Ended Pact", "termination", ("IN", "US")),
        ):
            agreement = change.add("agreement", title=title, type="arrangement")
            change.add_part("event", agreement, type=event, date="2020-02-01")
            for country in parties:
                change.add_part("party", agreement, role="party", country=country)

    def _planned(self, change: Any) -> None:
        planned = change.add(
            "engagement",
            title="Third Dialogue",
            type="ministerial",
            date="2024-09-10",
            state="planned",
            mode="in-person",
            venue="South Block",
            city="Delhi",
            country="IN",
            press="closed",
            series=self.ids["series"],
            edition=3,
            objectives="To begin co-production.\n\nDesired outcome: a signed roadmap.",
            agenda="1. Engines\n2. Officers",
            talking_points="\n".join(
                [*(f"- Point {n}" for n in range(1, 9)), "If asked: no figures yet", "Avoid: dates"]
            ),
            record="Written afterwards.",
        )
        for key, side, role in (
            ("deputy", "US", "member"),
            ("secretary", "US", "principal"),
            ("minister", "IN", "host"),
        ):
            change.add_part("participant", planned, other_id=self.ids[key], role=role, side=side)
        change.add_part("outcome", planned, type="decision", text="Decided afterwards.")
        self.ids["planned"] = planned


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    made = Table(tmp_path_factory.mktemp("meeting") / "desk.defcat")
    yield made
    made.catalogue.close()


def test_it_begins_with_what_for_and_with_whom(desk: Table) -> None:
    lines = desk.lines()
    assert lines[:12] == [
        "= Meeting brief E6 = Third Dialogue"
        " = 10 September 2024 · Delhi, India · Ministerial meeting · Planned",
        "# Purpose and desired outcome",
        "To begin co-production.",
        "Desired outcome: a signed roadmap.",
        "# Who will be there",
        "| Name | Post | Role",
        "| United States:",
        "| John Doe | Secretary of Defense, since 22 January 2021 | Principal",
        "| Mary Roe | Deputy Secretary, since 2023 | Member",
        "| India:",
        "| Asha Rao | Minister of Defence, since 31 May 2019 | Host",
        "# When they were last met",
    ]


def test_when_each_was_last_met_and_what_was_discussed(desk: Table) -> None:
    assert under(desk.lines(ceiling="restricted"), "When they were last met") == [
        "| Name | Last met | At | What was discussed",
        "| United States:",
        "| John Doe | 1 March 2023 | E1 Second Dialogue\nDelhi | They spoke of engines.",
        "| Mary Roe | None on record |  | ",
        "| India:",
        "| Asha Rao | 1 March 2023 | E1 Second Dialogue\nDelhi | They spoke of engines.",
    ]


def test_what_is_open_between_the_sides_overdue_first(desk: Table) -> None:
    assert under(desk.lines(ceiling="restricted"), "Open commitments") == [
        "| What was promised | Owner | Promised | State",
        "| C2 Send the draft | United States | 1 March 2023, E1 | Overdue since June 2023",
        "| C1 Name the officers | United States | 1 March 2023, E1 | Open, due January 2025",
    ]


def test_the_agreements_that_bind_these_sides_and_no_others(desk: Table) -> None:
    assert under(desk.lines(), "Agreements between the sides") == [
        "| Agreement | Type | Since",
        "| In force:",
        "| A1 Supply Arrangement | Arrangement | 1 February 2020",
        "| Signed, not in force:",
        "| A2 Liaison Memorandum | Arrangement | 1 February 2020",
    ]


def test_the_last_edition_whole_and_the_earlier_ones_in_a_line(desk: Table) -> None:
    assert under(desk.lines(), "The series so far") == [
        "Series: Defence Dialogue",
        "Last edition: 2nd, 1 March 2023\nE1 Second Dialogue\nDelhi",
        "Who was there: India: Asha Rao\nUnited States: John Doe",
        "What was discussed: They spoke of engines.",
        "Outcomes: Decision: A group on engines is set up.",
        "| Edition | Date | Meeting",
        "| 1st | 1 March 2022 | E2 First Dialogue",
    ]


def test_six_points_and_what_to_say_if_asked_and_to_avoid(desk: Table) -> None:
    lines = desk.lines()
    at = lines.index("# Talking points")
    assert lines[at : at + 12] == [
        "# Talking points",
        *(f"- Point {n}" for n in range(1, 7)),
        "and 2 more in the record",
        "# If asked",
        "- No figures yet",
        "# Avoid",
        "- Dates",
    ]


def test_where_and_how(desk: Table) -> None:
    assert under(desk.lines(), "Logistics and press") == [
        "Where: South Block, Delhi, India",
        "Mode: In person",
        "Press: Closed to the press",
    ]


def test_nothing_of_how_it_went_or_of_what_came_between(desk: Table) -> None:
    for as_of in (DAY, date(2026, 11, 22)):
        text = "\n".join(desk.lines(as_of=as_of))
        assert "afterwards" not in text
        assert "Cancelled talk" not in text
    assert "Later talk" not in "\n".join(desk.lines())


def test_what_is_above_the_ceiling_is_passed_over_for_what_is_not(desk: Table) -> None:
    assert "Quiet talk" in "\n".join(desk.lines())
    low = desk.lines(ceiling="restricted")
    assert "quiet" not in "\n".join(low).lower()
    assert any(line.startswith("! 2 items withheld") for line in low)


def test_sections_are_left_out_and_ordered_as_asked(desk: Table) -> None:
    lines = desk.lines(sections=("logistics", "purpose"))
    assert [line for line in lines if line.startswith("# ")] == [
        "# Logistics and press",
        "# Purpose and desired outcome",
    ]


def test_of_a_desk_that_says_whose_it_is_only_the_other_side_was_met(tmp_path: Path) -> None:
    made = Table(tmp_path / "desk.defcat")
    with made.catalogue.change("Whose desk") as change:
        change.connection.execute(insert(SETTING).values(name="own-country", value="IN"))
    lines = made.lines(ceiling="restricted")
    made.catalogue.close()
    assert lines.index("| India:") < lines.index("| United States:")
    assert "| India:" not in under(lines, "When they were last met")


def test_of_bodies_that_nobody_met_it_is_said_when_the_sides_did(sample: Catalogue) -> None:
    with sample.read() as connection:
        call = find_id(connection, "E15")
    (said,) = under(lines_of(sample, call), "When they were last met")
    assert said.startswith(
        "No earlier meeting with any of them is on record. The sides last met: 23 August 2024, E4"
    )


def test_a_meeting_of_which_nothing_is_known_says_so(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue:
        with catalogue.change("Plan") as change:
            call = change.add("engagement", title="A call", type="call", state="planned")
        assert lines_of(catalogue, call)[1:] == ["Nothing more is on record."]
        assert lines_of(catalogue, call, sections=("agenda",))[1:] == []


def test_points_by_what_they_are_for() -> None:
    text = "1. Thanks\n• Engines\n\nIf asked:\n- price\n- dates\n\nEnd well\nAVOID: names"
    assert sorted_points(text) == {
        "say": ["Thanks", "Engines", "End well"],
        "if asked": ["price", "dates"],
        "avoid": ["names"],
    }


def test_the_sample_the_fifth_dialogue_on_the_day_before(sample: Catalogue) -> None:
    with sample.read() as connection:
        fifth = find_id(connection, "E9")
    lines = lines_of(sample, fifth, date(2023, 11, 8))
    text = "\n".join(lines)
    assert lines[0].startswith("= Meeting brief E9 = Fifth India–US 2+2 Ministerial Dialogue")
    for earlier in ("Fourth", "Third", "First"):
        assert f"{earlier} India–US 2+2 Ministerial Dialogue" in text
    assert "Lloyd Austin[" in text
    assert "Secretary of Defense, since 22 January 2021" in text
    body = lines[: lines.index("# Sources")]
    assert "2024" not in "\n".join(body)
    assert "Security of Supply Arrangement" not in text


@pytest.mark.real_data
def test_the_dialogue_of_2023_from_the_imported_travels(catalogue: Catalogue) -> None:
    for file, profile in (
        ("engagements/us_travels_abroad.csv", "us-travels"),
        ("officials/tenures_india-ministers.csv", "tenures-india"),
        ("officials/tenures_us-cabinet.csv", "tenures-us"),
    ):
        run_import(catalogue, real_file(file), profile)
    with catalogue.change("Put the dialogues in a row") as change:
        found = run.find(change.connection, parse('"2+2" country:IN'))
        fifth, third, first = found  # newest first
        series = change.add("series", title="2+2 Ministerial Dialogue", type="two-plus-two")
        for dialogue, edition in ((first, 1), (third, 3), (fifth, 5)):
            change.set("engagement", dialogue, series=series, edition=edition)
        for name, side in (("Austin", "US"), ("Jaishankar", "IN"), ("Rajnath Singh", "IN")):
            (person,) = run.find(change.connection, parse(f'kind:official "{name}"'))
            for dialogue in (third, fifth) if side == "IN" else (fifth,):
                change.add_part(
                    "participant", dialogue, other_id=person, role="principal", side=side
                )
    lines = lines_of(catalogue, fifth, date(2023, 11, 8))
    assert [re.sub(r"(\[\d+\])+", "", line) for line in under(lines, "Who will be there")] == [
        "| Name | Post | Role",
        "| United States:",
        "| Antony Blinken | Secretary of State, since 26 January 2021 | Principal",
        "| Lloyd Austin | Secretary of Defence, since 22 January 2021 | Principal",
        "| India:",
        "| Subrahmanyam Jaishankar | Minister of External Affairs, since 30 May 2019 | Principal",
        "| Rajnath Singh | Minister of Defence, since 31 May 2019 | Principal",
    ]
    last = under(lines, "When they were last met")
    assert [line.split(" | ")[:2] for line in last if "20" in line or "None" in line] == [
        ["| Antony Blinken", "7–10 September 2023"],
        ["| Lloyd Austin", "None on record"],
        ["| Subrahmanyam Jaishankar\nRajnath Singh", "25–27 October 2020"],
    ]
    dialogues = "\n".join(under(lines, "The series so far"))
    assert "Last edition: 3rd, 25–27 October 2020" in dialogues
    assert "the third annual U.S.-India 2+2 Ministerial Dialogue" in dialogues
    assert "| 1st | 6 September 2018 |" in dialogues
    body = "\n".join(lines[1 : lines.index("# Sources")])
    assert "2024" not in body
    assert "November 2023" not in body
    assert "Lloyd J. Austin III" not in body  # what the remarks say of how it went
