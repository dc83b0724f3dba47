"""Links that lead nowhere: to no web address, into the bin, to a file that is not kept."""

import re
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from sqlalchemy import Connection, select

from defcat.fields import Link
from defcat.kinds import KINDS, PARTS
from defcat.model import RECORD, own_table, part_table
from defcat.model.described import BLOB
from defcat.rules.findings.finding import Finding
from defcat.rules.findings.reading import OTHER, own_query, part_query, rows
from defcat.translation import tr

_RULE = "broken-link"
_LABEL = r"(?:[a-z0-9-]|[^\x00-\x7f])+"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+\.?|localhost")
_SCHEMES = ("http", "https", "ftp")


def broken_link(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    """A link that cannot lead anywhere.

    Source: RFC 3986 for web addresses, of which only the form is looked at, never the network; the
    catalogue itself for the rest.
    Inputs: web addresses of records and of references; links to records that are in the bin,
    citations among them; attachments whose content is not in the file.
    Partial dates: dates play no part.
    """
    yield from _addresses(connection, ids)
    yield from _binned(connection, ids)
    yield from _attachments(connection, ids)


def is_address(text: str) -> bool:
    """Whether `text` can be the address of a page: a scheme, a host, and no blanks."""
    if any(character.isspace() for character in text):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    numbers = re.fullmatch(r"[\d.]+|[\da-f:.]*:[\da-f:.]*", host) is not None
    return parts.scheme in _SCHEMES and (numbers or _HOST.fullmatch(host) is not None)


def _addresses(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    for kind in KINDS.values():
        if "url" in kind.by_name:
            own = own_table(kind.name)
            query = own_query(kind.name, own.c.url).where(own.c.url.is_not(None))
            for record_id, url in rows(connection, query, own.c.id, ids):
                if not is_address(url):
                    yield _no_address(record_id, url, "url", None)
    reference = part_table("reference")
    query = part_query("reference", reference.c.url).where(reference.c.url.is_not(None))
    for row, record_id, url in rows(connection, query, reference.c.record_id, ids):
        if not is_address(url):
            yield _no_address(record_id, url, "reference", row)


def _no_address(record_id: int, url: str, about: str, row: int | None) -> Finding:
    says = tr("“{url}” cannot be the address of a page.", url=url)
    fix = tr("Write it as it stands in the browser, beginning with https://.")
    return Finding(_RULE, record_id, f"{about}:{url}", says, fix, about, row)


def _binned(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    """Links from records that are in use to records that are not."""
    in_bin = RECORD.c.binned_at.is_not(None)
    if connection.scalar(select(RECORD.c.id).where(in_bin).limit(1)) is None:
        return
    other = OTHER
    named = (other.c.uid, other.c.title)
    for part in PARTS.values():
        for field in part.fields:
            if isinstance(field.type, Link):
                table = part_table(part.name)
                query = part_query(part.name, *named).join(other, other.c.id == table.c[field.name])
                query = query.where(other.c.binned_at.is_not(None))
                for row, record_id, uid, title in rows(connection, query, table.c.record_id, ids):
                    yield _to_the_bin(record_id, part.name, row, tr(part.label), uid, title)
    for kind in KINDS.values():
        for field in kind.fields:
            if isinstance(field.type, Link):
                own = own_table(kind.name)
                query = own_query(kind.name, *named).join(other, other.c.id == own.c[field.name])
                query = query.where(other.c.binned_at.is_not(None))
                for record_id, uid, title in rows(connection, query, own.c.id, ids):
                    label = tr(field.label)
                    yield _to_the_bin(record_id, field.name, None, label, uid, title)


def _to_the_bin(
    record_id: int, about: str, row: int | None, label: str, uid: str, title: str
) -> Finding:
    says = tr("{link}: “{title}” is in the bin.", link=label, title=title)
    fix = tr("Take it out of the bin, or remove the link.")
    return Finding(_RULE, record_id, f"{about}:{uid}", says, fix, about, row)


def _attachments(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    attachment = part_table("attachment")
    kept = select(BLOB.c.sha256).where(BLOB.c.sha256 == attachment.c.sha256).exists()
    query = part_query("attachment", attachment.c.name, attachment.c.sha256).where(~kept)
    for row, record_id, name, digest in rows(connection, query, attachment.c.record_id, ids):
        says = tr("The content of the attachment “{name}” is not in the catalogue.", name=name)
        fix = tr("Attach the file again.")
        yield Finding(_RULE, record_id, f"attachment:{digest}", says, fix, "attachment", row)
