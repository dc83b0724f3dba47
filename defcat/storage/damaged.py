"""Reading what can be read of a damaged file: a copy of it, row by row, around unreadable pages.

The file itself is only copied. SQLite reads the copy with whatever of its schema can be loaded, and
only plain tables are asked, so nothing that another program put into the file runs.
"""

import os
import secrets
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection

from defcat.storage.key import PAGE, PLAIN, SALT_SIZE, Key, private

_LAST = (1 << 63) - 1
_GUESSED = 512
"""So far beyond the last row that could be read others are looked for, where no index names any."""
_FEW = 4
_BLOCK = 1024 * 1024
_FRACTIONS = b"\x40\x20\x20"
"""Three bytes that stand in the header of every file of SQLite, at `_FRACTIONS_AT`."""
_FRACTIONS_AT = 21

Row = tuple[Any, ...]


@contextmanager
def copied(path: Path, folder: Path) -> Iterator[Path]:
    """A copy of a file, and of its write-ahead log, in `folder` for as long as it takes.

    What the disk cannot read is zeros in it. Raises OSError where it cannot be written.
    """
    copy = folder / f".unfinished-{secrets.token_hex(8)}"
    try:
        _copy(path, copy)
        log = path.with_name(path.name + "-wal")
        if log.is_file():
            _copy(log, copy.with_name(copy.name + "-wal"))
        yield copy
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            copy.with_name(copy.name + ending).unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    with source.open("rb", buffering=0) as given, open(target, "xb", opener=private) as taken:
        size = source.stat().st_size
        for start in range(0, size, _BLOCK):
            taken.write(_block(given.fileno(), start, min(_BLOCK, size - start)))


def _block(file: int, start: int, size: int) -> bytes:
    """`size` bytes of a file from `start` on; zeros for pages that the disk cannot read."""
    try:
        return _read_at(file, start, size)
    except OSError:
        if size <= PAGE:
            return bytes(size)
        pages = range(start, start + size, PAGE)
        return b"".join(_block(file, page, min(PAGE, start + size - page)) for page in pages)


def _read_at(file: int, start: int, size: int) -> bytes:
    os.lseek(file, start, os.SEEK_SET)
    found = b""
    while len(found) < size and (more := os.read(file, size - len(found))):
        found += more
    return found.ljust(size, b"\0")


