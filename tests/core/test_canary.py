"""A ceiling holds: made-up words stand wherever a record can hold text, and are looked for in every
brief, in both forms that it is written in, wherever a file can hide a word.
"""

import os
import re
import subprocess
import sys
import zipfile
import zlib
from base64 import a85decode
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import fields, is_dataclass
from datetime import date
from hashlib import sha256
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import select

from defcat import vocabulary
from defcat.briefs import BRIEFS, Request, build, pdf
from defcat.briefs.blocks import Brief
from defcat.briefs.docx import render_docx
from defcat.catalogue import Catalogue
from defcat.dossier import stubs
from defcat.fields import (
    Country,
    Date,
    Duration,
    Field,
    Flag,
    Link,
    Marking,
    Part,
    Term,
    Text,
    Whole,
)
from defcat.kinds import KINDS, parts_of
from defcat.model import RECORD
from defcat.search.query import Query
from tests.core.making import ROOT, make

Word = Callable[[str], str]
"""The text for a place, such as agreement.title."""

DAY = date(2026, 11, 22)
EARLIER = date(2026, 10, 20)
CEILING = "restricted"

NOT_PRINTED = ("history", "binned", "dismissal", "hand_status", "attachment.sha256")
"""Places of which no brief says anything, whatever its ceiling: the desk's own, and the past."""

_DATES = {
    "expiry_date": "2027-01-31",
    "review_date": "2027-02-28",
    "born": "1960",
    "founded": "1990",
    "start": "2020-01-01",
    "promised": "2026-03-01",
}
_OF_ROWS = ("about", "row", "event", "set_by", "set_on")
"""Fields that name a field or a row of the same record, or that the catalogue fills in."""
_UNDATED = ("died", "dissolved", "closed", "end", "until", "set_on")
SOONER, LATER = "2026-09-01", "2026-11-10"
"""Days before the earlier one, and between the two."""
_TERMS = {
    # What neither ends an agreement nor makes it one that has ended.
    "event-type": "negotiation",
    "agreement-relation": "annex-to",
    "engagement-agreement": "discussed",
    "engagement-relation": "follows-up",
    "commitment-state": "open",
}


class Canaries:
    """A catalogue of open records, two of each kind; with `secrets` also of some above the ceiling,
    linked to the open ones in every way there is.

    `words` are the made-up words, each with the place it stands in.
    """

    def __init__(self, folder: Path, *, secrets: bool, **options: Any) -> None:
        self.catalogue = make(folder, scheme="india", **options)
        self.words: dict[str, str] = {}
        self.secret: dict[int, str] = {}
        self._rows: list[tuple[int, str, int]] = []
        self._syllables = product("bdgkmprtvz", "aeiou", "bdgkmprtvz", "aeiou", "lnrsx")
        with self.catalogue.change("Open records") as change:
            self.open = self._set(change, lambda place: f"Open {place.partition('.')[0]}", SOONER)
            self.beside = self._set(change, lambda place: f"Another {place}", LATER)
            # For an office that is not recorded a brief looks at the posts of that day.
            said = {"participant.office": "", "signatory.office": ""}
            self._link(change, self.open, self.beside, lambda p: said.get(p, f"Said of {p}"))
            self._point(change, self.open, self.beside)
        if secrets:
            with self.catalogue.change("What is above the ceiling") as change:
                self._add_secrets(change)
            self._leave_traces()

    def records(self, kinds: Collection[str]) -> tuple[int, ...]:
        """The open records of `kinds`."""
        found = (*self.open.items(), *self.beside.items())
        return tuple(record for kind, record in found if kind in kinds)

    def every(self, kinds: Collection[str]) -> tuple[int, ...]:
        """The records of `kinds`, those above the ceiling too."""
        secret = (record for record, kind in self.secret.items() if kind in kinds)
        return (*self.records(kinds), *secret)

    def _word(self, place: str) -> str:
        """A word that stands nowhere else."""
        word = "Zq" + "".join(next(self._syllables))
        self.words[word] = place
        return word

    def _add_secrets(self, change: Any) -> None:
        open_rows = list(self._rows)
        named = self._set(change, self._word, LATER, marking="secret")
        naming = self._set(change, self._word, SOONER, marking="secret")
        self.secret = {record: kind for few in (named, naming) for kind, record in few.items()}
        for records in (self.open, self.beside):
            self._link(change, records, named, self._word)
        self._link(change, naming, self.open, self._word)
        self._point(change, naming, self.open)
        self._point(change, self.beside, named)
        places = [(self.open[kind], name, None) for kind in KINDS for name in KINDS[kind].by_name]
        for record, about, row in [*places, *open_rows]:
            if about not in ("marking", "citation"):
                said = {name: self._word(f"citation.{name}") for name in ("locator", "states")}
                source = {"other_id": named["source"], "preferred": True}
                change.add_part("citation", record, about=about, row=row, **source, **said)

    def _leave_traces(self) -> None:
        """Words in the history of an open record, and in one that is in the bin."""
        agreement = self.open["agreement"]
        with self.catalogue.change("Note") as change:
            change.set("agreement", agreement, notes=self._word("history.notes"))
            topic = change.add("topic", title=self._word("binned.title"), type="policy-theme")
            change.add_part("subject", agreement, other_id=topic)
        with self.catalogue.change("Take back") as change:
            change.set("agreement", agreement, notes="Open agreement")
            change.bin(topic)

    def _set(self, change: Any, word: Word, day: str, marking: str | None = None) -> dict[str, int]:
        """A record of every kind, with all that does not name another one."""
        found = {}
        for kind in KINDS:
            values = {
                field.name: _value(field, f"{kind}.{field.name}", word, day)
                for field in KINDS[kind].fields
                if not isinstance(field.type, Link | Marking)
            }
            found[kind] = change.add(kind, **values, marking=marking)
            for part in parts_of(kind):
                links = any(f.required for f in part.fields if isinstance(f.type, Link))
                if not links and (marking or part.name not in NOT_PRINTED):
                    self._row(change, part, found[kind], word, day)
        return found

    def _link(self, change: Any, ours: dict[str, int], others: dict[str, int], word: Word) -> None:
        """Name `others` in `ours` by every field of every part that can."""
        for kind, record in ours.items():
            for part in parts_of(kind):
                fields = [field for field in part.fields if isinstance(field.type, Link)]
                for field, other in ((f, k) for f in fields for k in f.type.kinds):
                    first = fields[0]
                    needed = {first.name: self.open[first.type.kinds[0]]} if first.required else {}
                    for day in _days(part, secret=word == self._word):
                        linked = needed | {field.name: others[other]}
                        self._row(change, part, record, word, day, **linked)

    def _point(self, change: Any, ours: dict[str, int], others: dict[str, int]) -> None:
        """Name `others` in the fields of `ours`."""
        for kind, record in ours.items():
            fields = [field for field in KINDS[kind].fields if isinstance(field.type, Link)]
            if fields:
                change.set(kind, record, **{f.name: others[f.type.kinds[-1]] for f in fields})

    def _row(
        self, change: Any, part: Part, record: int, word: Word, day: str, **links: int
    ) -> None:
        values = {
            field.name: _value(field, f"{part.name}.{field.name}", word, day)
            for field in part.fields
            if not isinstance(field.type, Link) and field.name not in _OF_ROWS
        }
        row = change.add_part(part.name, record, **values, **links)
        self._rows.append((record, part.name, row))


