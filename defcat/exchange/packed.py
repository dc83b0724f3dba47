"""The rows of a large sheet, packed: a million of them need some fifty megabytes."""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from defcat.exchange.table import TableRow

BLOCK = 500
"""Rows that are packed together."""
_QUICK = 1


class Packed(Sequence[TableRow]):
    """Rows in the order in which they are added; reading one unpacks its block."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._open: list[tuple[int, list[str]]] = []
        self._at = -1
        self._unpacked: list[TableRow] = []

    def append(self, row: TableRow) -> None:
        """Add a row at the end."""
        self._open.append((row.line, row.cells))
        if len(self._open) == BLOCK:
            self._blocks.append(zlib.compress(json.dumps(self._open).encode(), _QUICK))
            self._open = []

    def __len__(self) -> int:
        return len(self._blocks) * BLOCK + len(self._open)

    def __iter__(self) -> Iterator[TableRow]:
        for at in range(len(self._blocks) + bool(self._open)):
            yield from self._block(at)

    @overload
    def __getitem__(self, index: int) -> TableRow: ...

    @overload
    def __getitem__(self, index: slice) -> list[TableRow]: ...

    def __getitem__(self, index: int | slice) -> TableRow | list[TableRow]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        at = index + len(self) if index < 0 else index
        if not 0 <= at < len(self):
            raise IndexError(index)
        number = at // BLOCK
        if number >= len(self._blocks):
            return TableRow(*self._open[at % BLOCK])
        if number != self._at:
            self._at, self._unpacked = number, self._block(number)
        return self._unpacked[at % BLOCK]

    def _block(self, at: int) -> list[TableRow]:
        whole = at < len(self._blocks)
        rows = json.loads(zlib.decompress(self._blocks[at])) if whole else self._open
        return [TableRow(line, cells) for line, cells in rows]


def packed(rows: Iterable[TableRow]) -> Packed:
    """The same rows, packed."""
    made = Packed()
    for row in rows:
        made.append(row)
    return made
