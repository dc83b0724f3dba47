"""The columns computed from parts follow every change, and every undo."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from defcat import history
from defcat.catalogue import Catalogue
from defcat.change import Change
from defcat.dossier import load
from defcat.model import own_table
from defcat.rules.status import Status
from defcat.rules.statuses import current, sources_of, statuses
from defcat.search import run
from defcat.search.parse import parse
from defcat.search.rows import rows
from tests.core.making import NOON, dump, make


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
        named = rows(connection, [official])[official].extra
        assert named.startswith("Home Minister")  # the later one is known only roughly


def test_lists_follow_the_computed_date(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        ids = [change.add("agreement", title=f"MoU {n}", type="mou") for n in range(3)]
        rows = [
            change.add_part("event", record, type="signature", date=f"20{n}0")
            for n, record in enumerate(ids)
        ]

    def newest(text: str) -> list[int]:
        with catalogue.read() as connection:
            return run.find(connection, parse(text))

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
    path = tmp_path / "desk.defcat"
    with Catalogue.open(path, write=False, now=lambda: later) as catalogue:
        assert computed(catalogue, mou)[1] == "unknown"  # as it was when it was written
        with catalogue.read() as connection:
            row = rows(connection, [mou], catalogue.today())[mou]
        assert row.values["status"] == "expired"
    with Catalogue.open(path, now=lambda: later) as catalogue:
        entries = [entry.label for entry in history_of(catalogue)]
        assert computed(catalogue, mou)[1:3] == (
            *("expired", "expired: 31 January 2025, by its term"),
        )
        assert entries == ["Add"]


def history_of(catalogue: Catalogue) -> list[history.EntryView]:
    with catalogue.read() as connection:
        return history.entries(connection)


def test_midnight_brings_only_the_statuses_that_change(tmp_path: Path) -> None:
    clock = [datetime(2025, 1, 31, 12, tzinfo=UTC)]
    with make(tmp_path, now=lambda: clock[0]) as catalogue:
        with catalogue.change("Add") as change:
            ending, other, open_end = (
                change.add("agreement", title=f"MoU {n}", type="mou", expiry_date=expiry)
                for n, expiry in enumerate(("2025-01-31", "2026-01-31", None))
            )
            for record in (ending, other, open_end):
                change.add_part("event", record, type="entry-into-force", date="2024-12-01")
        assert catalogue.advance() == frozenset()
        clock[0] += timedelta(days=1)
        assert catalogue.advance() == {ending}
        assert catalogue.advance() == frozenset()
        clock[0] -= timedelta(days=60)  # somebody put the clock right
        assert catalogue.advance() == {ending}
        assert computed(catalogue, ending)[1] == "in-force"
        clock[0] -= timedelta(days=30)
        assert catalogue.behind() == 3
        some = catalogue.advance(2)
        assert len(some) == 2
        assert some | catalogue.advance(2) == {ending, other, open_end}
        assert catalogue.behind() == 0
        assert computed(catalogue, open_end)[1] == "unknown"
        assert [entry.label for entry in history_of(catalogue)] == ["Add"]


def test_stored_statuses_are_those_of_the_day_whatever_the_clock_does(tmp_path: Path) -> None:
    chance = random.Random(3)
    clock = [NOON]
    with make(tmp_path, now=lambda: clock[0]) as catalogue:
        with catalogue.change("Add") as change:
            ids = [some_agreement(change, chance) for _ in range(30)]
            for later, earlier in zip(ids[::3], ids[1::3], strict=True):
                kind = chance.choice(["supersedes", "terminates", "amends"])
                change.add_part("agreement_relation", later, type=kind, other_id=earlier)
        for _ in range(15):
            clock[0] = NOON + timedelta(days=chance.randint(-1500, 1500))
            today = catalogue.today()
            with catalogue.read() as connection:
                assert current(connection, ids, today) == statuses(connection, ids, today)
            catalogue.advance()
            with catalogue.read() as connection:
                assert stored(connection) == statuses(connection, ids, today)


def some_agreement(change: Change, chance: random.Random) -> int:
    """An agreement with a few events, dated now to the day and now to the month or the year."""

    def some_day() -> str | None:
        day = str(NOON.date() + timedelta(days=chance.randint(-1500, 1500)))
        return chance.choice([day, day, day[:7], day[:4], None])

    term = {"duration": chance.choice(["P1Y", "P6M", None]), "notice_period": "P90D"}
    renewal = chance.choice(["automatic", "by-consent", None])
    record = change.add(
        "agreement", title="MoU", type="mou", renewal=renewal, renewal_period="P3M", **term
    )
    for country in chance.choice([("IN", "US"), ("IN", "US", "FR")]):
        change.add_part("party", record, role="party", country=country)
    types = ["signature", "entry-into-force", "suspension", "termination", "denunciation"]
    for type in chance.sample(types, 3):
        by = "IN" if type == "denunciation" else None
        change.add_part("event", record, type=type, date=some_day(), until=some_day(), country=by)
    return record


def stored(connection: Connection) -> dict[int, Status]:
    own = own_table("agreement")

    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    return {
        row.id: Status(
            row.status,
            row.status_reason,
            row.status_event,
            day(row.status_since),
            day(row.status_until),
        )
        for row in connection.execute(select(own))
    }


def test_an_agreement_is_superseded_while_another_one_in_force_says_so(
    catalogue: Catalogue,
) -> None:
    with catalogue.change("Add") as change:
        old, new = (change.add("agreement", title=t, type="mou") for t in ("Old", "New"))
        change.add_part("event", old, type="entry-into-force", date="2010-01-01")
    with catalogue.change("Relate") as change:
        relation = change.add_part("agreement_relation", new, type="supersedes", other_id=old)
    assert computed(catalogue, old)[1] == "in-force"  # the new one is not in force itself
    with catalogue.change("In force") as change:
        change.add_part("event", new, type="entry-into-force", date="2020-01-01")
    assert change.done.records == {old, new}
    superseded = ("superseded", "superseded by New (A2), in force: 1 January 2020")
    assert computed(catalogue, old)[1:3] == superseded
    with catalogue.change("Rename") as change:
        change.set("agreement", new, title="Newer")
    assert computed(catalogue, old)[2] == "superseded by Newer (A2), in force: 1 January 2020"
    with catalogue.change("Bin") as change:
        change.bin(new)
    assert computed(catalogue, old)[1] == "in-force"
    catalogue.undo()
    assert computed(catalogue, old)[1] == "superseded"
    with catalogue.change("Other relation") as change:
        change.set_part("agreement_relation", relation, type="terminates")
    assert computed(catalogue, old)[1] == "terminated"
    with catalogue.change("No relation") as change:
        change.remove_part("agreement_relation", relation)
    assert computed(catalogue, old)[1] == "in-force"
    catalogue.undo()
    assert computed(catalogue, old)[1] == "terminated"


def test_a_relation_that_moves_frees_the_one_it_named(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        one, two, new = (change.add("agreement", title=f"MoU {n}", type="mou") for n in range(3))
        for record in (one, two, new):
            change.add_part("event", record, type="entry-into-force", date="2010-01-01")
        row = change.add_part("agreement_relation", new, type="supersedes", other_id=one)
    with catalogue.change("Another") as change:
        change.set_part("agreement_relation", row, other_id=two)
    assert computed(catalogue, one)[1] == "in-force"
    assert computed(catalogue, two)[1] == "superseded"


def test_a_later_agreement_in_force_for_each_of_its_parties_takes_its_place(
    catalogue: Catalogue,
) -> None:
    with catalogue.change("Add") as change:
        old, new = (change.add("agreement", title=t, type="mou") for t in ("Old", "New"))
        change.add_part("event", old, type="entry-into-force", date="2000-01-01")
        for year, country in (("2010", "IN"), ("2011", "US")):
            change.add_part("party", new, role="party", country=country)
            type, when = "entry-into-force", f"{year}-01-01"
            change.add_part("event", new, type=type, date=when, country=country)
        change.add_part("agreement_relation", new, type="supersedes", other_id=old)
    superseded = ("superseded", "superseded by New (A2), in force: 1 January 2011")
    assert computed(catalogue, old)[1:3] == superseded


def test_a_later_agreement_set_in_force_by_hand_takes_its_place(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        old, new = (change.add("agreement", title=t, type="mou") for t in ("Old", "New"))
        change.add_part("event", old, type="entry-into-force", date="2000-01-01")
        change.add_part("event", new, type="signature", date="2009-01-01")
        change.add_part("agreement_relation", new, type="supersedes", other_id=old)
    with catalogue.change("By hand") as change:
        hand = change.add_part("hand_status", new, status="in-force", why="note verbale")
    set_on = "superseded by New (A2), set in force by hand: 18 November 2024"
    assert computed(catalogue, old)[1:3] == ("superseded", set_on)
    with catalogue.change("Since when") as change:
        change.set_part("hand_status", hand, date="2010")
    assert "set in force by hand: 2010" in str(computed(catalogue, old)[2])
    with catalogue.change("Entered") as change:
        change.add_part("event", new, type="entry-into-force", date="2025-01-01")
    assert computed(catalogue, old)[1] == "in-force"  # what is on record goes before
    with catalogue.change("Not in force") as change:
        change.set_part("hand_status", hand, status="suspended")
    assert computed(catalogue, old)[1] == "in-force"


def test_the_form_is_that_of_the_parties_so_far(tmp_path: Path) -> None:
    clock = [NOON]
    with make(tmp_path, now=lambda: clock[0]) as catalogue:
        with catalogue.change("Add") as change:
            mou = change.add("agreement", title="MoU", type="mou")
            for country, start in (("IN", None), ("US", "2000"), ("FR", "2025-01-01")):
                change.add_part("party", mou, role="party", country=country, start=start)
        assert computed(catalogue, mou)[0] == "bilateral"
        clock[0] += timedelta(days=60)
        catalogue.advance()
        assert computed(catalogue, mou)[0] == "multilateral"


def test_a_reason_calls_an_organisation_by_the_name_it_has(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        body = change.add("organisation", title="European Union", type="other")
        mou = change.add("agreement", title="MoU", type="mou")
        change.add_part("party", mou, role="party", country="IN")
        change.add_part("party", mou, role="party", other_id=body)
        change.add_part("event", mou, type="withdrawal", date="2020-01-01", other_id=body)
    assert "withdrawal by European Union" in str(computed(catalogue, mou)[2])
    with catalogue.change("Rename") as change:
        change.set("organisation", body, title="The Union")
    assert "withdrawal by The Union" in str(computed(catalogue, mou)[2])


def test_a_status_set_by_hand_tells_nobodys_name(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        mou = change.add("agreement", title="MoU", type="mou")
        change.add_part("hand_status", mou, status="in-force", why="note verbale")
    assert computed(catalogue, mou)[1:3] == (
        "in-force",
        "set by hand on 18 November 2024: note verbale; "
        "by its events: not known (no event on record says)",
    )
    with catalogue.read() as connection:
        assert current(connection, [mou], NOON.date())[mou].by_hand
        assert "asha" not in str(stored(connection))


def test_the_end_of_the_term_is_stored(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        mou = change.add("agreement", title="MoU", type="mou", duration="five years")
        change.add_part("event", mou, type="entry-into-force", date="2022-05")
    with catalogue.read() as connection:
        found = load(connection, mou)
    assert (found.values["duration"], found.computed["ends"]) == ("P5Y", "2027-05")


def test_who_says_so_is_the_source_of_the_deciding_event(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        mou = change.add("agreement", title="MoU", type="mou")
        event = change.add_part("event", mou, type="entry-into-force", date="2020-01-01")
        sources = [change.add("source", title=f"S{n}", type="other") for n in range(4)]
        change.add_part("citation", mou, other_id=sources[0])
        of_event = {"about": "event", "row": event}
        change.add_part("citation", mou, other_id=sources[1], **of_event)
        change.add_part("citation", mou, other_id=sources[2], preferred=True, **of_event)
        change.add_part("citation", mou, other_id=sources[3], preferred=False, **of_event)
    with catalogue.read() as connection:
        found = load(connection, mou)
        now = statuses(connection, [mou], NOON.date())[mou]
    assert [row["other_id"] for row in sources_of(found, now)] == [sources[2], sources[1]]
    assert [row["other_id"] for row in sources_of(found, Status("superseded", "", None))] == [
        sources[0]
    ]
    assert sources_of(found, Status("unknown", "", None)) == []  # nobody says that nothing is known


def test_writing_the_same_again_computes_nothing_else(catalogue: Catalogue) -> None:
    with catalogue.change("Add") as change:
        mou = change.add("agreement", title="MoU", type="mou")
        change.add_part("event", mou, type="signature", date="2024-08-22")
    before = dump(catalogue)
    with catalogue.change("Nothing") as change:
        change.set("agreement", mou, title="MoU")
    assert dump(catalogue) == before
