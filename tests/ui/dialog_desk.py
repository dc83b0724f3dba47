"""A small real catalogue, and the desk of it, for the tests of the dialogs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from defcat.catalogue import Catalogue
from ui.desk import Desk

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def now() -> datetime:
    return NOW


@contextmanager
def desk_at(folder: Path) -> Iterator[Desk]:
    """A desk with a ministry, two officials, a source, an agreement and an engagement."""
    catalogue = Catalogue.create(folder / "desk.defcat", scheme="india", user="rao", now=now)
    with catalogue.change("Sample") as change:
        ministry = change.add(
            "organisation", title="Ministry of Defence", type="ministry", country="IN"
        )
        singh = change.add("official", title="Rajnath Singh", nationality="IN")
        change.add("official", title="Lloyd Austin", nationality="US")
        change.add_part(
            "tenure", singh, post="Minister of Defence", other_id=ministry, start="2019-05-31"
        )
        readout = change.add(
            "source", title="Readout of 23 August 2024", type="press-release", date="2024-08-23"
        )
        supply = change.add(
            "agreement",
            title="Security of Supply Arrangement",
            type="arrangement",
            marking="restricted",
        )
        for country in ("IN", "US"):
            change.add_part("party", supply, role="party", country=country)
        change.add_part("event", supply, type="signature", date="2024-08-22")
        change.add_part("citation", supply, other_id=readout, locator="para 4", preferred=True)
        change.add(
            "engagement",
            title="Bilateral meeting with Secretary Austin",
            type="bilateral-meeting",
            date="2024-08-23",
        )
    desk = Desk(catalogue)
    yield desk
    desk.close()
