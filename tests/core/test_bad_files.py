"""Files that are no tables, and tables that are no good: one line each, and nothing changed."""

import hashlib
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from defcat.cli import main
from defcat.errors import DefcatError
from defcat.exchange.formats import read
from tests.core.making import make, start
from tests.core.sheets import pack_ods, repack, write_csv, write_xlsx

SHEET = "xl/worksheets/sheet1.xml"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BILLION = (
    '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
)
Made = Callable[[Path], Path]
"""Makes a file in a folder."""
BOUND = 200 << 10
"""Kilobytes by which the memory in use may grow at most while a bad file is refused."""


def book(folder: Path) -> Path:
    return write_xlsx(folder / "good.xlsx", {"S": [["id", "title"], ["1", "x"]]})


def sheet(rows: str, doctype: str = "") -> str:
    spaces = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<?xml version="1.0"?>{doctype}<worksheet xmlns="{spaces}">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def text_cell(where: str, text: str = "x") -> str:
    return f'<c r="{where}" t="inlineStr"><is><t>{text}</t></is></c>'


def encrypted(folder: Path) -> Path:
    """A compound file as office programs write one with a passphrase: how it is locked, and it."""
    path = folder / "secret.xlsx"
    free, last, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    sectors = 8  # of 512 bytes for each of the two streams: a smaller one stands elsewhere
    chains = [[*range(start + 1, start + sectors), last] for start in (2, 2 + sectors)]
    table = [fat, last, *(at for chain in chains for at in chain)]
    head = struct.pack(
        "<8s16x5H6x9I", COMPOUND, 62, 3, 65534, 9, 6, 0, 1, 1, 0, 4096, last, 0, last, 0
    )
    streams = (
        ("Root Entry", 5, last, 0, (free, free, 1)),
        ("EncryptionInfo", 2, 2, 512 * sectors, (free, 2, free)),
        ("EncryptedPackage", 2, 2 + sectors, 512 * sectors, (free, free, free)),
    )
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<H2B3I36xIQ", 2 * len(name) + 2, kind, 1, *beside, start, size)
        for name, kind, start, size, beside in streams
    )
    info = struct.pack("<2HI", 4, 4, 0x40) + b'<?xml version="1.0"?><encryption/>'
    package = bytes(range(256)) * 2 * sectors
    path.write_bytes(
        head
        + struct.pack("<I", 0).ljust(436, b"\xff")
        + struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
        + entries.ljust(512, b"\0")
        + info.ljust(512 * sectors, b"\0")
        + package
    )
    return path


def old_workbook(folder: Path) -> Path:
    path = folder / "old.xlsx"
    path.write_bytes(COMPOUND + bytes(2048))
    return path


def encrypted_document(folder: Path) -> Path:
    """As OpenDocument does it: each part is what nobody can read, and the list of parts says so."""
    path = pack_ods(folder / "plain.ods", "")
    listed = (
        '<m:manifest xmlns:m="x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    )
    half = repack(path, folder / "half.ods", "META-INF/manifest.xml", listed)
    return repack(half, folder / "secret.ods", "content.xml", bytes(range(256)))


def declared_bomb(folder: Path) -> Path:
    return repack(book(folder), folder / "bomb.xlsx", SHEET, bytes(300 << 20))


def undeclared_bomb(folder: Path) -> Path:
    """What it says of the size of its sheet is a lie."""
    path = declared_bomb(folder)
    size = (300 << 20).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (1000).to_bytes(4, "little")))
    with zipfile.ZipFile(path) as parts:
        assert parts.getinfo(SHEET).file_size == 1000
    return path


def damaged(folder: Path) -> Path:
    path = folder / "half.xlsx"
    path.write_bytes(book(folder).read_bytes()[:3000])
    return path


def far_cells(folder: Path) -> Path:
    return write_xlsx(folder / "far.xlsx", {"S": [["a", "b"], *[[]] * 1_048_574, [*"x" * 900]]})


