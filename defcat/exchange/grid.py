"""A sheet as it stands: lines of cells as text, before anything is known of heads or columns.

The cells of a text file are what stands between its separators. Those of a workbook are read by
`workbook`: a date as 2024-08-23, a whole number without a decimal point.
"""

import codecs
import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path

from defcat.errors import FileProblem, InputError, NotFound
from defcat.files import refuse_own
from defcat.translation import tr

MOST_COLUMNS = 2_000
MOST_CELL = 5_000_000
"""Characters of a cell: as many as running text may have."""
MOST_TEXT = 64 << 20
"""Bytes of a file that is read at once."""
DELIMITERS = ",;\t|"
UTF_8 = "utf-8"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NAMED = "sep="
"""How the first line of a file begins in which a spreadsheet program names the separator."""
_SAMPLE = 1 << 18
_LOOKED_AT = 50

Line = tuple[int, list[str]]
"""The line on which a row begins, the first being 1, and its cells."""


@dataclass(frozen=True)
class Merged:
    """Cells joined to one: lines from 1, columns from 0, the last included."""

    first_line: int
    first_column: int
    last_line: int
    last_column: int


@dataclass(frozen=True)
class Grid:
    """The lines of one sheet; `lines` begins anew each time it is called.

    `encoding` and `delimiter` say how a text file was read; both are empty for a workbook,
    of which `sheet` is the sheet.
    """

    name: str
    lines: Callable[[], Iterator[Line]]
    merged: tuple[Merged, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


def text_grid(path: Path, encoding: str = "", delimiter: str = "") -> Grid:
    """The grid of a text file, its encoding and separator found where they are not given.

    Raises NotFound, FileProblem (no file, not readable, no text, not in `encoding`) or InputError
    (empty, quotes that do not end, too many columns, a cell that is too long).
    """
    sample = head_of(path)
    if not sample.removeprefix(codecs.BOM_UTF8).strip():
        raise InputError(
            tr("{file} is empty.", file=path.name), tr("Export it again, with its header.")
        )
    encoding = _encoding_of(path, sample, encoding)
    delimiter = delimiter or _delimiter_of(_decoded(sample, encoding))

    def lines() -> Iterator[Line]:
        return _lines(path, encoding, delimiter)

    return Grid(path.name, lines, encoding=encoding, delimiter=delimiter)


def whole_text(path: Path) -> str:
    """All of a text file that is no table, its encoding found; raises what `text_grid` raises."""
    sample = head_of(path)
    if path.stat().st_size > MOST_TEXT:
        raise FileProblem(
            tr("{file} is larger than {n} MB.", file=path.name, n=MOST_TEXT >> 20),
            tr("Export fewer entries at a time."),
        )
    encoding = _encoding_of(path, sample, "")
    try:
        return path.read_text(_unmarked(encoding))
    except UnicodeError as error:
        raise _not_text(path, encoding, error) from None


def head_of(path: Path) -> bytes:
    """The first bytes of a file; raises NotFound or FileProblem where it cannot be read, Refused
    for a catalogue.
    """
    refuse_own(path)
    if path.is_dir():
        raise FileProblem(
            tr("{file} is a folder.", file=path.name), tr("Name one of the files in it.")
        )
    try:
        with path.open("rb") as file:
            return file.read(_SAMPLE)
    except FileNotFoundError:
        raise NotFound(
            tr("There is no file {file}.", file=path), tr("Check its name and folder.")
        ) from None
    except OSError as error:
        raise FileProblem(
            tr("{file} cannot be read: {why}.", file=path.name, why=error.strerror),
            tr("Check that you may read it, then try again."),
        ) from error


def _encoding_of(path: Path, sample: bytes, asked: str) -> str:
    """The encoding of a text file: as asked, else by its mark, as UTF-8, or by what fits."""
    marked = sample.startswith(_UTF_16)
    if b"\0" in sample and not marked and not asked.lower().startswith(("utf-16", "utf-32")):
        raise FileProblem(
            tr("{file} is not a text file.", file=path.name),
            tr("Save the sheet as CSV or as a workbook, then import that file."),
        )
    if asked:
        _check_encoding(asked)
        if marked and asked.lower().startswith("utf-8"):
            return "utf-16"
        return asked
    if marked:
        return "utf-16"
    if _is_utf_8(path):
        return UTF_8
    from defcat.encodings import encoding_of  # most files are UTF-8

    return encoding_of(sample)


def _check_encoding(name: str) -> None:
    try:
        codecs.lookup(name)
    except LookupError:
        raise InputError(
            tr("There is no encoding “{encoding}”.", encoding=name),
            tr("Name one such as utf-8 or cp1252."),
        ) from None


def _is_utf_8(path: Path) -> bool:
    try:
        with path.open(encoding=UTF_8, newline="") as file:
            while file.read(_SAMPLE):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _decoded(sample: bytes, encoding: str) -> str:
    """The text of a sample; the end may lack a part of its last character."""
    return sample.decode(_unmarked(encoding), errors="ignore")


def _unmarked(encoding: str) -> str:
    """UTF-8 that passes over a mark at the beginning; any other encoding as it is."""
    return "utf-8-sig" if codecs.lookup(encoding).name == UTF_8 else encoding


def _delimiter_of(text: str) -> str:
    """The separator that gives most lines the same number of cells, more than one and no more.

    A file may name it in its first line.
    """
    first = text.split("\n", 1)[0].strip().lower()
    if first.startswith(_NAMED) and first[len(_NAMED) :] in (*DELIMITERS, ""):
        return first[len(_NAMED) :] or "\t"

    def fits(delimiter: str) -> tuple[int, int]:
        rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        try:
            counts = Counter(map(len, islice(rows, _LOOKED_AT)))
        except csv.Error:
            return 0, 0
        found = ((many, cells) for cells, many in counts.items() if cells > 1)
        many, cells = max(found, default=(0, 0))
        return many - sum(n for more, n in counts.items() if more > cells > 1), cells

    csv.field_size_limit(MOST_CELL)
    return max(DELIMITERS, key=fits)


def _lines(path: Path, encoding: str, delimiter: str) -> Iterator[Line]:
    csv.field_size_limit(MOST_CELL)
    line = 1
    try:
        with path.open(encoding=_unmarked(encoding), newline="") as file:
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            for cells in reader:
                check_width(path.name, len(cells))
                yield line, [cell.strip() for cell in cells]
                line = reader.line_num + 1
    except csv.Error as error:
        raise _no_row(path.name, line, error) from None
    except UnicodeError as error:
        raise _not_text(path, encoding, error) from None
    except OSError as error:
        raise FileProblem(
            tr("{file} cannot be read: {why}.", file=path.name, why=error.strerror),
            tr("Check that the disk is there, then try again."),
        ) from error


def _not_text(path: Path, encoding: str, error: UnicodeError) -> FileProblem:
    """What is raised for bytes that are no text; the first line of such is looked for again."""
    fix = tr("Choose another encoding, or save the file as UTF-8.")
    named = encoding.upper()
    if isinstance(error, UnicodeDecodeError) and len("\n".encode(encoding)) == 1:
        with path.open("rb") as file:
            for line, content in enumerate(file, 1):
                try:
                    content.decode(encoding)
                except UnicodeDecodeError as found:
                    what = tr(
                        "{file}, line {line}: byte 0x{byte} is not {encoding}.",
                        file=path.name,
                        line=line,
                        byte=f"{content[found.start]:02X}",
                        encoding=named,
                    )
                    return FileProblem(what, fix)
    return FileProblem(tr("{file} is not {encoding}.", file=path.name, encoding=named), fix)


def _no_row(name: str, line: int, error: csv.Error) -> InputError:
    if "field limit" in str(error):
        return too_long(name, line)
    return InputError(
        tr("{file}: the quotes in the row at line {line} do not match.", file=name, line=line),
        tr("Mend that row, or export the file again."),
    )


def too_long(name: str, line: int) -> InputError:
    """What is raised for a cell of more than `MOST_CELL` characters."""
    return InputError(
        tr(
            "{file}: a cell in the row at line {line} has more than {n} characters.",
            file=name,
            line=line,
            n=f"{MOST_CELL:,}",
        ),
        tr("Shorten it, or see whether a quotation mark is missing there."),
    )


def check_width(name: str, columns: int) -> None:
    """Raise InputError for more columns than anybody can look at."""
    if columns > MOST_COLUMNS:
        raise InputError(
            tr("{file} has {n} columns.", file=name, n=f"{columns:,}"),
            tr("A table has {n} columns at most: is this the right file?", n=f"{MOST_COLUMNS:,}"),
        )
