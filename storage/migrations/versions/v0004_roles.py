"""Copies have a role, and remember which article a person named; the view of groups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Big, Words

revision = "0004"
down_revision = "0003"

OUTBOX = "Articles stored but not yet visible downstream, or to be judged again, with the features their verdict needs"
COMMENTS = (
    ("duplicate", "split", "a person said that the member is no copy; of_id is the original it was split from"),
    ("change_outbox", "kind", "created, revised, or rejudged (visible already)"),
    ("change_log", "kind", "article.created, article.revised, article.duplicate, article.original or article.removed"),
)


def upgrade() -> None:
    """Add the columns of `duplicate`."""
    role = sa.Column("role", Words, nullable=False, comment="syndicated or revised copy", server_default="syndicated")
    named = sa.Column("named_id", Big, comment="the article that a person named; NULL: the rules decided")
    op.add_column("duplicate", role)
    op.add_column("duplicate", named)
    condition = sa.text("named_id IS NOT NULL")
    op.create_index(
        "ix_duplicate_named_id", "duplicate", ["named_id"], sqlite_where=condition, postgresql_where=condition
    )
    if op.get_context().dialect.name == "postgresql":  # SQLite keeps no comments
        op.create_table_comment("change_outbox", OUTBOX)
        for table, column, comment in COMMENTS:
            op.alter_column(table, column, comment=comment)
