"""A desk with something to look at, for the tests of the pages that show it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from defcat.catalogue import Catalogue
from ui.desk import Desk

BACKWARDS = "Agreement on Logistics"
TWICE = "Ministry of Defence"
UNSOURCED = "Agreement on Training"
OVERDUE = "Send the draft"
SOON = "Staff talks in Pune"


def now() -> datetime:
    return datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@contextmanager
def desk_at(folder: Path) -> Iterator[Desk]:
    """An agreement in force before its signature (A1) and one without a source (A2), a ministry
    entered twice (G1, G2), an overdue promise (C1) and planned talks (E1)."""
    catalogue = Catalogue.create(folder / "desk.defcat", user="rao", now=now)
    with catalogue.change("Sample") as change:
        source = change.add("source", title="Gazette", type="publication", date="2020-03-02")
        made = [
            change.add("agreement", title=BACKWARDS, type="agreement"),
            change.add("organisation", title=TWICE, type="ministry", country="IN"),
            change.add("organisation", title=TWICE, type="ministry", country="IN"),
            change.add("commitment", title=OVERDUE, state="open", date="2026-10-01"),
            change.add(
                "engagement",
                title=SOON,
                type="staff-talks",
                state="planned",
                date="2026-11-12",
                country="IN",
            ),
        ]
        for record in made:
            change.add_part("citation", record, other_id=source)
        for country in ("IN", "FR"):
            change.add_part("party", made[0], role="party", country=country)
        change.add_part("event", made[0], type="signature", date="2020-03-01")
        change.add_part("event", made[0], type="entry-into-force", date="2020-01-01")
        bare = change.add("agreement", title=UNSOURCED, type="agreement")
        change.add_part("event", bare, type="signature", date="2026-06-01")
    desk = Desk(catalogue)
    yield desk
    desk.close()
