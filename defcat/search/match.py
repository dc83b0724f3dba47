"""From the tree of a query to what the full-text index is asked: one FTS5 expression.

Words are looked for in every column, and what a field asks for among the tokens of `tags`; AND, OR
and NOT between them are the index's own, so that any answer streams newest first. The expression is
given as a bound parameter.

What the index cannot know has to be looked at record by record (`judge`): who held an office, and
on a day other than today the status of an agreement, the state of a commitment, and which countries
were named by then. `is_looked_at` says where; `All` of the rest is asked of the index.
"""

import sys
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice, product

from sqlalchemy import Connection

from defcat.dossier import find_id
from defcat.errors import InputError, NotFound
from defcat.fields import Link, Part, Text
from defcat.kinds import KINDS, PARTS
from defcat.search import spans, special, tags, values
from defcat.search.asked import Asked, Both, Codes, Days, Lengths, Numbers, Reference, Words
from defcat.search.expressions import (
    EVERYTHING,
    NOTHING,
    both,
    either,
    of_kinds,
    quoted,
    referred,
    without,
)
from defcat.search.fields import Searched, find, searched
from defcat.search.index import matching, spelled
from defcat.search.links import linked_from, refs
from defcat.search.query import (
    All,
    Any,
    AsOf,
    InCountry,
    No,
    Node,
    Office,
    OfKind,
    Phrase,
    Where,
    Word,
)
from defcat.storage.fulltext import PREFIXES
from defcat.text import variants, words

NAMED_SO = 50
"""As many records of a name are looked up; of a beginning that more have, only titles count."""
SOURCES = 200
"""As many sources of a name are looked up, whose titles those who cite them do not hold."""
SPELLINGS = 8
"""As many ways of writing a phrase are asked for."""

_MARKS = (chr(0xE000), chr(0xE0FF))
"""The letters among which are those that tags begin with."""


def is_looked_at(node: Node, moved: bool) -> bool:
    """Whether the index alone cannot say who answers `node`; `moved`: asked as of another day."""
    match node:
        case Office():
            return True
        case InCountry():
            return moved
        case Where(field):
            return moved and field in LOOKED_AT
        case No(inner):
            return is_looked_at(inner, moved)
        case Any(nodes) | All(nodes):
            return any(is_looked_at(one, moved) for one in nodes)
    return False


LOOKED_AT = ("status", "state")
"""The fields whose values are those of today, though they follow from the record on any day."""


