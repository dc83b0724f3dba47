"""What the tests of findings share: records in a line each, and what is noticed of them."""

from typing import Any

from defcat.catalogue import Catalogue
from defcat.change import Change
from defcat.rules import findings
from defcat.rules.findings import Found


def noticed(catalogue: Catalogue, rule: str) -> list[Found]:
    """The open findings of a rule, once all that is due was done."""
    catalogue.notice()
    with catalogue.read() as connection:
        return findings.listed(connection, rule)


def said(catalogue: Catalogue, rule: str) -> list[str]:
    """What the open findings of a rule say."""
    return [found.finding.says for found in noticed(catalogue, rule)]


def agreement(change: Change, *events: tuple[str, str | None], **values: Any) -> int:
    """An agreement with events of a type on a date."""
    values = {"title": "Agreement on Cooperation", "type": "agreement"} | values
    made = change.add("agreement", **values)
    for event, date in events:
        change.add_part("event", made, type=event, date=date)
    return made


def person(
    change: Change, name: str, *tenures: tuple[str, str | None, str | None], **v: Any
) -> int:
    """An official of India with posts from a day to a day."""
    made = change.add("official", title=name, nationality="IN", **v)
    for post, start, end in tenures:
        change.add_part("tenure", made, post=post, country="IN", start=start, end=end)
    return made


def visit(change: Change, date: str, *people: tuple[int, str | None], **values: Any) -> int:
    """A visit to India on a date, of persons with the office they are shown with."""
    values = {"title": "Visit to India", "type": "visit", "country": "IN"} | values
    made = change.add("engagement", date=date, **values)
    for who, office in people:
        change.add_part("participant", made, other_id=who, role="principal", office=office)
    return made
