"""The sources of a brief: numbered in order of first use, and what they state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from defcat.briefs.blocks import Inline, SourceEntry, SourceList, Span
from defcat.briefs.wording import as_written
from defcat.dates import PartialDate
from defcat.dossier import Row
from defcat.fields import Stored
from defcat.translation import tr


@dataclass
class Sources:
    """The places in sources that a brief has cited so far: (source, locator) -> its number."""

    numbers: dict[tuple[int, str], int] = field(default_factory=dict)

    def number(self, citation: Row) -> int:
        """The number of the place that `citation` names, a new one at its first use."""
        place = int(citation["other_id"] or 0), citation.text("locator")
        return self.numbers.setdefault(place, len(self.numbers) + 1)

    def ids(self) -> set[int]:
        """The sources cited so far."""
        return {source for source, _ in self.numbers}

    def entries(self, values: Mapping[int, Mapping[str, Stored]]) -> SourceList:
        """The numbered list; `values` holds the fields of every source cited, by identifier.

        A source is described once, where it was first cited, with all places that are cited.
        """
        cited: dict[int, list[tuple[int, str]]] = {}
        for (source, locator), number in self.numbers.items():
            cited.setdefault(source, []).append((number, locator))
        return SourceList(tuple(_entry(values[source], places) for source, places in cited.items()))


def _entry(found: Mapping[str, Stored], places: Sequence[tuple[int, str]]) -> SourceEntry:
    """A source with the number and the locator of every place in it that is cited."""
    (number, locator), *more = places
    details = [_text(found, "author"), _text(found, "publisher"), _dated(found)]
    if not more:
        details.append(locator)
    listed = [(each, where or tr("as a whole")) for each, where in places] if more else []
    return SourceEntry(
        number,
        str(found["title"]),
        ", ".join(filter(None, details)),
        str(found["url"] or ""),
        tuple(listed),
    )


def statement(citation: Row, number: int) -> Inline:
    """A statement as a line of a note, with its source."""
    quoted = Span(as_written(citation["states"]), marks=(number,))
    if citation["preferred"]:
        return (quoted, Span(" "), Span(tr("(preferred)"), "strong"))
    return (quoted,)


def _text(values: Mapping[str, Stored], name: str) -> str:
    return str(values[name] or "")


def _dated(values: Mapping[str, Stored]) -> str:
    if values["date"]:
        return PartialDate.parse(str(values["date"])).show()
    if values["date_note"]:
        return as_written(values["date_note"])
    return tr("undated")