def far_rows(folder: Path) -> Path:
    rows = f'<row r="1">{text_cell("A1")}</row><row r="1048577">{text_cell("B1048577")}</row>'
    return repack(book(folder), folder / "far.xlsx", SHEET, sheet(rows))


def entities(folder: Path) -> Path:
    rows = f'<row r="1">{text_cell("A1", "&c;")}</row><row r="2">{text_cell("A2", "&x;")}</row>'
    return repack(book(folder), folder / "entities.xlsx", SHEET, sheet(rows, BILLION))


def ods_entities(folder: Path) -> Path:
    cell = '<table:table-cell office:value-type="string"><text:p>&c;&x;</text:p></table:table-cell>'
    rows = f"<table:table-row>{cell * 3}</table:table-row>" * 2
    table = f'<table:table table:name="S">{rows}</table:table>'
    return pack_ods(folder / "entities.ods", table, BILLION)


def ods_repeats(folder: Path) -> Path:
    cell = (
        '<table:table-cell table:number-columns-repeated="1000" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell>"
    )
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    return pack_ods(folder / "wide.ods", f'<table:table table:name="S">{row}</table:table>')


def binary_book(folder: Path) -> Path:
    path = folder / "book.xlsb"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("xl/workbook.bin", b"\x83\x01\x00")
    return path


