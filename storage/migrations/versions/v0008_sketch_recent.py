"""The newest rows of the near-duplicate index stand apart, until there are many."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Big

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create `sketch_recent`."""
    op.create_table(
        "sketch_recent",
        sa.Column("h", Big, nullable=False, comment="shingle hash, unsigned 32 bit"),
        sa.Column("article_id", Big, nullable=False, comment="the article"),
        sa.PrimaryKeyConstraint("h", "article_id", name="pk_sketch_recent"),
        comment="The newest rows of sketch, in few pages: carried over together, in the order of sketch",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
