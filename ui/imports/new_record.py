"""A record that an import would make, as a person reads it: its fields, then its rows."""

from defcat.exchange.draft import Draft, Other
from defcat.fields import Link, Stored
from defcat.kinds import KINDS, PARTS, described
from defcat.translation import tr

Line = tuple[str, str]
"""What something is called, and what it says."""


def lines_of(kind: str, draft: Draft) -> list[Line]:
    """What the record of a draft would say."""
    fields = KINDS[kind].by_name
    own = [
        (tr(fields[name].label), fields[name].type.show(value))
        for name, value in draft.values.items()
        if value is not None
    ]
    own += [(tr(fields[name].label), other.title) for name, other in draft.links.items()]
    rows = [(tr(PARTS[row.part].label), _row(row.part, dict(row.values))) for row in draft.parts]
    return [*own, *rows]


def _row(part: str, values: dict[str, Stored | Other]) -> str:
    """A row in one line: whom it names by the title, everything else with what it is called."""
    fields = described(part).by_name
    said = []
    for name, value in values.items():
        if isinstance(value, Other):
            said.append(value.title)
        elif value is not None and not isinstance(fields[name].type, Link):
            words = fields[name].type.show(value)
            said.append(tr("{field}: {value}", field=tr(fields[name].label), value=words))
    return "; ".join(said)
