"""Changing the text of a query as facets and chips do, whatever else is typed in it.

Only conditions that hold for the whole query are looked at: those outside parentheses and on no
side of OR. A query with OR is put in parentheses before a condition is set beside it, and what is
half typed (an open quote, an open parenthesis) is closed. All else stays as it was typed.

A value in quotes is written so, though it could stand without them: party:"India" is the country
alone (`values`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from defcat.search.query import value_text
from defcat.search.tokens import Token, tokens
from defcat.text import fold


@dataclass(frozen=True)
class Chosen:
    """The values of one field that are asked for, and those that are left out, as typed."""

    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Said:
    """A condition in a text, with the hyphen before it; its values in their quotes."""

    start: int
    end: int
    field: str
    values: tuple[str, ...]
    denied: bool


def state(text: str) -> dict[str, Chosen]:
    """What is chosen of each field that the text says something of, by its usual name."""
    found: dict[str, Chosen] = {}
    for said in _conditions(_grouped(text)):
        before = found.get(said.field, Chosen())
        typed = tuple(value.strip('"') for value in said.values)
        if said.denied:
            found[said.field] = Chosen(before.included, (*before.excluded, *typed))
        else:
            found[said.field] = Chosen((*before.included, *typed), before.excluded)
    return found


def including(text: str, field: str, value: str) -> str:
    """The text that asks for this value of the field, and for no other."""
    text = _less(_grouped(text), field, value, denied=True)
    asked = _of(text, field, denied=False)
    for said in reversed(asked[1:]):
        text = _cut(text, said)
    return _put(text, asked[0] if asked else None, field, (value,))


def adding(text: str, field: str, value: str) -> str:
    """The text that asks for this value of the field as well as for those that it asks for."""
    text = _less(_grouped(text), field, value, denied=True)
    asked = _of(text, field, denied=False)
    if any(_same(value, known) for said in asked for known in said.values):
        return text
    last = asked[-1] if asked else None
    return _put(text, last, field, (*(last.values if last else ()), value))


def excluding(text: str, field: str, value: str) -> str:
    """The text that leaves this value of the field out."""
    text = _less(_grouped(text), field, value, denied=False)
    left_out = _of(text, field, denied=True)
    if any(_same(value, known) for said in left_out for known in said.values):
        return text
    last = left_out[-1] if left_out else None
    return _put(text, last, field, (*(last.values if last else ()), value), "-")


def without(text: str, field: str, value: str | None = None) -> str:
    """The text that says nothing of this value of the field; None: of the field."""
    for denied in (False, True):
        text = _less(text, field, value, denied=denied)
    return text


def _less(text: str, field: str, value: str | None, *, denied: bool) -> str:
    for said in reversed(_of(text, field, denied=denied)):
        kept = tuple(one for one in said.values if value is not None and not _same(one, value))
        if not kept:
            text = _cut(text, said)
        elif len(kept) < len(said.values):
            text = _put(text, said, field, kept, "-" if denied else "")
    return text


def _of(text: str, field: str, *, denied: bool) -> list[_Said]:
    return [s for s in _conditions(text) if s.field == field and s.denied == denied]


def _same(one: str, other: str) -> bool:
    return (fold(one) or one) == (fold(other) or other)


def _put(text: str, at: _Said | None, field: str, values: Iterable[str], sign: str = "") -> str:
    """`text` with a condition in the place of another, or at its end."""
    written = f"{sign}{field}:" + ",".join(map(_written, values))
    if at:
        return text[: at.start] + written + text[at.end :]
    text = _closed(text).rstrip()
    return f"{text} {written}" if text else written


def _written(value: str) -> str:
    inside = value[1:-1]
    return value if value == f'"{inside}"' and '"' not in inside else value_text(value)


def _cut(text: str, said: _Said) -> str:
    before, after = text[: said.start], text[said.end :].lstrip()
    return before + after if after else before.rstrip()


def _conditions(text: str) -> Iterator[_Said]:
    """The conditions of a text that hold for all of it; there is no OR outside parentheses."""
    depth = 0
    before: Token | None = None
    for token in tokens(text):
        if token.sort == "open":
            depth += 1
        elif token.sort == "close":
            depth -= depth > 0
        elif token.sort == "field" and not depth and (values := _values(token)):
            denied = before is not None and before.sort == "not"
            start = before.start if before and denied else token.start
            yield _Said(start, token.end, token.field, values, denied)
        before = token


def _values(token: Token) -> tuple[str, ...]:
    return tuple(
        f'"{value}"' if quoted else value
        for part, quoted in token.parts
        for value in ([part] if quoted or token.field == "as-of" else part.split(","))
        if value
    )


def _closed(text: str) -> str:
    """`text` with the quote and the parentheses closed that are open at its end."""
    if text.count('"') % 2:
        text += '"'
    return text + ")" * _open_at_end(text)


def _open_at_end(text: str) -> int:
    depth = 0
    for token in tokens(text):
        depth += token.sort == "open"
        depth -= token.sort == "close" and depth > 0
    return depth


def _grouped(text: str) -> str:
    """`text` with its sides of OR in parentheses, behind the day and the kinds with which it
    begins; where it has no OR, as it is.
    """
    depth = 0
    split = False
    rest: list[Token] = []
    out: list[Token] = []  # of the parentheses: the day, and what closes none
    for token in tokens(text):
        split |= token.sort == "or" and not depth
        stays = token.field != "as-of" and (token.sort != "close" or depth)
        (rest if stays else out).append(token)
        depth += {"open": 1, "close": -1 if depth else 0}.get(token.sort, 0)
    if not split:
        return text
    led = next((i for i, token in enumerate(rest) if token.field != "kind"), len(rest))
    if led == len(rest) or rest[led].sort == "or":
        led = 0
    head = [token for token in (*out, *rest[:led]) if token.field]
    inside = _less_spans(text, (*out, *rest[:led]))
    return " ".join((*(text[token.start : token.end] for token in head), f"({_closed(inside)})"))


def _less_spans(text: str, out: Iterable[Token]) -> str:
    at, kept = 0, ""
    for token in sorted(out, key=lambda token: token.start):
        kept += text[at : token.start]
        at = len(text) - len(text[token.end :].lstrip()) if token.field else token.end
    return (kept + text[at:]).strip()
