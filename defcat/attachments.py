"""The papers of a record: brought in, read, kept in the catalogue, each content once.

The content is a row of `blob`, so it is encrypted with the catalogue, copied with its backups and
written with the change; its text is in `page`, from where the search has it. The name, the type and
the size are a row of the part `attachment`, which the history notes and undo takes back. Content
stays as long as the history names it, which is for good: so a removed paper can be had back. The
marking of a record is that of its papers; they have none of their own.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection, case, func, insert, select

from defcat import papers
from defcat.change import Change
from defcat.errors import FileProblem, InputError, NotFound, Refused
from defcat.files import new_file, refuse_own
from defcat.model import RECORD, part_table
from defcat.model.described import BLOB, PAGE
from defcat.papers import types
from defcat.storage import blobs
from defcat.translation import tr

MOST_BYTES = 50 * 1024 * 1024
"""Of one file; the catalogue, and each of its backups, grows by as much."""
LARGE = 10 * 1024 * 1024
"""Bytes of a file from which on its size is told before it is attached."""
MOST_NAME = 180
_PIECE = 1024 * 1024
_MOST_ENDING = 12

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Incoming:
    """A file that has been read and can be attached: `pieces` gives its bytes once more."""

    name: str
    media_type: str
    size: int
    sha256: str
    paper: papers.Paper
    pieces: Callable[[], Iterator[bytes]]


@dataclass(frozen=True)
class Attachment:
    """An attachment of a record: `id` is the number of its row, `size` counts bytes.

    `pages` is how many pages of it were read, 0 where it has none; `state` is one of
    `papers.STATES`, "" where its text was never read; `held`: its content is in the catalogue.
    """

    id: int
    record_id: int
    name: str
    media_type: str
    size: int
    sha256: str
    pages: int
    state: str
    held: bool


def bring(
    source: Path | bytes,
    name: str = "",
    *,
    most: int = MOST_BYTES,
    stop: papers.Stop | None = None,
) -> Incoming:
    """Read a file, or bytes called `name`: what it is, its fingerprint and its text.

    Takes up to a minute for a long paper, and needs no catalogue: beside whoever is waiting. Raises
    NotFound, FileProblem, Refused for a catalogue, and InputError for a file of more than `most`
    bytes or of none.
    """
    if isinstance(source, Path):
        refuse_own(source)
    given = name or (source.name if isinstance(source, Path) else "")
    try:
        if isinstance(source, Path) and not source.is_file():
            raise _no_file(source)
        size = source.stat().st_size if isinstance(source, Path) else len(source)
        check_size(given, size, most)
        pieces = partial(_pieces, source)
        seal, counted = hashlib.sha256(), 0
        for piece in pieces():
            counted += len(piece)
            check_size(given, counted, most)
            seal.update(piece)
        media_type = types.media_type(source, given)
        paper = papers.read(source, media_type, papers.Budget(stop=stop))
    except OSError as error:
        raise _unread_file(given, error) from error
    plain = plain_name(given, media_type)
    return Incoming(plain, media_type, counted, seal.hexdigest(), paper, pieces)


def add(change: Change, record_id: int, source: Path | bytes | Incoming, name: str = "") -> int:
    """Attach a file to a record, as part of `change`; the number of its row.

    A record that has this very content keeps it as it is. Raises what `bring` raises, and
    FileProblem where the file changed since it was read.
    """
    coming = source if isinstance(source, Incoming) else bring(source, name)
    change.flush()
    part = part_table("attachment").c
    there = select(part.id).where(part.record_id == record_id, part.sha256 == coming.sha256)
    if (row := change.connection.scalar(there.limit(1))) is not None:
        return int(row)
    keep(change.connection, coming)
    return change.add_part(
        "attachment",
        record_id,
        name=coming.name,
        media_type=coming.media_type,
        size=coming.size,
        sha256=coming.sha256,
    )


def keep(connection: Connection, coming: Incoming) -> None:
    """Put the content and the text of a file into the catalogue, unless they are there."""
    if not blobs.holds(connection, coming.sha256):
        blobs.write(connection, coming.sha256, coming.size, _checked(coming))
    if connection.scalar(select(PAGE.c.state).where(PAGE.c.sha256 == coming.sha256)) is None:
        _keep_text(connection, coming.sha256, coming.paper)


def remove(change: Change, row_id: int) -> None:
    """Take an attachment off its record; the content stays for the history."""
    change.remove_part("attachment", row_id)


def of_record(connection: Connection, record_id: int) -> tuple[Attachment, ...]:
    """The attachments of a record, in the order in which they came."""
    return _found(connection, part_table("attachment").c.record_id == record_id)


def one(connection: Connection, row_id: int) -> Attachment:
    """An attachment by the number of its row; raises NotFound."""
    found = _found(connection, part_table("attachment").c.id == row_id)
    if not found:
        raise NotFound(tr("There is no such attachment."), tr("It may have been taken back."))
    return found[0]


def sources_of(connection: Connection, sha256: str) -> list[int]:
    """The sources that this content is attached to."""
    part, record = part_table("attachment").c, RECORD.c
    query = (
        select(record.id)
        .where(record.kind == "source", record.binned_at.is_(None))
        .where(record.id.in_(select(part.record_id).where(part.sha256 == sha256)))
        .order_by(record.id)
    )
    return list(connection.scalars(query))


def content(connection: Connection, sha256: str) -> bytes:
    """All of a content; raises NotFound where it is not in the catalogue."""
    return b"".join(pieces(connection, sha256))


def pieces(connection: Connection, sha256: str) -> Iterator[bytes]:
    """A content a piece at a time; raises NotFound where it is not in the catalogue."""
    if not blobs.holds(connection, sha256):
        raise NotFound(
            tr("The content of this attachment is not in the catalogue."),
            tr("Restore a backup, or attach the file again."),
        )
    yield from blobs.read(connection, sha256)


def save_copy(connection: Connection, attachment: Attachment, path: Path) -> None:
    """Write the content of an attachment to `path`, whole or not at all.

    Raises what `new_file` raises: among others Refused where `path` is a catalogue.
    """
    with new_file(path, path.suffix.lower()) as file:
        for piece in pieces(connection, attachment.sha256):
            file.write(piece)


def text(connection: Connection, sha256: str) -> str:
    """The text that was read of a content, page after page."""
    query = select(PAGE.c.text).where(PAGE.c.sha256 == sha256).order_by(PAGE.c.page)
    return "\n\n".join(filter(None, connection.scalars(query)))


def text_bytes(connection: Connection, record_id: int) -> int:
    """How long the text of a record's attachments is: so much is written again with its words."""
    part = part_table("attachment")
    query = select(func.sum(func.octet_length(PAGE.c.text)))
    query = query.join(part, part.c.sha256 == PAGE.c.sha256)
    return int(connection.scalar(query.where(part.c.record_id == record_id)) or 0)


