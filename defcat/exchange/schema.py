"""The JSON Schema of the files that `jsonfile` writes and `jsonin` reads, made from the kinds.

`resources/schema/catalogue-1.json` holds it for other programs; a test keeps the two equal, and

    python -m defcat.exchange.schema > resources/schema/catalogue-1.json

writes it again after a kind or a field has changed.
"""

import json
from collections.abc import Iterable
from typing import Any

from defcat import countries, markings, vocabulary
from defcat.exchange.nested import CONTENT, FORMAT, HEADER, outside
from defcat.fields import (
    MOST,
    MOST_LONG,
    Country,
    Date,
    Duration,
    Field,
    FieldType,
    Flag,
    Kind,
    Link,
    Part,
    Term,
    Text,
    Whole,
)
from defcat.kinds import KINDS, PARTS, parts_of
from defcat.parts import NAMES_ROW
from defcat.settings import RESOURCES

FILE = RESOURCES / "schema" / f"catalogue-{FORMAT}.json"

Schema = dict[str, Any]

_KEY: Schema = {"type": "string", "minLength": 1}
_ROW = "The key of a row of the same record"


def schema() -> Schema:
    """The schema, draft 2020-12: which records and rows there are, and what each may say.

    What no schema can say, such as that the record a link names is in the file, the import checks.
    """
    kinds = {name: {"type": "array", "items": _ref("kind", name)} for name in KINDS}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:defcat:catalogue:{FORMAT}",
        "title": f"Records of a defcat catalogue, format {FORMAT}",
        "type": "object",
        "properties": {HEADER: _header(), **kinds, CONTENT: _content()},
        "additionalProperties": False,
        "$defs": {
            "key": {
                **_KEY,
                "description": "Names a record in this file: a reference, such as A12",
            },
            "date": {
                "type": "string",
                "pattern": "^[-0-9XY.~?%/]{4,60}$",
                "description": "EDTF, level 1: 2024-08-23, 2024-08, 1905~, 2023-11-09/2023-11-10",
            },
            "duration": {
                "type": "string",
                "pattern": r"^(indefinite|P([0-9]+[YMWD])+)$",
                "description": "ISO 8601, or the word indefinite",
            },
            "country": {
                "enum": sorted(countries.code_set()),
                "description": "ISO 3166-1 alpha-2; for former countries ISO 3166-3",
            },
            **{f"term.{name}": _terms(name) for name in sorted(_vocabularies())},
            **{f"part.{name}": _part(part) for name, part in PARTS.items()},
            **{f"kind.{name}": _record(kind) for name, kind in KINDS.items()},
        },
    }


def text() -> str:
    """The schema as its file holds it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _ref(group: str, name: str = "") -> Schema:
    return {"$ref": f"#/$defs/{group}.{name}" if name else f"#/$defs/{group}"}


def _header() -> Schema:
    return {
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "scheme": {
                "enum": [None, *markings.names()],
                "description": "The marking scheme of the levels named here",
            },
        },
        "required": ["format"],
    }


def _content() -> Schema:
    return {
        "type": "object",
        "propertyNames": {"pattern": "^[0-9a-f]{64}$"},
        "additionalProperties": {"type": "string", "contentEncoding": "base64"},
        "description": "What attachments hold, by the SHA-256 that their rows name",
    }


def _record(kind: Kind) -> Schema:
    own: Schema = {
        "key": _ref("key"),
        "uid": {
            "type": "string",
            "pattern": "^[0-9a-f]{32}$",
            "description": "The same for this record in every catalogue; without it, a new one",
        },
        "archived": {"type": "boolean"},
    }
    own |= {field.name: _field(field) for field in kind.fields}
    parts = parts_of(kind.name)
    own |= {each.name: {"type": "array", "items": _ref("part", each.name)} for each in parts}
    return _object(kind.label, own, ["key", *_required(kind.fields)])


def _part(part: Part) -> Schema:
    own: Schema = {"key": {**_KEY, "description": "Where another row of the record names this one"}}
    names_row = NAMES_ROW.get(part.name)
    for field in part.fields:
        if field.name == names_row:
            own[field.name] = {**_KEY, "title": field.label, "description": _ROW}
        else:
            own[outside(field.name)] = _field(field)
    return _object(part.label, own, [outside(name) for name in _required(part.fields)])


def _object(title: str, properties: Schema, required: list[str]) -> Schema:
    return {
        "title": title,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _required(fields: Iterable[Field]) -> list[str]:
    return [field.name for field in fields if field.required]


def _field(field: Field) -> Schema:
    said = {"title": field.label} | ({"description": field.help} if field.help else {})
    return _type(field.type) | said


def _type(kind: FieldType) -> Schema:
    if isinstance(kind, Text):
        return {"type": "string", "minLength": 1, "maxLength": MOST_LONG if kind.long else MOST}
    if isinstance(kind, Term):
        return _ref("term", kind.vocabulary)
    if isinstance(kind, Date):
        return _ref("date")
    if isinstance(kind, Duration):
        return _ref("duration")
    if isinstance(kind, Country):
        return _ref("country")
    if isinstance(kind, Whole):
        return {"type": "integer"}
    if isinstance(kind, Flag):
        return {"type": "boolean"}
    if isinstance(kind, Link):
        return _ref("key")
    return {"type": "string", "minLength": 1}


def _vocabularies() -> set[str]:
    every = (*KINDS.values(), *PARTS.values())
    types = (field.type for each in every for field in each.fields)
    return {kind.vocabulary for kind in types if isinstance(kind, Term)}


def _terms(name: str) -> Schema:
    return {"enum": list(vocabulary.load(name).terms)}


if __name__ == "__main__":
    print(text(), end="")
