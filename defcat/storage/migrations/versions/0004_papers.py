"""The text of attachments, by page, and a column for it in the full-text table.

That table is made again, empty; it is filled when the catalogue is opened.
"""

import sqlalchemy as sa
from alembic import op

from defcat.storage.fulltext import create_fulltext, drop_fulltext

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_page_sha256")),
        sa.PrimaryKeyConstraint("sha256", "page", name=op.f("pk_page")),
    )
    drop_fulltext(op.get_bind())
    create_fulltext(op.get_bind())
