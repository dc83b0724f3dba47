"""The form of a commitment: who promised what, by when, and how it stands."""

from ui.forms.layout import IDENTIFIERS, MARKING, NAMES, SOURCES, TOPICS, Fields, Layout

LAYOUT = Layout(
    "commitment",
    (
        Fields(
            "The promise",
            (
                ("title",),
                ("state", "date"),
                ("promised", "closed"),
                ("owner_side", "owner"),
                ("engagement",),
                ("evidence",),
            ),
        ),
        TOPICS,
        SOURCES,
        NAMES,
        IDENTIFIERS,
        MARKING,
    ),
)