def read_missing(connection: Connection, told: Progress | None = None) -> int:
    """Read the text of each content that has none yet, as after a salvage; of how many."""
    unread = list(connection.scalars(_UNREAD))
    for done, sha256 in enumerate(unread):
        if told:
            told(done, len(unread))
        whole = content(connection, sha256)
        part = part_table("attachment").c
        name = connection.scalar(select(part.name).where(part.sha256 == sha256).limit(1)) or ""
        paper = papers.read(whole, types.media_type(whole, name))
        _keep_text(connection, sha256, paper)
    return len(unread)


def unread(connection: Connection) -> int:
    """Of how many contents the text was never read."""
    return int(
        connection.execute(select(func.count()).select_from(_UNREAD.subquery())).scalar_one()
    )


def check_size(name: str, size: int, most: int = MOST_BYTES) -> None:
    """Raise InputError for a file of more than `most` bytes, and for an empty one."""
    if size > most:
        raise InputError(
            tr(
                "{file} has {size}; no attachment may have more than {most}.",
                file=name,
                size=shown_size(size),
                most=shown_size(most),
            ),
            tr("Make it smaller, or note in the record where it is kept."),
        )
    if not size:
        raise InputError(tr("{file} is empty.", file=name), tr("Choose another file."))


def shown_size(size: int) -> str:
    """A number of bytes as people read it."""
    for unit, many in ((tr("MB"), 1_000_000), (tr("kB"), 1_000)):
        if size >= many:
            shown = f"{size / many:.1f}" if size < 10 * many else f"{size / many:.0f}"
            return f"{shown} {unit}"
    return tr("{n} bytes", n=size)


