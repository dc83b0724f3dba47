"""How somebody wants a list: its columns in their order, their widths, and what it is sorted by.

Kept for each kind of record, as a line of JSON in the window's settings. Nothing of any record is.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from PySide6.QtCore import QSettings

_SETTING = "columns/{kind}"
_NARROWEST, _WIDEST = 24, 4000


@dataclass(frozen=True)
class Shape:
    """The shape of one list. `columns` are names in the order shown, none for the usual ones;
    `widths` px at scale 1 of those that were given one by hand; `order` what it is sorted by, empty
    for the best or the newest first; `tall`: its rows have two lines.
    """

    columns: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)
    order: str = ""
    tall: bool = False


class Shapes:
    """The shapes of all lists, kept in `settings`."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings
        self._known: dict[str, Shape] = {}

    def of(self, kind: str | None) -> Shape:
        """The shape of the list of `kind`, or of records of any kind."""
        name = _SETTING.format(kind=kind or "any")
        if name not in self._known:
            self._known[name] = _read(str(self._settings.value(name, "")))
        return self._known[name]

    def keep(self, kind: str | None, shape: Shape) -> None:
        """Give the list of `kind` this shape, for this run and the next ones."""
        name = _SETTING.format(kind=kind or "any")
        self._known[name] = shape
        self._settings.setValue(name, json.dumps(asdict(shape)))


def _read(text: str) -> Shape:
    """The shape that was kept; the usual one where the settings were written by another hand."""
    try:
        kept: Any = json.loads(text or "{}")
    except ValueError:
        return Shape()
    if not isinstance(kept, dict):
        return Shape()
    columns, widths, order = kept.get("columns"), kept.get("widths"), kept.get("order")
    return Shape(
        tuple(dict.fromkeys(c for c in columns if isinstance(c, str)))
        if isinstance(columns, list)
        else (),
        {
            name: width
            for name, width in widths.items()
            if isinstance(width, int) and _NARROWEST <= width <= _WIDEST
        }
        if isinstance(widths, dict)
        else {},
        order if isinstance(order, str) else "",
        kept.get("tall") is True,
    )
