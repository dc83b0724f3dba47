"""The country brief: where a relation stands on a day, with whom, and what is due in it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from defcat.briefs import Request, build, country
from defcat.briefs.blocks import Brief, Chart, Timeline
from defcat.catalogue import Catalogue
from defcat.errors import InputError, NotFound
from defcat.model import SETTING
from tests.core.making import make
from tests.core.test_briefs import told, words

TODAY = date(2024, 11, 18)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """A desk's dealings with France: three agreements, three meetings, a promise, a minister."""
    with make(tmp_path_factory.mktemp("country"), scheme="india") as made:
        with made.change("Fill") as change:
            _fill(change)
        yield made


def _fill(change: Any) -> None:
    paper = change.add("source", title="A paper", type="article", date="2024-06")
    for title, event, when, marking in (
        ("Old accord", "entry-into-force", "1998-05-04", None),
        ("New memorandum", "signature", "2022-01-10", None),
        ("Hidden accord", "entry-into-force", "2020-01-01", "secret"),
        ("Late accord", "entry-into-force", "2024-09-01", None),
    ):
        pact = change.add("agreement", title=title, type="mou", marking=marking)
        for code in ("IN", "FR"):
            change.add_part("party", pact, role="party", country=code)
        row = change.add_part("event", pact, type=event, date=when)
        change.add_part(
            "citation", pact, other_id=paper, about="event", row=row, locator=f"on {title}"
        )
    change.set("agreement", 2, expiry_date="2025-02-01")
    for title, when, state, kind in (
        ("First talks", "1997-03", "held", "bilateral-meeting"),
        ("A visit", "2010-07-01", None, "official-visit"),
        ("Called off", "2012-07-01", "cancelled", "bilateral-meeting"),
        ("Last talks", "2024-10-02", "held", "bilateral-meeting"),
        ("Next talks", "2024-12-01", "planned", "bilateral-meeting"),
    ):
        met = change.add(
            "engagement", title=title, date=when, state=state, type=kind, country="FR", city="Paris"
        )
        change.add_part("citation", met, other_id=paper, about="date", locator=f"on {title}")
    change.add(
        "commitment", title="Send the list", state="open", date="2024-11-01", engagement=met - 1
    )
    for name, post, start, end in (
        ("B. Deputy", "Deputy Minister of Defence", "2021", None),
        ("A. Minister", "Minister of Defence", "2022-05-20", None),
        ("O. Predecessor", "Minister of Defence", "2017-06-21", "2022-05-20"),
        ("C. Clerk", "Minister of Culture", "2021", None),
    ):
        person = change.add("official", title=name)
        change.add_part("tenure", person, post=post, country="FR", start=start, end=end)


def brief(catalogue: Catalogue, code: str = "FR", as_of: date = TODAY, **options: Any) -> Brief:
    sections = options.pop("sections", None)
    with catalogue.read() as connection:
        return build(
            connection,
            Request("country", country=code, sections=sections),
            scheme=catalogue.scheme,
            as_of=as_of,
            prepared_on=TODAY,
            **options,
        )


def lines(catalogue: Catalogue, *sections: str, **options: Any) -> list[str]:
    """What some sections say, without the title."""
    return told(brief(catalogue, sections=sections, **options).blocks)[1:]


def test_the_relation_at_a_glance(catalogue: Catalogue) -> None:
    made = brief(catalogue, sections=("glance",))
    assert (made.title, made.subject) == ("France", "Country brief: FR")
    assert told(made.blocks)[:8] == [
        "= Country brief = France = As of 18 November 2024",
        "# The relation at a glance",
        "Agreements: 4 in all: 3 in force; 1 signed, not in force",
        "Engagements held: 3",
        "First contact: March 1997: E1 First talks[1]",
        "Last contact: 2 October 2024: E4 Last talks[2]",
        "Next planned: 1 December 2024: E5 Next talks[3]",
        "Commitments: 1 open, 1 overdue",
    ]
    assert made.marking.code == "secret"  # the hidden one is counted


def test_counterparts_are_those_of_the_day_the_minister_before_the_deputy(
    catalogue: Catalogue,
) -> None:
    assert lines(catalogue, "counterparts") == [
        "# Counterparts",
        "| Name | Post | Since",
        "| Defence:",
        "| A. Minister | Minister of Defence | 20 May 2022",
        "| B. Deputy | Deputy Minister of Defence | 2021",
        "1 other post is not listed.",
    ]
    then = lines(catalogue, "counterparts", as_of=date(2020, 1, 1))
    assert then[3:] == ["| O. Predecessor | Minister of Defence | 21 June 2017"]


def test_agreements_stand_by_status_with_the_source_of_it_and_the_next_date(
    catalogue: Catalogue,
) -> None:
    assert lines(catalogue, "agreements", ceiling="restricted")[:8] == [
        "# Agreements",
        "| Agreement | Type | Date | Next date",
        "| In force:",
        "| A4 Late accord[1] | Memorandum of understanding | 1 September 2024 | ",
        "| A1 Old accord[2] | Memorandum of understanding | 4 May 1998 | ends 1 February 2025",
        "| Signed, not in force:",
        "| A2 New memorandum[3] | Memorandum of understanding | 10 January 2022 | ",
        "! 1 item withheld | Marked above Restricted, the ceiling of this brief.",
    ]


