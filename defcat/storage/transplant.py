"""Where the tables of a damaged file begin, taken from a new file that is made as it was.

SQLite keeps that in the schema, without which nothing can be found. Tables that were made in the
same order begin on the same pages, so a page of the schema that cannot be read is replaced by the
same page of a new file, as long as all that can be read of the schema says the same as that one.
That order is another one in a file that was written anew, as with each change of the passphrase.
"""

from contextlib import closing
from pathlib import Path

from defcat.storage.damaged import Damaged, salt_of
from defcat.storage.engine import make_engine
from defcat.storage.export import write_anew
from defcat.storage.file import build_schema
from defcat.storage.key import PAGE, Key
from defcat.storage.schema import TABLES


def mend_schema(copy: Path, key: Key | None) -> bool:
    """Put pages of a new file, encrypted with the same key, in the place of such as hide tables in
    `copy`; whether it has changed.
    """
    before = _roots(copy, key)
    if before.keys() >= TABLES:
        return False
    made, anew = (copy.with_name(copy.name + ending) for ending in ("-made", "-anew"))
    try:
        _make(made, key)
        write_anew(made, key, anew, key)
        changed = [_transplant(copy, as_made, key) for as_made in (made, anew)]
        return any(changed)
    finally:
        for file in (made, anew):
            for ending in ("", "-wal", "-shm"):
                file.with_name(file.name + ending).unlink(missing_ok=True)


def _make(path: Path, key: Key | None) -> None:
    engine = make_engine(path, write=True, create=True, key=key)
    with engine.execution_options(write=True).begin() as connection:
        build_schema(connection)
    engine.dispose()


def _transplant(copy: Path, made: Path, key: Key | None) -> bool:
    expected, given = _roots(made, key), made.read_bytes()
    best = _roots(copy, key)
    changed = False
    for page in _schema_pages(made, given, key):
        if page == 0 and key:  # the size of the file stands in it
            continue
        old = _put(copy, page, given[page * PAGE : (page + 1) * PAGE])
        if not key:
            salt_of(copy)  # which writes the size of the file into its header
        found = _roots(copy, key)
        same = all(expected[name] == root for name, root in found.items() if name in _STAYS)
        if len(found) > len(best) and same:
            best, changed = found, True
        else:
            _put(copy, page, old)
    return changed


_STAYS = frozenset(name for name in TABLES if not name.startswith("fulltext"))
"""The tables that are never made again."""


def _schema_pages(made: Path, content: bytes, key: Key | None) -> list[int]:
    """The pages, counted from 0, without which the schema of a whole file cannot be read."""
    whole = len(_roots(made, key))
    found = [0]
    for page in range(1, len(content) // PAGE):
        old = _put(made, page, b"\xff" * PAGE)
        if len(_roots(made, key)) < whole:
            found.append(page)
        _put(made, page, old)
    return found


def _put(file: Path, page: int, content: bytes) -> bytes:
    """Write a page of a file; what was there."""
    with file.open("r+b") as opened:
        opened.seek(page * PAGE)
        old = opened.read(PAGE)
        opened.seek(page * PAGE)
        opened.write(content)
    return old


def _roots(file: Path, key: Key | None) -> dict[str, int]:
    """The tables of a file that can be found, each with the page on which it begins."""
    with closing(Damaged(file, key)) as damaged:
        if not damaged.opens():
            return {}
        query = "SELECT name, rootpage FROM sqlite_schema WHERE type = 'table' ORDER BY rowid"
        return {name: root for name, root in damaged.ask(query) if name in TABLES}
