"""An order for a brief: what is asked for, of which day, up to which marking, on which paper."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection

from defcat.briefs import BRIEFS, Progress, build
from defcat.briefs.blocks import Brief
from defcat.briefs.desk import DeskSettings
from defcat.briefs.request import Request
from defcat.markings import Scheme
from defcat.search.parse import parse

if TYPE_CHECKING:  # what writes PDFs takes its time: who only reads orders does not wait for it
    from defcat.briefs.pdf import PageOptions


@dataclass(frozen=True)
class Order:
    """A request with all that was chosen about it; `as_of` None is the day on which it is made."""

    request: Request
    as_of: date | None = None
    ceiling: str | None = None
    tell_withheld: bool = True
    page_size: Literal["A4", "Letter"] = "A4"
    landscape: bool = False
    draft: bool = False
    portion_marks: bool = False


def made(
    connection: Connection,
    order: Order,
    scheme: Scheme,
    today: date,
    progress: Progress | None = None,
) -> Brief:
    """The brief that was ordered; raises what `briefs.build` raises."""
    brief = build(
        connection,
        order.request,
        scheme=scheme,
        as_of=order.as_of or today,
        prepared_on=today,
        ceiling=order.ceiling,
        tell_withheld=order.tell_withheld,
        progress=progress,
    )
    return replace(brief, landscape=brief.landscape or order.landscape)


def page_options(order: Order, desk: DeskSettings) -> "PageOptions":
    """How the pages of an order look at a desk."""
    from defcat.briefs.pdf import PageOptions

    return PageOptions(
        order.page_size, desk.letterhead, desk.logo, order.draft, order.portion_marks
    )


def as_plain(order: Order) -> dict[str, Any]:
    """An order as what JSON can hold."""
    plain = asdict(replace(order, request=Request(order.request.name)))
    plain["request"] = _plain_request(order.request)
    plain["as_of"] = order.as_of.isoformat() if order.as_of else None
    return plain


def of_plain(plain: dict[str, Any]) -> Order | None:
    """The order that `as_plain` made this of; None for a brief that is not there any more."""
    known = {field.name for field in fields(Order)}
    request = _request(plain["request"])
    if request is None:
        return None
    rest = {name: value for name, value in plain.items() if name in known}
    day = date.fromisoformat(plain["as_of"]) if plain["as_of"] else None
    return Order(**{**rest, "request": request, "as_of": day})


def _plain_request(request: Request) -> dict[str, Any]:
    plain = asdict(replace(request, query=None, parts=()))
    plain["query"] = None if request.query is None else request.query.on(None).write()
    plain["parts"] = [_plain_request(part) for part in request.parts]
    return plain


def _request(plain: dict[str, Any]) -> Request | None:
    if plain["name"] not in BRIEFS:
        return None
    known = {field.name for field in fields(Request)}
    values = {name: value for name, value in plain.items() if name in known}
    for name in ("records", "columns", "sections"):
        values[name] = tuple(values[name]) if values[name] is not None else None
    values["query"] = None if plain["query"] is None else parse(plain["query"])
    values["parts"] = tuple(part for part in map(_request, plain["parts"]) if part)
    return Request(**values)