def of_bytes(name: str, content: bytes) -> Made:
    def made(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return made


BAD: dict[str, tuple[Made, str]] = {
    "old workbook": (old_workbook, "has a passphrase, or is of an old format"),
    "encrypted workbook": (encrypted, "has a passphrase, or is of an old format"),
    "encrypted document": (encrypted_document, "has a passphrase"),
    "zip bomb": (declared_bomb, "would unpack to 300 MB"),
    "zip bomb that lies": (undeclared_bomb, "would unpack to|cannot be read as a workbook"),
    "half a workbook": (damaged, "cannot be read as a workbook"),
    "cells in opposite corners": (far_cells, "spans 1,048,576 rows and 900 columns"),
    "more rows than a sheet has": (far_rows, "spans 1,048,577 rows"),
    "entities in XLSX": (entities, "cannot be read as a workbook"),
    "entities in ODS": (ods_entities, "cannot be read as a workbook"),
    "repeated cells": (ods_repeats, "spans 1,048,576 rows and 1,000 columns"),
    "binary workbook": (binary_book, "is a binary workbook"),
    "10,000 columns": (
        lambda folder: write_csv(folder / "wide.csv", [[f"c{n}" for n in range(10_000)], ["x"]]),
        "has 10,000 columns",
    ),
    "10,000 columns in a workbook": (
        lambda folder: write_xlsx(folder / "w.xlsx", {"S": [[f"c{n}" for n in range(10_000)]] * 2}),
        "has 10,000 columns",
    ),
    "50 MB in a cell": (
        lambda folder: write_csv(folder / "long.csv", [["id", "title"], ["1", "x" * (50 << 20)]]),
        "line 2 has more than 5,000,000 characters",
    ),
    "binary": (
        of_bytes("photo.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 40),
        "is not a text file",
    ),
    "PDF": (of_bytes("paper.csv", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj"), "is a PDF"),
    "empty": (of_bytes("nothing.csv", b""), "is empty"),
    "only a mark": (of_bytes("mark.csv", b"\xef\xbb\xbf\r\n"), "is empty"),
    "only a head": (of_bytes("head.csv", b"id,title,type\n"), "no row below the head"),
    "an empty workbook": (
        lambda folder: write_xlsx(folder / "e.xlsx", {"S": []}),
        "There is nothing in e.xlsx",
    ),
    "quotes that do not end": (
        of_bytes("quotes.csv", b'id,title\n1,a\n2,"b\n'),
        "the quotes in the row at line 3 do not match",
    ),
    "a folder": (lambda folder: folder, "is a folder"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    make_file, says = BAD[name]
    path = make_file(tmp_path)
    with pytest.raises(DefcatError, match=says) as raised:
        read(path)
    assert raised.value.fix
    assert "\n" not in str(raised.value)


MEASURED = """
    import resource, sys
    from pathlib import Path
    from defcat.errors import DefcatError
    from defcat.exchange.formats import read
    import defcat.exchange.workbook

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in sys.argv[1:]:
        try:
            rows = len(read(Path(name)).table.rows)
        except DefcatError:
            rows = 0
        print(rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_neither_bombs_nor_a_million_rows_fill_the_memory(tmp_path: Path) -> None:
    made = (
        declared_bomb,
        undeclared_bomb,
        far_cells,
        far_rows,
        entities,
        ods_entities,
        ods_repeats,
    )
    bad: list[Path] = []
    for make_file in made:
        folder = tmp_path / make_file.__name__
        folder.mkdir()
        bad.append(make_file(folder))
    path = tmp_path / "long.csv"
    with path.open("w") as file:
        file.write("id,name,date\n")
        file.writelines(f"{n},somebody,2024-08-23\n" for n in range(1_048_577))
    process = start(MEASURED, *bad, path)
    said, _ = process.communicate(timeout=100)
    found = [tuple(map(int, line.split())) for line in said.splitlines()]
    assert [rows for rows, _ in found] == [*[0] * len(bad), 1_048_577]
    assert max(grown for _, grown in found) < BOUND


# --- through the command line -------------------------------------------------------------------

VISITS = """\
title = "Visits"
kind = "engagement"
key = "{id}"
scheme = "visits"

[record]
title = "{name}"
type = "{type}"
date = "{date}"

[[part]]
part = "engagement_relation"
type = "part-of"
other_id = "above"

[other.above]
kind = "engagement"
scheme = "visits"
key = "{part of}"
title = "{part of}"
type = "visit"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    with make(tmp_path) as catalogue, catalogue.change("Add") as change:
        change.add("engagement", title="Visit", type="visit", date="2024-01")
    return tmp_path / "desk.defcat"


def refused(
    desk: Path, source: Path, profile: str, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    """How the command line ends, and what it says; the catalogue must be as it was."""
    before = hashlib.sha256(desk.read_bytes()).hexdigest()
    code = main(["import", str(desk), str(source), "--profile", profile])
    said = capsys.readouterr()
    assert hashlib.sha256(desk.read_bytes()).hexdigest() == before
    assert "Traceback" not in said.out + said.err
    return code, said.err


@pytest.mark.parametrize("name", ["encrypted workbook", "zip bomb", "binary", "10,000 columns"])
def test_the_command_line_says_it_and_changes_nothing(
    tmp_path: Path, desk: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make_file, says = BAD[name]
    code, said = refused(desk, make_file(tmp_path), "us-visits", capsys)
    assert code == 2
    assert len(said.strip().splitlines()) == 1
    assert says.split("|", 1)[0] in said


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["1", "A", "tea-party", "2024", ""]], "tea-party"),
        ([["1", "A", "visit", "the 45th of May", ""]], "the 45th of May"),
        ([["1", "A", "visit", "2024", "1"]], "linked to itself|lead back"),
        (
            [["1", "A", "visit", "2024", "2"], ["2", "B", "visit", "2024", "1"]],
            "linked to itself|lead back",
        ),
    ],
    ids=["unknown code", "no date", "part of itself", "parts of each other"],
)
def test_what_cannot_be_so_is_refused_and_nothing_is_changed(
    tmp_path: Path,
    desk: Path,
    rows: list[list[str]],
    says: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    profile = tmp_path / "visits.toml"
    profile.write_text(VISITS)
    source = write_csv(tmp_path / "v.csv", [["id", "name", "type", "date", "part of"], *rows])
    before = hashlib.sha256(desk.read_bytes()).hexdigest()
    code = main(["import", str(desk), str(source), "--profile", str(profile)])
    said = capsys.readouterr()
    assert (code, len(said.err.splitlines())) == (2, 1)
    assert re.search(says, said.out + said.err)
    assert hashlib.sha256(desk.read_bytes()).hexdigest() == before
