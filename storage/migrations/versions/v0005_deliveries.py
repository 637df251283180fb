"""The outbox of webhooks; articles are found by the time of their first sight."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Big, Flag, Time, Whole, Words

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create `delivery` and the index of `article.first_seen_at`."""
    op.create_table(
        "delivery",
        sa.Column("id", Big, nullable=False, comment="number inside the store: the order of leaving"),
        sa.Column("webhook", Words, nullable=False, comment="its key in feeds.yaml"),
        sa.Column("epoch", Words, nullable=False, comment="the epoch of the change"),
        sa.Column("seq", Big, nullable=False, comment="the change"),
        sa.Column("kind", Words, nullable=False, comment="as in change_log"),
        sa.Column("article_id", Big, nullable=False, comment="the article"),
        sa.Column("at", Time, nullable=False, comment="when the change happened"),
        sa.Column("gone", Flag, nullable=False, comment="removed, or no longer wanted, as of the taking"),
        sa.Column("attempts", Whole, nullable=False, comment="so far"),
        sa.Column("first_at", Time, comment="the first attempt"),
        sa.Column("due_at", Time, comment="the next attempt, or the end of the present one; NULL: given up"),
        sa.Column("detail", Words, comment="why the last attempt failed"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_delivery_article_id"),
        comment="What webhooks have still to be told, and what was given up",
        sqlite_strict=True,
    )
    op.create_index("ix_delivery_webhook_id", "delivery", ["webhook", "id"])
    condition = sa.text("visible = 1")
    op.create_index(
        "ix_article_first_seen_at", "article", ["first_seen_at"], sqlite_where=condition, postgresql_where=condition
    )
