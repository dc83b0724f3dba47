"""Which columns tell a row of a table from the others.

A key is what a record is known by when the table comes again, perhaps with rows put in between. So
an identifier that somebody gave comes first: a file number, a reference. Without one, what the
record is about tells it apart: its title, else several columns together, such as a day and who was
there. The number of a line comes last: it is that of whatever stands on the line. A day or a post
alone is no key, even where no two rows happen to share one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from defcat.exchange import headings
from defcat.exchange.groups import unusable
from defcat.exchange.shapes import Shape
from defcat.exchange.table import Table
from defcat.exchange.targets import STATED
from defcat.translation import tr

_KEY_HEADS = (
    *("id", "identifier", "unique id", "record number", "reference number", "number"),
    *("code", "key", "uuid", "file number"),
)
_KEY_WORDS = frozenset(("id", "identifier", "uuid", "key", "code", "number", "reference", "file"))
"""A head that ends in one of them says that a column identifies something."""
_COUNTED = frozenset(("id", "identifier", "key"))
"""The same for a column of 1, 2, 3: others that count number the lines."""
_CODED = frozenset((STATED, "identifier.value", "reference.number"))
_LONGEST = 80
_ALMOST = 0.98
_SAID_AGAIN = 0.05
"""The share of rows with a name said before, from which on they are posts and not namesakes."""


@dataclass(frozen=True)
class Key:
    """The columns that tell rows apart, whether rows with the same are one record, and why."""

    columns: tuple[str, ...]
    grouped: bool
    why: str


def find_key(
    table: Table, targets: Mapping[str, str], shapes: Mapping[str, Shape], kind: str
) -> Key:
    """What tells the rows of a table apart, as far as it has anything that does."""
    if person := _whose(table, targets, shapes, kind):
        return Key((person,), True, tr("It says whose row each is."))
    given = [name for name in targets if _is_identifier(table, name, targets[name], shapes[name])]
    if given:
        return Key((max(given, key=_as_key),), False, tr("Each row has one of its own."))
    telling = _telling(targets, shapes)
    for some in _prefixes(telling, targets):
        if _tells_apart(table, some):
            return Key(some, False, tr("No two rows say the same there."))
    number = next((name for name in targets if _is_of_line(table, name, shapes[name])), "")
    if number:
        why = tr("It is the number of a line, and moves when lines are put between.")
        return Key((number,), False, why)
    some = telling[:4] or tuple(name for name in table.columns if not unusable(name))[:1]
    if len(some) == 1 and targets[some[0]] != "title":
        some = _with_others(table, some, shapes)
    return Key(some, False, tr("Nothing is better, and several rows may say the same there."))


def _whose(table: Table, targets: Mapping[str, str], shapes: Mapping[str, Shape], kind: str) -> str:
    """The column that says whose row it is, where persons have several: one for each post."""
    title = next((name for name, target in targets.items() if target == "title"), "")
    tenures = any(target.startswith("tenure.") for target in targets.values())
    if kind != "official" or not title or not tenures:
        return ""
    named = shapes[title]
    if named.distinct == named.filled:
        return ""
    person = _person_key(table, title, shapes)
    if person:
        return "" if shapes[person].is_unique else person
    return title if named.filled - named.distinct > _SAID_AGAIN * named.filled else ""


def _is_identifier(table: Table, name: str, target: str, shape: Shape) -> bool:
    """Whether somebody gave each row what stands in a column."""
    if unusable(name) or headings.is_housekeeping(name) or target not in _CODED:
        return False
    if shape.length > _LONGEST or shape.dates >= 0.5 + shape.years:
        return False
    last = headings.said_in(name)[-1:]
    if shape.is_running:
        named = not _COUNTED.isdisjoint(last)
    else:
        named = target != STATED or not _KEY_WORDS.isdisjoint(last)
    return named and _is_unique(table, name, shape)


def _is_of_line(table: Table, name: str, shape: Shape) -> bool:
    """Whether a column numbers the lines."""
    counts = shape.is_running or (headings.is_housekeeping(name) and shape.numbers > _ALMOST)
    return counts and not unusable(name) and _is_unique(table, name, shape)


def _is_unique(table: Table, name: str, shape: Shape) -> bool:
    """Whether every row has a text of its own, also where a shape has too many to say."""
    if shape.is_unique or not shape.is_cut or shape.filled < shape.rows:
        return shape.is_unique
    return _tells_apart(table, (name,))


def _is_code(name: str, shape: Shape) -> bool:
    plain = shape.codes > 0.95 and shape.length < _LONGEST and shape.dates < 0.5 + shape.years
    return plain and not unusable(name) and not headings.is_housekeeping(name)


def _as_key(name: str) -> float:
    """How much a head is that of a key; the first known heads are the plainest."""
    return max(headings.likeness(name, one) * (1 - 0.02 * n) for n, one in enumerate(_KEY_HEADS))


def _person_key(table: Table, title: str, shapes: Mapping[str, Shape]) -> str:
    """A column of codes in which every code stands for one person, and nearly none for two."""
    names = shapes[title].distinct
    found = []
    for name, shape in shapes.items():
        near = names * 0.9 <= shape.distinct <= names * 1.1
        if name == title or not near or shape.filled < shape.rows or not _is_code(name, shape):
            continue
        if determines(table, name, title):
            found.append(name)
    return max(found, key=_as_key, default="")


def determines(table: Table, code: str, title: str) -> bool:
    """Whether rows with the same code have the same title, but for a few."""
    at, of = table.columns.index(code), table.columns.index(title)
    seen: dict[str, str] = {}
    rows = same = 0
    for cells in (row.cells for row in table.rows if max(at, of) < len(row.cells)):
        rows += 1
        same += seen.setdefault(cells[at], cells[of]) == cells[of]
    return same >= _ALMOST * rows


def _telling(targets: Mapping[str, str], shapes: Mapping[str, Shape]) -> tuple[str, ...]:
    """The columns that say what a record is about, the most telling first."""
    told = (
        name
        for name, target in targets.items()
        if _rank(target) < 9 and not unusable(name) and not shapes[name].is_running
    )
    return tuple(sorted(told, key=lambda name: _rank(targets[name])))


def _prefixes(telling: tuple[str, ...], targets: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The first of them, one more each time; only a title may stand alone."""
    for end in range(1, len(telling) + 1):
        if end > 1 or targets[telling[0]] == "title":
            yield telling[:end]


