"""What the catalogue notices about its records, and never changes by itself.

The rules stand in `RULES`, each in a module by what it is about. `recount` finds anew what the
changes since last time call for, and only reads; `Catalogue.keep_findings` writes that, piece by
piece; `listed`, `counts` and `of_record` tell what is kept.

The rules are read when they are first asked for: the window is there before anything is checked.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from defcat.rules.findings.finding import Dismissal, Finding, Found, Rule, Scope

if TYPE_CHECKING:
    from defcat.rules.findings.counting import (
        Check,
        Due,
        Piece,
        Plan,
        Recount,
        anew,
        due,
        keep,
        plan,
        recount,
    )
    from defcat.rules.findings.listing import (
        as_json,
        counts,
        dismiss,
        everything,
        listed,
        of_record,
        of_rows,
        rows_listed,
        undismiss,
    )
    from defcat.rules.findings.rulebook import RULES

__all__ = [
    "RULES",
    "Check",
    "Dismissal",
    "Due",
    "Finding",
    "Found",
    "Piece",
    "Plan",
    "Recount",
    "Rule",
    "Scope",
    "anew",
    "as_json",
    "counts",
    "dismiss",
    "due",
    "everything",
    "keep",
    "listed",
    "of_record",
    "of_rows",
    "plan",
    "recount",
    "rows_listed",
    "undismiss",
]

_LISTING = {
    *("as_json", "counts", "dismiss", "everything", "listed", "of_record", "of_rows"),
    *("rows_listed", "undismiss"),
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "rulebook" if name == "RULES" else "listing" if name in _LISTING else "counting"
    return getattr(import_module(f"{__name__}.{module}"), name)
