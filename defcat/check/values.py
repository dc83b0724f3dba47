"""Whether every value can be what its column says: for a catalogue that came from somebody else.

`absurd` asks what no code of defcat could live with, such as a kind of record that there is none
of; the rest is what a person may want to mend. Columns are looked at by SQLite, some seconds for a
million records; only dates and lengths of time are read, each of them once.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Table,
    exists,
    func,
    or_,
    select,
)

from defcat import countries, markings, vocabulary
from defcat.check.report import NAMED, Problem, Progress, references
from defcat.dates import days_span
from defcat.errors import DefcatError, InputError
from defcat.fields import (
    MOST,
    MOST_LONG,
    Country,
    Date,
    Duration,
    Field,
    Flag,
    Marking,
    Term,
    Text,
)
from defcat.kinds import KINDS, PARTS
from defcat.model import COMPUTED, METADATA, RECORD, SETTING, own_table, part_table
from defcat.model.ledger import USER_TERM
from defcat.periods import Period
from defcat.storage.integrity import (
    CONTROL,
    DIRECTED,
    dangling,
    holds_nul,
    like,
    no_json,
    of_another_type,
)
from defcat.text import balanced
from defcat.translation import tr, trn

_MOST_ID = 1 << 32
_NUMBERS = ("id", "number", "record_id")


def look(connection: Connection, today: date, told: Progress) -> list[Problem]:
    """Values that no column of theirs can hold; what stands first makes the rest unanswerable."""
    if found := absurd(connection):
        return found
    fields = list(_fields())
    problems: list[Problem] = []
    for done, (table, field) in enumerate(fields):
        told(done, len(fields))
        problems += _of_field(connection, table, field)
    return problems


def absurd(connection: Connection) -> list[Problem]:
    """What nothing in defcat could read: values of another type, kinds of record that there are
    none of, records without their own row, numbers out of range, garbage where JSON should be.
    """
    problems: list[Problem] = []
    for table in METADATA.tables.values():
        wrong = or_(of_another_type(list(table.c)), *_impossible(table))
        problems += _problem(connection, table, wrong, "values.absurd", _says_absurd(table))
    known = RECORD.c.kind.in_(list(KINDS))
    says = _says_absurd(RECORD)
    problems += _problem(connection, RECORD, ~known, "values.absurd", says)
    problems += _scheme(connection)
    for kind in KINDS:
        own = own_table(kind)
        alone = (RECORD.c.kind == kind) & ~exists().where(own.c.id == RECORD.c.id)
        problems += _problem(connection, RECORD, alone, "values.absurd", says)
    for part in PARTS.values():
        table = part_table(part.name)
        owner = exists().where(RECORD.c.id == table.c.record_id, RECORD.c.kind.in_(part.owners))
        problems += _problem(connection, table, ~owner, "values.absurd", _says_absurd(table))
    return problems


def is_foreign(connection: Connection) -> bool:
    """Whether there is a value in the file that no code of defcat can have written, or a link to
    nowhere.
    """
    if next(dangling(connection), None):
        return True
    found = look(connection, date.today(), lambda done, total: None)
    return any(problem.code in ("values.absurd", "values.unreadable") for problem in found)


def _impossible(table: Table) -> Iterator[ColumnElement[bool]]:
    """What a number or JSON of `table` cannot be, though its type is right."""
    for column in table.c:
        if isinstance(column.type, JSON):
            yield no_json(column)
        elif isinstance(column.type, Integer) and column.name in _NUMBERS:
            yield or_(column < 1, column >= _MOST_ID)
    if table is RECORD:
        taken_over = RECORD.alias()
        yield RECORD.c.archived.not_in((0, 1))
        yield RECORD.c.merged_into.is_not(None) & ~exists().where(
            taken_over.c.id == RECORD.c.merged_into, taken_over.c.id != RECORD.c.id
        )


def _scheme(connection: Connection) -> list[Problem]:
    """A marking scheme that does not ship with this version."""
    name = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == "marking-scheme"))
    if name is None or name in markings.names():
        return []
    says = tr("There is no marking scheme “{name}”", name=str(name)[:60])
    return [Problem("values", "values.absurd", 1, says)]


def _says_absurd(table: Table) -> Callable[[int], str]:
    return lambda n: trn(
        "{n} row of the table “{table}” holds what defcat never writes",
        "{n} rows of the table “{table}” hold what defcat never writes",
        n,
        table=table.name,
    )


def _fields() -> Iterator[tuple[Table, Field]]:
    """Every described field with the table that has its column."""
    for field in (each for each in KINDS["agreement"].fields if each.name in RECORD.c):
        yield RECORD, field
    yield RECORD, Field("date", "Date", Date())
    for kind in KINDS.values():
        own = own_table(kind.name)
        yield from ((own, field) for field in kind.fields if field.name in own.c)
        for name in COMPUTED.get(kind.name, {}):
            if name == "ends":
                yield own, Field(name, "Ends", Date())
    for part in PARTS.values():
        yield from ((part_table(part.name), field) for field in part.fields)


def _of_field(connection: Connection, table: Table, field: Field) -> Iterator[Problem]:
    column, type_ = table.c[field.name], field.type
    if isinstance(type_, Text):
        yield from _of_text(connection, table, field, MOST_LONG if type_.long else MOST)
        return
    if isinstance(type_, Flag):
        wrong = column.not_in((0, 1))
    elif isinstance(type_, Country):
        wrong = column.not_in(sorted(countries.code_set()))
    elif isinstance(type_, Date | Duration):
        read: Callable[[str], object] = days_span if isinstance(type_, Date) else Period.parse
        wrong = column.in_(_unreadable(connection, column, read))
    else:
        return

    def says(n: int) -> str:
        return trn(
            "{n} value of “{field}” cannot be read ({table})",
            "{n} values of “{field}” cannot be read ({table})",
            n,
            field=tr(field.label),
            table=table.name,
        )

    yield from _problem(connection, table, wrong, "values.unreadable", says)


def _unreadable(
    connection: Connection, column: Column[Any], read: Callable[[str], object]
) -> list[str]:
    """The texts in `column` that `read` refuses."""
    found = []
    for text in connection.scalars(select(column).distinct().where(column.is_not(None))):
        try:
            read(text)
        except InputError:
            found.append(text)
    return found


def _of_text(connection: Connection, table: Table, field: Field, most: int) -> Iterator[Problem]:
    """Text that is too long, holds control characters, or turns what follows it round."""
    column = table.c[field.name]
    where = {"field": tr(field.label), "table": table.name}
    hidden = or_(like(column, CONTROL), holds_nul(column))
    for code, wrong, words in (
        ("values.long", func.length(column) > most, _TOO_LONG),
        ("values.control", hidden, _CONTROL),
        ("values.direction", _turned(connection, column), _DIRECTION),
    ):
        one, many = words

        def says(n: int, one: str = one, many: str = many) -> str:
            return trn(one, many, n, **where)

        yield from _problem(connection, table, wrong, code, says)


_TOO_LONG = (
    "{n} value of “{field}” is too long ({table})",
    "{n} values of “{field}” are too long ({table})",
)
_CONTROL = (
    "{n} value of “{field}” holds control characters ({table})",
    "{n} values of “{field}” hold control characters ({table})",
)
_DIRECTION = (
    "{n} value of “{field}” turns the text after it round ({table})",
    "{n} values of “{field}” turn the text after them round ({table})",
)


def _turned(connection: Connection, column: Column[Any]) -> ColumnElement[bool]:
    directed = connection.scalars(select(column).where(like(column, DIRECTED)))
    return column.in_([text for text in directed if not balanced(text)])


def look_at_terms(connection: Connection, today: date, told: Progress) -> list[Problem]:
    """Codes that no vocabulary, no term of the desk and no level of the marking scheme has."""
    problems = list(_desk_terms(connection))
    name = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == "marking-scheme"))
    levels = [level.code for level in markings.load(name or "plain").levels]
    fields = [(t, f) for t, f in _fields() if isinstance(f.type, Term | Marking)]
    added = connection.execute(select(USER_TERM.c.vocabulary, USER_TERM.c.code)).all()
    for done, (table, field) in enumerate(fields):
        told(done, len(fields))
        codes = levels
        if isinstance(field.type, Term):
            of = field.type.vocabulary
            codes = [*vocabulary.load(of).terms, *(c for v, c in added if v == of)]
        column = table.c[field.name]
        query = select(column).distinct().where(column.not_in(codes))
        for code in connection.scalars(query).all():

            def says(n: int, code: str = code, field: Field = field, table: Table = table) -> str:
                return trn(
                    "“{code}” stands once in “{field}” ({table}), and nobody knows it",
                    "“{code}” stands {n} times in “{field}” ({table}), and nobody knows it",
                    n,
                    code=code[:60],
                    field=tr(field.label),
                    table=table.name,
                )

            problems += _problem(connection, table, column == code, "terms.unknown", says, "terms")
    return problems


def _desk_terms(connection: Connection) -> Iterator[Problem]:
    """Terms that the desk added to no list that there is, or by a code that cannot be one."""
    for row in connection.execute(select(USER_TERM)):
        try:
            vocabulary.load(row.vocabulary).extended({row.code: row.label})
        except DefcatError as error:
            yield Problem("terms", "terms.added", 1, error.what)


def _problem(
    connection: Connection,
    table: Table,
    wrong: ColumnElement[bool],
    code: str,
    says: Callable[[int], str],
    part: str = "values",
) -> Iterator[Problem]:
    """The rows of `table` of which `wrong` is true, if there are any, as a problem."""
    count = connection.scalar(select(func.count()).select_from(table).where(wrong))
    if not count:
        return
    owner = table.c.get("record_id", table.c.get("id"))
    refs: tuple[str, ...] = ()
    if owner is not None and (table is RECORD or owner.foreign_keys):
        # As whatever they are: an identifier may be what is wrong.
        named = connection.scalars(select(owner).where(wrong).distinct().limit(NAMED))
        ids = [each for each in named if isinstance(each, int)]
        refs = references(connection, ids)
    yield Problem(part, code, count, says(count), refs)
