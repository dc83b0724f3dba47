"""What a preview begins with, read at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from defcat.briefs import desk, recent, templates
from defcat.briefs.desk import DeskSettings
from defcat.briefs.offer import Subject, subject_of
from defcat.briefs.order import Order
from defcat.briefs.recent import Recent
from defcat.briefs.templates import Template
from defcat.search.query import Query


@dataclass(frozen=True)
class Start:
    """What is looked at, how the desk prints, its templates, and the briefs made last."""

    subject: Subject
    settings: DeskSettings
    templates: tuple[Template, ...] = ()
    recent: tuple[Recent, ...] = ()


def read_start(
    connection: Any,
    day: date,
    ids: Sequence[int] = (),
    query: Query | None = None,
    columns: Sequence[str] = (),
) -> Start:
    """What a preview of records, or of the list of `query` with `columns`, begins with on `day`.

    Raises NotFound for a record that is not there any more.
    """
    return Start(
        subject_of(connection, ids, query, columns, day),
        desk.read(connection),
        tuple(templates.read(connection)),
        tuple(recent.recent(connection)),
    )


def read_again(connection: Any, order: Order, today: date) -> Start:
    """What a preview of a brief begins with that was ordered before; raises NotFound."""
    request = order.request
    ids = request.records or [one for part in request.parts for one in part.records]
    return read_start(connection, order.as_of or today, ids, request.query, request.columns)
