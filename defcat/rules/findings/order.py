"""What stands in the wrong order: in force before it was signed, ended before it began."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection

from defcat import vocabulary
from defcat.kinds import KINDS, PARTS
from defcat.model import RECORD, own_table
from defcat.rules.findings.finding import Finding
from defcat.rules.findings.reading import before, events, own_query, part_rows, rows, shown, span
from defcat.rules.tenure import SIGNING
from defcat.translation import tr

_PERIODS = (
    ("tenure", "start", "end", "post"),
    ("alias", "start", "end", "name"),
    ("party", "start", "end", None),
    ("hand_status", "date", "until", None),
)
"""Parts with a period: its beginning, its end, and what names the row."""

_LIVES = (("official", "born", "died"), ("organisation", "founded", "dissolved"))


def force_before_signature(
    connection: Connection, ids: Collection[int] | None
) -> Iterator[Finding]:
    """An agreement that came into force before anybody had signed it.

    Source: Vienna Convention on the Law of Treaties, art. 24: a treaty enters into force as it
    provides, or when consent to be bound is established, and consent follows signature (art. 11 to
    14). A treaty made to apply from an earlier day (art. 28) does so by its effective date.
    Inputs: the events signature, exchange of notes and entry into force; the date of each, and the
    day it takes effect only where it has no other.
    Partial dates: only where the last day entry into force can mean is before the first day that
    any signing can mean. A signing without a date, or with an uncertain one, leaves doubt.
    """
    for agreement, found in events(connection, ids, *SIGNING, "entry-into-force").items():
        signed = [(row, span(_when(row))) for row in found if row.type in SIGNING]
        force = [(row, span(_when(row))) for row in found if row.type == "entry-into-force"]
        begun = min(((when[1], row) for row, when in force if when), default=None, key=_first)
        known = [(when[0], row) for row, when in signed if when]
        if begun is None or not known or len(known) < len(signed):
            continue
        first = min(known, key=_first)
        if begun[0] < first[0]:
            dates = [_when(begun[1]), _when(first[1])]
            yield Finding(
                "force-before-signature",
                agreement,
                "<".join(map(str, dates)),
                tr(
                    "Entry into force on {force} is before the signature on {signed}.",
                    force=shown(dates[0]),
                    signed=shown(dates[1]),
                ),
                tr("Compare both dates with the text, and correct the one that is wrong."),
                "event",
                begun[1].id,
            )


def end_before_start(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    """A period that ends before it begins.

    Source: the meaning of the fields. That an event takes effect before its own date is no fault:
    a treaty may apply to the past (Vienna Convention on the Law of Treaties, art. 28).
    Inputs: from and to of posts, other names, parties and statuses set by hand; the end of an
    extension or suspension; born and died; founded and dissolved; the expiry of an agreement and
    its entry into force; the day a commitment was closed and the day it was made, which is that of
    its engagement where none is recorded.
    Partial dates: only where the last day of the end is before the first day of the beginning.
    """
    yield from _parts(connection, ids)
    yield from _extensions(connection, ids)
    yield from _lives(connection, ids)
    yield from _expiries(connection, ids)
    yield from _commitments(connection, ids)


def _when(event: Any) -> str | None:
    """The date of an event, or the day it took effect where it has no date."""
    date: str | None = event.date or event.effective
    return date


def _first(pair: tuple[str, Any]) -> str:
    return pair[0]


def _turned(
    record_id: int, what: str, start: str, end: str, about: str, row: int | None = None
) -> Finding:
    return Finding(
        "end-before-start",
        record_id,
        f"{about}:{start}>{end}",
        tr(
            "{what}: the end, {end}, is before the beginning, {start}.",
            what=what,
            start=shown(start),
            end=shown(end),
        ),
        tr("Correct the date that is wrong."),
        about,
        row,
    )


def _parts(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    for part, start, end, name in _PERIODS:
        for found in part_rows(connection, part, ids, start, end, *([name] if name else [])):
            if before(span(found[3]), span(found[2])):
                what = found[4] if name else tr(PARTS[part].label)
                yield _turned(found.record_id, what, found[2], found[3], part, found.id)


def _extensions(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    columns = ("until", "effective", "date", "type")
    for row in part_rows(connection, "event", ids, *columns):
        start = row.effective or row.date
        if row.until and before(span(row.until), span(start)):
            what = vocabulary.label("event-type", row.type)
            yield _turned(row.record_id, what, start, row.until, "event", row.id)


def _lives(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    for kind, start, end in _LIVES:
        own = own_table(kind)
        query = own_query(kind, own.c[start], own.c[end]).where(own.c[end].is_not(None))
        for record_id, began, ended in rows(connection, query, own.c.id, ids):
            if before(span(ended), span(began)):
                what = tr(KINDS[kind].by_name[end].label)
                yield _turned(record_id, what, began, ended, end)


def _expiries(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    own = own_table("agreement")
    query = own_query("agreement", own.c.expiry_date).where(own.c.expiry_date.is_not(None))
    expiries: dict[int, str] = {}
    for record_id, expiry in rows(connection, query, own.c.id, ids):
        expiries[record_id] = expiry
    begun = events(connection, expiries, "entry-into-force")
    for agreement, expiry in expiries.items():
        dates = [str(row.effective or row.date or "") for row in begun.get(agreement, ())]
        spans = [span(text) for text in dates]
        if spans and all(before(span(expiry), when) for when in spans):
            what = tr(KINDS["agreement"].by_name["expiry_date"].label)
            yield _turned(agreement, what, min(dates), expiry, "expiry_date")


def _commitments(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    own, born = own_table("commitment"), RECORD.alias("born")
    made = own_query("commitment", own.c.closed, own.c.promised, born.c.date)
    query = made.outerjoin(born, born.c.id == own.c.engagement).where(own.c.closed.is_not(None))
    for record_id, closed, promised, date in rows(connection, query, own.c.id, ids):
        start = promised or date
        if before(span(closed), span(start)):
            what = tr(KINDS["commitment"].by_name["closed"].label)
            yield _turned(record_id, what, start, closed, "closed")
