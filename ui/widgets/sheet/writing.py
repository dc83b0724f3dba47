"""The pieces that the pages of the detail pane are written with, as HTML.

Links are `record:12` for a record and `source:3` for the third source of this one. All text from
the record is escaped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from defcat.dates import PartialDate
from defcat.dossier import Dossier, Row
from defcat.fields import Date, Link, Stored
from defcat.kinds import KINDS, PARTS
from defcat.translation import tr
from ui.theme import Theme


@dataclass(frozen=True)
class Ink:
    """The colours of the theme that the page is written in."""

    text: str
    muted: str
    faint: str
    accent: str

    @classmethod
    def of(cls, theme: Theme) -> "Ink":
        return cls(theme.text, theme.muted, theme.faint, theme.accent)


@dataclass(frozen=True)
class Writing:
    """The pieces that the pages of one dossier are written with.

    `offices` holds, by row, what those who took part or signed were on that day; `numbers` gives
    each cited source its number, in order of first use.
    """

    dossier: Dossier
    ink: Ink
    offices: Mapping[int, str]

    @property
    def numbers(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for citation in self.dossier.parts["citation"]:
            found.setdefault(int(citation["other_id"] or 0), len(found) + 1)
        return found

    def field(self, name: str) -> str:
        value = self.dossier.values[name]
        field = KINDS[self.dossier.kind].by_name[name]
        if isinstance(field.type, Link):
            return self.to(int(value or 0))
        if name == "url":
            return f'<a href="{escape(str(value), quote=True)}">{escape(str(value))}</a>'
        return escape(self.dossier.text(name)).replace("\n", "<br>")

    def row(self, row: Row) -> str:
        """The right column of a row: what it links to, then the rest of its values in order."""
        pieces = []
        if row["other_id"] is not None:
            pieces.append(self.to(int(row["other_id"])))
        shown_left = {"other_id", "role", "type", "register", "scheme", "event", "about", "row"}
        if row.part == "tenure":
            shown_left |= {"start", "end"}
            pieces.insert(0, escape(row.text("post")))
        for field in PARTS[row.part].fields:
            value = row[field.name]
            if field.name == "office":
                value = value or self.offices.get(row.id)
            if value is None or field.name in shown_left or field.name == "post":
                continue
            if isinstance(field.type, Link):
                pieces.append(self.to(int(value)))
            elif row.part == "signatory" and field.name == "country":
                continue
            elif isinstance(field.type, Date) and field.name != "date":
                pieces.append(f"{escape(tr(field.label).lower())} {escape(row.text(field.name))}")
            elif field.name == "url":
                pieces.append(
                    f'<a href="{escape(str(value), quote=True)}">{escape(tr("open"))}</a>'
                )
            else:
                pieces.append(escape(field.type.show(value)).replace("\n", "<br>"))
        return ", ".join(piece for piece in pieces if piece)

    def role(self, row: Row, back: bool = False) -> str:
        """The left column of a row: its role, type, register or date."""
        if row.part == "tenure":
            return period(row)
        if said := row.role(back=back) or row.text("register") or row.text("scheme"):
            return said
        if row.part == "signatory":
            return (
                tr("For {country}", country=row.text("country")) if row["country"] else tr("Signed")
            )
        return ""

    def owner(self, row: Row) -> str:
        """A row as its other end reads it: the record it belongs to, and its own particulars."""
        stub = self.dossier.stubs[row.record_id]
        rest = [
            escape(row.text(name))
            for name in ("office", "post", "country", "side", "locator", "states")
            if name in row.values and row[name] is not None
        ]
        if row.part == "tenure":
            rest.append(escape(period(row)))
        date = [escape(shown(stub.date))] if stub.date and row.part != "tenure" else []
        return ", ".join([self.to(row.record_id), *date, *rest])

    def to(self, record_id: int) -> str:
        stub = self.dossier.stubs.get(record_id)
        if stub is None:
            return escape(tr("(not in this catalogue)"))
        return f'<a href="record:{stub.id}">{escape(stub.title)}</a> {self.quiet(stub.ref)}'

    def marks(self, about: str | None, row: int | None) -> str:
        found = [self.numbers[int(c["other_id"] or 0)] for c in self.dossier.citations(about, row)]
        return "".join(
            f'\u00a0<a href="source:{n}" style="text-decoration:none"><sup>[{n}]</sup></a>'
            for n in dict.fromkeys(found)
        )

    def quiet(self, html: str) -> str:
        return f'<span style="color:{self.ink.faint}">{html}</span>' if html else ""

    def pair(self, left: str, right: str, marks: str = "") -> str:
        """A row of two columns: plain text, then HTML."""
        return (
            f'<tr><td width="30%" style="color:{self.ink.muted};padding:3px 12px 3px 0">'
            f"{escape(left)}</td>"
            f'<td width="70%" style="padding:3px 0">{right}{marks}</td></tr>'
        )

    def table(self, rows: list[str]) -> str:
        if not rows:
            return ""
        return f'<table width="100%" cellspacing="0" cellpadding="0">{"".join(rows)}</table>'

    def section(self, heading: str, rows: list[str]) -> str:
        if not rows:
            return ""
        return f"<p style='margin:14px 0 4px 0'><b>{escape(heading)}</b></p>{self.table(rows)}"

    def page(self, sections: list[str]) -> str:
        return (
            f"<style>a {{ color: {self.ink.accent}; text-decoration: none; }}</style>"
            f'<body style="color:{self.ink.text}">{"".join(sections)}</body>'
        )

    def nothing(self, sentence: str) -> str:
        return self.page([f"<p>{self.quiet(escape(sentence))}</p>"])


def period(row: Row) -> str:
    start, end = row.text("start"), row.text("end")
    if start and end:
        return tr("{start} to {end}", start=start, end=end)
    return tr("since {start}", start=start) if start else tr("until {end}", end=end) if end else ""


def shown(edtf: str | None) -> str:
    return PartialDate.parse(edtf).show() if edtf else tr("no date")


def when(edtf: str | None) -> tuple[object, ...]:
    return (0, *PartialDate.parse(edtf).sort_key) if edtf else (1,)


def text_or_none(value: Stored) -> str | None:
    return None if value is None else str(value)
