"""The form of an agreement, in the order of a signed paper."""

from ui.forms.layout import (
    IDENTIFIERS,
    MARKING_AND_ADDRESS,
    NAMES,
    SOURCES,
    TOPICS,
    Fields,
    Layout,
    Rows,
    Told,
)

LAYOUT = Layout(
    "agreement",
    (
        Fields(
            "What it is",
            (("title",), ("type", "binding", "level"), ("summary",)),
        ),
        Rows(
            "party",
            "Add party",
            (("role", 3), ("country", 4), ("other_id", 5)),
            more=("start", "end", "notes"),
            given=({"role": "party"},),
            starters=2,
        ),
        Rows(
            "event",
            "Add event",
            (("type", 3), ("date", 3), ("effective", 3), ("place", 3)),
            more=("until", "country", "other_id", "date_note", "notes"),
            given=({"type": "signature"}, {}),
            starters=1,
        ),
        Rows(
            "signatory",
            "Add signatory",
            (("other_id", 4), ("country", 3), ("office", 4)),
            more=("event", "notes"),
        ),
        Rows("reference", "Add reference", (("register", 4), ("number", 3), ("url", 4))),
        Fields(
            "Term",
            (
                ("duration", "review_date", "expiry_date"),
                ("renewal", "renewal_period", "notice_period"),
            ),
        ),
        Told("term"),
        Rows(
            "hand_status",
            "Set status by hand",
            (("status", 3), ("date", 3), ("why", 5)),
            more=("until", "country"),
        ),
        Rows(
            "agreement_relation",
            "Add related agreement",
            (("type", 3), ("other_id", 5), ("country", 3)),
            more=("notes",),
        ),
        TOPICS,
        NAMES,
        SOURCES,
        IDENTIFIERS,
        MARKING_AND_ADDRESS,
    ),
)
