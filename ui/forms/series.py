"""The form of a series: an engagement that recurs."""

from ui.forms.layout import IDENTIFIERS, MARKING, NAMES, SOURCES, TOPICS, Fields, Layout, Told

LAYOUT = Layout(
    "series",
    (
        Fields("What it is", (("title", "type"), ("description",))),
        Told("editions"),
        NAMES,
        TOPICS,
        SOURCES,
        IDENTIFIERS,
        MARKING,
    ),
)
