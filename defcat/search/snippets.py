"""Where a record answers the words of a query, for those whose title does not show it.

Read for the rows on screen, a kind and a part at a time, the likeliest places first: names, short
fields, those it is linked to, long texts, attachments. Nothing more is read of a record once a
place is found.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice

from sqlalchemy import ColumnElement, Connection, Row, Table, select

from defcat import countries
from defcat.fields import Country, Field, Link, Stored, Term, Text
from defcat.kinds import KINDS, PARTS, parts_of
from defcat.model import RECORD, own_table, part_table
from defcat.model.described import PAGE
from defcat.search.query import All, Any, Node, Phrase, Query, Word
from defcat.text import spellings, variants, words
from defcat.translation import tr

ROOM = 80
"""So many characters of a text are shown, about."""
_BEFORE = 24
"""So many of them at most stand before the first word that is marked."""
_LETTERS = 8_000_000
"""So many letters of attachments are looked through for a screenful."""
_NAME = 20
"""So many letters of the name of an attachment are shown, with its page."""
_LOOKED_FOR = 24
"""So many words and phrases of a query are looked for: whoever puts a page in wants no more."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Snippet:
    """A piece of a record in which words of the query stand.

    `label` is what people call its field; `marked` says where in `text` the words are, from the
    first character of each to the one after its last; none where only a code or another name of
    what is shown was meant.
    """

    label: str
    text: str
    marked: tuple[Span, ...]


def of(connection: Connection, query: Query, ids: Sequence[int]) -> dict[int, Snippet]:
    """The snippets of the records `ids`, a screenful; none for those whose title shows why."""
    groups = list(islice(dict.fromkeys(_groups(query.conditions)), _LOOKED_FOR))
    if not groups or not ids:
        return {}
    search = _Search(connection, tuple(term for group in groups for term in group))
    c = RECORD.c
    named = select(c.id, c.kind, c.number, c.title).where(c.id.in_(ids))
    for row in connection.execute(named):
        shown = f"{KINDS[row.kind].ref(row.number)} {row.title}"
        hidden = [group for group in groups if not any(_places(shown, term) for term in group)]
        if hidden:
            search.hidden[row.id] = tuple(term for group in hidden for term in group)
            search.kinds[row.kind].append(row.id)
    for stage in range(len(_STAGES)):
        for kind in list(search.kinds):
            for source in _sources(kind)[stage]:
                search.read(kind, source)
    search.read_papers()
    return search.found


def page_of(connection: Connection, query: Query, sha256: str) -> int:
    """The first page of a content with the most that a query asks for; 0 where none has any."""
    groups = list(islice(dict.fromkeys(_groups(query.conditions)), _LOOKED_FOR))
    if not groups:
        return 0
    texts = select(PAGE.c.page, PAGE.c.text).where(PAGE.c.sha256 == sha256, PAGE.c.page > 0)
    best, most = 0, 0
    for number, text in connection.execute(texts.order_by(PAGE.c.page)):
        there = sum(any(_stands_in(text, term) for term in group) for group in groups)
        if there > most:
            best, most = int(number), there
    return best


@dataclass(frozen=True)
class _Term:
    """What one word of the query asks, the beginning of a word; or a phrase, whole words."""

    words: tuple[str, ...]
    whole: bool

    def fits(self, known: Iterable[str]) -> bool:
        """Whether the only word of the term is one of these, or the beginning of one."""
        word = self.words[0]
        return any(one == word if self.whole else one.startswith(word) for one in known)


def _groups(nodes: Iterable[Node]) -> Iterator[tuple[_Term, ...]]:
    """The words and phrases that a record must have: of each group, one."""
    for node in nodes:
        if isinstance(node, Word):
            yield from ((_Term((word,), False),) for word in words(node.text))
        elif isinstance(node, Phrase):
            if found := words(node.text):
                yield (_Term(tuple(found), True),)
        elif isinstance(node, All):
            yield from _groups(node.nodes)
        elif isinstance(node, Any):
            either = tuple(term for group in _groups(node.nodes) for term in group)
            if either:
                yield either


# --- where to look ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Source:
    """Columns of one table to look into; `part` is empty for those of the kind itself."""

    table: str
    part: bool
    fields: tuple[Field, ...]

    def label(self, field: Field) -> str:
        """What people call a value of it: the part, where a row of that is little else."""
        plain = self.part and field.name in ("name", "value", "number", "other_id", "text")
        return tr(PARTS[self.table].label if plain else field.label)


