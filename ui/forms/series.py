"""The form of a series: an engagement that recurs."""

from ui.forms.layout import IDENTIFIERS, MARKING, NAMES, SOURCES, TOPICS, Fields, Layout

LAYOUT = Layout(
    "series",
    (
        Fields("What it is", (("title", "type"), ("description",))),
        NAMES,
        TOPICS,
        SOURCES,
        IDENTIFIERS,
        MARKING,
    ),
)
