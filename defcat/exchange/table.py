"""A file of comma-separated values as it stands: its header and the text of its cells.

Nothing is mended here. Text that is not in the stated encoding is refused with the line and the
byte, because a wrong letter in a name is worse than no import; a row with more or fewer cells than
the header is handed on as it is, for the importer to report.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from defcat.errors import FileProblem, InputError, NotFound
from defcat.translation import tr

ENCODING = "utf-8"
_DELIMITERS = ",;\t|"
_UTF_8_MARK = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class TableRow:
    """One row; `line` is the line of the file on which it begins, the header's being 1."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A header and its rows; names and cells are without surrounding blanks.

    A row may have more or fewer cells than there are columns.
    """

    name: str
    columns: tuple[str, ...]
    rows: list[TableRow]


def read_table(path: Path, encoding: str = ENCODING, delimiter: str = "") -> Table:
    """The table in the file at `path`; without a `delimiter`, the one that the header uses.

    A byte order mark is passed over. Raises NotFound, FileProblem (no file, not readable, no text,
    not in `encoding`) or InputError (empty, a bad header, quotes that do not end).
    """
    text = _decoded(path.name, _content(path), encoding)
    if not text.strip():
        raise InputError(
            tr("{file} is empty.", file=path.name), tr("Export it again, with its header.")
        )
    rows = _rows(path.name, text, delimiter or _delimiter_of(text))
    header = next(rows, None)
    columns = tuple(header.cells) if header else ()
    _check_header(path.name, columns)
    return Table(path.name, columns, list(rows))


def _content(path: Path) -> bytes:
    if path.is_dir():
        raise FileProblem(
            tr("{file} is a folder.", file=path.name), tr("Name one of the files in it.")
        )
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFound(
            tr("There is no file {file}.", file=path), tr("Check its name and folder.")
        ) from None
    except OSError as error:
        raise FileProblem(
            tr("{file} cannot be read: {why}.", file=path.name, why=error.strerror),
            tr("Check that you may read it, then try again."),
        ) from error


def _decoded(name: str, content: bytes, encoding: str) -> str:
    if content.startswith(_UTF_16_MARKS):
        raise FileProblem(
            tr("{file} is text in UTF-16.", file=name),
            tr("Save it as CSV in UTF-8, then try again."),
        )
    if b"\0" in content:
        raise FileProblem(
            tr("{file} is not a text file.", file=name),
            tr("Save the sheet as CSV in UTF-8, then import that file."),
        )
    body = content.removeprefix(_UTF_8_MARK)
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise FileProblem(
            tr(
                "{file}, line {line}: byte 0x{byte} is not {encoding}.",
                file=name,
                line=line,
                byte=f"{body[error.start]:02X}",
                encoding=encoding.upper(),
            ),
            tr("Save the file as UTF-8, or state its encoding in the profile."),
        ) from None
    except LookupError:
        raise InputError(
            tr("There is no encoding “{encoding}”.", encoding=encoding),
            tr("Name one such as utf-8 or cp1252 in the profile."),
        ) from None


def _delimiter_of(text: str) -> str:
    """The delimiter most frequent in the header; a comma where there is none."""
    counts = Counter(text.lstrip().split("\n", 1)[0])
    return max(_DELIMITERS, key=lambda delimiter: counts[delimiter])


def _rows(name: str, text: str, delimiter: str) -> Iterator[TableRow]:
    """The rows that are not blank, each with its first line."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield TableRow(line, stripped)
            line = reader.line_num + 1
    except csv.Error:
        raise InputError(
            tr("{file}: the quotes in the row at line {line} do not match.", file=name, line=line),
            tr("Mend that row, or export the file again."),
        ) from None


def _check_header(name: str, columns: tuple[str, ...]) -> None:
    if "" in columns:
        raise InputError(
            tr("{file}: column {n} has no name.", file=name, n=columns.index("") + 1),
            tr("Give every column a name in the first line."),
        )
    repeated = [column for column, count in Counter(columns).items() if count > 1]
    if repeated:
        raise InputError(
            tr("{file} has two columns “{column}”.", file=name, column=repeated[0]),
            tr("Give every column a name of its own in the first line."),
        )
