"""The rows that could not be read, as a CSV file to mend them by."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from defcat.exchange.plan import BadRow
from defcat.files import new_file
from defcat.text import harmless

COLUMNS = ("line", "column", "value", "reason")


def write_report(path: Path, rows: Sequence[BadRow]) -> None:
    """Write `rows` to `path`, whole or not at all; raises what `new_file` raises."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows((row.line, row.column, harmless(row.value), row.reason) for row in rows)
    with new_file(path, ".csv") as file:
        file.write(text.getvalue().encode("utf-8-sig"))
