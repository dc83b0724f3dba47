"""What the values of conditions mean: `read` gives a `Where` its meaning.

A value that is not quoted may be half typed: `status:in` is every status of which the code, the
label or a word of the label begins so, once nothing is called exactly so. In quotes it is meant
exactly. A comma without quotes separates values of which one will do.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache

from defcat import countries, markings, vocabulary
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
from defcat.kinds import PARTS, kind_of_ref
from defcat.markings import Scheme
from defcat.search import fields, spans
from defcat.search.asked import Asked, Codes, Reference, Words
from defcat.search.fields import Searched
from defcat.search.query import All, Any, No, Node, OfKind, Where
from defcat.text import fold, words
from defcat.translation import tr

_LENGTHS = range(1, 41)
"""Nothing is near a longer name."""
_LIKE = 60
_WITHIN = 85
"""How like a name has to be (0 to 100), and a part of it if none is."""
_OFFERED = 3
_LISTED = 12


class NoSuchValue(InputError):
    """A name that is none: `given` as it was typed, `near` what is like it, as it is typed."""

    def __init__(self, what: str, fix: str, given: str, near: Iterable[str] = ()) -> None:
        super().__init__(what, fix)
        self.given = given
        self.near = tuple(near)


def read(
    field: Searched,
    value: str,
    quoted: bool = False,
    *,
    today: date,
    scheme: Scheme | None = None,
) -> tuple[Asked, ...]:
    """What a value asks of a field; any of the answers will do.

    Raises InputError for a value that no type of the field can mean. `scheme` is the catalogue's;
    without one the levels of all schemes are known.
    """
    found: list[Asked] = []
    for piece in pieces(value, quoted):
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
    return tuple(dict.fromkeys(_gathered(found)))


def check(where: Where, today: date, scheme: Scheme | None = None) -> None:
    """Raise InputError where the value of a condition means nothing."""
    if where.field in ("has", "missing"):
        present(where)
    elif where.field == "linked":
        linked(where)
    elif where.field == "is":
        macro(where, today)
    elif field := fields.find(where.field):
        if field.is_a(Text, Link) and all(map(words, pieces(where.value, where.quoted))):
            return  # words, which anything can be
        read(field, where.value, where.quoted, today=today, scheme=scheme)


def pieces(value: str, quoted: bool) -> list[str]:
    """The values of which one will do."""
    return [value] if quoted else [piece for piece in value.split(",") if piece] or [value]


# --- the fields that are none of a record ---------------------------------------------------


def present(where: Where) -> tuple[str, ...]:
    """The names of fields and parts (`tags.has`) that `has:` or `missing:` is followed by; any of
    them will do. Raises InputError for a name that is none.
    """
    return tuple(dict.fromkeys(_presence(one) for one in pieces(where.value, where.quoted)))


def linked(where: Where) -> tuple[Reference, ...]:
    """The records that `linked:` is followed by, any of them; InputError for any other text."""
    return tuple(_reference(one) for one in pieces(where.value, where.quoted))


def macro(where: Where, today: date) -> Node:
    """The conditions that `is:` stands for; InputError for a word that is not in `states`."""
    found = [
        _STATES[name](today) if name in _STATES else _state(name)
        for one in pieces(where.value, where.quoted)
        for name in _named(one, where.quoted, _state_names())
    ]
    return Any(tuple(found))


def states() -> dict[str, str]:
    """Every word that can follow `is:`, and what it means, translated."""
    own = {
        "open": tr("Commitments in which something is still to be done"),
        "overdue": tr("Commitments still open after the day they were due"),
        "upcoming": tr("Engagements from today on"),
        "expiring": tr("Agreements that expire within 180 days"),
        "archived": tr("Records put aside"),
    }
    for _, name in _STATE_FIELDS:
        for code in vocabulary.load(name).terms:
            own.setdefault(code, vocabulary.label(name, code))
    return own


_STATE_FIELDS = (
    ("status", "agreement-status"),
    ("state", "engagement-state"),
    ("state", "commitment-state"),
    ("form", "agreement-form"),
)
"""Fields whose codes can follow `is:`."""

_STATES: dict[str, Callable[[date], Node]] = {
    "open": lambda today: _to_be_done(),
    "overdue": lambda today: All(  # which nothing is by a guess: due this year, it may be tomorrow
        (_to_be_done(), Where("due", f"<{today}"), No(Where("due", f">={today}")))
    ),
    "upcoming": lambda today: All(
        (
            OfKind("engagement"),
            Where("date", f">={today}"),
            No(Where("state", "cancelled,postponed")),
        )
    ),
    "expiring": lambda today: Where("expires", f"{today}..{spans.days('next-180d', today).last}"),
    "archived": lambda today: Where("has", "archived"),
}


def _to_be_done() -> Node:
    return All((OfKind("commitment"), Where("state", "open,in-progress")))


def _state(code: str) -> Node:
    field = next(name for name, terms in _STATE_FIELDS if code in vocabulary.load(terms).terms)
    return Where(field, code, True)


def presences() -> dict[str, str]:
    """Every name that can follow `has:` and `missing:`, and its label, translated."""
    found = {name: tr(one.label) for name, one in fields.searched().items()}
    for name, part in PARTS.items():
        found.setdefault(name.replace("_", "-"), tr(part.label))
    return found | {"archived": tr("Archived")}


def _presence(text: str) -> str:
    if one := fields.find(text):
        return one.name
    name = _named(text, False, _presence_names())[0]
    return fields.ALIASES.get(name, name)


@cache
def _state_names() -> dict[str, tuple[str, ...]]:
    return _folded({name: (name, label) for name, label in states().items()})


@cache
def _presence_names() -> dict[str, tuple[str, ...]]:
    known: dict[str, Sequence[str]] = {name: (name, of) for name, of in presences().items()}
    return _folded(known | {alias: (alias,) for alias in fields.ALIASES})


def _reference(text: str) -> Reference:
    kind = kind_of_ref(text)
    return Reference(kind, int(text[1:]))


# --- the types of fields --------------------------------------------------------------------

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
        reference = _reference(text)
    except InputError:
        return
    if not kinds or reference.kind in kinds:
        yield reference


def _yes_or_no(text: str) -> str:
    wanted = fold(text)
    for said, code in ((tr("yes"), "1"), (tr("no"), "0"), ("yes", "1"), ("no", "0")):
        if wanted and fold(said).startswith(wanted):
            return code
    raise NoSuchValue(
        tr("“{value}” is neither yes nor no.", value=text), tr("Say yes or no."), text
    )


def terms_called(vocabularies: Iterable[str], text: str, quoted: bool = False) -> list[str]:
    """The codes of the terms that `text` names or, not `quoted`, begins to; raises InputError."""
    return _named(text, quoted, _term_names(tuple(vocabularies)))


@cache
def _term_names(vocabularies: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Code -> what a term of one of the vocabularies is called, folded."""
    known: dict[str, tuple[str, ...]] = {}
    for name in vocabularies:
        for code, label in vocabulary.load(name).terms.items():
            known[code] = (*known.get(code, (code,)), label, tr(label))
    return _folded(known)


