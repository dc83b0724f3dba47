"""The query language: parser to tree, tree to text again.

First cut: words (each a prefix, all must match), `"a phrase"`, and `kind:agreement`. Anything else
is a plain word, so that what a person types always finds something or says why not.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from defcat.errors import InputError
from defcat.kinds import KINDS
from defcat.storage.fulltext import PREFIXES
from defcat.text import words
from defcat.translation import tr


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


Condition = Word | Phrase | OfKind


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

    def of_kind(self, kind: str) -> "Query":
        """The same query, for one kind only."""
        rest = tuple(c for c in self.conditions if not isinstance(c, OfKind))
        return Query((OfKind(kind), *rest))

    def is_void(self) -> bool:
        """Whether it asks for words and names none, only signs such as `*`: nothing answers it."""
        return not self.has_words() and any(not isinstance(c, OfKind) for c in self.conditions)

    def has_words(self) -> bool:
        """Whether the full text has to be asked."""
        return any(not isinstance(c, OfKind) and words(c.text) for c in self.conditions)


_TOKEN = re.compile(r'"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)')


def parse(text: str) -> Query:
    """The query that `text` says; raises InputError for a kind that does not exist."""
    conditions: list[Condition] = []
    for token in _TOKEN.finditer(text):
        phrase, word = token["phrase"], token["word"]
        if phrase is not None:
            if phrase.strip():
                conditions.append(Phrase(phrase.strip()))
        elif word.lower().startswith("kind:"):
            conditions.append(OfKind(_kind(word[5:])))
        else:
            conditions.append(Word(word))
    return Query(tuple(conditions))


def _kind(text: str) -> str:
    wanted = text.casefold()
    for kind in KINDS.values():
        if wanted in (kind.name, kind.plural.casefold(), kind.prefix.casefold()):
            return kind.name
    raise InputError(
        tr("There is no kind “{kind}”.", kind=text),
        tr("The kinds are: {names}.", names=", ".join(KINDS)),
    )


Spellings = Callable[[str], Sequence[str] | None]
"""The words of the index that begin so; None where they are too many to name."""


def match_text(query: Query, spellings: Spellings) -> str:
    """The query as an FTS5 expression, to be given as a bound parameter; empty without words.

    The index is quick at whole words and at short beginnings; `spellings` spells longer ones out.
    """
    asked: list[str] = []
    for condition in query.conditions:
        if isinstance(condition, OfKind):
            continue
        found = words(condition.text)
        if isinstance(condition, Phrase):
            asked.extend(['"' + " ".join(found) + '"'] if found else [])
        else:
            asked.extend(_beginning(word, spellings) for word in found)
    if not asked:
        return ""
    terms = [f"{{name body variants}} : {term}" for term in dict.fromkeys(asked)]
    if query.kinds:
        terms.append("tags : (" + " OR ".join(sorted(query.kinds)) + ")")
    return " AND ".join(terms)


def _beginning(word: str, spellings: Spellings) -> str:
    known = spellings(word) if len(word) > PREFIXES else None
    if known is None:
        return f'"{word}"*'
    return "(" + " OR ".join(f'"{term}"' for term in known or (word,)) + ")"
