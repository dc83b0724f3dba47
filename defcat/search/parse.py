"""The query language: text to tree.

    lloyd austin                        words, each the beginning of one; all must be there
    "joint working group"               a phrase
    mou OR treaty                       either; what stands side by side belongs together first
    -draft  -(mou OR treaty)            not
    status:in-force  type:mou,treaty    fields (`fields`), and several values, of which one will do
    as-of:2016-08-29                    as the world stood on a day

`as-of:` holds for the whole query wherever it stands outside parentheses, and so does the `kind:`
with which a query begins: a list of one kind stays one, whatever is typed behind it.

Reading never fails. What cannot be read is left out and told as a `Problem`, and the rest still
works; `name:` where no field is called so is plain text (10:30, UNTS:123).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from defcat import date_input
from defcat.errors import InputError
from defcat.kinds import KINDS
from defcat.markings import Scheme
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
    Problem,
    Query,
    Where,
    Word,
    value_text,
)
from defcat.search.tokens import Token, name_before_colon, pieces, tokens
from defcat.text import words
from defcat.translation import tr

DEEPEST = 20
"""Parentheses within parentheses are read no deeper."""
_TOLD = 20
"""So many problems are told of one text, and then that no more conditions are read."""
_ADVISED = 5
"""Of so many it is looked what is near, which takes a millisecond each."""
_DOUBTED = 50
"""So many words before a colon are compared with the names of fields."""
_YEAR = re.compile(r"[0-9]{4}")
_TELLING = 4
"""Shorter names are near to too many."""
_ANY_DAY = date(2000, 1, 1)
"""Whether a value can be read depends on no day; this one stands for today."""


def parse(text: str, scheme: Scheme | None = None) -> Query:
    """The query that `text` says, with its problems. `scheme` has the markings that exist; without
    one, those of any scheme do.
    """
    return _Reader(text, scheme).query()


def day_spans(text: str) -> list[tuple[int, int]]:
    """Where the query `text`, even a half-typed one, says a day: from its `as-of:` to its end."""
    return [(token.start, token.end) for token in tokens(text) if token.field == "as-of"]


class _Reader:
    """One reading of a text, token by token."""

    def __init__(self, text: str, scheme: Scheme | None) -> None:
        self._text = text
        self._scheme = scheme
        self._tokens = list(tokens(text))
        self._at = 0
        self._depth = 0
        self._too_deep = 0
        self._has_day = False
        self._problems: list[Problem] = []
        self._doubted = 0
        self._missed: dict[tuple[str, str, bool], InputError] = {}

    def query(self) -> Query:
        """The tree of the whole text."""
        head, branches = self._alternatives()
        found: list[Node] = [*head, *_joined(branches)]
        self._problems.sort(key=lambda problem: problem.start)
        return Query(tuple(found), tuple(self._problems))

    def _alternatives(self) -> tuple[list[Node], list[list[Node]]]:
        """What stands on the sides of OR, up to the end of the group, and before it what holds for
        all of them: the day, and the kinds with which the query begins.
        """
        branches: list[list[Node]] = [[]]
        leads, led, empty = not self._depth, 0, True
        operator: Token | None = None
        while token := self._peek():
            if token.sort == "close":
                if self._too_deep:
                    self._too_deep -= 1
                elif self._depth:
                    break
                else:
                    self._tell(token, _unopened())
                self._at += 1
            elif token.sort == "or":
                self._at += 1
                led = 0 if leads else led  # kinds alone are one side
                if empty:
                    self._tell(token, _one_sided())
                else:
                    branches.append([])
                    operator, empty, leads = token, True, False
            else:
                leads &= token.field in ("kind", "as-of")
                empty &= leads and token.field == "as-of"
                branches[-1] += self._item()
                led = len(branches[0]) if leads else led
        if empty and operator:
            self._tell(operator, _one_sided())
        if len(branches) == 1:
            return [], branches
        return _lifted(branches, led)

    def _item(self) -> list[Node]:
        """What the next token begins: nodes that must all hold."""
        token = self._tokens[self._at]
        self._at += 1
        if token.sort == "field":
            return self._field(token)
        if token.sort == "not":
            node = self._negated()
            return [No(node)] if node else []
        if token.sort == "open":
            return self._group(token)
        if token.sort == "phrase":
            return [Phrase(token.text)] if token.text else []
        self._doubt(token)
        return [Word(token.text)]

    def _negated(self) -> Node | None:
        self._depth += 1  # a day cannot be denied
        nodes = self._item()
        self._depth -= 1
        return All(tuple(nodes)) if nodes else None

    def _group(self, opening: Token) -> list[Node]:
        if self._depth >= DEEPEST:
            self._too_deep += 1
            error = InputError(tr("Parentheses are nested too deep."), tr("Take some of them out."))
            self._tell(opening, error)
            return []
        self._depth += 1
        _, branches = self._alternatives()
        self._depth -= 1
        if self._peek():
            self._at += 1
        else:
            error = InputError(
                tr("This parenthesis is not closed."),
                tr("Close it, or put the words after it in quotes."),
            )
            self._tell(opening, error)
        return _joined(branches)

    def _field(self, token: Token) -> list[Node]:
        if len(self._problems) > _TOLD:
            return []
        try:
            return list(self._condition(token))
        except InputError as error:
            self._tell(token, error)
            return []

    def _condition(self, token: Token) -> Iterator[Node]:
        """The nodes of a condition; raises InputError where its value cannot be read."""
        if token.field == "as-of":
            yield self._day(token.text)
            return
        if not any(value for value, _ in token.parts):
            raise InputError(
                tr("Nothing stands after “{field}:”.", field=token.field),
                tr("Write the value right behind the colon, without a blank."),
            )
        if token.field == "kind":
            for value, quoted in token.parts:
                for name in filter(None, [value] if quoted else value.split(",")):
                    yield from map(OfKind, _kinds(name))
            return
        either = [
            node for value, quoted in token.parts for node in self._read(token, value, quoted)
        ]
        if either:
            yield Any(tuple(either))

    def _read(self, token: Token, value: str, quoted: bool) -> Iterator[Node]:
        """The nodes of which one has to hold for one value of a condition; of a list without quotes
        what cannot be read is told and left out.
        """
        from defcat.search import values  # plain words do without it
        from defcat.search.called import countries_called

        if token.field == "office":
            for title in pieces(value, quoted):
                if not words(title):
                    raise InputError(
                        tr("The query names no office."),
                        tr('Write the title of a post, such as office:"minister of defence".'),
                    )
                yield Office(title, quoted)
            return
        read: list[str] = []
        for piece in pieces(value, quoted):
            if len(self._problems) > _TOLD:
                break
            known = (token.field, piece, quoted)
            if known in self._missed:
                self._tell(token, self._missed[known])
                continue
            try:
                if token.field == "country":
                    yield from map(InCountry, countries_called(piece, quoted=quoted))
                else:
                    values.check(Where(token.field, piece, quoted), _ANY_DAY, self._scheme)
                    read.append(piece)
            except InputError as error:
                self._missed[known] = error
                self._tell(token, error)
        if read:
            yield Where(token.field, ",".join(read), quoted)

    def _day(self, text: str) -> AsOf:
        day = _day_of(text)
        if self._depth:
            raise InputError(
                tr("A day holds for the whole query."), tr("Write as-of: outside parentheses.")
            )
        if self._has_day:
            raise InputError(
                tr("The query asks about more than one day."), tr("Leave one as-of in it.")
            )
        self._has_day = True
        return AsOf(day)

    def _doubt(self, token: Token) -> None:
        """Tell of a word that is nearly a condition: stauts:in-force."""
        name = name_before_colon(token.text)
        if len(name) < _TELLING or token.text[len(name) + 1 :].startswith("//"):
            return
        after = self._text[token.start + len(name) + 1 : token.end + 1].strip()
        if after and len(self._problems) < _TOLD and self._doubted < _DOUBTED:
            from defcat.search.called import near_field

            self._doubted += 1
            if near := near_field(name):
                better = f"{near}:" + self._text[token.start + len(name) + 1 : token.end]
                error = InputError(
                    tr("No field is called “{name}”.", name=name),
                    tr("Did you mean {field}?", field=f"{near}:"),
                )
                self._tell(token, error, better)

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _tell(self, token: Token, error: InputError, better: str = "") -> None:
        told = len(self._problems)
        if told > _TOLD:
            return
        what, fix = error.what, error.fix
        if told == _TOLD:
            what = tr(
                "So much before this cannot be read that conditions from here on are left out."
            )
            fix, better = tr("Mend what stands before it first."), ""
        elif told < _ADVISED:
            from defcat.search.called import NoSuchValue

            if isinstance(error, NoSuchValue):
                fix, better = error.advice, self._mended(token, error.given, error.near)
        self._problems.append(Problem(token.start, token.end, what, fix, better))

    def _mended(self, token: Token, given: str, near: Sequence[str]) -> str:
        """The text of a condition with the nearest value in place of the one that is none."""
        written = self._text[token.start : token.end]
        name, colon, value = written.partition(":")
        if not near or not given or given not in value:
            return ""
        return name + colon + value.replace(given, value_text(near[0]), 1)


def _joined(branches: list[list[Node]]) -> list[Node]:
    """Branches as nodes that must all hold; a branch that lost all it had is left out."""
    kept = [branch for branch in branches if branch]
    if len(kept) < 2:
        return kept[0] if kept else []
    return [Any(tuple(All(tuple(branch)) for branch in kept))]


def _lifted(branches: list[list[Node]], led: int) -> tuple[list[Node], list[list[Node]]]:
    """The branches, and before them what holds for them all: the first `led` nodes, and the day."""
    head, branches[0] = branches[0][:led], branches[0][led:]
    for branch in branches:
        head += [node for node in branch if isinstance(node, AsOf)]
        branch[:] = [node for node in branch if not isinstance(node, AsOf)]
    return head, branches


def _kinds(text: str) -> list[str]:
    """The kinds that `text` names or, where it names none, begins to."""
    wanted = text.casefold()
    names = {
        kind.name: {
            name.casefold() for name in (kind.name, kind.plural, tr(kind.label), tr(kind.plural))
        }
        for kind in KINDS.values()
    }
    exact = [
        name
        for name, known in names.items()
        if wanted in known or wanted == KINDS[name].prefix.casefold()
    ]
    begun = [name for name, known in names.items() if any(n.startswith(wanted) for n in known)]
    if found := exact or begun:
        return found
    from defcat.search.called import NoSuchValue, near

    raise NoSuchValue(
        tr("There is no kind “{kind}”.", kind=text),
        tr("The kinds are: {names}.", names=", ".join(KINDS)),
        text,
        lambda: near(text, KINDS),
    )


def _day_of(text: str) -> date:
    try:
        return date_input.read_day(text)
    except InputError as error:
        if not text or _YEAR.search(text):
            raise  # it says what is wrong with a date that is there
        raise InputError(
            tr("“{given}” is not one day.", given=text),
            tr('Write it like as-of:2024-03-01 or as-of:"1 March 2024".'),
        ) from error


def _unopened() -> InputError:
    return InputError(
        tr("This parenthesis was never opened."),
        tr("Take it out, or put the words around it in quotes."),
    )


def _one_sided() -> InputError:
    return InputError(
        tr("OR stands between two things."), tr("Write what it stands for on both sides.")
    )
