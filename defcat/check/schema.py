"""Whether the tables are those that this version of defcat makes."""

import re
from datetime import date

from sqlalchemy import Connection

from defcat.check.report import Problem, Progress
from defcat.storage.file import build_schema
from defcat.storage.memory import in_memory
from defcat.storage.schema import Held, held
from defcat.translation import tr

_SKIPPED = re.compile(r'[\s"`\[\]\']+')
_OUTSIDE = re.compile(r",(?![^(]*\))")
"""The commas between the columns and constraints of a table, where no bracket is open."""


def look(connection: Connection, today: date, told: Progress) -> list[Problem]:
    """What the schema lacks, what is foreign in it, and what is other than it should be."""
    with in_memory() as made:
        build_schema(made)
        expected = _by_name(held(made))
    found = _by_name(held(connection))
    problems = []
    for name in expected.keys() - found.keys():
        code = "schema.missing" if expected[name].type == "table" else "schema.index"
        says = tr("The {type} “{name}” is missing", type=expected[name].type, name=name)
        problems.append(Problem("schema", code, 1, says))
    for name in found.keys() - expected.keys():
        says = tr("The {type} “{name}” is foreign", type=found[name].type, name=name[:60])
        problems.append(Problem("schema", "schema.foreign", 1, says))
    for name in found.keys() & expected.keys():
        if _normal(found[name]) != _normal(expected[name]):
            says = tr("The {type} “{name}” is another", type=found[name].type, name=name)
            problems.append(Problem("schema", "schema.different", 1, says))
    return sorted(problems, key=lambda problem: (problem.code, problem.what))


def _by_name(objects: list[Held]) -> dict[str, Held]:
    return {each.name: each for each in objects}


def _normal(each: Held) -> tuple[str, str, tuple[str, ...]]:
    """An object without quotes and blanks, columns and constraints in any order.

    A migration adds columns at the end, and says of none that it may be nothing.
    """
    sql = _SKIPPED.sub("", each.sql).upper()
    if each.type != "table" or sql.startswith("CREATEVIRTUAL"):
        return each.type, each.table, (sql,)
    head, _, body = sql.partition("(")
    items = sorted(_OUTSIDE.split(body.removesuffix(")")))
    return each.type, each.table, (head, *items)
