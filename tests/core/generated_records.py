"""Any small catalogue, as the nested data of a JSON file: all kinds, parts and links."""

import base64
import hashlib
from typing import Any

from hypothesis import strategies as st

from defcat import countries, vocabulary
from defcat.exchange.nested import Nested, outside
from defcat.fields import (
    Country,
    Date,
    Duration,
    Field,
    Flag,
    Link,
    Marking,
    Part,
    Term,
    Text,
    Whole,
)
from defcat.kinds import KINDS, parts_of
from tests.core.edtf_texts import edtf_texts

PAPERS = {hashlib.sha256(paper).hexdigest(): paper for paper in (b"Annex one", b"Annex two \xff")}
"""What attachments hold, by its SHA-256."""

_LETTERS = st.characters(exclude_categories=("C", "Z"))
_PLAIN = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=8)
_TEXTS = st.sampled_from(["राजनाथ सिंह", "José", "岸田文雄", "=1+1", 'a "b"', "<i>", "x" * 300])
_WORDS = _PLAIN | _TEXTS | st.text(_LETTERS, min_size=1, max_size=6)
_LONG = st.builds("{}\n\n{}".format, _WORDS, _WORDS) | _WORDS
_CODES = st.sampled_from([*countries.codes(), "SUHH"])
_PERIODS = st.sampled_from(["P5Y", "P6M", "P1Y6M", "indefinite"])


def _of(field: Field, keys: dict[str, list[str]]) -> st.SearchStrategy[Any] | None:
    """Values of a field; None for a link that no record fits."""
    kind = field.type
    if isinstance(kind, Link):
        fitting = [key for name in kind.kinds or KINDS for key in keys.get(name, ())]
        return st.sampled_from(fitting) if fitting else None
    if isinstance(kind, Text):
        return _LONG if kind.long else _WORDS
    if isinstance(kind, Term):
        return st.sampled_from(sorted(vocabulary.load(kind.vocabulary).terms))
    strategies = {
        Date: edtf_texts,
        Duration: _PERIODS,
        Country: _CODES,
        Whole: st.integers(1, 10**9),
        Flag: st.booleans(),
        Marking: st.sampled_from(["unclassified", "restricted"]),
    }
    return strategies[type(kind)]


def _values(draw: st.DrawFn, fields: tuple[Field, ...], keys: dict[str, list[str]]) -> Nested:
    found: Nested = {}
    for field in fields:
        strategy = _of(field, keys)
        if strategy is not None and (field.required or draw(st.integers(0, 3)) == 0):
            found[field.name] = draw(strategy)
    return found


def _row(draw: st.DrawFn, part: Part, keys: dict[str, list[str]], number: int) -> Nested | None:
    fields = tuple(field for field in part.fields if field.name not in ("row", "event", "about"))
    values = _values(draw, fields, keys)
    if any(field.required and field.name not in values for field in fields):
        return None
    if part.name == "attachment":
        values["sha256"] = draw(st.sampled_from(sorted(PAPERS)))
    said = {outside(name): value for name, value in values.items()}
    return {"key": f"{part.name} {number}", **said}


def _record(draw: st.DrawFn, kind: str, key: str, keys: dict[str, list[str]]) -> Nested:
    record: Nested = {"key": key, **_values(draw, KINDS[kind].fields, keys)}
    if draw(st.integers(0, 5)) == 0:
        record["archived"] = True
    rows: list[tuple[str, str]] = []
    for part in sorted(parts_of(kind), key=lambda part: part.name == "citation"):
        made = [_row(draw, part, keys, n) for n in range(draw(st.sampled_from([0, 0, 1, 2])))]
        kept = [row for row in made if row is not None]
        for row in kept:
            events = [key for name, key in rows if name == "event"]
            if part.name == "signatory" and events and draw(st.booleans()):
                row["event"] = draw(st.sampled_from(events))
            if part.name == "citation" and rows and draw(st.booleans()):
                row["row"] = draw(st.sampled_from(rows))[1]
            elif part.name == "citation" and draw(st.booleans()):
                row["about"] = draw(st.sampled_from([field.name for field in KINDS[kind].fields]))
        rows += [(part.name, row["key"]) for row in kept]
        if kept:
            record[part.name] = kept
    return record


@st.composite
def generated_records(draw: st.DrawFn) -> Nested:
    """Up to nine records; links lead to earlier ones, so that none leads back."""
    keys: dict[str, list[str]] = {}
    data: Nested = {"catalogue": {"format": 1}}
    first = draw(st.permutations(sorted(KINDS)))
    for number, kind in enumerate(draw(st.lists(st.sampled_from(first), max_size=9))):
        key = f"{kind} {number}"
        data.setdefault(kind, []).append(_record(draw, kind, key, keys))
        keys.setdefault(kind, []).append(key)
    data["blob"] = {seal: base64.b64encode(paper).decode() for seal, paper in PAPERS.items()}
    return data
