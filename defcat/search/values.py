"""What the values of conditions mean: `read` gives a `Where` its meaning.

A value that is not quoted may be half typed: `status:in` is every status of which the code, the
label or a word of the label begins so, once nothing is called exactly so. In quotes it is meant
exactly. A comma without quotes separates values of which one will do.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from defcat.errors import InputError
from defcat.fields import (
    Country,
    Date,
    Duration,
    FieldType,
    Flag,
    Link,
    Marking,
    Term,
    Text,
    Whole,
)
from defcat.markings import Scheme
from defcat.search import fields, spans, special
from defcat.search.asked import Asked, Both, Codes, Words
from defcat.search.called import (
    countries_called,
    country_only,
    levels_called,
    terms_called,
    terms_so_called,
)
from defcat.search.fields import Searched
from defcat.search.query import Where
from defcat.search.tokens import pieces
from defcat.text import fold, words
from defcat.translation import tr


def read(
    field: Searched,
    value: str,
    quoted: bool = False,
    *,
    today: date,
    scheme: Scheme | None = None,
) -> tuple[Asked, ...]:
    """What a value asks of a field; any of the answers will do.

    A country's code in capitals (party:IN), or its usual name in quotes, is the country alone and
    no body with such a word. Of a register and a number behind it (ref:"TIAS 11-1201") a record
    has both. Raises InputError for a value that no type of the field can mean. `scheme` is the
    catalogue's;
    without one the levels of all schemes are known.
    """
    found: list[Asked] = []
    for piece in pieces(value, quoted):
        if field.is_a(Country) and (code := country_only(piece, quoted=quoted)):
            found.append(Codes(frozenset({code})))
            continue
        read_any = False
        failed: InputError | None = None
        for shape in _shapes(field):
            try:
                found += shape(piece, quoted, today, scheme)
                read_any = True
            except InputError as error:
                failed = failed or error
        if failed and not read_any:
            raise failed
        found += _numbered(field, piece, quoted)
    return tuple(dict.fromkeys(_gathered(found)))


def check(where: Where, today: date, scheme: Scheme | None = None) -> None:
    """Raise InputError where the value of a condition means nothing."""
    if where.field in ("has", "missing"):
        special.present(where)
    elif where.field == "linked":
        special.linked(where)
    elif where.field == "is":
        special.macro(where, today)
    elif field := fields.find(where.field):
        if field.is_a(Text, Link) and all(map(words, pieces(where.value, where.quoted))):
            return  # words, which anything can be
        read(field, where.value, where.quoted, today=today, scheme=scheme)


_Reader = Callable[[str, bool, date, Scheme | None], Iterable[Asked]]


def _shapes(field: Searched) -> list[_Reader]:
    """How a value of the field can be read; all its vocabularies at once."""
    readers: list[_Reader] = []
    if lists := [one.vocabulary for one in field.types if isinstance(one, Term)]:
        readers.append(
            lambda text, quoted, *_: [Codes(frozenset(terms_called(lists, text, quoted)))]
        )
    for shape in field.types:
        if reader := _reader(shape):
            readers.append(reader)
    return readers


def _reader(shape: FieldType) -> _Reader | None:
    match shape:
        case Term():
            return None
        case Country():
            return lambda text, quoted, *_: [
                Codes(frozenset(countries_called(text, quoted=quoted)))
            ]
        case Marking():
            return lambda text, quoted, _, scheme: [Codes(levels_called(text, quoted, scheme))]
        case Date():
            return lambda text, quoted, today, _: [spans.days(text, today)]
        case Whole():
            return lambda text, *_: [spans.numbers(text)]
        case Duration():
            return lambda text, *_: [spans.lengths(text)]
        case Flag():
            return lambda text, *_: [Codes(frozenset({_yes_or_no(text)}))]
        case Link(kinds):
            return lambda text, quoted, *_: _of_link(text, quoted, kinds)
        case _:
            return lambda text, quoted, *_: [_words(text, quoted)]


def _numbered(field: Searched, text: str, quoted: bool) -> Iterator[Both]:
    """What `text` asks for where its first words are the name of a term and a number follows."""
    lists = [one.vocabulary for one in field.types if isinstance(one, Term)]
    if not lists or not field.is_a(Text):
        return
    typed = words(text)
    for end in range(len(typed) - 1, 0, -1):
        if codes := terms_so_called(lists, " ".join(typed[:end])):
            yield Both(Codes(frozenset(codes)), Words(tuple(typed[end:]), quoted))


def _gathered(found: Iterable[Asked]) -> Iterator[Asked]:
    """`found` with all codes in one place, the first."""
    found = list(found)
    codes = [one.codes for one in found if isinstance(one, Codes)]
    if codes:
        yield Codes(frozenset().union(*codes))
    yield from (one for one in found if not isinstance(one, Codes))


def _words(text: str, quoted: bool) -> Words:
    found = tuple(words(text))
    if not found:
        raise InputError(
            tr("“{given}” has no word in it.", given=text), tr("Write a word or its beginning.")
        )
    return Words(found, quoted)


def _of_link(text: str, quoted: bool, kinds: tuple[str, ...]) -> Iterator[Asked]:
    yield _words(text, quoted)
    try:
        reference = special.reference(text)
    except InputError:
        return
    if not kinds or reference.kind in kinds:
        yield reference


def _yes_or_no(text: str) -> str:
    wanted = fold(text)
    for said, code in ((tr("yes"), "1"), (tr("no"), "0"), ("yes", "1"), ("no", "0")):
        if wanted and fold(said).startswith(wanted):
            return code
    raise InputError(tr("“{value}” is neither yes nor no.", value=text), tr("Say yes or no."))
