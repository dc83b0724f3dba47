"""What names mean: of terms, countries and levels of marking; and what is near to one that is none.

A name that is not quoted may be only a beginning, of the name or of a word in it, once nothing is
called exactly so.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache

from defcat import countries, markings, vocabulary
from defcat.errors import InputError
from defcat.markings import Scheme
from defcat.search import fields, spans
from defcat.text import fold
from defcat.translation import tr

_LENGTHS = range(1, 41)
"""Nothing is near a longer name."""
_LIKE = 60
_WITHIN = 85
"""How like a name has to be (0 to 100), and a part of it if none is."""
_OFFERED = 3
_LISTED = 12


class NoSuchValue(InputError):
    """A name that is none: `given` as it was typed. What is near to it is looked for only once
    somebody asks: a long text has many of them, and most are never told.
    """

    def __init__(self, what: str, fix: str, given: str, look: Callable[[], Sequence[str]]) -> None:
        super().__init__(what, fix)
        self.given = given
        self._look = look

    @cached_property
    def near(self) -> tuple[str, ...]:
        """What is like it, as it is typed, the likest first; few, and perhaps none."""
        return tuple(dict.fromkeys(self._look()))

    @property
    def advice(self) -> str:
        """What to do next, with what is near."""
        return tr("Did you mean {names}?", names=", ".join(self.near)) if self.near else self.fix


def terms_called(vocabularies: Iterable[str], text: str, quoted: bool = False) -> list[str]:
    """The codes of the terms that `text` names or, not `quoted`, begins to; raises InputError."""
    return named(text, quoted, _term_names(tuple(vocabularies)))


def terms_so_called(vocabularies: Iterable[str], name: str) -> list[str]:
    """The codes of the terms of which `name`, folded, is the whole name; perhaps none."""
    return [code for code, known in _term_names(tuple(vocabularies)).items() if name in known]


@cache
def _term_names(vocabularies: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Code -> what a term of one of the vocabularies is called, folded."""
    known: dict[str, tuple[str, ...]] = {}
    for name in vocabularies:
        for code, label in vocabulary.load(name).terms.items():
            known[code] = (*known.get(code, (code,)), label, tr(label))
    return folded(known)


def countries_called(text: str, *, quoted: bool = False) -> tuple[str, ...]:
    """The codes of the countries that `text` names or, not `quoted`, begins to; raises
    InputError.
    """
    exact, begun = _countries(text)
    if exact or (begun and not quoted):
        return (exact,) if exact else begun

    def close() -> Sequence[str]:
        names = list(map(countries.name, begun or countries.codes()))
        return names[:_OFFERED] if begun else near(text, names)

    raise NoSuchValue(
        tr("“{name}” is not a country that ISO 3166 knows.", name=text),
        tr("Write its usual name or its code, such as country:india or country:IN."),
        text,
        close,
    )


def country_only(text: str, *, quoted: bool) -> str:
    """The code of the country that `text` can only mean: its code in capitals or, in quotes, its
    usual name; empty for any other text.
    """
    if text in countries.code_set():
        return text
    code = _countries(text)[0] if quoted else ""
    return code if code and fold(countries.name(code)) == fold(text) else ""


@lru_cache(maxsize=1024)
def _countries(text: str) -> tuple[str, tuple[str, ...]]:
    """The country that is called so, or else those that begin so."""
    for typed in (text, text.upper()):
        if code := countries.find(typed, native=False):
            return code, ()
    begun = countries.suggest(text, len(countries.codes()))
    if not begun and (code := countries.find(text)):
        return code, ()
    return "", tuple(code for code, _ in begun)


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
    known = folded({level.code: (level.code, level.label) for level in scheme.levels})

    def ends(value: str) -> spans.Ends:
        ranks = [scheme.level(code).rank for code in named(value, quoted, known)]
        return min(ranks), max(ranks)

    if text in known or not spans.is_range(text):
        yield from named(text, quoted, known)
        return
    low, high = spans.between(text, ends)
    for level in scheme.levels:
        if (low is None or level.rank >= low) and (high is None or level.rank <= high):
            yield level.code


def named(text: str, quoted: bool, known: Mapping[str, Sequence[str]]) -> list[str]:
    """The keys of `known` that have a folded name called so or, if none and not `quoted`, of which
    a name or a word of one begins so; raises InputError.
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

    def close() -> Sequence[str]:
        by_name = {name: key for key, names in known.items() for name in names}
        return [by_name[name] for name in near(text, by_name)]

    some = ", ".join(list(known)[:_LISTED]) + (" …" if len(known) > _LISTED else "")
    fix = tr("It can be: {names}.", names=some)
    raise NoSuchValue(tr("There is no “{value}” here.", value=text), fix, text, close)


def folded(known: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """`known` with its names folded, for `named`."""
    return {key: tuple(map(fold, names)) for key, names in known.items()}


def near(text: str, names: Iterable[str]) -> list[str]:
    """Those of `names` that are most like `text`, the likest first; few, and perhaps none."""
    from rapidfuzz import fuzz, process

    wanted = fold(text)
    if len(wanted) not in _LENGTHS:
        return []
    known = {name: _fold(name) for name in names}
    for scorer, least in ((fuzz.ratio, _LIKE), (fuzz.partial_ratio, _WITHIN)):
        found = process.extract(wanted, known, scorer=scorer, limit=_OFFERED, score_cutoff=least)
        if found:
            return [name for _, _, name in found]
    return []


_fold = lru_cache(maxsize=4096)(fold)


def near_field(name: str) -> str:
    """The field of which `name` is likely a slip: a letter too many, too few, wrong or swapped."""
    from rapidfuzz.distance import OSA

    wanted = name.lower().replace("_", "-")
    slips = {known: OSA.distance(wanted, known) for known in fields.names()}
    best = min(slips, key=lambda known: slips[known])
    return best if slips[best] <= (1 if len(wanted) < 6 else 2) else ""
