"""Files of tables for the tests: written a cell at a time, well or badly."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

Cell = str | int | float | date | None
Sheet = Sequence[Sequence[Cell]]

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def write_csv(path: Path, lines: Sheet, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """A text file as spreadsheet programs write it."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(lines)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_xlsx(
    path: Path, sheets: dict[str, Sheet], merged: Sequence[tuple[int, int, int, int]] = ()
) -> Path:
    """A workbook; `merged` are ranges of the first sheet: line, column, line, column, from 0."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for at, (name, lines) in enumerate(sheets.items()):
        sheet = book.add_worksheet(name)
        for top, left, bottom, right in merged if at == 0 else ():
            sheet.merge_range(top, left, bottom, right, "")
        for line, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(line, column, cell, day)
                elif cell is not None and cell != "":
                    sheet.write(line, column, cell)
    book.close()
    return path


def write_ods(
    path: Path, sheets: dict[str, Sheet], merged: Sequence[tuple[int, int, int, int]] = ()
) -> Path:
    """The least that an OpenDocument spreadsheet is made of; `merged` as in `write_xlsx`."""
    tables = ""
    for at, (name, lines) in enumerate(sheets.items()):
        spans = {(top, left): (end - top + 1, right - left + 1) for top, left, end, right in merged}
        rows = (
            "".join(_ods_cell(cell, spans.get((n, m), (1, 1))) for m, cell in enumerate(cells))
            for n, cells in enumerate(lines)
        )
        body = "".join(f"<table:table-row>{cells}</table:table-row>" for cells in rows)
        tables += f'<table:table table:name="{escape(name)}">{body}</table:table>'
        merged = () if at == 0 else merged
    return pack_ods(path, tables)


def pack_ods(path: Path, tables: str, doctype: str = "") -> Path:
    """An OpenDocument spreadsheet of this XML."""
    names = "".join(f' xmlns:{n}="{_OFFICE}:{n}:1.0"' for n in ("office", "table", "text"))
    manifest = f"{_OFFICE}:manifest:1.0"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("mimetype", _ODS, zipfile.ZIP_STORED)
        parts.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{manifest}">'
            f'<m:file-entry m:full-path="/" m:media-type="{_ODS}"/></m:manifest>',
        )
        parts.writestr(
            "content.xml",
            f'<?xml version="1.0"?>{doctype}<office:document-content{names}><office:body>'
            f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return path


def _ods_cell(cell: Cell, spans: tuple[int, int]) -> str:
    down, across = spans
    joined = (
        f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"'
        if spans != (1, 1)
        else ""
    )
    if cell is None or cell == "":
        return f"<table:table-cell{joined}/>"
    if isinstance(cell, date):
        value = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, str):
        value = 'office:value-type="string"'
    else:
        value = f'office:value-type="float" office:value="{cell}"'
    words = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(cell).split("\n"))
    return f"<table:table-cell{joined} {value}>{words}</table:table-cell>"


def repack(source: Path, target: Path, part: str, content: bytes | str) -> Path:
    """A workbook again, with something else in one of its parts."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            own = content if entry.filename == part else old.read(entry)
            new.writestr(entry.filename, own)
    return target
