"""FTS5 expressions as plain text: what a token finds, and AND, OR and NOT of expressions.

They hold tokens only, never what somebody typed, and are given as bound parameters.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from sqlalchemy import Connection

from defcat.kinds import KINDS
from defcat.search import tags
from defcat.search.index import matching
from defcat.search.links import refs
from defcat.text import words

TOGETHER = 200
"""As many records are asked for at once by their references."""


def quoted(*tokens: str) -> str:
    """Tokens that stand side by side, as FTS5 is asked for them."""
    return '"' + " ".join(tokens) + '"'


def either(expressions: Iterable[str]) -> str:
    """What one of `expressions` finds; `NOTHING` without any."""
    some = [one for one in dict.fromkeys(expressions) if one != NOTHING]
    if EVERYTHING in some:
        return EVERYTHING
    return _joined(" OR ", some) or NOTHING


def both(expressions: Iterable[str]) -> str:
    """What all of `expressions` find; `EVERYTHING` without any."""
    some = [one for one in dict.fromkeys(expressions) if one != EVERYTHING]
    if NOTHING in some:
        return NOTHING
    found = ""
    for alike in groupby(sorted(some, key=_commonness), key=_commonness):
        apart = f"({found} OR {NOTHING})" if " AND " in found else found
        found = _joined(" AND ", [*filter(None, [apart]), *alike[1]])
    return found or EVERYTHING


def _commonness(expression: str) -> int:
    """How much an expression is likely to find: words least, then beginnings, kinds, and letters.

    FTS5 moves every list of an AND on for each record that any two of its lists have in common. An
    OR with nothing keeps the lists of what is rare by themselves, so that the long lists of what is
    common are only asked about records that have all of that: a tenth of the time.
    """
    if expression in _KINDS:
        return 2
    if expression.startswith('"') and expression.endswith('" *'):
        return 3 if len(expression) <= _LETTERS else 1
    return 0


def without(found: str, left_out: str) -> str:
    """What `found` finds and `left_out` does not."""
    if left_out == NOTHING or found == NOTHING:
        return found
    return NOTHING if left_out == EVERYTHING else f"({found} NOT {left_out})"


def _joined(link: str, expressions: Sequence[str]) -> str:
    return f"({link.join(expressions)})" if len(expressions) > 1 else "".join(expressions)


_LETTERS = len('"ab" *')
_KINDS = frozenset(quoted(tags.kind(name)) for name in KINDS)
NOTHING = quoted(tags.kind("-"))
"""An expression that finds nothing: the entry of no record has this token."""
EVERYTHING = _joined(" OR ", [quoted(tags.kind(name)) for name in KINDS])
"""The expression that finds every record."""


def of_kinds(kinds: Collection[str] | None) -> str:
    """What finds the records of `kinds`; None: of any kind."""
    if kinds is None or len(kinds) == len(KINDS):
        return EVERYTHING
    return either(quoted(tags.kind(name)) for name in KINDS if name in kinds)


def referred(found: Iterable[str]) -> str:
    """The records with the references `found`: a reference is the first word of the names."""
    return either(f"name : ^ {quoted(*words(ref))}" for ref in found)


def among(connection: Connection, match: str, ids: Collection[int]) -> set[int]:
    """Those of the records `ids` that the expression `match` finds.

    Asked for by their references, which takes a hundredth of a millisecond a record; a text that
    mentions one finds others besides.
    """
    if match in (EVERYTHING, NOTHING) or not ids:
        return set(ids) if match == EVERYTHING else set()
    found: set[int] = set()
    some = list(ids)
    for start in range(0, len(some), TOGETHER):
        few = some[start : start + TOGETHER]
        named = either(quoted(*words(ref)) for ref in refs(connection, few))
        found.update(matching(connection, both([match, named]), -1))
    return found.intersection(some)
