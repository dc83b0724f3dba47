"""Whether the file can be read through, its rows lead somewhere, attachments are as they were."""

import hashlib
from collections import defaultdict
from datetime import date

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DatabaseError

from defcat import attachments
from defcat.check.report import NAMED, Problem, Progress, references
from defcat.model import METADATA, part_table
from defcat.model.described import BLOB
from defcat.storage.engine import is_interruption, words
from defcat.storage.integrity import cipher_damage, damage, dangling
from defcat.translation import tr, trn

_DERIVED = ("in index", "from index", "inverted index", "fulltext")
"""What SQLite says where an index is wrong, which can be made anew from its table."""


def look(connection: Connection, today: date, told: Progress) -> list[Problem]:
    """What SQLCipher says of the pages on disk, and SQLite of what it reads in them."""
    found = [
        Problem("file", "file.cipher", 1, tr("The file is damaged: {what}", what=line))
        for line in cipher_damage(connection)
    ]
    try:
        lines = damage(connection, NAMED)
    except DatabaseError as error:
        if is_interruption(error):
            raise
        lines = [words(error)]  # it gives up where a page cannot be read at all
    for line in lines:
        says = tr("The file is damaged: {what}", what=line)
        mends = any(words in line for words in _DERIVED)
        found.append(Problem("file", "file.damage", 1, says, mends=mends))
    return found


def look_at_links(connection: Connection, today: date, told: Progress) -> list[Problem]:
    """Rows that name a row which is not there."""
    rows: dict[str, list[int]] = defaultdict(list)
    for named_table, row in dangling(connection):
        rows[named_table].append(row)
    found = []
    for name, ids in rows.items():
        table = METADATA.tables[name]
        owner = table.c.get("record_id", table.c.get("id"))
        named: list[int] = []
        if owner is not None:
            some = select(owner).where(table.c.id.in_(ids[:NAMED]))
            named = [int(each) for each in connection.scalars(some) if each is not None]
        says = trn(
            "{n} link of the table “{table}” leads nowhere",
            "{n} links of the table “{table}” lead nowhere",
            len(ids),
            table=name,
        )
        refs = references(connection, named)
        found.append(Problem("links", "links.nowhere", len(ids), says, refs))
    return found


def look_at_blobs(connection: Connection, today: date, told: Progress) -> list[Problem]:
    """Attachments whose content is not there, or is not what it was when it was attached."""
    attachment = part_table("attachment")
    digests = list(connection.scalars(select(BLOB.c.sha256)))
    changed = []
    for done, digest in enumerate(digests):
        told(done, len(digests))
        content = select(BLOB.c.content).where(BLOB.c.sha256 == digest)
        if hashlib.sha256(connection.execute(content).scalar_one()).hexdigest() != digest:
            changed.append(digest)
    found = []
    if changed:
        owners = select(attachment.c.record_id).where(attachment.c.sha256.in_(changed))
        says = trn(
            "The content of {n} attachment is not what was attached",
            "The content of {n} attachments is not what was attached",
            len(changed),
        )
        refs = references(connection, list(connection.scalars(owners)))
        found.append(Problem("attachments", "attachments.changed", len(changed), says, refs))
    kept = select(BLOB.c.sha256).where(BLOB.c.sha256 == attachment.c.sha256).exists()
    query = select(attachment.c.record_id).where(~kept)
    if missing := connection.execute(select(func.count()).select_from(query.subquery())).scalar():
        says = trn(
            "The content of {n} attachment is not in the file",
            "The content of {n} attachments is not in the file",
            missing,
        )
        refs = references(connection, list(connection.scalars(query.limit(NAMED))))
        found.append(Problem("attachments", "attachments.missing", missing, says, refs))
    if n := attachments.unread(connection):
        says = trn(
            "The text of {n} attachment was never read",
            "The text of {n} attachments was never read",
            n,
        )
        found.append(Problem("attachments", "attachments.unread", n, says, mends=True))
    return found