def _is_name(of: str, field: Field) -> bool:
    return of == "alias" or field.name == "native_name"


def _is_short(of: str, field: Field) -> bool:
    if isinstance(field.type, Text):
        return field.full_text and not field.type.long and not _is_name(of, field)
    return isinstance(field.type, Country) or (isinstance(field.type, Term) and field.facet)


def _is_link(of: str, field: Field) -> bool:
    return isinstance(field.type, Link) and of != "citation"


def _is_long(_of: str, field: Field) -> bool:
    return isinstance(field.type, Text) and field.type.long


_STAGES = (_is_name, _is_short, _is_link, _is_long)


@cache
def _sources(kind: str) -> tuple[tuple[_Source, ...], ...]:
    """What to read of the records of a kind, stage by stage."""
    described = [(KINDS[kind], False), *((part, True) for part in parts_of(kind))]
    stages = []
    for wanted in _STAGES:
        chosen = (
            _Source(one.name, part, tuple(f for f in one.fields if wanted(one.name, f)))
            for one, part in described
        )
        stages.append(tuple(source for source in chosen if source.fields))
    return tuple(stages)


@dataclass
class _Search:
    """The records still without a snippet, and those found; all the terms are marked."""

    connection: Connection
    terms: tuple[_Term, ...]
    hidden: dict[int, tuple[_Term, ...]] = field(default_factory=dict)
    kinds: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    found: dict[int, Snippet] = field(default_factory=dict)

    def read(self, kind: str, source: _Source) -> None:
        """Look for those of `kind` that have none yet in a table."""
        ids = [i for i in self.kinds[kind] if i not in self.found]
        if not ids:
            return
        table = part_table(source.table) if source.part else own_table(source.table)
        owner = table.c.record_id if source.part else table.c.id
        columns = [_column(table, one.name) for one in source.fields]
        statement = select(owner, *columns).where(owner.in_(ids)).order_by(table.c.id)
        if any(one.name not in table.c for one in source.fields):
            statement = statement.join(RECORD, RECORD.c.id == owner)
        rows = self.connection.execute(statement).all()
        titles = self._titles(source, rows)
        for record_id, *values in rows:
            for one, value in zip(source.fields, values, strict=True):
                if value is not None and record_id not in self.found:
                    self._look(record_id, source.label(one), one, value, titles)

    def read_papers(self) -> None:
        """Look for those that have none yet in their attachments, page by page."""
        ids = [i for i in self.hidden if i not in self.found]
        attachment = part_table("attachment").c
        texts = (
            select(attachment.record_id, attachment.name, PAGE.c.page, PAGE.c.text)
            .join(PAGE, PAGE.c.sha256 == attachment.sha256)
            .where(attachment.record_id.in_(ids), PAGE.c.text != "")
            .order_by(attachment.record_id, attachment.id, PAGE.c.page)
        )
        left = _LETTERS
        for record_id, name, number, text in self.connection.execute(texts) if ids else ():
            if record_id in self.found:
                continue
            if (left := left - len(text)) < 0:
                return
            if any(_stands_in(text, term) for term in self.hidden[record_id]):
                spans = {span for term in self.terms for span in _places(text, term)}
                file = name if len(name) <= _NAME else f"{name[: _NAME - 10]}…{name[-9:]}"
                page = tr("{file}, p. {n}", file=file, n=number) if number else file
                # Where it stands is asked for before what stands before it.
                self.found[record_id] = _cut(page, text, sorted(spans), before=0)

    def _titles(self, source: _Source, rows: Sequence[Row[tuple[Stored, ...]]]) -> dict[int, str]:
        """The titles of the records that rows of links name."""
        if not isinstance(source.fields[0].type, Link):
            return {}
        linked: set[Stored] = set().union(*(row[1:] for row in rows)) - {None}
        c = RECORD.c
        live = select(c.id, c.title).where(c.id.in_(linked), c.binned_at.is_(None))
        return {row.id: row.title for row in self.connection.execute(live)}

    def _look(
        self, record_id: int, label: str, of: Field, value: Stored, titles: dict[int, str]
    ) -> None:
        asked = self.hidden[record_id]
        if isinstance(of.type, Country):
            text = of.type.show(value)
            fits = any(len(t.words) == 1 and _names(str(value), t) for t in asked)
        elif isinstance(of.type, Term):
            text = of.type.show(value)
            fits = any(_places(f"{value} {text}", term) for term in asked)
        else:
            text = titles.get(int(value or 0), "") if isinstance(of.type, Link) else str(value)
            fits = any(_places(text, term) for term in asked)
        if fits:
            spans = {span for term in self.terms for span in _places(text, term)}
            self.found[record_id] = _cut(label, text, sorted(spans))


