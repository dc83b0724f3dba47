"""Commands that find and show records."""

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from defcat import dossier, vocabulary
from defcat.cli.options import (
    DONE,
    LOOK,
    MOST,
    AsOf,
    File,
    Json,
    KeyFile,
    Secret,
    app,
    day_of,
    opened,
    query_of,
)
from defcat.dates import PartialDate
from defcat.errors import InputError, NotFound
from defcat.kinds import KINDS
from defcat.rules.horizon import as_it_stood
from defcat.rules.reading import chunks
from defcat.search import run, snippets
from defcat.search import saved as saved_searches
from defcat.search.near import corrections
from defcat.search.query import Query
from defcat.search.rows import ListRow
from defcat.terminal import (
    print_day,
    print_findings,
    print_json,
    print_record,
    print_table,
)
from defcat.translation import tr, trn


@app.command()
def search(
    file: File,
    query: Annotated[
        str | None,
        typer.Argument(
            help="Words, “a phrase”, OR, -not, (groups), field:value such as kind:agreement,"
            " party:india, status:in-force, signed:2023..2024, office:minister, as-of:DAY."
            " The README lists the fields."
        ),
    ] = None,
    saved: Annotated[
        str, typer.Option(metavar="NAME", help="A search saved by that name, in place of QUERY.")
    ] = "",
    kind: Annotated[str, typer.Option(help="Only records of this kind.")] = "",
    as_of: AsOf = "",
    limit: Annotated[int, typer.Option(help="At most so many results.", min=1, max=MOST)] = 50,
    as_json: Json = False,
    secret: Secret = None,
    key_file: KeyFile = None,
) -> int:
    """Find records by words and fields: what fits best first, then the newest.

    A part of a query that cannot be read is pointed out, and the rest is searched.
    """
    if (query is None) == (not saved):
        raise InputError(
            tr("Give either a query or the name of a saved search."),
            tr('Write QUERY, or --saved NAME; "" is the query that finds everything.'),
        )
    problems: list[str] = []
    asked = None if query is None else query_of(query, kind, as_of, problems.append)
    with opened(file, secret, key_file, write=False) as catalogue, catalogue.read() as connection:
        if asked is None:
            asked = query_of(_saved_query(connection, saved), kind, as_of, problems.append)
        today = catalogue.today()
        total = run.count(connection, asked, run.NO_LIMIT, today=today)
        listed = list(run.listed(connection, asked, limit, today=today))
        places = _places(connection, asked, listed)
        found = [_result(row, places.get(row.id)) for row in listed]
        meant = [] if total else corrections(connection, asked, today=today)
    if as_json:
        told = {"did_you_mean": [way.query.write() for way in meant], "problems": problems}
        there = {name: said for name, said in told.items() if said}
        print_json({"total": total, "results": found} | there)
    else:
        _print_found(found)
        shown = tr(" ({n} shown)", n=len(found)) if total > len(found) else ""
        print(trn("{n} record", "{n} records", total) + shown)
        for way in meant:
            line = tr("Did you mean “{text}”? ({n})", text=way.query.write(), n=f"{way.count:,}")
            print(line, file=sys.stderr)
        for problem in problems:
            print(problem, file=sys.stderr)
    return LOOK if problems else DONE


def _places(
    connection: Connection, query: Query, listed: Sequence[ListRow]
) -> dict[int, snippets.Snippet]:
    """Where the records answer the words of the query, of those whose titles do not show it."""
    found: dict[int, snippets.Snippet] = {}
    for some in chunks([row.id for row in listed]):
        found |= snippets.of(connection, query, some)
    return found


def _print_found(found: Sequence[dict[str, Any]]) -> None:
    columns = [tr("Ref"), tr("Date"), tr("Title"), tr("What")]
    lines = [[r["ref"], _shown(r["date"]), r["title"], _what(r)] for r in found]
    if any(r["found_in"] for r in found):
        columns.append(tr("Found in"))
        for line, result in zip(lines, found, strict=True):
            place = result["found_in"]
            line.append(f"{place['field']}: {place['text']}" if place else "")
    print_table(columns, lines)


def _saved_query(connection: Connection, name: str) -> str:
    """The query saved by that name; raises NotFound, with the names that there are."""
    try:
        return saved_searches.find(connection, name).query
    except NotFound as error:
        names = ", ".join(each.name for each in saved_searches.searches(connection))
        fix = tr("Saved are: {names}.", names=names) if names else tr("None is saved.")
        raise NotFound(error.what, fix) from None


@app.command()
def show(
    file: File,
    ref: Annotated[str, typer.Argument(help="A reference, such as A12.")],
    as_of: AsOf = "",
    as_json: Json = False,
    secret: Secret = None,
    key_file: KeyFile = None,
) -> None:
    """Show all about one record."""
    from defcat.exchange.jsonfile import record_json

    with opened(file, secret, key_file, write=False) as catalogue, catalogue.read() as connection:
        today = catalogue.today()
        day = day_of(as_of) or today
        now = dossier.load(connection, dossier.find_id(connection, ref))
        past = as_it_stood(connection, now, day, plans=day >= today)
        shown = record_json(connection, past.dossier, day, past=day < today)
        shown |= {"came_later": past.came_later, "left_out": past.left_out}
        if as_json:
            print_json(shown)
        else:
            print_record(past.dossier, shown["status"])
            print_day(shown)
            print_findings(shown["findings"])


def _result(row: ListRow, place: snippets.Snippet | None) -> dict[str, Any]:
    return {
        "ref": row.ref,
        "kind": row.kind,
        "title": row.title,
        "date": row.date,
        "status": row.values.get("status"),
        "type": row.values.get("type"),
        "with": row.extra,
        "possible": row.possible,
        "found_in": {"field": place.label, "text": place.text} if place else None,
    }


def _what(result: dict[str, Any]) -> str:
    status = result["status"]
    words = [tr(KINDS[result["kind"]].label).lower(), result["with"]]
    if status:
        words.append(vocabulary.label("agreement-status", status).lower())
    if result["possible"]:
        words.append(tr("possible match"))
    return "; ".join(word for word in words if word)


def _shown(edtf: str | None) -> str:
    return PartialDate.parse(edtf).show("short") if edtf else ""
