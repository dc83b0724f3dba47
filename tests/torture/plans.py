"""What is done to a catalogue while it may be killed: plans of steps, each of which is one change.

A plan does the same whenever it is gone through, so that the state after each of its steps is known
beforehand, and a catalogue that was killed has to be in one of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from defcat import backups, bulk, merge, rekey
from defcat.briefs import desk, templates
from defcat.briefs.desk import DeskSettings
from defcat.briefs.templates import Template
from defcat.catalogue import Catalogue
from defcat.change import Change
from defcat.drafts import store
from defcat.drafts.draft import Draft
from defcat.exchange.importer import run_import
from defcat.rows import dated
from defcat.search import recent, saved
from defcat.storage.engine import make_engine
from defcat.storage.key import make_key
from tests.core.making import NOON
from tests.core.test_migration import AGREEMENTS, first_schema
from tests.torture.hands import NAME, Hands, as_key, opens

FIRST, SECOND = "the first passphrase", "another, and a longer one"
TOPIC = 1
"""The identifier of the topic that every plan begins with, before `RECORDS` engagements."""
RECORDS = 40
_ROWS = 30

PROFILE = """
title = "Visits"
kind = "engagement"
key = "{id}"
scheme = "desk-visits"
required = ["visitor"]
[source]
publisher = "The desk"
[record]
title = "Visit of {visitor}"
type = "visit"
date = { from = "{start}", to = "{end}" }
record = "{remarks}"
[[part]]
part = "participant"
other_id = "visitor"
role = "principal"
side = "{from}"
[other.visitor]
kind = "official"
title = "{visitor}"
nationality = "{from}"
[country]
unknown = "former-state"
"""

Step = Callable[[Hands], object]
Written = Callable[[Change], object]


@dataclass(frozen=True)
class Plan:
    """Steps on what `begin` makes in a folder; `secrets` are those of which one opens it."""

    name: str
    begin: Callable[[Path], None]
    steps: tuple[Step, ...]
    secrets: tuple[str | None, ...] = (None,)


def change(written: Written) -> Step:
    """A step that is one change of the catalogue."""

    def step(hands: Hands) -> None:
        with hands.catalogue.change("Torture") as under_way:
            written(under_way)

    return step


def write_beside(written: Callable[[Any], object]) -> Step:
    """A step that writes what is no part of the record, through the connection of a change."""
    return change(lambda under_way: written(under_way.connection))


def bring_in(first: int, remarks: str) -> Step:
    """A step that imports a table of visits, the first of which has that number."""

    def step(hands: Hands) -> None:
        write_table(hands.folder, first, remarks)
        import_table(hands)

    return step


def write_table(folder: Path, first: int, remarks: str, rows: int = _ROWS) -> None:
    """A table of visits, and the profile that says how it is read."""
    lines = ["id,start,end,visitor,from,remarks"]
    for number in range(first, first + rows):
        day = f"2001-05-{number % 28 + 1:02}"
        lines.append(f"{number},{day},{day},Visitor {number // 3},South Africa,{remarks}")
    (folder / "visits.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "visits.toml").write_text(PROFILE, "utf-8")


def import_table(hands: Hands) -> None:
    run_import(hands.catalogue, hands.folder / "visits.csv", str(hands.folder / "visits.toml"))


def edit_many(edit: bulk.Edit) -> Step:
    return change(lambda under_way: bulk.apply(under_way, range(2, RECORDS + 2), edit))


def undo(hands: Hands) -> None:
    hands.catalogue.undo()


def redo(hands: Hands) -> None:
    hands.catalogue.redo()


def notice(hands: Hands) -> None:
    """No step of a plan: what follows from the record is written piece by piece."""
    hands.catalogue.notice()


def reopen(hands: Hands) -> None:
    hands.close()
    assert hands.catalogue.writable


def create(folder: Path, passphrase: str | None = None) -> Catalogue:
    """An empty catalogue."""
    key = as_key(passphrase)
    return Catalogue.create(folder / NAME, key=key, user="asha", now=lambda: NOON)


def begin(folder: Path, passphrase: str | None = None) -> None:
    """A catalogue with a topic and `RECORDS` engagements."""
    with create(folder, passphrase) as catalogue, catalogue.change("Begin") as made:
        assert made.add("topic", title="Logistics", type="sector") == TOPIC
        for number in range(RECORDS):
            title = f"Visit {number} to the yards"
            made.add("engagement", title=title, type="official-visit", date="2024-03-02")


def begin_old(folder: Path, passphrase: str | None = None) -> None:
    """A catalogue as the first version of the program wrote it."""
    key = None if passphrase is None else make_key(as_key(passphrase), bytes(range(200, 216)))
    engine = make_engine(folder / NAME, write=True, create=True, key=key)
    with engine.execution_options(write=True).begin() as connection:
        first_schema(connection)
        _complete(connection)
    engine.dispose()


def _complete(connection: Connection) -> None:
    """What the first version wrote with its records: their dates, their places, the counters."""
    sql = connection.exec_driver_sql
    for record_id in range(1, len(AGREEMENTS) + 1):
        values = dated("2020-01-01", record_id) | {"id": record_id}
        sql(
            "UPDATE record SET date = :date, date_first = :date_first, date_last = :date_last,"
            " sort_key = :sort_key WHERE id = :id",
            values,
        )
    for name in ("record", "agreement", "event"):
        sql("INSERT INTO counter VALUES (?, ?)", (name, len(AGREEMENTS)))


def _add(under_way: Change) -> None:
    agreement = under_way.add("agreement", title="Security of Supply Arrangement", type="mou")
    for country in ("IN", "US"):
        under_way.add_part("party", agreement, role="party", country=country)
    under_way.add_part("event", agreement, type="signature", date="2024-08-22")
    under_way.add_part("subject", agreement, other_id=TOPIC)


def _merge(under_way: Change, hands: Hands) -> None:
    merge.merge(under_way, 4, 5, scheme=hands.catalogue.scheme)


def _merged(hands: Hands) -> None:
    with hands.catalogue.change("Merge") as under_way:
        _merge(under_way, hands)


def _template(hands: Hands) -> None:
    templates.save(hands.catalogue, Template("Short", "profile", ("career",)))


TYPED = Draft.new("official", title="Somebody half-typed")

EDITS: tuple[Step, ...] = (
    change(_add),
    change(lambda c: c.set("engagement", 2, title="Visit to the docks", notes="A long day.")),
    write_beside(lambda c: store.keep(c, TYPED, NOON.isoformat())),
    write_beside(lambda c: saved.save(c, "Docks", "docks kind:engagement")),
    change(lambda c: c.bin(3)),
    undo,
    redo,
    write_beside(lambda c: recent.note(c, "docks")),
    change(lambda c: c.restore(3)),
    _merged,
    undo,
    write_beside(lambda c: store.forget(c, 1)),
    write_beside(lambda c: desk.save(c, DeskSettings(letterhead="Desk South"))),
    reopen,
    change(lambda c: c.set("engagement", 6, title="Visit to the depots")),
)
IMPORTS = (
    bring_in(1, "Working visit."),
    undo,
    bring_in(1, "State visit."),
    bring_in(1, "Working visit."),
    bring_in(10, "Working visit."),
    undo,
    redo,
)
BULK = (
    edit_many(bulk.SetField("marking", "restricted")),
    edit_many(bulk.AddTopic(TOPIC)),
    undo,
    redo,
    edit_many(bulk.Archive(True)),
    edit_many(bulk.Bin()),
    edit_many(bulk.Restore()),
    lambda hands: hands.catalogue.rebuild_index(),
    edit_many(bulk.RemoveTopic(TOPIC)),
)
MIGRATION = (
    reopen,
    change(lambda c: c.set("agreement", 1, title="An agreement of old")),
)
CREATION: tuple[Step, ...] = (
    lambda hands: create(hands.folder, FIRST).close(),
    change(lambda c: c.add("official", title="Rajnath Singh")),
)


def rekey_to(secret: str | None) -> Step:
    """A step that gives the catalogue another passphrase, or none."""

    def step(hands: Hands) -> None:
        path = hands.close()
        [was] = [each for each in hands.secrets if opens(path, each)]
        rekey.rekey(path, as_key(was), as_key(secret), user="asha")

    return step


def back_up(hands: Hands) -> None:
    backups.make(hands.catalogue, backups.BY_HAND)


def restore_last(hands: Hands) -> None:
    """Put the newest backup in the place of the catalogue."""
    newest = backups.listed(backups.folder_of(hands.catalogue))[0]
    key = backups.key_of(hands.catalogue)
    backups.restore(newest.path, hands.close(), key, user="asha", now=hands.now())


_RENAME = tuple(
    change(partial(Change.set, kind="engagement", record_id=2, title=f"Visit to the {place}"))
    for place in ("docks", "depots", "yards", "works")
)
REKEY = (
    rekey_to(FIRST),
    _RENAME[0],
    rekey_to(SECOND),
    _RENAME[1],
    rekey_to(None),
    _RENAME[2],
)
BACKUPS = (_RENAME[0], back_up, _RENAME[1], back_up, _RENAME[2], back_up)
RESTORE = (
    _RENAME[0],
    back_up,
    _RENAME[1],
    restore_last,
    _RENAME[2],
    back_up,
    _RENAME[3],
    restore_last,
)


def every_plan() -> tuple[Plan, ...]:
    first = partial(begin, passphrase=FIRST)
    return (
        Plan("edits", begin, EDITS),
        Plan("edits, with a passphrase", first, EDITS, (FIRST,)),
        Plan("imports", begin, IMPORTS),
        Plan("imports, with a passphrase", first, IMPORTS, (FIRST,)),
        Plan("bulk edits", begin, BULK),
        Plan("migration", begin_old, MIGRATION),
        Plan(
            "migration, with a passphrase",
            partial(begin_old, passphrase=FIRST),
            MIGRATION,
            (FIRST,),
        ),
        Plan("creation", lambda folder: None, CREATION, (FIRST,)),
        Plan("another passphrase", begin, REKEY, (None, FIRST, SECOND)),
        Plan("backups", begin, BACKUPS),
        Plan("backups, with a passphrase", first, BACKUPS, (FIRST,)),
        Plan("restore", begin, RESTORE),
        Plan("restore, with a passphrase", first, RESTORE, (FIRST,)),
    )
