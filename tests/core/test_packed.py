"""The rows of a large sheet, packed."""

from pathlib import Path

import pytest

from defcat.exchange import formats
from defcat.exchange.packed import BLOCK, Packed, packed
from defcat.exchange.table import TableRow

ROWS = [TableRow(n + 2, [str(n), f"Zeile {n}\n\x1f„ß“", ""]) for n in range(2 * BLOCK + 3)]


@pytest.mark.parametrize("count", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, len(ROWS)])
def test_what_is_packed_comes_out_as_it_was(count: int) -> None:
    rows = packed(ROWS[:count])
    assert len(rows) == count
    assert list(rows) == ROWS[:count]
    assert list(rows) == ROWS[:count], "again"


def test_any_row_can_be_asked_for() -> None:
    rows = packed(ROWS)
    for at in (0, BLOCK - 1, BLOCK, 2 * BLOCK, len(ROWS) - 1, -1, 7):
        assert rows[at] == ROWS[at]
    assert rows[BLOCK - 2 : BLOCK + 2] == ROWS[BLOCK - 2 : BLOCK + 2]
    with pytest.raises(IndexError):
        rows[len(ROWS)]


def test_a_large_sheet_is_packed_as_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "_MANY", 3)
    path = tmp_path / "large.csv"
    path.write_text("id,name\n" + "".join(f"{n},Rao {n}\n" for n in range(9)), encoding="utf-8")
    rows = formats.read(path).table.rows
    assert isinstance(rows, Packed)
    assert [row.cells[0] for row in rows] == [str(n) for n in range(9)]
