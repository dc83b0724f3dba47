"""Officials in: vCards of any version (RFC 2426, RFC 6350) as a table.

`resources/profiles/vcard.toml` says what becomes of its columns. What a card has several of stands
on a line each; what has no column of its own is in `other`.
"""

import re
from pathlib import Path
from types import MappingProxyType
from typing import Any

from defcat.exchange.entries import Entries, gathered

COLUMNS = (
    *("uid", "name", "family", "given", "honorific", "suffix", "nicknames", "born", "post"),
    *("organisation", "unit", "telephone", "mobile", "fax", "email", "address", "website"),
    *("notes", "other"),
)
_PLAIN = MappingProxyType({"nickname": "nicknames", "email": "email", "url": "website"})
_DROPPED = frozenset(
    ["version", "prodid", "rev", "photo", "logo", "sound", "key", "uid", "fn", "n", "label"]
)
"""What says nothing of the person in words, and what is read elsewhere."""
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(T.*)?")


def read_vcards(path: Path) -> Entries:
    """The cards of a file; raises InputError where there is none, FileProblem for no text."""
    return gathered(path, "VCARD", COLUMNS, _take)


def _take(made: Entries, line: int, text: str) -> None:
    import vobject  # an import of cards alone needs it

    try:
        card = vobject.readOne(text, allowQP=True)
    except vobject.base.VObjectError as error:
        raise ValueError(str(error)) from None
    made.add(line, _cells(card))


def _cells(card: Any) -> dict[str, str]:
    found: dict[str, list[str]] = {name: [] for name in COLUMNS}
    for name, lines in card.contents.items():
        for each in lines:
            column, text = _said(name, each)
            if text.strip() and text not in found.get(column, ()):
                found.setdefault(column, []).append(text.strip())
    cells = {name: "\n".join(texts) for name, texts in found.items()}
    cells |= _name(card)
    born = _DAY.fullmatch(cells["born"])
    if born is not None:
        cells["born"] = f"{born[1]}-{born[2]}-{born[3]}"
    elif cells["born"]:  # without its year it is no date
        cells["other"] += f"\nBDAY: {cells['born']}"
        cells["born"] = ""
    identity = getattr(card, "uid", None)
    cells["uid"] = identity.value.strip() if identity else ""
    reached = cells["email"] or cells["telephone"] or cells["mobile"] or cells["organisation"]
    cells["uid"] = cells["uid"] or "; ".join(filter(None, (cells["name"], reached.split("\n")[0])))
    return cells


def _said(name: str, line: Any) -> tuple[str, str]:
    """The column that a property goes to, and its text."""
    value = line.value
    if name in _DROPPED:
        return "", ""
    if name in _PLAIN:
        return _PLAIN[name], _text(value)
    if name == "tel":
        kinds = {kind.lower() for kind in line.params.get("TYPE", [])} | {
            kind.lower() for kind in line.singletonparams
        }
        column = "mobile" if "cell" in kinds else "fax" if "fax" in kinds else "telephone"
        return column, _text(value).removeprefix("tel:")
    if name == "adr":
        parts = (value.box, value.extended, value.street, value.city, value.region, value.code)
        return "address", ", ".join(filter(None, map(_text, (*parts, value.country))))
    if name == "org":
        body, *units = [_text(part) for part in value]
        return "organisation", "\n".join([body, *units])
    own = {"title": "post", "bday": "born", "note": "notes"}.get(name)
    return (own, _text(value)) if own else ("other", f"{name.upper()}: {_text(value)}")


def _name(card: Any) -> dict[str, str]:
    """The parts of the name, and the body that somebody belongs to with its unit."""
    cells: dict[str, str] = {}
    if whole := getattr(card, "fn", None):
        cells["name"] = _text(whole.value)
    if parts := getattr(card, "n", None):
        value = parts.value
        cells["family"], cells["given"] = _text(value.family), _text(value.given)
        cells["honorific"], cells["suffix"] = _text(value.prefix), _text(value.suffix)
        if not cells.get("name"):
            cells["name"] = f"{cells['given']} {cells['family']}".strip()
    if body := getattr(card, "org", None):
        first, *units = [_text(part) for part in body.value] or [""]
        cells["organisation"], cells["unit"] = first, ", ".join(filter(None, units))
    return cells


def _text(value: Any) -> str:
    """A value in words: of several, separated by blanks or, in a list of names, by lines."""
    if isinstance(value, list | tuple):
        return " ".join(filter(None, map(_text, value)))
    if isinstance(value, bytes):
        return ""
    return "" if value is None else str(value).strip()