class Matcher:
    """The expressions of the conditions of one query, on the day on which it is asked."""

    def __init__(self, connection: Connection, day: date) -> None:
        self._connection = connection
        self._day = day
        self._spellings: dict[str, list[str] | None] = {}

    def all_of(self, nodes: Iterable[Node], *also: str) -> str:
        """The expression of what answers each of `nodes`; several kinds mean any of them. What
        `also` finds has to be found too.

        Where words are asked for and none is named, only signs such as `*`, it finds nothing.
        """
        nodes = tuple(nodes)
        kinds = {node.kind for node in nodes if isinstance(node, OfKind)}
        texts = [node for node in nodes if isinstance(node, Word | Phrase)]
        if texts and not any(words(node.text) for node in texts):
            return NOTHING
        rest = [node for node in nodes if not isinstance(node, OfKind | No)]
        found = [one for node in rest if (one := self._of(node)) is not None]
        found += [*also, of_kinds(kinds or None)]
        left_out = [self.of(node.node) for node in nodes if isinstance(node, No)]
        return without(both(found), either(left_out))

    def of(self, node: Node) -> str:
        """The expression of what answers `node`."""
        return self.all_of((node,))

    def in_names(self, mark: str, nodes: Iterable[Word | Phrase]) -> str:
        """What has all words of `nodes` in its name: tokens that begin with `mark`."""
        found = []
        for node in nodes:
            for word in words(node.text):
                whole = isinstance(node, Phrase)
                found.append(self._marked(mark, [word], whole=whole))
        return both(found)

    def meant(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        """`nodes` with what `is:` stands for in its place."""
        return tuple(map(self._meant, nodes))

    def asked(self, node: Where) -> tuple[Asked, ...]:
        """What a condition asks of its field, any of it; nothing where its value means nothing."""
        field = find(node.field)
        try:
            return values.read(field, node.value, node.quoted, today=self._day) if field else ()
        except InputError:
            return ()

    def _of(self, node: Node) -> str | None:
        """The expression of a node that is no kind and no `No`; None if it says nothing."""
        match node:
            case Word() | Phrase():
                return self._text(node)
            case InCountry(code):
                return quoted(tags.country(code))
            case Where():
                return self._where(node)
            case Any(nodes):
                return either(map(self.of, nodes))
            case All(nodes):
                return self.all_of(nodes)
            case AsOf():
                return None
        raise AssertionError(f"{node} is not asked of the index")

    def around(self, node: Node, moved: bool) -> str:
        """What finds all that can answer `node`, and more where it has to be looked at."""
        if not is_looked_at(node, moved):
            return self.of(node)
        match node:
            case Office():
                return of_kinds(("official",))
            case InCountry():
                return self.of(node)
            case Where(name):
                field = find(name)
                return of_kinds(field.kinds if field else None)
            case Any(nodes):
                return either(self.around(one, moved) for one in nodes)
            case All(nodes):
                return both(self.around(one, moved) for one in nodes)
        return EVERYTHING

    # --- words ------------------------------------------------------------------------------

    def _text(self, node: Word | Phrase) -> str | None:
        """Plain words in any column; None where there are none."""
        typed = words(node.text)
        if not typed:
            return None
        if isinstance(node, Phrase) and len(typed) > 1:
            found = self._side_by_side(typed, whole=True)
            return f"- {{variants tags}} : {found}"  # there words are neighbours by chance
        if isinstance(node, Phrase):
            return _plain(typed, quoted(*typed))
        return both(_plain([word], self._begun("", word)) for word in typed)

    def _side_by_side(self, typed: Sequence[str], *, whole: bool) -> str:
        """Words one after the other, in either spelling; unless `whole`, the last may be only a
        beginning.
        """
        found = []
        for ways in islice(product(*map(_spellings, typed)), SPELLINGS):
            *before, last = ways
            ends = [last] if whole else self._spelled(last)
            if ends is None:
                found.append(f"{quoted(*ways)} *")
            else:
                found += [quoted(*before, end) for end in ends]
        return either(found)

    def _marked(self, mark: str, typed: Sequence[str], *, whole: bool) -> str:
        """All these words under a mark; unless `whole`, the last may be only a beginning."""
        found = [quoted(tags.word(mark, word)) for word in typed]
        return both(found if whole else [*found[:-1], self._begun(mark, typed[-1])])

    def _begun(self, mark: str, word: str) -> str:
        """What has a word that begins so. The index is quick at whole words and short beginnings;
        longer ones are spelled out.
        """
        known = self._spelled(mark + word)
        return f"{quoted(mark + word)} *" if known is None else either(map(quoted, known))

    def _spelled(self, beginning: str) -> list[str] | None:
        """The tokens that begin so; None where the beginning itself is to be asked for."""
        if len(beginning) <= PREFIXES:
            return None
        if beginning not in self._spellings:
            self._spellings[beginning] = spelled(self._connection, beginning)
        return self._spellings[beginning]

    # --- fields -----------------------------------------------------------------------------

    def _where(self, node: Where) -> str:
        try:
            match node.field:
                case "has":
                    return either(map(_filled, special.present(node)))
                case "missing":
                    return either(map(_missing, special.present(node)))
                case "linked":
                    return either(self._linked(one) for one in special.linked(node))
        except InputError:
            return NOTHING
        field = find(node.field)
        assert field is not None, f"{node.field} is a field"
        return either(self.of_asked(field, one) for one in self.asked(node))

    def of_asked(self, field: Searched, asked: Asked) -> str:
        """What has a value in `field` that is asked for."""
        match asked:
            case Codes(codes):
                return either(quoted(tags.code(field.mark, code)) for code in sorted(codes))
            case Days(first, last):
                first, last = first or date.min, last or date.max
                if first > last:
                    return NOTHING
                begun, whole = tags.asked_days(field.mark, first, last)
                return either([*(f"{quoted(token)} *" for token in begun), *map(quoted, whole)])
            case Numbers(first, last):
                return self._numbers(field, first or 0, last)
            case Lengths(first, last):
                return self._lengths(field, first or 0, spans.ENDLESS if last is None else last)
            case Reference():
                return self._linked_by([field], *self._record(asked))
            case Words(typed, whole):
                return self._words(field, typed, whole=whole)
            case Both(codes, text):
                return both([self.of_asked(field, codes), self.of_asked(field, text)])
        raise AssertionError(f"{asked} is nothing that can be asked")

    def _numbers(self, field: Searched, first: int, last: int | None) -> str:
        """Numbers of few digits are asked for one by one, of longer ones those that there are."""
        start = tags.code(field.mark, "")
        short = 10 ** (PREFIXES - len(start)) - 1
        end = short if last is None else min(last, short)
        found = [quoted(tags.code(field.mark, str(n))) for n in range(max(first, 0), end + 1)]
        for digit in map(str, range(1, 10)) if last is None or last > short else ():
            for token in spelled(self._connection, start + digit, sys.maxsize) or ():
                number = int(token.removeprefix(start))
                if number >= first and (last is None or number <= last):
                    found.append(quoted(token))
        return either(found)

    def _lengths(self, field: Searched, first: int, last: int) -> str:
        """Durations of one figure are asked for one by one, of longer ones those that there are."""
        start = tags.code(field.mark, "")
        short = [start + f"p{number}{unit}" for unit in "ymd" for number in range(1, 10)]
        known = [*short, *(spelled(self._connection, start, sys.maxsize) or ())]
        return either(
            quoted(token)
            for token in known
            if first <= spans.length(token.removeprefix(start)) <= last
        )

    def _words(self, field: Searched, typed: Sequence[str], *, whole: bool) -> str:
        """What has these words in `field`, or links under it to a record that is called so."""
        if not typed:
            return NOTHING
        if field.long:
            column = field.name.replace("-", "_")
            found = self._side_by_side(typed, whole=whole)
            if found == NOTHING:
                return NOTHING
            return both([quoted(tags.has(field.name)), f"{{{column}}} : {found}"])
        if field.is_a(Link):
            called = self._called(field, typed, whole=whole)
            if called is not None:
                return self._linked_by([field], *called)
        if whole and len(typed) > 1 and field.is_a(Text):
            ways = islice(product(*map(_spellings, typed)), SPELLINGS)
            return either(quoted(*(tags.word(field.mark, word) for word in way)) for way in ways)
        return self._marked(field.mark, typed, whole=whole)

    def _called(self, field: Searched, typed: Sequence[str], *, whole: bool) -> list[int] | None:
        """The records that `field` can link to and that are called so, in any script; None where
        they are too many. Of sources, the newest.
        """
        kinds = {kind for one in field.types if isinstance(one, Link) for kind in one.kinds}
        cited = any(origin.table == "citation" for origin in field.origins)
        names = either(self._marked(mark, typed, whole=whole) for mark in _NAMES)
        found = both([of_kinds(kinds or None), names])
        limit = SOURCES if cited else NAMED_SO + 1
        ids = matching(self._connection, found, limit).tolist()
        return ids if cited or len(ids) <= NAMED_SO else None

    def _record(self, asked: Reference) -> list[int]:
        """The record of a reference, if there is one."""
        try:
            return [find_id(self._connection, KINDS[asked.kind].ref(asked.number))]
        except NotFound:
            return []

    def _linked_by(self, fields: Iterable[Searched], *records: int) -> str:
        marks = [field.mark for field in fields]
        return either(quoted(tags.record(mark, one)) for mark in marks for one in records)

    # --- what is no field -------------------------------------------------------------------

    def _linked(self, asked: Reference) -> str:
        """The records that link to one, and those that it links to."""
        fields = [field for field in searched().values() if field.is_a(Link)]
        found = []
        for record in self._record(asked):
            others = refs(self._connection, linked_from(self._connection, record))
            found += [self._linked_by(fields, record), referred(others)]
        return either(found)

    def _meant(self, node: Node) -> Node:
        match node:
            case Where("is"):
                try:
                    return special.macro(node, self._day)
                except InputError:
                    return Phrase("")
            case No(inner):
                return No(self._meant(inner))
            case Any(nodes):
                return Any(self.meant(nodes))
            case All(nodes):
                return All(self.meant(nodes))
        return node


_NAMES = (tags.NAMED, tags.TITLED)


def _missing(name: str) -> str:
    """The records of the kinds that can have a field or a part, and do not."""
    described = find(name) or PARTS.get(name.replace("-", "_"))
    kinds = None
    if described:
        kinds = described.owners if isinstance(described, Part) else described.kinds
    return without(of_kinds(kinds), _filled(name))


def _filled(name: str) -> str:
    token, begun = tags.filled(name)
    return f"{quoted(token)} *" if begun else quoted(token)


def _spellings(word: str) -> list[str]:
    """A word as it is, and as the other English writes it."""
    return [word, *variants(word)] if word.isascii() else [word]


def _plain(typed: Iterable[str], found: str) -> str:
    """`found`, but not among the tags where a word typed begins as they do."""
    if found == NOTHING or not any(_MARKS[0] <= word[0] <= _MARKS[1] for word in typed):
        return found
    return f"- tags : {found}"
