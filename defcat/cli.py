"""The command line: the same core, for scripts, checks and machines without a screen.

Exit codes: 0 done; 1 done, with something to look at; 2 refused, with one line on standard error.
With `--json` one JSON document is printed and nothing else.
"""

import os
import sys
from collections.abc import Sequence
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from defcat import crash, date_input, dossier, history, vocabulary
from defcat.catalogue import Catalogue
from defcat.dates import PartialDate
from defcat.errors import DefcatError, InputError, NotFound, Refused
from defcat.kinds import KINDS
from defcat.rules.statuses import statuses
from defcat.search import run
from defcat.search.query import Query, parse
from defcat.settings import data_folder
from defcat.terminal import (
    print_history,
    print_import,
    print_json,
    print_record,
    print_table,
    progress,
)
from defcat.translation import tr, trn

DONE, LOOK, REFUSED = 0, 1, 2
MOST = 10_000_000

app = typer.Typer(
    name="defcat",
    help="A catalogue of agreements, officials and engagements for a defence-cooperation desk.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

File = Annotated[Path, typer.Argument(help="The catalogue, a file that ends in .defcat.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
AsOf = Annotated[
    str, typer.Option("--as-of", help="A day, such as 2024-08-24: as the world stood on it.")
]
Ceiling = Annotated[str, typer.Option("--ceiling", help="The highest marking that may be in it.")]


def commands() -> frozenset[str]:
    """The words that begin a command."""
    every = app.registered_commands
    return frozenset(one.name or one.callback.__name__ for one in every if one.callback)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. Nothing that a person can cause ends in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # names are in many scripts, whatever the locale
            stream.reconfigure(encoding="utf-8")
    try:
        answer = app(args=arguments, standalone_mode=False)
        sys.stdout.flush()
    except DefcatError as error:
        return _refuse(str(error))
    except typer.Exit as error:
        return int(error.exit_code)
    except typer.Abort:
        return _refuse(tr("Stopped."))
    except BrokenPipeError:  # whoever read the output has seen enough
        _drop_output()
        return DONE
    except OSError as error:
        _drop_output()
        return _refuse(tr("The output could not be written: {why}.", why=error.strerror))
    except Exception as error:  # noqa: BLE001 - a defect, or a usage error of the command line
        return _refuse(_usage(error) or _defect(error))
    return answer if isinstance(answer, int) else DONE


@app.command("new")
def new_catalogue(
    file: File,
    sample: Annotated[bool, typer.Option("--sample", help="Fill it with the sample.")] = False,
    scheme: Annotated[
        str, typer.Option(help="The marking scheme: india, uk, us, plain.")
    ] = "india",
) -> None:
    """Make a new catalogue, empty or with the sample."""
    if sample:
        from defcat.exchange.sample import create_sample

        with create_sample(file) as catalogue, catalogue.read() as connection:
            count = run.count(connection, Query())
    else:
        Catalogue.create(file, scheme=scheme).close()
        count = 0
    print(f"{file}: {trn('{n} record', '{n} records', count)}")


@app.command()
def search(
    file: File,
    query: Annotated[str, typer.Argument(help="Words, “a phrase”, kind:agreement.")],
    kind: Annotated[str, typer.Option(help="Only records of this kind.")] = "",
    as_of: AsOf = "",
    limit: Annotated[int, typer.Option(help="At most so many results.", min=1, max=MOST)] = 50,
    as_json: Json = False,
) -> int:
    """Find records by words, newest first."""
    asked = parse(f"{query} kind:{kind}" if kind else query)
    with Catalogue.open(file, write=False) as catalogue, catalogue.read() as connection:
        total = run.count(connection, asked, run.NO_LIMIT)
        rows = run.listed(connection, asked, limit)
        found = [_result(connection, row, _day(as_of)) for row in rows]
    if as_json:
        print_json({"total": total, "results": found})
    else:
        print_table(
            [tr("Ref"), tr("Date"), tr("Title"), tr("What")],
            [[r["ref"], _shown(r["date"]), r["title"], _what(r)] for r in found],
        )
        shown = tr(" ({n} shown)", n=len(found)) if total > len(found) else ""
        print(trn("{n} record", "{n} records", total) + shown)
    return DONE


@app.command()
def show(
    file: File,
    ref: Annotated[str, typer.Argument(help="A reference, such as A12.")],
    as_of: AsOf = "",
    as_json: Json = False,
) -> None:
    """Show all about one record."""
    from defcat.exchange.jsonfile import record_json

    with Catalogue.open(file, write=False) as catalogue, catalogue.read() as connection:
        found = dossier.load(connection, dossier.find_id(connection, ref))
        shown = record_json(found, _day(as_of) or catalogue.today())
    if as_json:
        print_json(shown)
    else:
        print_record(found, shown["status"])


@app.command("import")
def import_file(
    file: File,
    source: Annotated[Path, typer.Argument(help="The CSV file.")],
    profile: Annotated[str, typer.Option(help="How its columns are to be read.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing.")] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out rows that cannot be read.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write the rows that cannot be read to this CSV file.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Bring a spreadsheet in: all of it or nothing, and one undo."""
    from defcat.exchange.importer import BadRows, ImportResult, run_import
    from defcat.exchange.report import write_report

    if report is not None and report.resolve() == source.resolve():
        raise Refused(
            tr("The report would take the place of {file}.", file=source.name),
            tr("Name another file for it."),
        )
    refusal = ""
    try:
        with Catalogue.open(file) as catalogue, progress(tr("Importing")) as told:
            result = run_import(
                catalogue, source, profile, dry_run=dry_run, skip_bad=skip_bad, progress=told
            )
    except BadRows as error:
        result, refusal = ImportResult(0, 0, 0, 0, error.rows), str(error)
    if report is not None:
        write_report(report, result.bad)
    if as_json:
        bad = [{"line": b.line, "column": b.column, "reason": b.reason} for b in result.bad]
        counts = {"new": result.new, "changed": result.changed, "unchanged": result.unchanged}
        print_json({**counts, "bad": bad})
    else:
        print_import(result, refused=bool(refusal), dry_run=dry_run)
    if refusal:
        return _refuse(refusal)
    return LOOK if result.bad else DONE


@app.command()
def export(
    file: File,
    out: Annotated[Path, typer.Argument(help="The file to write; it ends in .json.")],
    query: Annotated[str, typer.Option(help="Only what answers this.")] = "",
    kind: Annotated[str, typer.Option(help="Only records of this kind.")] = "",
) -> None:
    """Write records to a JSON file, one to a line, with their links by reference."""
    from defcat.exchange.jsonfile import export_json

    asked = parse(f"{query} kind:{kind}" if kind else query)
    with Catalogue.open(file, write=False) as catalogue, catalogue.read() as connection:
        count = export_json(connection, out, asked if asked.conditions else None)
    print(f"{out}: {trn('{n} record', '{n} records', count)}")


@app.command()
def brief(
    file: File,
    name: Annotated[str, typer.Argument(help="Which brief: agreement, engagement, record.")],
    refs: Annotated[list[str] | None, typer.Argument(help="References, such as A12.")] = None,
    out: Annotated[Path, typer.Option(help="The PDF file to write.")] = Path("brief.pdf"),
    as_of: AsOf = "",
    ceiling: Ceiling = "",
    query: Annotated[str, typer.Option(help="The records that answer this.")] = "",
    page_size: Annotated[str, typer.Option(help="A4 or Letter.")] = "A4",
) -> None:
    """Write a brief as PDF, with its sources and its marking on every page."""
    from defcat.briefs import build
    from defcat.briefs.pdf import write_pdf

    if page_size not in ("A4", "Letter"):
        raise InputError(tr("“{size}” is no page size.", size=page_size), tr("Say A4 or Letter."))
    with Catalogue.open(file, write=False) as catalogue, catalogue.read() as connection:
        ids = [dossier.find_id(connection, ref) for ref in refs or []]
        if query:
            ids += run.find(connection, parse(query))
        if not ids:
            raise NotFound(
                tr("No record was named for the brief."), tr("Give references, or a --query.")
            )
        day = catalogue.today()
        made = build(
            connection,
            name,
            ids,
            scheme=catalogue.scheme,
            as_of=_day(as_of) or day,
            prepared_on=day,
            ceiling=ceiling or None,
        )
    write_pdf(made, out, page_size="Letter" if page_size == "Letter" else "A4")
    print(out)


@app.command("history")
def show_history(
    file: File,
    ref: Annotated[str, typer.Argument(help="Only of this record.")] = "",
    limit: Annotated[int, typer.Option(help="At most so many changes.", min=1, max=MOST)] = 50,
    as_json: Json = False,
) -> None:
    """Show who changed what, newest first."""
    with Catalogue.open(file, write=False) as catalogue, catalogue.read() as connection:
        record_id = dossier.find_id(connection, ref) if ref else None
        entries = history.entries(connection, record_id, limit)
    if as_json:
        print_json({"total": len(entries), "entries": [_entry(e) for e in entries]})
        return
    print_history(entries)


@app.command()
def undo(file: File) -> None:
    """Take the last change back."""
    with Catalogue.open(file) as catalogue:
        print(catalogue.undo().label)


@app.command()
def redo(file: File) -> None:
    """Do the change last undone again."""
    with Catalogue.open(file) as catalogue:
        print(catalogue.redo().label)


def _drop_output() -> None:
    """Let go of what was not printed, which Python would try to print once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse(line: str) -> int:
    print(f"defcat: {' '.join(line.split())}", file=sys.stderr)
    return REFUSED


def _defect(error: Exception) -> str:
    """What is said of a failure that nobody expected; its report quotes nothing of any record."""
    path = crash.keep(crash.report(error), data_folder() / "crashes")
    if path is None:
        return tr("Something went wrong inside defcat, and no report of it could be kept.")
    return tr("Something went wrong inside defcat. The report is in {file}.", file=path)


def _usage(error: Exception) -> str:
    """What a usage error of the command line says; empty for any other error."""
    says = getattr(error, "format_message", None)
    return str(says()) if says else ""


def _day(text: str) -> date | None:
    if not text:
        return None
    found = date_input.read(text).date
    if found.first != found.last:
        raise InputError(
            tr("“{given}” is not one day.", given=text), tr("Give a day, such as 2024-08-24.")
        )
    return found.first


def _result(connection: Connection, row: run.ListRow, as_of: date | None) -> dict[str, Any]:
    status = row.values.get("status")
    if as_of is not None and row.kind == "agreement":
        status = statuses(connection, [row.id], as_of)[row.id].code
    return {
        "ref": row.ref,
        "kind": row.kind,
        "title": row.title,
        "date": row.date,
        "status": status,
        "type": row.values.get("type"),
        "with": row.extra,
    }


def _what(result: dict[str, Any]) -> str:
    status = result["status"]
    words = [tr(KINDS[result["kind"]].label).lower(), result["with"]]
    if status:
        words.append(vocabulary.label("agreement-status", status).lower())
    return "; ".join(word for word in words if word)


def _entry(entry: history.EntryView) -> dict[str, Any]:
    return {
        "entry": entry.id,
        "label": entry.label,
        "at": entry.at,
        "by": entry.by,
        "undone": entry.undone,
        "changes": [
            {
                "ref": step.record.ref if step.record else None,
                "what": step.what,
                "before": step.before,
                "after": step.after,
            }
            for step in entry.steps
        ],
    }


def _shown(edtf: str | None) -> str:
    return PartialDate.parse(edtf).show("short") if edtf else ""