def countries_called(text: str, *, quoted: bool = False) -> tuple[str, ...]:
    """The codes of the countries that `text` names or, not `quoted`, begins to; raises
    InputError.
    """
    exact, begun, close = _countries(text)
    if exact or (begun and not quoted):
        return (exact,) if exact else begun
    fix = tr("Write its usual name or its code, such as country:india or country:IN.")
    if close:
        fix = tr("Near names are: {names}.", names=", ".join(close))
    raise NoSuchValue(
        tr("“{name}” is not a country that ISO 3166 knows.", name=text), fix, text, close
    )


@lru_cache(maxsize=1024)
def _countries(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The country that is called so; or else those that begin so, and names that are near."""
    for typed in (text, text.upper()):
        if code := countries.find(typed, native=False):
            return code, (), ()
    begun = countries.suggest(text, len(countries.codes()))
    if not begun and (code := countries.find(text)):
        return code, (), ()
    close = [name for _, name in begun] or near(text, map(countries.name, countries.codes()))
    return "", tuple(code for code, _ in begun), tuple(close[:_OFFERED])


def levels_called(text: str, quoted: bool, scheme: Scheme | None) -> frozenset[str]:
    """The codes of the levels that a marking, a range or a comparison says; raises InputError."""
    schemes = [scheme] if scheme else [markings.load(name) for name in markings.names()]
    found: set[str] = set()
    failed: InputError | None = None
    for one in schemes:
        try:
            found.update(_levels(text, quoted, one))
        except InputError as error:
            failed = failed or error
    if failed and not found:
        raise failed
    return frozenset(found)


def _levels(text: str, quoted: bool, scheme: Scheme) -> Iterator[str]:
    known = _folded({level.code: (level.code, level.label) for level in scheme.levels})

    def ends(value: str) -> spans.Ends:
        ranks = [scheme.level(code).rank for code in _named(value, quoted, known)]
        return min(ranks), max(ranks)

    if text in known or not spans.is_range(text):
        yield from _named(text, quoted, known)
        return
    low, high = spans.between(text, ends)
    for level in scheme.levels:
        if (low is None or level.rank >= low) and (high is None or level.rank <= high):
            yield level.code


# --- names ----------------------------------------------------------------------------------


def _named(text: str, quoted: bool, known: Mapping[str, Sequence[str]]) -> list[str]:
    """The keys of `known` that have a folded name called so or, if none and not `quoted`, of which
    a name or a word of one begins so; raises InputError, with the nearest.
    """
    wanted = fold(text)
    if found := [key for key, names in known.items() if wanted in names]:
        return found
    if wanted and not quoted:
        begun = [
            key
            for key, names in known.items()
            if any(name.startswith(wanted) or f" {wanted}" in name for name in names)
        ]
        if begun:
            return begun
    by_name = {name: key for key, names in known.items() for name in names}
    close = list(dict.fromkeys(by_name[name] for name in near(text, by_name)))
    if close:
        fix = tr("Did you mean {names}?", names=", ".join(close))
    else:
        some = ", ".join(list(known)[:_LISTED]) + (" …" if len(known) > _LISTED else "")
        fix = tr("It can be: {names}.", names=some)
    raise NoSuchValue(tr("There is no “{value}” here.", value=text), fix, text, close)


def _folded(known: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(map(fold, names)) for key, names in known.items()}


_fold = lru_cache(maxsize=4096)(fold)


def near(text: str, names: Iterable[str]) -> list[str]:
    """Those of `names` that are most like `text`, the likest first; few, and perhaps none."""
    from rapidfuzz import fuzz, process

    wanted, known = _fold(text), list(names)
    if len(wanted) not in _LENGTHS:
        return []
    for scorer, least in ((fuzz.ratio, _LIKE), (fuzz.partial_ratio, _WITHIN)):
        found = process.extract(
            wanted, known, scorer=scorer, processor=_fold, limit=_OFFERED, score_cutoff=least
        )
        if found:
            return [name for name, *_ in found]
    return []


def near_field(name: str) -> str:
    """The field of which `name` is likely a slip: a letter too many, too few, wrong or swapped."""
    from rapidfuzz.distance import OSA

    wanted = name.lower().replace("_", "-")
    slips = {known: OSA.distance(wanted, known) for known in fields.names()}
    best = min(slips, key=lambda known: slips[known])
    return best if slips[best] <= (1 if len(wanted) < 6 else 2) else ""