def salt_of(copy: Path) -> bytes | None:
    """The salt of an encrypted file; None of one that is not, the header of which is mended."""
    content = bytearray(_beginning(copy))
    plain = content[:SALT_SIZE] == PLAIN
    if not plain and content[_FRACTIONS_AT : _FRACTIONS_AT + 3] != _FRACTIONS:
        return bytes(content[:SALT_SIZE])
    content[:24] = PLAIN + PAGE.to_bytes(2, "big") + b"\2\2\0" + _FRACTIONS
    content[28:32] = (copy.stat().st_size // PAGE).to_bytes(4, "big")
    content[44:48] = (4).to_bytes(4, "big")  # the format of schemas
    content[56:60] = (1).to_bytes(4, "big")  # UTF-8
    content[92:96] = content[24:28]  # the size above counts
    with copy.open("r+b") as file:
        file.write(content)
    return None


def _beginning(copy: Path) -> bytes:
    with copy.open("rb") as file:
        return file.read(100).ljust(100, b"\0")


class Damaged:
    """A copy of a damaged file, open for reading with `key`.

    `lost` names the rows of each table that are known to be there and cannot be read, `gaps` the
    tables of which nobody knows how many rows cannot be read, `garbled` counts texts in which
    letters could not.
    """

    def __init__(self, copy: Path, key: Key | None) -> None:
        self.lost: dict[str, set[int]] = {}
        self.gaps: set[str] = set()
        self.garbled = 0
        self._failed = False
        self._copy = copy
        self._key = key
        self._connection = self._connect()

    def _connect(self) -> Any:
        connection = driver.connect(str(self._copy), isolation_level=None)
        connection.text_factory = self._decoded
        connection.execute("PRAGMA cipher_log_level = NONE")
        if self._key:
            connection.execute(f'PRAGMA key = "{self._key.literal}"')
        for pragma in (
            "writable_schema = ON",  # what cannot be read of the schema is passed over
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "temp_store = MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def close(self) -> None:
        self._connection.close()

    def opens(self) -> bool:
        """Whether anything can be read: of an encrypted file, whether the key fits."""
        for _ in range(2):  # the schema is loaded, as far as it goes, by a statement that fails
            try:
                self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
                return True
            except driver.Error as error:
                if "not a database" in str(error):
                    return False
        return True

    def columns(self, table: str) -> set[str]:
        """The columns of a table; none where there is no plain table of that name."""
        try:
            kinds = f"SELECT type FROM pragma_table_list('{table}') WHERE schema = 'main'"
            if self._connection.execute(kinds).fetchall() != [("table",)]:
                return set()
            query = f"SELECT name FROM pragma_table_xinfo('{table}') WHERE hidden = 0"
            return {name for (name,) in self._connection.execute(query)}
        except driver.Error:
            return set()

    def references(self) -> dict[int, tuple[str, int]]:
        """Kind and number of records by identifier, as far as the index of them can be read."""
        query = "SELECT rowid, kind, number FROM record ORDER BY kind {0}, number {0}"
        return {
            row: (kind, number)
            for order in ("ASC", "DESC")
            for row, kind, number in self._until_it_fails(query.format(order))
            if isinstance(kind, str) and isinstance(number, int)
        }

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[tuple[int, Row]]:
        """The row number and the values of each row of `table` that can be read, in any order."""
        read = _Read(self, table, columns)
        yield from read.everything()

    def index_of(self, table: str) -> tuple[list[int], bool]:
        """The row numbers that an index of `table` names, in order, and whether that is all."""
        query = (
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?"
            " AND coalesce(sql, '') NOT LIKE '%WHERE%'"
        )
        best: list[int] = []
        for (name,) in list(self._until_it_fails(query, table)):
            named = f'SELECT rowid FROM "{table}" INDEXED BY "{name}"'
            found = sorted({row for (row,) in self._until_it_fails(named)})
            if not self._failed:
                return found, True
            best = max(best, found, key=len)
        return best, False

    def _until_it_fails(self, query: str, *given: Any) -> Iterator[Row]:
        """The rows of an answer, up to the first that cannot be read."""
        self._failed = False
        try:
            with closing(self._connection.execute(query, given)) as cursor:
                yield from cursor
        except driver.Error:
            self._failed = True
            if self._key:  # SQLCipher reads nothing more after a page that is not as signed
                self._connection.close()
                self._connection = self._connect()
                self.opens()

    @property
    def failed(self) -> bool:
        """Whether the last question was not answered to its end."""
        return self._failed

    def ask(self, query: str, *given: Any) -> Iterator[Row]:
        """The rows of an answer, up to the first that cannot be read; then it has `failed`."""
        return self._until_it_fails(query, *given)

    def _decoded(self, content: bytes) -> str:
        try:
            return content.decode()
        except UnicodeDecodeError:
            self.garbled += 1
            return content.decode(errors="replace")


class _Read:
    """Reading one table: from both ends as far as that goes, then from the middle of what is left,
    and of what is left of that.
    """

    def __init__(self, damaged: Damaged, table: str, columns: Sequence[str]) -> None:
        self._damaged = damaged
        self._table = table
        named = ", ".join(f'"{column}"' for column in columns)
        where = "WHERE rowid >= ? AND rowid <= ? ORDER BY rowid"
        self._up = f'SELECT rowid, {named} FROM "{table}" {where}'
        self._seen: set[int] = set()

    def everything(self) -> Iterator[tuple[int, Row]]:
        end = 0
        for row in self._run(1, _LAST):
            end = row[0]
            yield row
        if not self._damaged.failed:
            return
        known, whole = self._damaged.index_of(self._table)
        start = _LAST
        for row in self._run(end + 1, _LAST, down=True):
            start = row[0]
            yield row
        if start == _LAST:
            start = max(known[-1] if known else 0, end if whole else end + _GUESSED) + 1
        yield from self._between(end + 1, start - 1, known if whole else None)
        self._count(known, whole)

    def _run(self, low: int, high: int, *, down: bool = False) -> Iterator[tuple[int, Row]]:
        query = f"{self._up} DESC" if down else self._up
        for number, *values in self._damaged.ask(query, low, high):
            self._seen.add(number)
            yield number, tuple(values)

    def _between(self, low: int, high: int, known: list[int] | None) -> Iterator[tuple[int, Row]]:
        """The rows from `low` to `high`, around those that cannot be read."""
        left = [(low, high)]
        while left:
            low, high = left.pop()
            if low > high or (known is not None and not _any(known, low, high)):
                continue
            if high - low < _FEW:
                for number in range(low, high + 1):
                    yield from self._run(number, number)
                continue
            middle = (low + high) // 2
            last, first = middle - 1, middle
            for row in self._run(middle, high):
                last = row[0]
                yield row
            if self._damaged.failed:
                left.append((last + 1, high))
            for row in self._run(low, middle - 1, down=True):
                first = row[0]
                yield row
            if self._damaged.failed:
                left.append((low, first - 1))

    def _count(self, known: list[int], whole: bool) -> None:
        self._damaged.lost[self._table] = set(known) - self._seen
        if not whole:
            self._damaged.gaps.add(self._table)


def _any(ordered: list[int], low: int, high: int) -> bool:
    """Whether one of the numbers, which are in order, is from `low` to `high`."""
    place = bisect_left(ordered, low)
    return place < len(ordered) and ordered[place] <= high


def add_what_fits(
    connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Row]
) -> int:
    """Add rows, but for those of which another one has the number or the name; how many it adds."""
    named = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join("?" * len(columns))
    added = connection.exec_driver_sql(
        f'INSERT OR IGNORE INTO "{table}" ({named}) VALUES ({places})', list(rows)
    )
    return int(added.rowcount)
