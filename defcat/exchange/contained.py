"""The content of attachments in a JSON file: base64 under `blob`, by its SHA-256.

    {"engagement": [{"key": "E1", …, "attachment": [{"name": "annex.pdf", "sha256": "9f86…"}]}],
     "blob": {"9f86…": "JVBERi0xLjcK…"}}

A file of all records holds it as long as that is not too much; then, and where only some records
were asked for, attachments are named and not contained.
"""

import base64
import binascii
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import IO, Any

from sqlalchemy import Connection, func, select

from defcat import attachments
from defcat.change import Change
from defcat.errors import InputError
from defcat.exchange import nested
from defcat.model import part_table
from defcat.model.described import BLOB
from defcat.storage import blobs
from defcat.translation import tr

MOST_CONTAINED = 200 * 1024 * 1024
"""Bytes of all attachments of a file; in base64 they are a third more."""
_THREES = 3 * 256 * 1024


def to_contain(
    connection: Connection, ids: Collection[int], *, whole: bool, most: int = MOST_CONTAINED
) -> tuple[list[str], int]:
    """The contents that go into a file of the records `ids`, and how many attachments are only
    named.

    None of them go in where together they have more than `most` bytes, or `ids` are not the `whole`
    catalogue: nobody asked for all their papers then, which may be many times as large.
    """
    part = part_table("attachment").c
    query = select(part.record_id, part.sha256, func.length(BLOB.c.content).label("size"))
    rows = connection.execute(query.join(BLOB, BLOB.c.sha256 == part.sha256, isouter=True)).all()
    wanted = frozenset(ids)
    rows = [row for row in rows if row.record_id in wanted]
    held = {row.sha256: row.size for row in rows if row.size is not None}
    if not whole or sum(held.values()) > most:
        return [], len(rows)
    return sorted(held), sum(row.size is None for row in rows)


def write(connection: Connection, file: IO[str], seals: Sequence[str]) -> None:
    """Write the contents `seals` as what stands last in a file."""
    file.write(f',\n"{nested.CONTENT}": {{')
    separator = "\n"
    for seal in seals:
        file.write(f'{separator}{json.dumps(seal)}: "')
        carried = b""
        for piece in blobs.read(connection, seal):
            carried += piece
            whole = len(carried) - len(carried) % 3  # or the pieces would not be one text
            for start in range(0, whole, _THREES):
                file.write(base64.b64encode(carried[start : min(start + _THREES, whole)]).decode())
            carried = carried[whole:]
        file.write(base64.b64encode(carried).decode() + '"')
        separator = ",\n"
    file.write("\n}")


def take(
    change: Change, data: Mapping[str, Any], told: Callable[[int, int], None] | None = None
) -> None:
    """Put the contents of a file into the catalogue that attachments of it name.

    Raises InputError where one is not what its name says.
    """
    given = data.get(nested.CONTENT, {})
    if not isinstance(given, dict):
        raise InputError(
            tr("“{name}” does not hold the content of attachments.", name=nested.CONTENT),
            tr("It has a text in base64 for each, by its SHA-256."),
        )
    part = part_table("attachment").c
    change.flush()
    named = {
        row.sha256: row.name
        for row in change.connection.execute(select(part.sha256, part.name))
        if row.sha256 in given
    }
    for done, seal in enumerate(sorted(named)):
        if told:
            told(done, len(named))
        if not blobs.holds(change.connection, seal):
            attachments.keep(change.connection, _brought(seal, named[seal], given[seal]))


def _brought(seal: str, name: str, text: object) -> attachments.Incoming:
    try:
        content = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        content = b""
    if content:
        brought = attachments.bring(content, name)
        if brought.sha256 == seal:
            return brought
    raise InputError(
        tr("The content of the attachment “{name}” is not what was attached.", name=name),
        tr("Export the catalogue again; the file was changed or cut short."),
    )
