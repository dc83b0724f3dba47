"""The form of a topic that the desk follows: a sector, a programme, a policy theme."""

from ui.forms.layout import IDENTIFIERS, MARKING, NAMES, SOURCES, TOPICS, Fields, Layout

LAYOUT = Layout(
    "topic",
    (
        Fields(
            "What it is",
            (("title", "native_name"), ("type", "sector"), ("description",)),
        ),
        NAMES,
        TOPICS,
        SOURCES,
        IDENTIFIERS,
        MARKING,
    ),
)
