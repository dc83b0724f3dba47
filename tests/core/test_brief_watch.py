"""The watch list as a brief: what is overdue, ends, or waits, with why and its sources."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from defcat.briefs import Request, build, watch
from defcat.briefs.blocks import Brief
from defcat.catalogue import Catalogue
from tests.core.making import make
from tests.core.test_briefs import told

TODAY = date(2024, 11, 18)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    with make(tmp_path_factory.mktemp("watch"), scheme="india") as made:
        with made.change("Fill") as change:
            paper = change.add("source", title="A paper", type="article")
            ends = change.add("agreement", title="Ending", type="mou", expiry_date="2025-02-01")
            change.add_part("event", ends, type="entry-into-force", date="2020-02-01")
            change.add_part("citation", ends, other_id=paper, about="expiry_date", locator="p. 3")
            for title, marking in (("Waiting", None), ("Hidden", "secret")):
                waits = change.add("agreement", title=title, type="mou", marking=marking)
                row = change.add_part("event", waits, type="signature", date="2022-01-10")
                change.add_part(
                    "citation", waits, other_id=paper, about="event", row=row, locator="p. 9"
                )
            late = change.add("commitment", title="Late", state="open", date="2024-11-01")
            change.add_part("citation", late, other_id=paper, locator="p. 5")
            change.add("engagement", title="Call", type="call", state="planned", date="2024-12-01")
        yield made


def brief(catalogue: Catalogue, days: int = 180, **options: object) -> Brief:
    with catalogue.read() as connection:
        return build(
            connection,
            Request("watch", days=days),
            scheme=catalogue.scheme,
            as_of=TODAY,
            prepared_on=TODAY,
            **options,  # type: ignore[arg-type]
        )


def test_it_is_grouped_with_reasons_and_sources(catalogue: Catalogue) -> None:
    made = brief(catalogue, ceiling="restricted")
    assert (made.title, made.subject) == ("Watch list", "Watch list: 180 days")
    assert told(made.blocks) == [
        "= Watch list = What to keep in sight = 180 days ahead, until 17 May 2025",
        "! 1 overdue; 1 expiring; 1 signed, not in force; 1 ahead | ",
        "# Overdue",
        "| Record | Why | What to do",
        "| Overdue commitments:",
        "| C1 Late | Overdue since 1 November 2024[1]"
        " | Close it with its evidence, or agree on another day.",
        "# Expiring",
        "| Record | Why | What to do",
        "| Expiring:",
        "| A1 Ending | Expires: 1 February 2025[2]"
        " | Agree on a renewal, or record that it may end.",
        "# Signed, not in force",
        "| Record | Why | What to do",
        "| Signed, not in force for over a year:",
        "| A2 Waiting | Signed 10 January 2022, not in force for over 2 years[3]"
        " | Ask what is missing, or record its entry into force.",
        "# Ahead",
        "| Record | Why | What to do",
        "| Planned engagements:",
        "| E1 Call | Planned: 1 December 2024 | Prepare the brief.",
        "! 1 item withheld | Marked above Restricted, the ceiling of this brief.",
        "# Sources",
        "[1] A paper / undated /  [1] p. 5 [2] p. 3 [3] p. 9",
    ]


def test_it_looks_as_far_ahead_as_is_asked(catalogue: Catalogue) -> None:
    near = "\n".join(told(brief(catalogue, days=10).blocks))
    assert "10 days ahead, until 28 November 2024" in near
    assert "Ending" not in near
    assert "Call" not in near


def test_a_long_list_is_cut_and_says_so(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LISTED", 1)
    text = "\n".join(told(brief(catalogue).blocks))
    assert "| Signed, not in force for over a year (the first of 2):" in text


def test_an_empty_list_says_so(tmp_path: Path) -> None:
    with make(tmp_path) as empty:
        assert told(brief(empty).blocks)[1:] == ["! Nothing is overdue, ends or waits. | "]
