"""What tells one record from another, in a few lines: for who decides whether a row is about it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from defcat.dates import PartialDate
from defcat.dossier import stubs
from defcat.exchange import flat
from defcat.kinds import KINDS, PARTS
from defcat.translation import tr

_MOST = 7
_LONGEST = 140


def key_facts(connection: Any, ids: Sequence[int], today: date) -> dict[int, tuple[str, ...]]:
    """By record, its first filled fields and parts, each as "label: what it says"."""
    found = {}
    for record_id, stub in stubs(connection, ids).items():
        [cells] = flat.lines(connection, stub.kind, [record_id], today)
        columns = flat.columns(stub.kind)
        passed_over = _passed_over(stub.kind)
        told = [
            f"{column.label}: {_words(cell)}"
            for column, cell in zip(columns, cells, strict=True)
            if cell not in (None, "") and column.label not in passed_over
        ]
        found[record_id] = tuple(told[:_MOST])
    return found


def _words(cell: flat.Cell) -> str:
    text = PartialDate.of(cell).show() if isinstance(cell, date) else " ".join(str(cell).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _passed_over(kind: str) -> frozenset[str]:
    """What stands above the facts already, and what no list shows."""
    fields = KINDS[kind].fields
    hidden = (tr(one.label) for one in fields if not one.listed or one.name == "title")
    return frozenset([tr("Ref"), tr("Marking"), tr(PARTS["citation"].label), *hidden])
