"""The official profile, read by somebody who is to meet the official."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from defcat.catalogue import Catalogue
from defcat.dossier import find_id
from tests.core.test_brief_meeting import lines_of, under

DAY = date(2024, 9, 1)


class Person:
    """A secretary with a career, meetings, signatures, promises and things to beware of."""

    def __init__(self, path: Path) -> None:
        self.catalogue = Catalogue.create(path, scheme="india", user="officer")
        with self.catalogue.change("Fill") as change:
            self.source = change.add("source", title="Who is who", type="publication", date="2023")
            self.ministry = change.add(
                "organisation", title="Ministry of Defence", type="ministry", country="FR"
            )
            self.who = self._official(change)
            self._others(change)
            self._meetings(change)
            self._papers(change)

    def lines(self, as_of: date = DAY, **options: Any) -> list[str]:
        return lines_of(self.catalogue, self.who, as_of, "profile", **options)

    def _official(self, change: Any) -> int:
        who: int = change.add(
            "official",
            title="Jeanne Petit",
            given_name="Jeanne",
            family_name="Petit",
            display_order="family-first",
            honorific="Dr",
            rank="General",
            post_nominals="CBE",
            native_name="Жанна Пети",
            pronunciation="zhan puh-TEE",
            nationality="FR",
            languages="French, English",
            sensitivities="Does not shake hands.\nDo not raise the sale of 2016.",
            biography="Born in Brest.",
            marking="restricted",
        )
        self.post = change.add_part(
            "tenure",
            who,
            post="Minister of Defence",
            other_id=self.ministry,
            start="2022-05-20",
            end="2024-12-01",
            began="appointed",
            ended="left",
        )
        change.add_part(
            "tenure",
            who,
            post="Chief of Staff",
            country="FR",
            start="2015",
            end="2020-06",
            began="acting",
        )
        change.add_part(
            "citation",
            who,
            other_id=self.source,
            about="tenure",
            row=self.post,
            locator="p. 4",
        )
        change.add_part("contact", who, type="email", value="petit@example.org")
        return who

    def _others(self, change: Any) -> None:
        for title, start, end in (
            ("Paul Avant", "2017-06-21", "2022-05-20"),
            ("Luc Avant-Avant", "2012", "2017-06-21"),
            ("Anne Après", "2024-12-01", None),
        ):
            other = change.add("official", title=title, nationality="FR")
            change.add_part(
                "tenure",
                other,
                post="Minister of Defence",
                other_id=self.ministry,
                start=start,
                end=end,
            )

    def _meetings(self, change: Any) -> None:
        topic = change.add("topic", title="Engines", type="policy-theme")
        for title, day, values in (
            ("Talk in Paris", "2023-01", {"city": "Paris", "country": "FR"}),
            ("Call", "2024-02-03", {"record": "First line.\nSecond line."}),
            ("Postponed talk", "2024-03-03", {"state": "postponed"}),
            ("Talk to come", "2024-10-03", {}),
        ):
            met = change.add("engagement", title=title, type="call", date=day, **values)
            change.add_part("participant", met, other_id=self.who, role="principal", side="FR")
            if title == "Talk in Paris":
                change.add_part("subject", met, other_id=topic)
                change.add(
                    "commitment",
                    title="Send the list",
                    state="open",
                    date="2023-12",
                    engagement=met,
                    owner=self.who,
                )
        change.add("commitment", title="Of the side", state="in-progress", owner_side="FR")
        change.add("commitment", title="Of others", state="open", owner_side="IN")
        change.add("commitment", title="Done", state="done", closed="2024-01-01", owner=self.who)

    def _papers(self, change: Any) -> None:
        for title, day in (("Old Pact", "2018-04-01"), ("New Pact", "2023-01-10")):
            paper = change.add("agreement", title=title, type="arrangement")
            event = change.add_part("event", paper, type="signature", date=day)
            change.add_part("signatory", paper, other_id=self.who, country="FR", event=event)


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    made = Person(tmp_path_factory.mktemp("profile") / "desk.defcat")
    yield made
    made.catalogue.close()


def test_how_to_write_and_say_the_name(person: Person) -> None:
    lines = person.lines()
    assert lines[0] == "= Official profile O1 = Jeanne Petit = Жанна Пети · France"
    assert under(lines, "How to address") == [
        "In writing: Dr General Jeanne Petit CBE",
        "Spoken: zhan puh-TEE",
        "Family name: Petit",
        "Given names: Jeanne",
        "Name order: Family name first",
        "Languages: French, English",
    ]


def test_the_post_since_when_and_after_whom(person: Person) -> None:
    assert person.lines()[1] == (
        "! Minister of Defence, France | Since 20 May 2022[1]"
        " | Predecessor: Paul Avant, until 20 May 2022"
    )
    over = person.lines(date(2025, 1, 1))
    assert over[1] == "! until 1 December 2024: Minister of Defence, France | "
    perhaps = person.lines(date(2020, 6, 15))
    assert perhaps[1].startswith("! perhaps Chief of Staff, France (acting)")


def test_the_successor_is_named_once_there_is_one(person: Person) -> None:
    with person.catalogue.read() as connection:
        paul = find_id(connection, "O2")
    lines = lines_of(person.catalogue, paul, date(2022, 5, 20), "profile")
    assert lines[1] == (
        "! Minister of Defence, France | Since 21 June 2017"
        " | Predecessor: Luc Avant-Avant, until 21 June 2017"
        " | Successor: Jeanne Petit, since 20 May 2022[1]"
    )
    before = lines_of(person.catalogue, paul, date(2022, 5, 19), "profile")
    assert "Jeanne Petit" not in "\n".join(before)


def test_the_career_newest_first(person: Person) -> None:
    assert under(person.lines(date(2025, 1, 1)), "Career") == [
        "| From | To | Post | At | How",
        "| 20 May 2022 | 1 December 2024 | Minister of Defence[1] | Ministry of Defence"
        " | Appointed; ended: left",
        "| 2015 | June 2020 | Chief of Staff | France | Acting",
    ]
    # How and when a post ended is not known before it did.
    assert under(person.lines(), "Career")[1] == (
        "| 20 May 2022 |  | Minister of Defence[1] | Ministry of Defence | Appointed"
    )


def test_past_meetings_and_what_was_discussed(person: Person) -> None:
    assert under(person.lines(), "Past meetings") == [
        "| Date | Meeting | What was discussed",
        "| 3 February 2024 | E2 Call | First line.",
        "| January 2023 | E1 Talk in Paris\nParis, France | Engines",
    ]


def test_what_was_signed_and_in_which_office(person: Person) -> None:
    signed = under(person.lines(), "Agreements signed")
    assert signed[0] == "| Signed | Agreement | Office held that day | For | Status"
    assert signed[1].startswith(
        "| 10 January 2023 | A2 New Pact | Minister of Defence (by the posts on record) | France"
    )
    assert signed[2].startswith(
        "| 1 April 2018 | A1 Old Pact | Chief of Staff (by the posts on record) | France"
    )


def test_what_they_and_their_side_owe(person: Person) -> None:
    assert under(person.lines(), "Open commitments") == [
        "| What was promised | Owner | Promised | State",
        "| C1 Send the list | Jeanne Petit | January 2023, E1 | Overdue since December 2023",
        "| C2 Of the side | France |  | In progress",
    ]


def test_sensitivities_stand_apart_under_their_marking(person: Person) -> None:
    assert under(person.lines(), "Sensitivities") == [
        "! RESTRICTED | Does not shake hands. | Do not raise the sale of 2016."
    ]
    assert under(person.lines(), "Contact") == ["Email: petit@example.org"]


def test_more_meetings_than_a_page_holds_are_counted(tmp_path: Path) -> None:
    made = Person(tmp_path / "desk.defcat")
    with made.catalogue.change("Many") as change:
        for n in range(30):
            met = change.add("engagement", title=f"Talk {n}", type="call", date="2020")
            change.add_part("participant", met, other_id=made.who, role="member")
        hushed = change.add(
            "engagement", title="Hushed", type="call", date="2020", marking="secret"
        )
        change.add_part("participant", hushed, other_id=made.who, role="member")
    meetings = under(made.lines(ceiling="restricted"), "Past meetings")
    made.catalogue.close()
    assert len(meetings) == 1 + 8 + 1
    assert meetings[-1] == "and 24 more in the record"


def test_the_sample_minister(sample: Catalogue) -> None:
    with sample.read() as connection:
        minister = find_id(connection, "O1")
    lines = lines_of(sample, minister, date(2024, 9, 1), "profile")
    assert lines[1] == "! Minister of Defence, India | Since 31 May 2019[2][3]"
    assert "In writing: Shri Rajnath Singh[4]" in lines
    assert lines[0].startswith("= Official profile O1 = Rajnath Singh = राजनाथ सिंह · India")
    meetings = "\n".join(under(lines, "Past meetings"))
    for title in ("Meeting of Rajnath Singh and Lloyd Austin", "Third India–US 2+2"):
        assert title in meetings
