"""What is doubtful in a draft, and is said while it is typed; nothing is refused for it."""

from dataclasses import dataclass

from defcat.dates import PartialDate, days_span
from defcat.drafts.draft import Draft, facts_in
from defcat.rules.facts import EventFact
from defcat.rules.findings.reading import before, span
from defcat.rules.tenure import SIGNING
from defcat.translation import tr


@dataclass(frozen=True)
class Doubt:
    """What is doubtful in a row, and the field in which it stands."""

    field: str
    says: str


def doubt_of(draft: Draft, part: str, row_id: int) -> Doubt | None:
    """That the entry into force in a row of `part` is dated before the first signature.

    Source and partial dates: as the finding for it (`rules.findings.order`), which is made once the
    draft is saved: only where the last day of the one is before the first day of all others.
    Inputs: the dates of the draft's events; the day that one takes effect, where it has no other.
    """
    if part != "event" or draft.kind != "agreement":
        return None
    events = facts_in(draft).events
    entry = next((event for event in events if event.id == row_id), None)
    signed = [_dated(event) for event in events if event.type in SIGNING]
    if entry is None or entry.type != "entry-into-force" or not signed:
        return None
    begins = span(_dated(entry))
    if not all(before(begins, span(day)) for day in signed):
        return None
    first = min(filter(None, signed), key=days_span)
    field = "date" if entry.date else "effective"
    said = tr("before the signature of {date}", date=PartialDate.parse(first).show())
    return Doubt(field, said)


def _dated(event: EventFact) -> str | None:
    return event.date or event.effective