def test_engagements_are_counted_by_year_and_the_latest_listed(catalogue: Catalogue) -> None:
    made = brief(catalogue, sections=("engagements",))
    charts = [block for block in made.blocks if isinstance(block, Chart)]
    # The chart goes back so many years and no further.
    assert [chart.series for chart in charts] == [(("2010", 1.0), ("2024", 1.0))]
    assert charts[0].label == "Engagements held per year since 2010"
    assert told(made.blocks)[2:6] == [
        "| Date | Engagement",
        "| 2 October 2024 | E4 Last talks[1]\nBilateral meeting, Paris, France",
        "| 1 July 2010 | E2 A visit[2]\nOfficial visit, Paris, France",
        "| March 1997 | E1 First talks[3]\nBilateral meeting, Paris, France",
    ]


def test_milestones_are_in_order_of_time(catalogue: Catalogue) -> None:
    made = brief(catalogue, sections=("timeline",), ceiling="restricted")
    [line] = [block for block in made.blocks if isinstance(block, Timeline)]
    assert [f"{day}: {words(text)}" for day, text in line.entries] == [
        "March 1997: First engagement: E1 First talks[1]",
        "4 May 1998: Entry into force: A1 Old accord[2]",
        "1 July 2010: First visit: E2 A visit[3]",
        "10 January 2022: Signature: A2 New memorandum[4]",
        "1 September 2024: Entry into force: A4 Late accord[5]",
    ]


def test_what_is_due_and_promised(catalogue: Catalogue) -> None:
    due = lines(catalogue, "due", "commitments")
    assert [line.split("[")[0] for line in due if line.startswith("| ")] == [
        "| Record | Why",
        "| Planned engagements:",
        "| E5 Next talks | Planned: 1 December 2024",
        "| Expiring:",
        "| A1 Old accord | Expires: 1 February 2025",
        "| Signed, not in force for over a year:",
        "| A2 New memorandum | Signed 10 January 2022, not in force for over 2 years",
        "| Commitment | State",
        "| C1 Send the list | Overdue since 1 November 2024",
    ]


def test_a_past_day_knows_nothing_later(catalogue: Catalogue) -> None:
    text = "\n".join(told(brief(catalogue, as_of=date(2011, 1, 1)).blocks))
    assert "Agreements: 1 in force" in text
    assert "Engagements held: 2" in text
    for later in (
        "Late accord",
        "Hidden",
        "New memorandum",
        "Last talks",
        "Next talks",
        "Minister",
    ):
        assert later not in text
    assert "later items left out" in text


def test_above_the_ceiling_nothing_is_said_or_counted(catalogue: Catalogue) -> None:
    made = brief(catalogue, ceiling="restricted")
    text = "\n".join(told(made.blocks))
    assert "Hidden" not in text
    assert "Agreements: 3 in all" in text
    assert "! 1 item withheld" in text
    assert made.marking.code == "unclassified"
    silent = brief(catalogue, ceiling="restricted", tell_withheld=False)
    assert "withheld" not in "\n".join(told(silent.blocks))


def test_only_what_is_in_it_makes_the_marking(tmp_path: Path) -> None:
    with make(tmp_path, scheme="india") as made:
        with made.change("Fill") as change:
            for title, state, marking in (
                ("Held", "held", "unclassified"),
                ("Called off", "cancelled", "secret"),
            ):
                change.add(
                    "engagement",
                    title=title,
                    type="call",
                    state=state,
                    country="FR",
                    date="2024-01-01",
                    marking=marking,
                )
        assert brief(made).marking.code == "unclassified"


def test_sections_come_in_the_order_asked_for(catalogue: Catalogue) -> None:
    made = lines(catalogue, "commitments", "glance")
    assert [line for line in made if line.startswith("# ")] == [
        "# Open commitments",
        "# The relation at a glance",
        "# Sources",
    ]
    with pytest.raises(InputError, match="“weather” is no section of the brief “country”"):
        brief(catalogue, sections=("weather",))


def test_a_country_without_a_record_and_one_that_is_none(catalogue: Catalogue) -> None:
    assert told(brief(catalogue, "PE").blocks)[1:] == ["! Nothing is on record of Peru. | "]
    with pytest.raises(NotFound, match="Give its name in English or its code"):
        brief(catalogue, "Atlantis")


def test_long_lists_say_what_is_left_out(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(country, "AGREEMENTS", 1)
    monkeypatch.setattr(country, "ENGAGEMENTS", 1)
    said = lines(catalogue, "agreements", "engagements")
    assert "| In force (the newest of 3):" in said
    assert "2 earlier ones are not listed." in said


def test_a_desk_that_says_its_country_prints_what_names_both(tmp_path: Path) -> None:
    with make(tmp_path) as made:
        with made.change("Fill") as change:
            for title, other in (("Ours", "IN"), ("Theirs", "DE")):
                pact = change.add("agreement", title=title, type="mou")
                for code in ("FR", other):
                    change.add_part("party", pact, role="party", country=code)
        assert len(_agreements(made)) == 2
        with made.change("Settings") as change:
            change.connection.execute(insert(SETTING).values(name="own-country", value="IN"))
        assert _agreements(made) == ["| A1 Ours | Memorandum of understanding"]


def _agreements(catalogue: Catalogue) -> list[str]:
    return [line for line in lines(catalogue, "agreements") if line.startswith("| A")][1:]
