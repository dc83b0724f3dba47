"""A dossier as the HTML that the detail pane shows: facts, timeline, links, sources, history.

Links are `record:12` for a record and `source:3` for the third source of this one. All text from
the record is escaped.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from defcat import vocabulary
from defcat.dates import PartialDate
from defcat.dossier import COUNTED, Dossier, Row
from defcat.fields import Date, Link, Stored
from defcat.history import EntryView, Step, describe
from defcat.kinds import KINDS, PARTS, label_of
from defcat.translation import capital, tr
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
class Sheet:
    """Writes one dossier. `numbers` gives each cited source its number, in order of first use.

    `offices` holds, by row, what those who took part or signed were on that day.
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

    # --- the tabs ---------------------------------------------------------------------------

    def facts(self) -> str:
        """What the record says of itself, with the marks of its sources."""
        dossier, kind = self.dossier, KINDS[self.dossier.kind]
        rows = []
        if computed := dossier.computed.get("form"):
            rows.append(
                self._pair(tr("Form"), escape(vocabulary.label("agreement-form", computed)))
            )
        for field in kind.fields:
            if field.name in ("title", "marking") or dossier.values.get(field.name) is None:
                continue
            rows.append(
                self._pair(tr(field.label), self._field(field.name), self._marks(field.name, None))
            )
        if marks := self._marks(None, None):
            rows.append(self._pair(tr("Source"), escape(tr("of the whole record")), marks))
        sections = [self._table(rows)]
        for part in _FACTS.get(dossier.kind, ()):
            sections.append(self._part(part))
        if dossier.kind == "engagement":
            sections += [self._engagements_around(), self._promised()]
        sections.append(self._aliases())
        return self._page(sections)

    def timeline(self) -> str:
        """What happened, by date: events, posts, engagements, and what was born there."""
        rows = sorted(self._moments(), key=lambda moment: _when(moment[0]))
        if not rows:
            return self._nothing(tr("Nothing dated is on record yet."))
        return self._page([self._table([self._pair(_shown(date), text) for date, text in rows])])

    def links(self) -> str:
        """The records that this one names, and those that name it."""
        sections = []
        for name, every in self.dossier.parts.items():
            rows = [row for row in every if row["other_id"] is not None]
            if rows and name != "citation":
                listed = [self._pair(capital(self._role(row)), self._row(row)) for row in rows]
                sections.append(self._section(tr(PARTS[name].label), listed))
        for name, rows in self.dossier.backlinks.items():
            if rows:
                listed = [
                    self._pair(capital(self._role(row, back=True)), self._owner(row))
                    for row in rows
                ]
                heading = tr(PARTS[name].inverse)
                if (total := self.dossier.totals[name]) > len(rows):
                    heading = tr(
                        "{heading}: {n} of {total}",
                        heading=heading,
                        n=len(rows),
                        total=_counted(total),
                    )
                sections.append(self._section(heading, listed))
        named = [
            self._pair(self._field_label(field, other), self._to(other))
            for field, other in self.dossier.named_by
        ]
        sections.append(self._section(tr("Named by"), named))
        page = self._page(sections)
        return page if any(sections) else self._nothing(tr("Nothing is linked to this record yet."))

    def sources(self) -> str:
        """Each source, what it supports, where, and what it states."""
        citations = self.dossier.parts["citation"]
        if not citations:
            return self._nothing(tr("No source supports this record yet."))
        sections = []
        for source, number in self.numbers.items():
            rows = []
            for citation in citations:
                if citation["other_id"] == source:
                    said = escape(citation.text("states"))
                    if citation["preferred"]:
                        said += f" <b>{escape(tr('preferred'))}</b>"
                    where = escape(citation.text("locator")).replace(" ", "\u00a0")
                    rows.append(self._pair(self.about(citation), f"{said} {self._quiet(where)}"))
            heading = f'<a name="source{number}"></a>[{number}] {self._to(source)}'
            sections.append(f"<p style='margin-top:10px'>{heading}</p>{self._table(rows)}")
        return self._page(sections)

    def history(self, entries: Iterable[EntryView]) -> str:
        """Who changed what, newest first."""
        sections = []
        for entry in entries:
            rows = [row for step in entry.steps for row in self._step(step)]
            head = escape(
                tr("{label} · {by} · {at}", label=entry.label, by=entry.by, at=_at(entry))
            )
            if entry.undone:
                head = f"<s>{head}</s> {escape(tr('undone'))}"
            sections.append(f"<p style='margin-top:10px'><b>{head}</b></p>{self._table(rows)}")
        return self._page(sections)

    def _step(self, step: Step) -> list[str]:
        """A row of the history: a line a field for the record itself, one line for a part's row."""
        lines = [(name, self._difference(old, new)) for name, old, new in describe(step)]
        if step.what not in PARTS:
            return [self._pair(name, words) for name, words in lines]
        heading = tr(PARTS[step.what].label)
        return [self._pair(heading, "; ".join(words for _, words in lines))] if lines else []

    def about(self, citation: Row) -> str:
        """What a citation supports, in words: the record, a field, or a row of a part."""
        name = citation["about"]
        if name is None:
            return tr("Whole record")
        if name in PARTS:
            for row in self.dossier.parts.get(str(name), []):
                if row.id == citation["row"]:
                    return self._role(row) or tr(PARTS[str(name)].label)
        return label_of(self.dossier.kind, str(name))

    # --- pieces -----------------------------------------------------------------------------

    def _field(self, name: str) -> str:
        value = self.dossier.values[name]
        field = KINDS[self.dossier.kind].by_name[name]
        if isinstance(field.type, Link):
            return self._to(int(value or 0))
        if name == "url":
            return f'<a href="{escape(str(value), quote=True)}">{escape(str(value))}</a>'
        return escape(self.dossier.text(name)).replace("\n", "<br>")

    def _part(self, name: str) -> str:
        rows = self.dossier.parts.get(name, [])
        listed = [
            self._pair(capital(self._role(row)), self._row(row), self._marks(name, row.id))
            for row in rows
        ]
        return self._section(tr(PARTS[name].label), listed)

    def _engagements_around(self) -> str:
        """The engagements that it is part of or follows, and those that it contains."""
        name = "engagement_relation"
        above = [
            self._pair(capital(self._role(row)), self._row(row), self._marks(name, row.id))
            for row in self.dossier.parts[name]
        ]
        stubs = self.dossier.stubs
        rows = sorted(self.dossier.backlinks[name], key=lambda r: _when(stubs[r.record_id].date))
        below = [self._pair(capital(self._role(row, back=True)), self._owner(row)) for row in rows]
        return self._section(tr(PARTS[name].label), above + below)

    def _promised(self) -> str:
        listed = [
            self._pair(_shown(self.dossier.stubs[other].date), self._to(other))
            for name, other in self.dossier.named_by
            if self.dossier.stubs[other].kind == "commitment" and name == "engagement"
        ]
        return self._section(tr(KINDS["commitment"].plural), listed)

    def _aliases(self) -> str:
        rows = self.dossier.parts["alias"]
        listed = [
            self._pair(
                row.text("type") or tr("Name"),
                escape(row.text("name")),
                self._marks("alias", row.id),
            )
            for row in rows
        ]
        return self._section(tr("Other names"), listed)

    def _role(self, row: Row, back: bool = False) -> str:
        """The left column of a row: its role, type, register or date."""
        if row.part == "tenure":
            return _period(row)
        if said := row.role(back=back) or row.text("register") or row.text("scheme"):
            return said
        if row.part == "signatory":
            return (
                tr("For {country}", country=row.text("country")) if row["country"] else tr("Signed")
            )
        return ""

    def _row(self, row: Row) -> str:
        """The right column of a row: what it links to, then the rest of its values in order."""
        pieces = []
        if row["other_id"] is not None:
            pieces.append(self._to(int(row["other_id"])))
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
                pieces.append(self._to(int(value)))
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

    def _owner(self, row: Row) -> str:
        """A row as its other end reads it: the record it belongs to, and its own particulars."""
        stub = self.dossier.stubs[row.record_id]
        rest = [
            escape(row.text(name))
            for name in ("office", "post", "country", "side", "locator", "states")
            if name in row.values and row[name] is not None
        ]
        if row.part == "tenure":
            rest.append(escape(_period(row)))
        date = [escape(_shown(stub.date))] if stub.date and row.part != "tenure" else []
        return ", ".join([self._to(row.record_id), *date, *rest])

    def _moments(self) -> Iterable[tuple[str | None, str]]:
        for row in self.dossier.parts.get("event", []):
            place = f", {escape(row.text('place'))}" if row["place"] else ""
            whom = f", {escape(row.text('country'))}" if row["country"] else ""
            note = f" {self._quiet(escape(row.text('date_note')))}" if row["date_note"] else ""
            date = row["effective"] if row["effective"] and not row["date"] else row["date"]
            text = f"{escape(row.text('type'))}{whom}{place}{note}"
            yield _text_or_none(date), text + self._marks("event", row.id)
        for row in self.dossier.parts.get("tenure", []):
            text = self._row(row) + self._marks("tenure", row.id)
            yield _text_or_none(row["start"]), text
        for rows in self.dossier.backlinks.values():
            for row in rows:
                stub = self.dossier.stubs[row.record_id]
                if stub.kind in ("engagement", "commitment", "agreement") and stub.date:
                    role = self._role(row, back=True)
                    yield stub.date, f"{self._to(stub.id)} {self._quiet(escape(role))}"
        for name in ("engagement_relation", "engagement_agreement"):
            for row in self.dossier.parts.get(name, []):
                other = self.dossier.stubs[int(row["other_id"] or 0)]
                yield other.date, f"{self._to(other.id)} {self._quiet(escape(self._role(row)))}"
        for _, other_id in self.dossier.named_by:
            other = self.dossier.stubs[other_id]
            if other.date:
                yield other.date, self._to(other_id)

    def _field_label(self, field: str, other: int) -> str:
        kind = KINDS[self.dossier.stubs[other].kind]
        return f"{tr(kind.label)}, {tr(kind.by_name[field].label).lower()}"

    def _to(self, record_id: int) -> str:
        stub = self.dossier.stubs.get(record_id)
        if stub is None:
            return escape(tr("(not in this catalogue)"))
        return f'<a href="record:{stub.id}">{escape(stub.title)}</a> {self._quiet(stub.ref)}'

    def _marks(self, about: str | None, row: int | None) -> str:
        found = [self.numbers[int(c["other_id"] or 0)] for c in self.dossier.citations(about, row)]
        return "".join(
            f'\u00a0<a href="source:{n}" style="text-decoration:none"><sup>[{n}]</sup></a>'
            for n in dict.fromkeys(found)
        )

    def _difference(self, old: str, new: str) -> str:
        if old and new:
            return f"{self._quiet(f'<s>{escape(old)}</s>')} → {escape(new)}"
        return escape(new) if new else self._quiet(f"<s>{escape(old)}</s>")

    def _quiet(self, html: str) -> str:
        return f'<span style="color:{self.ink.faint}">{html}</span>' if html else ""

    def _pair(self, left: str, right: str, marks: str = "") -> str:
        """A row of two columns: plain text, then HTML."""
        return (
            f'<tr><td width="30%" style="color:{self.ink.muted};padding:3px 12px 3px 0">'
            f"{escape(left)}</td>"
            f'<td width="70%" style="padding:3px 0">{right}{marks}</td></tr>'
        )

    def _table(self, rows: list[str]) -> str:
        if not rows:
            return ""
        return f'<table width="100%" cellspacing="0" cellpadding="0">{"".join(rows)}</table>'

    def _section(self, heading: str, rows: list[str]) -> str:
        if not rows:
            return ""
        return f"<p style='margin:14px 0 4px 0'><b>{escape(heading)}</b></p>{self._table(rows)}"

    def _page(self, sections: list[str]) -> str:
        return (
            f"<style>a {{ color: {self.ink.accent}; text-decoration: none; }}</style>"
            f'<body style="color:{self.ink.text}">{"".join(sections)}</body>'
        )

    def _nothing(self, sentence: str) -> str:
        return self._page([f"<p>{self._quiet(escape(sentence))}</p>"])


_FACTS: dict[str, tuple[str, ...]] = {
    "agreement": ("party", "signatory", "event", "reference"),
    "engagement": ("participant", "engagement_agreement", "outcome"),
    "official": ("tenure", "contact"),
}
"""The parts that are read with the facts, by kind; the rest stands under Links."""


def _period(row: Row) -> str:
    start, end = row.text("start"), row.text("end")
    if start and end:
        return tr("{start} to {end}", start=start, end=end)
    return tr("since {start}", start=start) if start else tr("until {end}", end=end) if end else ""


def _counted(total: int) -> str:
    return f"{total:,}+" if total >= COUNTED else f"{total:,}"


def _shown(edtf: str | None) -> str:
    return PartialDate.parse(edtf).show() if edtf else tr("no date")


def _when(edtf: str | None) -> tuple[object, ...]:
    return (0, *PartialDate.parse(edtf).sort_key) if edtf else (1,)


def _text_or_none(value: Stored) -> str | None:
    return None if value is None else str(value)


def _at(entry: EntryView) -> str:
    return entry.at[:16].replace("T", " ")
