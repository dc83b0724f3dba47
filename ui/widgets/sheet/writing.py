"""The pieces that the pages of the detail pane are written with, as HTML.

Links are `record:12` for a record, `source:3` for the third source of this one, `row:event:7` for a
row to correct, `add:event` for one to add, `do:close:12` for what can be done with a record and
`more:party` for a list to show in full, `list:linked:S1` for a query to ask; `cite:date:0` and
`cite:event:7` for what wants a source, and `prefer:5` for a statement to prefer. All text from the
record is escaped.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape

from defcat import vocabulary
from defcat.dates import PartialDate
from defcat.dossier import Dossier, Row
from defcat.fields import Date, Link, Stored
from defcat.kinds import KINDS, PARTS
from defcat.rules.disagreement import Disagreement, Place, disagreements
from defcat.rules.support import on_its_side
from defcat.translation import tr
from ui.theme import Theme
from ui.widgets.sheet.around import ALONE, Around
from ui.widgets.sheet.standing import Standing

_TOLD = 300
"""Characters of a statement that the mark of its source tells; a data set states whole rows."""


ROWS = 50
"""Rows of a section that are laid out: Qt takes 0.2 ms for each, and the window waits meanwhile."""

LONG = 120
"""Characters from which a title is cut in a link; none is refused, for instruments have such."""


@dataclass(frozen=True)
class Ink:
    """The colours of the theme that the page is written in."""

    text: str
    muted: str
    faint: str
    accent: str
    warn: str

    @classmethod
    def of(cls, theme: Theme) -> "Ink":
        return cls(theme.text, theme.muted, theme.faint, theme.accent, theme.warn)


@dataclass(frozen=True)
class Writing:
    """The pieces that the pages of one dossier are written with.

    `offices` holds, by row, what those who took part or signed were on that day; `numbers` gives
    each cited source its number, in order of first use. `day` is the one that is shown, `standing`
    what follows for an agreement on it. `writable`: rows can be corrected; `opened` names the long
    lists that are shown in full. `around` has the meetings and promises around the record.
    """

    dossier: Dossier
    ink: Ink
    offices: Mapping[int, str]
    day: date
    standing: Standing | None = None
    writable: bool = False
    opened: frozenset[str] = frozenset()
    around: Around = ALONE

    @cached_property
    def numbers(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for citation in self.dossier.parts["citation"]:
            found.setdefault(int(citation["other_id"] or 0), len(found) + 1)
        return found

    @cached_property
    def disputed(self) -> dict[Place, Disagreement]:
        """The facts on which sources disagree."""
        return {(found.about, found.row): found for found in disagreements(self.dossier)}

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
        link = f'<a href="record:{stub.id}"{whole(stub.title)}>{escape(cut(stub.title))}</a>'
        return f"{link} {self.quiet(stub.ref)}"

    def correct(self, row: Row) -> str:
        """A quiet link by which a row is corrected, where anything can be."""
        if not self.writable:
            return ""
        ink, words = self.ink.faint, escape(tr("correct"))
        return f' &nbsp;<a href="row:{row.part}:{row.id}" style="color:{ink}">{words}</a>'

    def relation(self, row: Row, other_id: int) -> str:
        """A related agreement, for whom it is so, how that one stands, and what is noted."""
        noted = escape(row.text("notes"))
        said = (self.to(other_id), self.related(row, other_id), noted)
        return ", ".join(filter(None, said))

    def related(self, row: Row, other_id: int) -> str:
        """What a relation to another agreement holds for, and how that one stands."""
        party = tr("for {country} only", country=row.text("country")) if row["country"] else ""
        found = self.standing.others.get(other_id) if self.standing else None
        if found is None:
            return self.quiet(escape(party))
        label = vocabulary.label("agreement-status", found.code).lower()
        state = f"{label} ({found.reason})" if found.event is not None else label
        return self.quiet(escape(", ".join(filter(None, (party, state)))))

    def marks(self, about: str | None, row: int | None) -> str:
        """The numbers of the sources of a fact, and below them what they disagree on."""
        return self.numbered(about, row) + self.dispute(about, row)

    def numbered(self, about: str | None, row: int | None) -> str:
        """The numbers of the sources of a fact, without those that state another value."""
        by_number: dict[int, list[Row]] = {}
        for citation in on_its_side(self.dossier, about, row):
            by_number.setdefault(self.numbers[int(citation["other_id"] or 0)], []).append(citation)
        return "".join(self._mark(number, cited) for number, cited in by_number.items())

    def dispute(self, about: str | None, row: int | None) -> str:
        """A line on what the sources of a fact disagree on, empty where they do not."""
        found = self.disputed.get((about, row))
        return f"<br>{self.disagreement(found)}" if found else ""

    def disagreement(self, found: Disagreement) -> str:
        """What is stated of a fact on which sources disagree: the one believed, then the others."""
        stated = []
        if not found.believed:
            stated.append(escape(tr("{value} (on record)", value=found.held or tr("nothing"))))
        for citation in found.citations:
            words = escape(citation.text("states"))
            if citation["preferred"]:
                words += f" <b>{escape(tr('preferred'))}</b>"
            number = self.numbers[int(citation["other_id"] or 0)]
            stated.append(words + self._mark(number, [citation]))
        heading = f'<span style="color:{self.ink.warn}">{escape(tr("Sources disagree:"))}</span>'
        return f"{heading} {' – '.join(stated)}"

    def _mark(self, number: int, cited: Sequence[Row]) -> str:
        """The number of a source, as a link that tells which one it is and what it states."""
        said = [escape(cut(self.dossier.title(cited[0]["other_id"]), _TOLD))]
        for citation in cited:
            states = citation.text("states")
            told = ": ".join(filter(None, (citation.text("locator"), cut(states, _TOLD))))
            said.extend([escape(told).replace("\n", "<br>")] if told else [])
        tip = escape(f"<qt>{'<br>'.join(said)}</qt>", quote=True)
        return (
            f'\u00a0<a href="source:{number}" title="{tip}" style="text-decoration:none">'
            f"<sup>[{number}]</sup></a>"
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

    def all_of(self, kinds: Collection[str], words: str, asking: str = "linked") -> str:
        """A link that lists the records of `kinds` (empty: of any) linked to this one.

        `asking`: the name in a query of the field by which they are linked.
        """
        of_kinds = f"kind:{','.join(name for name in KINDS if name in kinds)} " if kinds else ""
        query = f"{of_kinds}{asking}:{self.dossier.stub.ref}"
        return f'<a href="list:{query}">{escape(words)}</a>'

    def page(self, sections: list[str]) -> str:
        return (
            f"<style>a {{ color: {self.ink.accent}; text-decoration: none; }}</style>"
            f'<body style="color:{self.ink.text}">{"".join(sections)}</body>'
        )

    def nothing(self, sentence: str) -> str:
        return self.page([f"<p>{self.quiet(escape(sentence))}</p>"])


def cut(words: str, most: int = LONG) -> str:
    """Words that end in an ellipsis where they are longer than `most` characters."""
    return words if len(words) <= most else words[:most].rstrip() + "…"


def whole(words: str) -> str:
    """The attribute of a link that tells the words in full where they are cut."""
    tip = escape(f"<qt>{escape(words)}</qt>", quote=True)
    return f' title="{tip}"' if len(words) > LONG else ""


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
