"""The form of an engagement: when and where, who took part, and what came of it."""

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
    "engagement",
    (
        Fields(
            "What it is",
            (
                ("title",),
                ("type", "state", "mode"),
                ("date", "date_note"),
                ("city", "country", "venue"),
                ("series", "edition"),
                ("track", "press"),
            ),
        ),
        Rows(
            "participant",
            "Add participant",
            (("other_id", 4), ("role", 2), ("side", 3), ("office", 4)),
            more=("side_organisation", "notes"),
            given=({"role": "principal"}, {"role": "principal"}, {"role": "member"}),
            starters=2,
        ),
        Told("still-open"),
        Rows(
            "contains",
            "Add what it contains",
            (("title", 6), ("type", 3), ("date", 3), ("city", 3)),
            more=("venue", "country", "state"),
            given=({"type": "bilateral-meeting"},),
        ),
        Rows(
            "engagement_agreement",
            "Add agreement",
            (("role", 2), ("other_id", 5), ("notes", 4)),
            given=({"role": "signed-at"}, {}),
        ),
        Rows(
            "engagement_relation",
            "Add related engagement",
            (("type", 2), ("other_id", 5), ("notes", 4)),
            given=({"type": "part-of"}, {}),
        ),
        Rows("outcome", "Add outcome", (("type", 2), ("text", 8))),
        Rows(
            "promises",
            "Add commitment",
            (("title", 6), ("owner_side", 3), ("owner", 4), ("date", 3), ("state", 2)),
            more=("promised", "closed", "evidence"),
            given=({"state": "open"},),
        ),
        Fields(
            "Substance",
            (("objectives",), ("agenda",), ("talking_points",), ("record",)),
        ),
        TOPICS,
        NAMES,
        SOURCES,
        IDENTIFIERS,
        MARKING_AND_ADDRESS,
    ),
)
