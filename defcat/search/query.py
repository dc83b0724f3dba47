"""The tree of a query, and the tree as text again (`parse` reads it).

A query is a list of conditions that must all hold; each is a node. Nodes are what was asked, not
yet what it means: a `Where` keeps its value as it was typed, and `values` reads it.

Every tree writes a text that reads back to an equal one. For that, nodes take their usual form when
they are made: quotation marks inside a text, which say nothing to a search, become blanks; a word
that would read as something else (OR, -x, kind:o) becomes its plain words; one group inside another
of its sort becomes part of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from defcat import countries
from defcat.search.tokens import begins_day, is_bare, is_word
from defcat.text import words

_VOID = "*"
"""A text without a word, which nothing answers, in its usual form."""


@dataclass(frozen=True)
class Word:
    """Text whose words must all occur, each as the beginning of a word."""

    text: str

    def __post_init__(self) -> None:
        _settle(self, "text", self.text if is_word(self.text) else _words_of(self.text))

    def write(self) -> str:
        return self.text


@dataclass(frozen=True)
class Phrase:
    """Whole words that must stand side by side."""

    text: str

    def __post_init__(self) -> None:
        _settle(self, "text", _unquoted(self.text) or _VOID)

    def write(self) -> str:
        return f'"{self.text}"'


@dataclass(frozen=True)
class OfKind:
    """Only records of one kind; several side by side mean any of them."""

    kind: str

    def write(self) -> str:
        return f"kind:{self.kind}"


@dataclass(frozen=True)
class AsOf:
    """As the world stood on a day: what certainly came later is not there. It holds for the whole
    query, and stands among its conditions only.
    """

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

    def __post_init__(self) -> None:
        _settle(self, "text", _unquoted(self.text))
        _settle(self, "quoted", self.quoted or not is_bare(self.text) or "," in self.text)

    def write(self) -> str:
        return f'office:"{self.text}"' if self.quoted else f"office:{self.text}"


@dataclass(frozen=True)
class InCountry:
    """Records that name a country, by its code; of an office, the country it was held for."""

    code: str

    def write(self) -> str:
        return f"country:{value_text(countries.name(self.code))}"


@dataclass(frozen=True)
class Where:
    """A field, by its usual name, and a value as it was typed; in quotes it is meant exactly, and a
    comma separates nothing. The fields has, missing, is and linked are written so too.
    """

    field: str
    value: str
    quoted: bool = False

    def __post_init__(self) -> None:
        _settle(self, "value", _unquoted(self.value))
        alone = is_bare(self.value) and not begins_day(self.field, self.value)
        _settle(self, "quoted", self.quoted or not alone)

    def write(self) -> str:
        value = f'"{self.value}"' if self.quoted else self.value
        return f"{self.field}:{value}"


@dataclass(frozen=True)
class No:
    """What does not answer `node`."""

    node: "Node"

    def __post_init__(self) -> None:
        _settle(self, "node", _one(self.node))

    def write(self) -> str:
        text = self.node.write()
        grouped = isinstance(self.node, Any | All | No) or text.startswith("-")
        return f"-({text})" if grouped else f"-{text}"


@dataclass(frozen=True)
class Any:
    """What answers one of `nodes` at least; there are always some."""

    nodes: tuple["Node", ...]

    def __post_init__(self) -> None:
        assert self.nodes, "one of none"
        flat: list[Node] = []
        for node in map(_one, self.nodes):
            flat.extend(node.nodes if isinstance(node, Any) else (node,))
        _settle(self, "nodes", tuple(flat))

    def write(self) -> str:
        return " OR ".join(map(_branch, self.nodes))


@dataclass(frozen=True)
class All:
    """What answers each of `nodes`; there are always some. Several kinds mean any of them."""

    nodes: tuple["Node", ...]

    def __post_init__(self) -> None:
        assert self.nodes, "all of none"
        _settle(self, "nodes", tuple(_flat(self.nodes)))

    def write(self) -> str:
        return _side_by_side(self.nodes)


Node = Word | Phrase | OfKind | AsOf | Office | InCountry | Where | No | Any | All


@dataclass(frozen=True)
class Problem:
    """What of a query text, from `start` to `end`, could not be read: what is wrong, and how to
    mend it. `better` is a text to put in its place, if something near is known.
    """

    start: int
    end: int
    what: str
    fix: str
    better: str = ""


@dataclass(frozen=True)
class Query:
    """Conditions that must all hold; without any, every record answers.

    `problems` tells what of its text is left out. The properties look at the conditions themselves,
    not into groups.
    """

    conditions: tuple[Node, ...] = ()
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        _settle(self, "conditions", tuple(_flat(self.conditions)))

    def write(self) -> str:
        """The query as text; `parse` reads it back to an equal tree."""
        if len(self.conditions) == 1:
            return self.conditions[0].write()
        return _side_by_side(self.conditions)

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
        """The plain words and phrases that must all be there."""
        return tuple(c for c in self.conditions if isinstance(c, Word | Phrase))

    def of_kind(self, kind: str) -> "Query":
        """The same query, for one kind only."""
        rest = tuple(c for c in self.conditions if not isinstance(c, OfKind))
        return Query((OfKind(kind), *rest), self.problems)

    def on(self, day: date | None) -> "Query":
        """The same query as of `day`, which stands at the end; None: as of today."""
        rest = tuple(c for c in self.conditions if not isinstance(c, AsOf))
        return Query(rest if day is None else (*rest, AsOf(day)), self.problems)

    def is_void(self) -> bool:
        """Whether it asks for words and names none, only signs such as `*`: nothing answers it."""
        return bool(self.texts) and not self.has_words()

    def has_words(self) -> bool:
        """Whether plain words must be there."""
        return any(words(c.text) for c in self.texts)

    def narrows(self) -> bool:
        """Whether it asks for less than all records of its kinds on its day."""
        return any(not isinstance(c, OfKind | AsOf) for c in self.conditions)


def value_text(value: str) -> str:
    """A value as it stands after a colon, in quotes where it needs them to be one value."""
    plain = _unquoted(value)
    return plain if is_bare(plain) and "," not in plain else f'"{plain}"'


def _settle(node: object, name: str, value: object) -> None:
    """Give a node that is being made the usual form of one of its values."""
    object.__setattr__(node, name, value)


def _unquoted(text: str) -> str:
    return text.replace('"', " ").strip()


def _words_of(text: str) -> str:
    """Plain words that ask for the same as `text`, with blanks between them."""
    parts = text.replace('"', " ").split()
    return " ".join(piece for part in parts for piece in _readable(part)) or _VOID


def _readable(part: str) -> list[str]:
    return [part] if is_word(part) else words(part)


def _flat(nodes: Iterable["Node"]) -> Iterator["Node"]:
    """`nodes` without groups that only say once more that all must hold."""
    for node in map(_one, nodes):
        yield from node.nodes if isinstance(node, All) else (node,)


def _one(node: "Node") -> "Node":
    """`node` in its usual form: no group of one, and one word in a `Word`."""
    if isinstance(node, Any | All) and len(node.nodes) == 1:
        return node.nodes[0]
    if isinstance(node, Word) and " " in node.text:
        return All(tuple(map(Word, node.text.split())))
    return node


def _side_by_side(nodes: Iterable["Node"]) -> str:
    return " ".join(f"({n.write()})" if isinstance(n, Any) else n.write() for n in nodes)


def _branch(node: "Node") -> str:
    """What stands on one side of OR; in parentheses where it begins with a kind, which would be
    read as the kind of the whole query (`parse`).
    """
    leads = isinstance(node, All) and isinstance(node.nodes[0], OfKind)
    return f"({node.write()})" if leads else node.write()
