"""The form of a source: a document or publication that supports facts."""

from ui.forms.layout import IDENTIFIERS, MARKING, NAMES, SOURCES, TOPICS, Fields, Layout

LAYOUT = Layout(
    "source",
    (
        Fields(
            "What it is",
            (
                ("title",),
                ("type", "publisher", "author"),
                ("date", "date_note", "accessed"),
                ("url",),
                ("text",),
            ),
        ),
        TOPICS,
        NAMES,
        IDENTIFIERS,
        SOURCES,
        MARKING,
    ),
)