def _column(table: Table, name: str) -> ColumnElement[Stored]:
    """The column of a field: some are shared by all kinds."""
    return table.c[name] if name in table.c else RECORD.c[name]


@lru_cache(maxsize=2048)
def _names(code: str, term: _Term) -> bool:
    """Whether a word of one of a country's names is the one asked for."""
    return term.fits(word for name in countries.names(code) for word in words(name))


# --- where it stands in a text ----------------------------------------------------------------

_PIECE = re.compile(r"[^\s!-/:-@\[-`{-~“”‘’„«»…–—·•।]+")


def _places(text: str, term: _Term) -> list[Span]:
    """Where `text` has what the term asks for, in whichever spelling.

    As it is written first, and letter by letter folded only where that may find more.
    """
    lower = text.lower()
    if len(lower) == len(text):
        if found := [match.span() for match in _pattern(term).finditer(lower)]:
            return found
        if text.isascii() and not any(term.fits(variants(lower)) for term in _single(term)):
            return []
    pieces = [(match.span(), _forms(match[0])) for match in _PIECE.finditer(text)]
    if len(term.words) == 1:
        return [span for span, forms in pieces if term.fits(forms)]
    runs = range(len(pieces) - len(term.words) + 1)
    return [
        (pieces[first][0][0], pieces[first + len(term.words) - 1][0][1])
        for first in runs
        if all(word in pieces[first + n][1] for n, word in enumerate(term.words))
    ]


def _stands_in(text: str, term: _Term) -> bool:
    """Whether `_places` finds the term in a long text: that would fold it letter by letter."""
    if _pattern(term).search(text.lower()):
        return True
    found = words(text)
    if len(term.words) == 1:
        return term.fits(found) or term.fits(spellings(found))
    return f" {' '.join(term.words)} " in f" {' '.join(found)} "


@lru_cache(maxsize=256)
def _single(term: _Term) -> tuple[_Term, ...]:
    return tuple(_Term((word,), term.whole) for word in term.words)


@lru_cache(maxsize=256)
def _pattern(term: _Term) -> re.Pattern[str]:
    """The term as it may be written, with the other spelling of each word: defense, defence."""
    spelled = (
        "(?:" + "|".join(map(re.escape, (word, *(variants(word) if word.isascii() else ())))) + ")"
        for word in term.words
    )
    return re.compile(
        r"(?<![^\W_])" + r"[\W_]+".join(spelled) + ("(?![^\\W_])" if term.whole else r"[^\W_]*")
    )


@lru_cache(maxsize=8_192)
def _forms(piece: str) -> tuple[str, ...]:
    """All that finds a piece of a text."""
    return (*words(piece), *variants(piece))


def _cut(label: str, text: str, spans: Sequence[Span], before: int | None = None) -> Snippet:
    """About `ROOM` characters of `text` around the first of `spans`, in one line.

    A long text begins at most `_BEFORE` characters before that, any text at most `before`.
    """
    first = spans[0][0] if spans else 0
    start = 0
    room = (_BEFORE if len(text) > ROOM else len(text)) if before is None else before
    if first > room:
        blank = text.find(" ", first - room, first)
        start = blank + 1 if blank >= 0 else first
    end = len(text)
    if end - start > ROOM:
        blank = text.rfind(" ", start + 1, start + ROOM)
        end = max(blank, 0) or start + ROOM
        end = max(end, min(spans[0][1], start + ROOM) if spans else end)
    cut, after = "…" if start else "", "…" if end < len(text) else ""
    shown = cut + re.sub(r"\s", " ", text[start:end]) + after
    by = len(cut) - start
    marked = tuple((a + by, min(b, end) + by) for a, b in spans if start <= a < end)
    return Snippet(label, shown, marked)
