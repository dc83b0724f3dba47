"""What can be asked for: a full-text table with a column for each long text, and what facets count.

The full-text table is made again, empty; it is filled when the catalogue is opened. Saved searches
have an order of their own.
"""

import sqlalchemy as sa
from alembic import op

from defcat.storage.fulltext import create_fulltext, drop_fulltext

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    drop_fulltext(op.get_bind())
    create_fulltext(op.get_bind())
    op.create_table(
        "facet_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facet_set")),
        sa.UniqueConstraint("content", name=op.f("uq_facet_set_content")),
    )
    op.create_table(
        "facet",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("plain", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("topics", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer()),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_facet")),
    )
    op.add_column(
        "saved_search", sa.Column("place", sa.Integer(), server_default="0", nullable=False)
    )