def _days(part: Part, *, secret: bool) -> tuple[str, ...]:
    """The days of the rows of a link. An agreement has the status that its events give it, also
    where one of them names somebody who may not be named.
    """
    if not any(isinstance(field.type, Date) for field in part.fields):
        return (SOONER,)
    return (LATER,) if secret and part.name == "event" else (SOONER, LATER)


def _value(field: Field, place: str, word: Word, day: str) -> Any:
    match field.type:
        case Text():
            return f"https://example.org/{word(place)}" if field.name == "url" else word(place)
        case Date():
            return None if field.name in _UNDATED else _DATES.get(field.name, day)
        case Country():
            return "IN"
        case Term():
            name = field.type.vocabulary
            return _TERMS.get(name) or next(iter(vocabulary.load(name).terms))
        case Duration():
            return "five years"
        case Flag():
            return False
        case Whole():
            return 5
        case _:
            raise AssertionError(f"{place} has a type of field that no canary was put in")


@pytest.fixture(scope="module")
def canaries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canaries]:
    found = Canaries(tmp_path_factory.mktemp("canaries"), secrets=True)
    yield found
    found.catalogue.close()


@pytest.fixture(scope="module")
def nothing_secret(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canaries]:
    """The same catalogue, without anything that is above the ceiling."""
    found = Canaries(tmp_path_factory.mktemp("open"), secrets=False)
    yield found
    found.catalogue.close()


def request(name: str, records: Callable[[Collection[str]], tuple[int, ...]]) -> Request:
    """The widest that the brief `name` can be asked for: all records, a country, all other briefs.

    `records` tells the records of given kinds.
    """
    description = BRIEFS[name]
    match description.of:
        case "records":
            return Request(name, records(description.kinds))
        case "briefs":
            others = [other for other in BRIEFS if BRIEFS[other].of != "briefs"]
            return Request(name, parts=tuple(request(other, records) for other in others))
        case _:
            return Request(name, country="IN", query=Query(), days=365, sources=True)


def made(canaries: Canaries, asked: Request, *, as_of: date = DAY, **options: Any) -> Brief:
    with canaries.catalogue.read() as connection:
        scheme = canaries.catalogue.scheme
        days = {"as_of": as_of, "prepared_on": DAY}
        return build(connection, asked, scheme=scheme, **days, **options)


def written(brief: Brief) -> dict[str, str]:
    """All that can be read in the files that are made of a brief, by the form."""
    return {"pdf": _in_pdf(pdf.render(brief)), "docx": _in_docx(render_docx(brief))}


