"""The columns computed from parts follow every change, and every undo."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from defcat.catalogue import Catalogue
from defcat.dossier import load
from defcat.search import query, run
from tests.core.making import dump, make


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with make(tmp_path) as made:
        yield made


Computed = tuple[str | None, str | None, str | None, str | None]


def computed(catalogue: Catalogue, record: int) -> Computed:
    """Form, status, reason and date of an agreement."""
    with catalogue.read() as connection:
        found = load(connection, record).computed
    return found["form"], found["status"], found["status_reason"], found["date"]


def test_an_agreement_comes_into_being_step_by_step_and_goes_back(catalogue: Catalogue) -> None:
    steps: list[Computed] = []
    with catalogue.change("Add") as change:
        mou = change.add("agreement", title="MoU", type="mou")
    steps.append(computed(catalogue, mou))
    with catalogue.change("Parties") as change:
        for country in ("IN", "US", "IN"):
            change.add_part("party", mou, role="party", country=country)
        change.add_part("party", mou, role="depositary", country="FR")
    steps.append(computed(catalogue, mou))
    with catalogue.change("Signature") as change:
        signature = change.add_part("event", mou, type="signature", date="2024-08-22")
    steps.append(computed(catalogue, mou))
    with catalogue.change("In force") as change:
        change.add_part("event", mou, type="entry-into-force", date="2024-09-01")
        change.add_part("party", mou, role="contracting", country="JP")
    steps.append(computed(catalogue, mou))
    with catalogue.change("Expiry") as change:
        change.set("agreement", mou, expiry_date="2024-10")
    steps.append(computed(catalogue, mou))
    with catalogue.change("No signature") as change:
        change.remove_part("event", signature)
    steps.append(computed(catalogue, mou))
    signed = "signature: 22 August 2024; no entry into force is recorded"
    in_force = "entry into force: 1 September 2024"
    expired = "expired: October 2024, by its term"
    assert steps == [
        (None, "unknown", "no event on record says", None),
        ("bilateral", "unknown", "no event on record says", None),
        ("bilateral", "signed-not-in-force", signed, "2024-08-22"),
        ("multilateral", "in-force", in_force, "2024-08-22"),
        ("multilateral", "expired", expired, "2024-08-22"),
        ("multilateral", "expired", expired, "2024-09-01"),
    ]
    for before in reversed(steps[:-1]):
        catalogue.undo()
        assert computed(catalogue, mou) == before
    for after in steps[1:]:
        catalogue.redo()
        assert computed(catalogue, mou) == after


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([("negotiation", "2020"), ("signature", "2022-01-01")], "2022-01-01"),
        ([("entry-into-force", "2020"), ("signature", "2022-01-01")], "2022-01-01"),
        ([("entry-into-force", "2020"), ("ratification", "2019")], "2020"),
        ([("signature", "2022-03-01"), ("signature", "2022-01-01")], "2022-01-01"),
        ([("signature", None), ("adoption", "2021-05")], "2021-05"),
        ([("ratification", "2019"), ("termination", "2020")], None),
        ([], None),
    ],
)
def test_the_most_telling_event_dates_an_agreement(
    catalogue: Catalogue, events: list[tuple[str, str | None]], expected: str | None
) -> None:
    with catalogue.change("Add") as change:
        record = change.add("agreement", title="Treaty", type="treaty")
        for type, when in events:
            change.add_part("event", record, type=type, date=when)
    assert computed(catalogue, record)[3] == expected


def test_a_signature_of_all_dates_it_before_the_signature_of_one(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        record = change.add("agreement", title="Treaty", type="treaty")
        change.add_part("event", record, type="signature", date="2020-01-01", country="IN")
        change.add_part("event", record, type="signature", date="2021-01-01")
    assert computed(catalogue, record)[3] == "2021-01-01"


def test_an_official_is_dated_by_the_latest_post(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        official = change.add("official", title="Rajnath Singh")
        change.add_part("tenure", official, post="Home Minister", start="2014-05-26")
        change.add_part("tenure", official, post="Minister of Defence", start="2019-05~")
        change.add_part("tenure", official, post="Member", start="../2004")
        change.add_part("tenure", official, post="Something", start="XXXX")
        change.add_part("tenure", official, post="Something else")
    with catalogue.read() as connection:
        assert load(connection, official).computed["date"] == "2019-05~"
        assert run.rows(connection, [official])[official].extra == "Minister of Defence"


def test_lists_follow_the_computed_date(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        ids = [change.add("agreement", title=f"MoU {n}", type="mou") for n in range(3)]
        rows = [
            change.add_part("event", record, type="signature", date=f"20{n}0")
            for n, record in enumerate(ids)
        ]

    def newest(text: str) -> list[int]:
        with catalogue.read() as connection:
            return run.find(connection, query.parse(text))

    assert newest("kind:a") == newest("mou") == ids[::-1]
    with catalogue.change("Date") as change:
        change.set_part("event", rows[0], date="2024")
    assert newest("kind:a") == newest("mou") == [ids[0], ids[2], ids[1]]
    catalogue.undo()
    assert newest("kind:a") == newest("mou") == ids[::-1]


def test_the_day_on_the_clock_decides(tmp_path: Path) -> None:
    with make(tmp_path) as catalogue, catalogue.change("Add") as change:
        mou = change.add("agreement", title="MoU", type="mou", expiry_date="2025-01-31")
        change.add_part("event", mou, type="entry-into-force", date="2024-12-01")
    later = datetime(2025, 3, 1, tzinfo=UTC)
    with Catalogue.open(tmp_path / "desk.defcat", now=lambda: later) as catalogue:
        assert computed(catalogue, mou)[1] == "unknown"  # as it was when it was written
        with catalogue.change("Touch") as change:
            change.set("agreement", mou, notes="seen")
        assert computed(catalogue, mou)[1:3] == (
            *("expired", "expired: 31 January 2025, by its term"),
        )


def test_writing_the_same_again_computes_nothing_else(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        mou = change.add("agreement", title="MoU", type="mou")
        change.add_part("event", mou, type="signature", date="2024-08-22")
    before = dump(catalogue)
    with catalogue.change("Nothing") as change:
        change.set("agreement", mou, title="MoU")
    assert dump(catalogue) == before
