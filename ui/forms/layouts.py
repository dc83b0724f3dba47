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
