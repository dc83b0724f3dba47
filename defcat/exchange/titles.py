"""Titles, types and states for records of a table that has no column for them."""

import re
from collections.abc import Mapping

from defcat.exchange import headings
from defcat.exchange.groups import unusable
from defcat.exchange.shapes import Shape
from defcat.kinds import KINDS
from defcat.translation import tr

_SAID = 0.05
_WORDED = {
    "agreement": ("title", "summary"),
    "engagement": ("title", "record", "objectives", "agenda"),
}
"""The fields of which the words say the type of a record."""


def made_title(kind: str, targets: Mapping[str, str]) -> str:
    """A title made of columns, in braces; empty where nothing makes one."""
    by_target: dict[str, str] = {}
    for column, target in targets.items():
        if not unusable(column):
            by_target.setdefault(target.partition(":")[0], f"{{{column}}}")
    if kind == "official":
        return " ".join(by_target[n] for n in ("given_name", "family_name") if n in by_target)
    if kind == "engagement":
        return _of_engagement(by_target)
    if kind == "agreement" and "party.country" in by_target:
        return tr("Agreement with {country}", country=by_target["party.country"])
    return ""


def _of_engagement(columns: Mapping[str, str]) -> str:
    who = columns.get("participant.other_id", "")
    side = columns.get("participant.side", "")
    where = columns.get("country") or columns.get("city", "")
    if who and side:
        title = tr("Visit of {who} of {side}", who=who, side=side)
    elif who:
        title = tr("Visit of {who}", who=who)
    elif side:
        title = tr("Visit of a delegation of {side}", side=side)
    else:
        return tr("Visit to {where}", where=where) if where else ""
    return tr("{visit} to {where}", visit=title, where=where) if where else title


def type_column(kind: str, targets: Mapping[str, str], shapes: Mapping[str, Shape]) -> str:
    """The column of which the words say the type, where no column is the type."""
    if "type" in targets.values():
        return ""
    best, most = "", _SAID
    for column, target in targets.items():
        if target in _WORDED.get(kind, ()) and not unusable(column):
            known = headings.types(kind, running=target != "title")
            rules = [re.compile(f"(?i){found}") for found, _ in known]
            sample = shapes[column].sample
            said = sum(any(rule.search(text) for rule in rules) for text in sample)
            if sample and said / len(sample) > most:
                best, most = column, said / len(sample)
    return best


def usual_constants(kind: str, targets: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What every record must have, and no column says: its type, the state of a commitment."""
    usual = headings.usual_type(kind)
    for name in ("type", "state"):
        spec = KINDS[kind].by_name.get(name)
        if spec and spec.required and usual and name not in targets.values():
            return ((name, usual),)
    return ()