def _with_others(
    table: Table, some: tuple[str, ...], shapes: Mapping[str, Shape]
) -> tuple[str, ...]:
    """Columns with as many others as it needs to tell rows apart: a day or a post never does."""
    for name in table.columns:
        usable = not unusable(name) and not headings.is_housekeeping(name)
        if name not in some and usable and shapes[name].filled and not shapes[name].is_running:
            some = (*some, name)
            if _tells_apart(table, some):
                break
    return some


def _tells_apart(table: Table, columns: Sequence[str]) -> bool:
    """Whether no two rows have the same in those columns."""
    at = [table.columns.index(name) for name in columns]
    seen: set[int] = set()
    for row in table.rows:
        said = hash(tuple(row.cells[n] if n < len(row.cells) else "" for n in at))
        if said in seen:
            return False
        seen.add(said)
    return True


def _rank(target: str) -> int:
    """How well a column of that target tells records apart; 9 where it does not."""
    field = target.partition(":")[0]
    ranks = {"title": 0, "family_name": 0, "given_name": 1, "date": 2, "date.from": 2, "born": 2}
    ranks |= {"event.date": 2, "participant.other_id": 3, "tenure.post": 3, "party.country": 3}
    ranks |= {
        "country": 4,
        "city": 5,
        "tenure.start": 5,
        "tenure.country": 4,
        "type": 6,
        "participant.side": 4,
    }
    ranks |= {"reference.number": 1, "identifier.value": 1}
    return ranks.get(field, 9)
