"""Officials out as vCards (version 3.0, RFC 2426): names, post, and ways to reach them."""

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from defcat import countries
from defcat.dates import PartialDate
from defcat.dossier import Dossier, load
from defcat.exchange import nested
from defcat.files import new_file
from defcat.rules.tenure import held, tenures_of

_CONTACTS = MappingProxyType(
    {
        "telephone": ("tel", "WORK"),
        "mobile": ("tel", "CELL"),
        "fax": ("tel", "FAX"),
        "email": ("email", "INTERNET"),
        "website": ("url", ""),
    }
)
"""The property of a contact by its kind, and its type; any other is part of the note."""


def write_vcards(
    connection: Connection,
    path: Path,
    ids: Sequence[int],
    day: date,
    withheld: Collection[int] = frozenset(),
) -> None:
    """Write the officials `ids` with the posts that each held on `day`.

    A body among the `withheld` is not named. Raises what `new_file` raises.
    """
    with new_file(path, ".vcf") as file:
        for chunk in nested.chunks(ids):
            posts = tenures_of(connection, chunk)
            for record_id in chunk:
                dossier = load(connection, record_id)
                now = held(posts.get(record_id, []), day)
                offices = [(one.post, one.organisation) for one in now]
                file.write(_card(dossier, offices, withheld).serialize().encode("utf-8"))


def _card(
    dossier: Dossier, offices: Sequence[tuple[str, int | None]], withheld: Collection[int]
) -> Any:
    import vobject  # an export alone needs it

    card = vobject.vCard()
    card.add("uid").value = dossier.uid
    card.add("fn").value = dossier.stub.title
    family = dossier.text("family_name")
    card.add("n").value = vobject.vcard.Name(
        family=family,
        given=dossier.text("given_name") or ("" if family else dossier.stub.title),
        prefix=" ".join(filter(None, (dossier.text("honorific"), dossier.text("rank")))),
        suffix=dossier.text("post_nominals"),
    )
    for post, organisation in offices[:1]:
        card.add("title").value = post
        if organisation and organisation not in withheld and (body := dossier.title(organisation)):
            card.add("org").value = [body]
    for alias in dossier.parts["alias"]:
        card.add("nickname").value = alias.text("name")
    born = dossier.values.get("born")
    if born and PartialDate.parse(str(born)).exact:
        card.add("bday").value = str(born)
    if url := dossier.text("url"):
        card.add("url").value = url
    _add_contacts(card, dossier)
    return card


def _add_contacts(card: Any, dossier: Dossier) -> None:
    """The contact points; those that a card has no place for stand in its note."""
    note = []
    country = dossier.values.get("nationality")
    if country:
        note.append(countries.name(str(country)))
    for contact in dossier.parts["contact"]:
        name, kind = _CONTACTS.get(str(contact["type"]), ("", ""))
        if not name:
            note.append(f"{contact.role()}: {contact.text('value')}")
            continue
        line = card.add(name)
        line.value = contact.text("value")
        if kind:
            line.type_param = kind
    if note:
        card.add("note").value = "\n".join(note)