def _in_pdf(content: bytes) -> str:
    """Text, properties, bookmarks and every stream, in whichever way letters are written there."""
    with closing(pypdfium2.PdfDocument(content)) as document:
        found = [page.get_textpage().get_text_range() for page in document]
        found += document.get_metadata_dict().values()
        found += [mark.get_title() for mark in document.get_toc()]
    raw = laid_bare(content)
    octal = re.sub(rb"\\([0-7]{3})", lambda code: bytes([int(code[1], 8) & 0xFF]), raw)
    letters = octal.replace(b"\0", b"").decode("latin-1")
    hexadecimal = [
        bytes.fromhex(code.decode()).replace(b"\0", b"").decode("latin-1")
        for code in re.findall(rb"<((?:[0-9A-Fa-f]{2})+)>", raw)
    ]
    return "".join("\n".join([*found, letters, *hexadecimal]).split())


def laid_bare(content: bytes) -> bytes:
    """The file with every stream in it decompressed."""
    plain = content
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        if stream.endswith(b"~>"):
            stream = a85decode(b"<~" + stream.removeprefix(b"<~"), adobe=True)
        try:
            plain += zlib.decompress(stream)
        except zlib.error:
            plain += stream
    return plain


def _in_docx(content: bytes) -> str:
    """Every part of the file and its name, with its marks and without them."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = [package.read(name).decode() for name in package.namelist()]
        names = package.namelist()
    bare = [re.sub("<[^>]*>", "", part) for part in parts]
    return "".join("".join([*names, *parts, *bare]).split())


# --- what must not be seen ------------------------------------------------------------------------


@pytest.mark.parametrize("as_of", [EARLIER, DAY], ids=["as-of-earlier", "today"])
@pytest.mark.parametrize("name", BRIEFS)
def test_no_word_above_the_ceiling_is_in_a_brief(canaries, name, as_of):
    brief = made(canaries, request(name, canaries.records), as_of=as_of, ceiling=CEILING)
    with canaries.catalogue.read() as connection:
        refs = [stub.ref for stub in stubs(connection, list(canaries.secret)).values()]
    said = " ".join(_strings(brief))
    assert [ref for ref in refs if re.search(rf"\b{ref}\b", said)] == []
    assert brief.marking.rank <= canaries.catalogue.scheme.level(CEILING).rank
    for form, text in written(brief).items():
        assert {place for word, place in canaries.words.items() if word in text} == set(), form


@pytest.mark.parametrize("name", BRIEFS)
def test_without_a_ceiling_the_words_are_there(canaries, name):
    brief = made(canaries, request(name, canaries.every))
    assert brief.marking.code == "secret"
    for form, text in written(brief).items():
        found = [word for word in canaries.words if word in text]
        assert found, form
        assert "Secret" in text


def test_every_place_that_is_printed_has_a_word_in_it(canaries):
    text = "\n".join(_strings(made(canaries, request("record", canaries.every))))
    unseen = {place for word, place in canaries.words.items() if word not in text}
    assert {place for place in unseen if not place.startswith(NOT_PRINTED)} == set()


@pytest.mark.parametrize("as_of", [EARLIER, DAY], ids=["as-of-earlier", "today"])
@pytest.mark.parametrize("name", BRIEFS)
def test_a_silent_brief_is_as_if_nothing_were_secret(canaries, nothing_secret, name, as_of):
    """No count, no order, no figure tells of what is above the ceiling."""
    options = {"as_of": as_of, "ceiling": CEILING, "tell_withheld": False}
    silent = made(canaries, request(name, canaries.records), **options)
    plain = made(nothing_secret, request(name, nothing_secret.records), **options)
    assert list(_strings(silent)) == list(_strings(plain))
    assert silent == plain
    telling = made(canaries, request(name, canaries.records), **options | {"tell_withheld": True})
    others = [block for block in telling.blocks if block not in silent.blocks]
    assert [re.sub(r"\d+", "n", block.label) for block in others] == ["n items withheld"]


def _strings(found: object) -> Iterator[str]:
    """Every text in a brief."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, tuple):
        for each in found:
            yield from _strings(each)
    elif is_dataclass(found):
        for field in fields(found):
            yield from _strings(getattr(found, field.name))


# --- the same twice -------------------------------------------------------------------------------

_PRINT = """
import sys
from pathlib import Path
from tests.core.test_canary import printed
print(printed(Path(sys.argv[1])))
"""


def printed(path: Path) -> str:
    """What all briefs come to in both forms, as one figure."""
    found = sha256()
    with closing(Catalogue.open(path, write=False)) as catalogue, catalogue.read() as connection:
        rows = connection.execute(select(RECORD.c.id, RECORD.c.kind).order_by(RECORD.c.id)).all()

        def records(kinds: Collection[str]) -> tuple[int, ...]:
            return tuple(row.id for row in rows if row.kind in kinds)

        for name in BRIEFS:
            days = {"as_of": DAY, "prepared_on": DAY}
            brief = build(connection, request(name, records), scheme=catalogue.scheme, **days)
            found.update(pdf.render(brief))
            found.update(render_docx(brief))
    return found.hexdigest()


def test_the_same_brief_is_the_same_file_in_every_run(canaries):
    path = canaries.catalogue.path
    runs = []
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", _PRINT, str(path)]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        runs.append(run.stdout.strip())
    assert runs == [printed(path)] * 2
