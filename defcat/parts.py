"""What records can have many of: events, parties, participants, tenures, citations, other names.

Parts whose rows join two records are the links; `other_id` is the record at the other end.
"""

from defcat.fields import LONG, Country, Date, Field, Flag, Link, Part, Term, Whole

ANY = (
    "agreement",
    "official",
    "engagement",
    "organisation",
    "commitment",
    "source",
    "topic",
    "series",
)
"""The kinds of record, all of which can have other names, topics, sources and identifiers."""

NAMES_ROW = {"citation": "row", "signatory": "event"}
"""The field by which a row of a part names another row of its own record, by its number."""

_START = Field("start", "From", Date())
_END = Field("end", "To", Date())
_ROW_NOTES = Field("notes", "Notes")
_SIGNED = (Field("set_by", "Set by"), Field("set_on", "Set on", Date()))
"""Who wrote a row and on which day, which the catalogue fills in."""


def _other(label: str, *kinds: str, required: bool = True, help: str = "") -> Field:
    return Field("other_id", label, Link(kinds), required=required, help=help)


PARTS: dict[str, Part] = {
    part.name: part
    for part in (
        # --- of any record
        Part(
            "alias",
            "Other names",
            ANY,
            (
                Field("name", "Name", required=True, full_text=True),
                Field("type", "Kind of name", Term("name-kind")),
                _START,
                _END,
            ),
        ),
        Part("subject", "Topics", ANY, (_other("Topic", "topic"),), "Records on this topic"),
        Part(
            "citation",
            "Sources",
            ANY,
            (
                _other("Source", "source"),
                Field("about", "Field", help="The field that the source supports; empty for all"),
                Field("row", "Row", Whole(), help="The row of the part named in Field"),
                Field("locator", "Page or paragraph"),
                Field("states", "What the source states", LONG),
                Field("preferred", "Preferred", Flag()),
            ),
            "Cited by",
        ),
        Part(
            "identifier",
            "Identifiers",
            ANY,
            (
                Field("scheme", "Scheme", required=True),
                Field("value", "Identifier", required=True, full_text=True),
            ),
        ),
        Part(
            "attachment",
            "Attachments",
            ANY,
            (
                Field("name", "File name", required=True, full_text=True),
                Field("media_type", "Media type"),
                Field("size", "Size in bytes", Whole()),
                Field("sha256", "SHA-256", required=True),
            ),
        ),
        Part(
            "dismissal",
            "Dismissed findings",
            ANY,
            (
                Field("rule", "Finding", required=True),
                Field("key", "What was found", required=True),
                Field("why", "Why", LONG, required=True),
                *_SIGNED,
            ),
        ),
        # --- of an agreement
        Part(
            "party",
            "Parties",
            ("agreement",),
            (
                Field("role", "Role", Term("party-role"), required=True),
                Field("country", "Country", Country()),
                _other("Organisation", "organisation", required=False),
                _START,
                _END,
                _ROW_NOTES,
            ),
            "Party to",
        ),
        Part(
            "event",
            "Events",
            ("agreement",),
            (
                Field("type", "Event", Term("event-type"), required=True),
                Field("date", "Date", Date()),
                Field("effective", "Takes effect", Date()),
                Field(
                    "until",
                    "Extended or suspended until",
                    Date(),
                    help="How far an extension or a suspension runs",
                ),
                Field("date_note", "Date as written"),
                Field(
                    "country",
                    "For party",
                    Country(),
                    help="The country that it concerns; empty: all parties",
                ),
                _other(
                    "By body",
                    "organisation",
                    required=False,
                    help="The organisation that acted or that it concerns, where it is no country",
                ),
                Field("place", "Place", full_text=True),
                _ROW_NOTES,
            ),
            "Events",
        ),
        Part(
            "signatory",
            "Signatories",
            ("agreement",),
            (
                _other("Official", "official"),
                Field("country", "Signed for", Country()),
                Field("office", "Office held that day", full_text=True),
                Field(
                    "event", "Event", Whole(), help="The signature event, where there are several"
                ),
                _ROW_NOTES,
            ),
            "Signed",
        ),
        Part(
            "reference",
            "References",
            ("agreement",),
            (
                Field("register", "Register", Term("register"), required=True),
                Field("number", "Number", required=True, full_text=True),
                Field("url", "Web address"),
            ),
        ),
        Part(
            "agreement_relation",
            "Related agreements",
            ("agreement",),
            (
                Field("type", "Relation", Term("agreement-relation"), required=True),
                _other("Agreement", "agreement"),
                Field("country", "For party", Country(), help="Empty: for all parties"),
                _ROW_NOTES,
            ),
            "Related agreements",
        ),
        Part(
            "hand_status",
            "Status set by hand",
            ("agreement",),
            (
                Field("status", "Status", Term("agreement-status"), required=True),
                Field("date", "From", Date(), help="Empty: on whatever day is asked about"),
                Field("until", "Until", Date(), help="Empty: until further notice"),
                Field("country", "For party", Country(), help="Empty: for all parties"),
                Field("why", "Why", LONG, required=True),
                *_SIGNED,
            ),
        ),
        # --- of an engagement
        Part(
            "participant",
            "Participants",
            ("engagement",),
            (
                _other("Participant", "official", "organisation"),
                Field("role", "Role", Term("participant-role"), required=True),
                Field("side", "Side", Country()),
                Field("side_organisation", "Side (body)", Link(("organisation",))),
                Field("office", "Office held that day", full_text=True),
                _ROW_NOTES,
            ),
            "Took part in",
        ),
        Part(
            "engagement_agreement",
            "Agreements",
            ("engagement",),
            (
                _other("Agreement", "agreement"),
                Field("role", "Role", Term("engagement-agreement"), required=True),
                _ROW_NOTES,
            ),
            "Engagements",
        ),
        Part(
            "engagement_relation",
            "Related engagements",
            ("engagement",),
            (
                Field("type", "Relation", Term("engagement-relation"), required=True),
                _other("Engagement", "engagement"),
                _ROW_NOTES,
            ),
            "Related engagements",
        ),
        Part(
            "outcome",
            "Outcomes",
            ("engagement",),
            (
                Field("type", "Outcome", Term("outcome-type"), required=True),
                Field("text", "What came of it", LONG, required=True, full_text=True),
            ),
        ),
        # --- of an official
        Part(
            "tenure",
            "Posts",
            ("official",),
            (
                Field("post", "Post", required=True, full_text=True),
                _other("Organisation", "organisation", required=False),
                Field("country", "Country", Country()),
                _START,
                _END,
                Field("began", "How it began", Term("tenure-began")),
                Field("ended", "How it ended", Term("tenure-ended")),
                _ROW_NOTES,
            ),
            "Officials",
        ),
        Part(
            "contact",
            "Contact points",
            ("official",),
            (
                Field("type", "Kind", Term("contact-type"), required=True),
                Field("value", "Contact", required=True),
            ),
        ),
    )
}
