"""The form of an organisation: a ministry, a service, a company, a forum."""

from ui.forms.layout import IDENTIFIERS, MARKING_AND_ADDRESS, NAMES, SOURCES, TOPICS, Fields, Layout

LAYOUT = Layout(
    "organisation",
    (
        Fields(
            "What it is",
            (
                ("title", "native_name"),
                ("type", "country"),
                ("parent", "founded", "dissolved"),
            ),
        ),
        NAMES,
        TOPICS,
        SOURCES,
        IDENTIFIERS,
        MARKING_AND_ADDRESS,
    ),
)
