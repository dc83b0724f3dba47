"""Conditions that are about no one field: what `has:`, `missing:`, `linked:` and `is:` say."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

from defcat import vocabulary
from defcat.kinds import PARTS, kind_of_ref
from defcat.search import fields, spans
from defcat.search.asked import Reference
from defcat.search.called import folded, named
from defcat.search.query import All, Any, No, Node, OfKind, Where
from defcat.search.tokens import pieces
from defcat.translation import tr


def present(where: Where) -> tuple[str, ...]:
    """The names of fields and parts (`tags.has`) that `has:` or `missing:` is followed by; any of
    them will do. Raises InputError for a name that is none.
    """
    return tuple(dict.fromkeys(_presence(one) for one in pieces(where.value, where.quoted)))


def linked(where: Where) -> tuple[Reference, ...]:
    """The records that `linked:` is followed by, any of them; InputError for any other text."""
    return tuple(reference(one) for one in pieces(where.value, where.quoted))


def macro(where: Where, today: date) -> Node:
    """The conditions that `is:` stands for; InputError for a word that is not in `states`."""
    found = [
        _STATES[name](today) if name in _STATES else _state(name)
        for one in pieces(where.value, where.quoted)
        for name in named(one, where.quoted, _state_names())
    ]
    return Any(tuple(found))


def states() -> dict[str, str]:
    """Every word that can follow `is:`, and what it means, translated."""
    own = {
        "open": tr("Commitments in which something is still to be done"),
        "overdue": tr("Commitments still open after the day they were due"),
        "upcoming": tr("Engagements from today on"),
        "expiring": tr("Agreements that expire within 180 days"),
        "archived": tr("Records put aside"),
    }
    for _, name in _STATE_FIELDS:
        for code in vocabulary.load(name).terms:
            own.setdefault(code, vocabulary.label(name, code))
    return own


_STATE_FIELDS = (
    ("status", "agreement-status"),
    ("state", "engagement-state"),
    ("state", "commitment-state"),
    ("form", "agreement-form"),
)
"""Fields whose codes can follow `is:`."""

_STATES: dict[str, Callable[[date], Node]] = {
    "open": lambda today: _to_be_done(),
    "overdue": lambda today: All(  # which nothing is by a guess: due this year, it may be tomorrow
        (_to_be_done(), Where("due", f"<{today}"), No(Where("due", f">={today}")))
    ),
    "upcoming": lambda today: All(
        (
            OfKind("engagement"),
            Where("date", f">={today}"),
            No(Where("state", "cancelled,postponed")),
        )
    ),
    "expiring": lambda today: Where("expires", f"{today}..{spans.days('next-180d', today).last}"),
    "archived": lambda today: Where("has", "archived"),
}


def _to_be_done() -> Node:
    return All((OfKind("commitment"), Where("state", "open,in-progress")))


def _state(code: str) -> Node:
    field = next(name for name, terms in _STATE_FIELDS if code in vocabulary.load(terms).terms)
    return Where(field, code, True)


def presences() -> dict[str, str]:
    """Every name that can follow `has:` and `missing:`, and its label, translated."""
    found = {name: tr(one.label) for name, one in fields.searched().items()}
    for name, part in PARTS.items():
        found.setdefault(name.replace("_", "-"), tr(part.label))
    return found | {"archived": tr("Archived")}


def _presence(text: str) -> str:
    if one := fields.find(text):
        return one.name
    name = named(text, False, _presence_names())[0]
    return fields.ALIASES.get(name, name)


@cache
def _state_names() -> dict[str, tuple[str, ...]]:
    return folded({name: (name, label) for name, label in states().items()})


@cache
def _presence_names() -> dict[str, tuple[str, ...]]:
    known: dict[str, Sequence[str]] = {name: (name, of) for name, of in presences().items()}
    return folded(known | {alias: (alias,) for alias in fields.ALIASES})


def reference(text: str) -> Reference:
    """The record that a reference (A12) names; InputError for any other text."""
    kind = kind_of_ref(text)
    return Reference(kind, int(text[1:]))