def plain_name(name: str, media_type: str = types.OTHER) -> str:
    """The last part of a name without folders, and without what a file system or a reader could
    take for something else; never empty.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl"))
    plain = " ".join(_FORBIDDEN.sub("_", seen).split()).lstrip(".").rstrip(". ")
    if not plain:
        plain = tr("attachment") + types.ending(media_type)
    if _DEVICE.fullmatch(plain.partition(".")[0]):
        plain = f"_{plain}"
    if len(plain) > MOST_NAME:
        suffix = PurePosixPath(plain).suffix
        suffix = suffix if len(suffix) <= _MOST_ENDING else ""
        plain = plain[: MOST_NAME - len(suffix)].rstrip(". ") + suffix
    return plain


_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(r"(?i)con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]")
"""Names of devices, which Windows opens in the place of a file."""

_UNREAD = (
    select(BLOB.c.sha256)
    .where(~select(PAGE.c.sha256).where(PAGE.c.sha256 == BLOB.c.sha256).exists())
    .order_by(BLOB.c.sha256)
)


def _found(connection: Connection, which: object) -> tuple[Attachment, ...]:
    part = part_table("attachment").c
    count = (
        select(func.count()).where(PAGE.c.sha256 == part.sha256, PAGE.c.page > 0).scalar_subquery()
    )
    state = (
        select(PAGE.c.state).where(PAGE.c.sha256 == part.sha256, PAGE.c.page == 0).scalar_subquery()
    )
    held = select(BLOB.c.sha256).where(BLOB.c.sha256 == part.sha256).exists()
    query = select(
        *(part.id, part.record_id, part.name, part.media_type, part.size, part.sha256),
        *(count, func.coalesce(state, ""), case((held, 1), else_=0)),
    )
    rows = connection.execute(query.where(which).order_by(part.id))  # type: ignore[arg-type]
    return tuple(
        Attachment(i, record, name, kind or types.OTHER, size or 0, seal, pages, state, bool(here))
        for i, record, name, kind, size, seal, pages, state, here in rows
    )


def _keep_text(connection: Connection, sha256: str, paper: papers.Paper) -> None:
    texts = enumerate((paper.whole, *paper.pages))
    rows = [
        {"sha256": sha256, "page": number, "text": text, "state": paper.state}
        for number, text in texts
    ]
    connection.execute(insert(PAGE), rows)


def _checked(coming: Incoming) -> Iterator[bytes]:
    """The bytes of a file as they are now; raises FileProblem where they are not as they were."""
    seal, left = hashlib.sha256(), coming.size
    try:
        for piece in coming.pieces():
            left -= len(piece)
            if left < 0:
                break
            seal.update(piece)
            yield piece
    except OSError as error:
        raise _unread_file(coming.name, error) from error
    if left or seal.hexdigest() != coming.sha256:
        raise FileProblem(
            tr("{file} was changed while it was read.", file=coming.name),
            tr("Nothing was attached. Wait until it is whole, then attach it again."),
        )


def _pieces(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield from _cut(source)
        return
    with source.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _cut(whole: bytes) -> Iterable[bytes]:
    return (whole[start : start + _PIECE] for start in range(0, len(whole), _PIECE))


def _unread_file(name: str, error: OSError) -> FileProblem:
    return FileProblem(
        tr("{file} cannot be read: {why}.", file=name, why=error.strerror),
        tr("Check that you may read it and that the disk is there."),
    )


def _no_file(path: Path) -> NotFound | Refused:
    if path.is_dir():
        return Refused(
            tr("{file} is a folder.", file=path.name), tr("Attach the files in it one by one.")
        )
    if path.exists():
        return Refused(
            tr("{file} is no file that can be read to its end.", file=path.name),
            tr("Choose another file."),
        )
    return NotFound(tr("There is no file {file}.", file=path.name), tr("Check the name."))
