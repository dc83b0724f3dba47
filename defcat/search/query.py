"""The query language: parser to tree, tree to text again.

Words (each a prefix, all must match), `"a phrase"`, and conditions of the form `field:value`, where
a value of several words stands in quotes:

    kind:agreement                      records of one kind; several mean any of them
    as-of:2016-08-29                    as the world stood on a day
    office:"minister of defence"        who held a post so called, on that day or today
    office:minister                     who held a post with this word in its title
    country:india                       records that name a country; with an office, its country

A day needs no quotes (as-of:29 August 2016): so many words belong to it as first read as one day.
Anything else is a plain word (10:30, UNTS:123), so that what a person types always finds something
or says why not.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from defcat import countries, date_input
from defcat.errors import InputError
from defcat.kinds import KINDS
from defcat.storage.fulltext import PREFIXES
from defcat.text import similar, words
from defcat.translation import tr

_NEAR = 5
"""So many names are offered in place of a country that there is not."""


@dataclass(frozen=True)
class Word:
    """Text whose words must all occur, each as the beginning of a word."""

    text: str

    def write(self) -> str:
        return self.text


@dataclass(frozen=True)
class Phrase:
    """Whole words that must stand side by side."""

    text: str

    def write(self) -> str:
        return f'"{self.text}"'


@dataclass(frozen=True)
class OfKind:
    """Only records of one kind."""

    kind: str

    def write(self) -> str:
        return f"kind:{self.kind}"


@dataclass(frozen=True)
class AsOf:
    """As the world stood on a day: what certainly came later is not there."""

    day: date

    def write(self) -> str:
        return f"as-of:{self.day.isoformat()}"


@dataclass(frozen=True)
class Office:
    """Officials who held a post that is so called or, not `quoted`, has these words in its title;
    the last word is perhaps only begun.
    """

    text: str
    quoted: bool = True

    def write(self) -> str:
        return f'office:"{self.text}"' if self.quoted else f"office:{self.text}"


@dataclass(frozen=True)
class InCountry:
    """Records that name a country, by its code; of an office, the country it was held for."""

    code: str

    def write(self) -> str:
        return f"country:{_value(countries.name(self.code))}"


Condition = Word | Phrase | OfKind | AsOf | Office | InCountry


@dataclass(frozen=True)
class Query:
    """Conditions that must all hold; without any, every record answers."""

    conditions: tuple[Condition, ...] = ()

    def write(self) -> str:
        """The query as text; `parse` reads it back to an equal tree."""
        return " ".join(condition.write() for condition in self.conditions)

    @property
    def kinds(self) -> frozenset[str] | None:
        """The kinds asked for, None for any."""
        asked = frozenset(c.kind for c in self.conditions if isinstance(c, OfKind))
        return asked or None

    @property
    def kind(self) -> str | None:
        """The one kind asked for; None for several and for any."""
        kinds = self.kinds or frozenset()
        return next(iter(kinds)) if len(kinds) == 1 else None

    @property
    def as_of(self) -> date | None:
        """The day asked about; None for today."""
        return next((c.day for c in self.conditions if isinstance(c, AsOf)), None)

    @property
    def offices(self) -> tuple[Office, ...]:
        """The posts asked for; all of them must have been held."""
        return tuple(c for c in self.conditions if isinstance(c, Office))

    @property
    def countries(self) -> frozenset[str]:
        """The codes of the countries asked for; all of them must be named."""
        return frozenset(c.code for c in self.conditions if isinstance(c, InCountry))

    @property
    def texts(self) -> tuple[Word | Phrase, ...]:
        """What is asked of the full text."""
        return tuple(c for c in self.conditions if isinstance(c, Word | Phrase))

    def of_kind(self, kind: str) -> "Query":
        """The same query, for one kind only."""
        rest = tuple(c for c in self.conditions if not isinstance(c, OfKind))
        return Query((OfKind(kind), *rest))

    def on(self, day: date | None) -> "Query":
        """The same query as of `day`, which stands at the end; None: as of today."""
        rest = tuple(c for c in self.conditions if not isinstance(c, AsOf))
        return Query(rest if day is None else (*rest, AsOf(day)))

    def is_void(self) -> bool:
        """Whether it asks for words and names none, only signs such as `*`: nothing answers it."""
        return bool(self.texts) and not self.has_words()

    def has_words(self) -> bool:
        """Whether the full text has to be asked."""
        return any(words(c.text) for c in self.texts)

    def narrows(self) -> bool:
        """Whether it asks for less than all records of its kinds on its day."""
        return any(not isinstance(c, OfKind | AsOf) for c in self.conditions)


_TOKEN = re.compile(
    r'(?ai:(?P<field>kind|as-of|office|country):)(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]*))'
    r'|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)'
)
_PLAIN = re.compile(r'[^\s"]+')
_DAY_WORDS = 4
"""A day is written in no more words: 1st of March 2024."""
_YEAR = re.compile(r"[0-9]{4}")


def parse(text: str) -> Query:
    """The query that `text` says.

    Raises InputError for a kind or a country that does not exist, for an office without words, and
    for an as-of that is not one day, or is not the only one.
    """
    conditions: list[Condition] = []
    for token, end in _tokens(text):
        field, phrase, word = token["field"], token["phrase"], token["word"]
        if field is not None:
            plain = text[token.start("plain") : end] if token["quoted"] is None else ""
            value = (token["quoted"] or plain).strip()
            condition = _CONDITIONS[field.lower()](value)
            if isinstance(condition, Office):
                condition = Office(value, quoted=token["quoted"] is not None)
            conditions.append(condition)
        elif phrase is not None:
            if phrase.strip():
                conditions.append(Phrase(phrase.strip()))
        else:
            conditions.append(Word(word))
    if sum(isinstance(c, AsOf) for c in conditions) > 1:
        raise InputError(
            tr("The query asks about more than one day."), tr("Leave one as-of in it.")
        )
    return Query(tuple(conditions))


def day_spans(text: str) -> list[tuple[int, int]]:
    """Where the query `text`, even a half-typed one, says a day: from its `as-of:` to its end."""
    return [
        (token.start(), end)
        for token, end in _tokens(text)
        if (token["field"] or "").lower() == "as-of"
    ]


def _tokens(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """What a query is made of, and where each piece ends: a day without quotes takes in words."""
    end = 0
    while token := _TOKEN.search(text, end):
        end = token.end()
        if (token["field"] or "").lower() == "as-of" and token["quoted"] is None:
            end = _day_end(text, token.start("plain"), end)
        yield token, end


def _day_end(text: str, start: int, end: int) -> int:
    """Where the words from `start` end that first read as one day; `end` where none do."""
    for word in islice(_PLAIN.finditer(text, start), _DAY_WORDS):
        try:
            date_input.read_day(text[start : word.end()])
        except InputError:
            continue
        return word.end()
    return end


def _kind(text: str) -> OfKind:
    wanted = text.casefold()
    for kind in KINDS.values():
        if wanted in (kind.name, kind.plural.casefold(), kind.prefix.casefold()):
            return OfKind(kind.name)
    raise InputError(
        tr("There is no kind “{kind}”.", kind=text),
        tr("The kinds are: {names}.", names=", ".join(KINDS)),
    )


def _as_of(text: str) -> AsOf:
    try:
        return AsOf(date_input.read_day(text))
    except InputError as error:
        if not text or _YEAR.search(text):
            raise  # it says what is wrong with a date that is there
        raise InputError(
            tr("“{given}” is not one day.", given=text),
            tr('Write it like as-of:2024-03-01 or as-of:"1 March 2024".'),
        ) from error


def _office(text: str) -> Office:
    if not words(text):
        raise InputError(
            tr("The query names no office."),
            tr('Write the title of a post, such as office:"minister of defence".'),
        )
    return Office(text)


def _country(text: str) -> InCountry:
    code = countries.find(text) or countries.find(text.upper())
    if code is None:
        fix = tr("Write its usual name or its code, such as country:india or country:IN.")
        if near := _near(text):
            fix = tr("Near names are: {names}.", names=", ".join(near))
        raise InputError(tr("“{name}” is not a country that ISO 3166 knows.", name=text), fix)
    return InCountry(code)


def _near(text: str) -> list[str]:
    """Names of countries that begin so, or else those most like `text`."""
    if begun := countries.suggest(text, _NEAR):
        return [name for _, name in begun]
    likeness = {name: similar(text, name) for name in map(countries.name, countries.codes())}
    best = sorted(likeness, key=lambda name: -likeness[name])[:_NEAR]
    return [name for name in best if likeness[name] >= 60]


_CONDITIONS: dict[str, Callable[[str], Condition]] = {
    "kind": _kind,
    "as-of": _as_of,
    "office": _office,
    "country": _country,
}


def _value(text: str) -> str:
    """The value of a field as it is written, in quotes where it needs them."""
    return text if _PLAIN.fullmatch(text) else f'"{text}"'


Spellings = Callable[[str], Sequence[str] | None]
"""The words of the index that begin so; None where they are too many to name."""


def match_text(query: Query, spellings: Spellings) -> str:
    """The query as an FTS5 expression, to be given as a bound parameter; empty where it asks for
    neither words nor countries.

    The index is quick at whole words and at short beginnings; `spellings` spells longer ones out.
    """
    asked: list[str] = []
    for condition in query.texts:
        found = words(condition.text)
        if isinstance(condition, Phrase):
            asked.extend(['"' + " ".join(found) + '"'] if found else [])
        else:
            asked.extend(_beginning(word, spellings) for word in found)
    terms = [f"{{name body variants}} : {term}" for term in dict.fromkeys(asked)]
    terms += [f'tags : "{code}"' for code in sorted(query.countries)]
    if terms and query.kinds:
        terms.append("tags : (" + " OR ".join(sorted(query.kinds)) + ")")
    return " AND ".join(terms)


def _beginning(word: str, spellings: Spellings) -> str:
    known = spellings(word) if len(word) > PREFIXES else None
    if known is None:
        return f'"{word}"*'
    return "(" + " OR ".join(f'"{term}"' for term in known or (word,)) + ")"
