"""The first schema."""

import sqlalchemy as sa
from alembic import op

from defcat.storage.fulltext import create_fulltext

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blob",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("redoes", sa.Integer(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["redoes"], ["entry.id"], name=op.f("fk_entry_redoes")),
        sa.ForeignKeyConstraint(["undoes"], ["entry.id"], name=op.f("fk_entry_undoes")),
        sa.ForeignKeyConstraint(["undone_by"], ["entry.id"], name=op.f("fk_entry_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
    )
    op.create_table(
        "record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("date", sa.String(), nullable=True),
        sa.Column("date_first", sa.String(), nullable=True),
        sa.Column("date_last", sa.String(), nullable=True),
        sa.Column("sort_key", sa.Integer(), nullable=False),
        sa.Column("sort_title", sa.String(), nullable=False),
        sa.Column("marking", sa.String(), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("binned_at", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_record_kind_number")),
        sa.UniqueConstraint("sort_key", name=op.f("uq_record_sort_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_record_uid")),
    )
    op.create_index(
        "ix_record_bin",
        "record",
        ["binned_at"],
        unique=False,
        sqlite_where=sa.text("binned_at IS NOT NULL"),
    )
    op.create_index(
        "ix_record_by_title",
        "record",
        ["kind", "sort_title"],
        unique=False,
        sqlite_where=sa.text("binned_at IS NULL"),
    )
    op.create_index(
        "ix_record_newest",
        "record",
        ["kind", "sort_key"],
        unique=False,
        sqlite_where=sa.text("binned_at IS NULL"),
    )
    op.create_index(
        "ix_record_sort_title",
        "record",
        ["sort_title"],
        unique=False,
        sqlite_where=sa.text("binned_at IS NULL"),
    )
    op.create_table(
        "saved_search",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_saved_search")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "user_term",
        sa.Column("vocabulary", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("vocabulary", "code", name=op.f("pk_user_term")),
    )
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("binding", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("summary", sa.String(), nullable=True),
        sa.Column("duration", sa.String(), nullable=True),
        sa.Column("renewal", sa.String(), nullable=True),
        sa.Column("renewal_period", sa.String(), nullable=True),
        sa.Column("notice_period", sa.String(), nullable=True),
        sa.Column("review_date", sa.String(), nullable=True),
        sa.Column("expiry_date", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("form", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("status_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    op.create_table(
        "agreement_relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["other_id"], ["record.id"], name=op.f("fk_agreement_relation_other_id")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_agreement_relation_record_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_relation")),
    )
    op.create_index(
        op.f("ix_agreement_relation_other_id"), "agreement_relation", ["other_id"], unique=False
    )
    op.create_index(
        op.f("ix_agreement_relation_record_id"), "agreement_relation", ["record_id"], unique=False
    )
    op.create_table(
        "alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=True),
        sa.Column("start", sa.String(), nullable=True),
        sa.Column("end", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_alias_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias")),
    )
    op.create_index(op.f("ix_alias_record_id"), "alias", ["record_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_attachment_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_record_id"), "attachment", ["record_id"], unique=False)
    op.create_table(
        "citation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("locator", sa.String(), nullable=True),
        sa.Column("states", sa.String(), nullable=True),
        sa.Column("preferred", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["other_id"], ["record.id"], name=op.f("fk_citation_other_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_citation_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citation")),
    )
    op.create_index(op.f("ix_citation_other_id"), "citation", ["other_id"], unique=False)
    op.create_index(op.f("ix_citation_record_id"), "citation", ["record_id"], unique=False)
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("engagement", sa.Integer(), nullable=True),
        sa.Column("owner_side", sa.String(), nullable=True),
        sa.Column("owner", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement"], ["record.id"], name=op.f("fk_commitment_engagement")
        ),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_commitment_id")),
        sa.ForeignKeyConstraint(["owner"], ["record.id"], name=op.f("fk_commitment_owner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    op.create_index(op.f("ix_commitment_engagement"), "commitment", ["engagement"], unique=False)
    op.create_index(op.f("ix_commitment_owner"), "commitment", ["owner"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_contact_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_record_id"), "contact", ["record_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_draft_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_record_id"), "draft", ["record_id"], unique=False)
    op.create_table(
        "engagement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("date_note", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("track", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("venue", sa.String(), nullable=True),
        sa.Column("press", sa.String(), nullable=True),
        sa.Column("series", sa.Integer(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.Column("objectives", sa.String(), nullable=True),
        sa.Column("agenda", sa.String(), nullable=True),
        sa.Column("talking_points", sa.String(), nullable=True),
        sa.Column("record", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_engagement_id")),
        sa.ForeignKeyConstraint(["series"], ["record.id"], name=op.f("fk_engagement_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
    )
    op.create_index(op.f("ix_engagement_series"), "engagement", ["series"], unique=False)
    op.create_table(
        "engagement_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["other_id"], ["record.id"], name=op.f("fk_engagement_agreement_other_id")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_engagement_agreement_record_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_agreement")),
    )
    op.create_index(
        op.f("ix_engagement_agreement_other_id"), "engagement_agreement", ["other_id"], unique=False
    )
    op.create_index(
        op.f("ix_engagement_agreement_record_id"),
        "engagement_agreement",
        ["record_id"],
        unique=False,
    )
    op.create_table(
        "engagement_relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("notes", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["other_id"], ["record.id"], name=op.f("fk_engagement_relation_other_id")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_engagement_relation_record_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_relation")),
    )
    op.create_index(
        op.f("ix_engagement_relation_other_id"), "engagement_relation", ["other_id"], unique=False
    )
    op.create_index(
        op.f("ix_engagement_relation_record_id"), "engagement_relation", ["record_id"], unique=False
    )
    op.create_table(
        "entry_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_row_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_row")),
    )
    op.create_index(op.f("ix_entry_row_entry_id"), "entry_row", ["entry_id"], unique=False)
    op.create_index(
        op.f("ix_entry_row_record_id_entry_id"),
        "entry_row",
        ["record_id", "entry_id"],
        unique=False,
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("date", sa.String(), nullable=True),
        sa.Column("effective", sa.String(), nullable=True),
        sa.Column("date_note", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["other_id"], ["record.id"], name=op.f("fk_event_other_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_event_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_other_id"), "event", ["other_id"], unique=False)
    op.create_index(op.f("ix_event_record_id"), "event", ["record_id"], unique=False)
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("fix", sa.String(), nullable=False),
        sa.Column("dismissed", sa.String(), nullable=True),
        sa.Column("dismissed_by", sa.String(), nullable=True),
        sa.Column("dismissed_at", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["other_id"], ["record.id"], name=op.f("fk_finding_other_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_finding_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_other_id"), "finding", ["other_id"], unique=False)
    op.create_index(op.f("ix_finding_record_id"), "finding", ["record_id"], unique=False)
    op.create_table(
        "identifier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_identifier_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identifier")),
    )
    op.create_index(op.f("ix_identifier_record_id"), "identifier", ["record_id"], unique=False)
    op.create_index(
        op.f("ix_identifier_scheme_value"), "identifier", ["scheme", "value"], unique=False
    )
    op.create_table(
        "official",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=True),
        sa.Column("family_name", sa.String(), nullable=True),
        sa.Column("display_order", sa.String(), nullable=True),
        sa.Column("honorific", sa.String(), nullable=True),
        sa.Column("rank", sa.String(), nullable=True),
        sa.Column("post_nominals", sa.String(), nullable=True),
        sa.Column("native_name", sa.String(), nullable=True),
        sa.Column("pronunciation", sa.String(), nullable=True),
        sa.Column("nationality", sa.String(), nullable=True),
        sa.Column("born", sa.String(), nullable=True),
        sa.Column("died", sa.String(), nullable=True),
        sa.Column("biography", sa.String(), nullable=True),
        sa.Column("languages", sa.String(), nullable=True),
        sa.Column("sensitivities", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_official_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("native_name", sa.String(), nullable=True),
        sa.Column("founded", sa.String(), nullable=True),
        sa.Column("dissolved", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_organisation_id")),
        sa.ForeignKeyConstraint(["parent"], ["record.id"], name=op.f("fk_organisation_parent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_index(op.f("ix_organisation_parent"), "organisation", ["parent"], unique=False)
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_outcome_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
    )
    op.create_index(op.f("ix_outcome_record_id"), "outcome", ["record_id"], unique=False)
    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=True),
        sa.Column("side_organisation", sa.Integer(), nullable=True),
        sa.Column("office", sa.String(), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["other_id"], ["record.id"], name=op.f("fk_participant_other_id")),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_participant_record_id")
        ),
        sa.ForeignKeyConstraint(
            ["side_organisation"], ["record.id"], name=op.f("fk_participant_side_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
    )
    op.create_index(op.f("ix_participant_other_id"), "participant", ["other_id"], unique=False)
    op.create_index(op.f("ix_participant_record_id"), "participant", ["record_id"], unique=False)
    op.create_index(
        op.f("ix_participant_side_organisation"), "participant", ["side_organisation"], unique=False
    )
    op.create_table(
        "party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("start", sa.String(), nullable=True),
        sa.Column("end", sa.String(), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["other_id"], ["record.id"], name=op.f("fk_party_other_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_party_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
    )
    op.create_index(op.f("ix_party_country"), "party", ["country"], unique=False)
    op.create_index(op.f("ix_party_other_id"), "party", ["other_id"], unique=False)
    op.create_index(op.f("ix_party_record_id"), "party", ["record_id"], unique=False)
    op.create_table(
        "reference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_reference_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference")),
    )
    op.create_index(op.f("ix_reference_record_id"), "reference", ["record_id"], unique=False)
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("date_note", sa.String(), nullable=True),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("accessed", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    op.create_table(
        "subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["other_id"], ["record.id"], name=op.f("fk_subject_other_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_subject_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject")),
    )
    op.create_index(op.f("ix_subject_other_id"), "subject", ["other_id"], unique=False)
    op.create_index(op.f("ix_subject_record_id"), "subject", ["record_id"], unique=False)
    op.create_table(
        "tenure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("start", sa.String(), nullable=True),
        sa.Column("end", sa.String(), nullable=True),
        sa.Column("began", sa.String(), nullable=True),
        sa.Column("ended", sa.String(), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["other_id"], ["record.id"], name=op.f("fk_tenure_other_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_tenure_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenure")),
    )
    op.create_index(op.f("ix_tenure_other_id"), "tenure", ["other_id"], unique=False)
    op.create_index(op.f("ix_tenure_post"), "tenure", ["post"], unique=False)
    op.create_index(op.f("ix_tenure_record_id"), "tenure", ["record_id"], unique=False)
    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("sector", sa.String(), nullable=True),
        sa.Column("native_name", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
    )
    op.create_table(
        "signatory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("office", sa.String(), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.Column("event", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_signatory_event")),
        sa.ForeignKeyConstraint(["other_id"], ["record.id"], name=op.f("fk_signatory_other_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_signatory_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatory")),
    )
    op.create_index(op.f("ix_signatory_event"), "signatory", ["event"], unique=False)
    op.create_index(op.f("ix_signatory_other_id"), "signatory", ["other_id"], unique=False)
    op.create_index(op.f("ix_signatory_record_id"), "signatory", ["record_id"], unique=False)
    create_fulltext(op.get_bind())
