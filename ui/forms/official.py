"""The form of an official: the name first, then the posts, which are never part of the person."""

from ui.forms.layout import (
    IDENTIFIERS,
    MARKING_AND_ADDRESS,
    NAMES,
    SOURCES,
    TOPICS,
    Fields,
    Layout,
    Rows,
)

LAYOUT = Layout(
    "official",
    (
        Fields(
            "Name",
            (
                ("title", "native_name"),
                ("given_name", "family_name", "display_order"),
                ("honorific", "rank", "post_nominals"),
                ("nationality", "pronunciation"),
            ),
        ),
        Rows(
            "tenure",
            "Add post",
            (("post", 4), ("other_id", 4), ("start", 2), ("end", 2)),
            more=("began", "ended", "country", "notes"),
        ),
        NAMES,
        Rows("contact", "Add contact point", (("type", 3), ("value", 6))),
        Fields(
            "Background",
            (("born", "died", "languages"), ("biography",), ("sensitivities",)),
        ),
        TOPICS,
        SOURCES,
        IDENTIFIERS,
        MARKING_AND_ADDRESS,
    ),
)
