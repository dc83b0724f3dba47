"""The layouts of all forms, by kind."""

from ui.forms import (
    agreement,
    commitment,
    engagement,
    official,
    organisation,
    series,
    source,
    topic,
)
from ui.forms.layout import Rows

LAYOUTS = {
    module.LAYOUT.kind: module.LAYOUT
    for module in (
        agreement,
        commitment,
        engagement,
        official,
        organisation,
        series,
        source,
        topic,
    )
}


def rows_of(kind: str, part: str) -> Rows:
    """How the form of `kind` shows the rows of `part`."""
    sections = (section for section in LAYOUTS[kind].sections if isinstance(section, Rows))
    return next(section for section in sections if section.part == part)
