"""Consumers remember what they want and since when they are there. Nothing has written the old table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Big, Json, Time, Words

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table anew."""
    op.drop_table("consumer")
    op.create_table(
        "consumer",
        sa.Column("name", Words, nullable=False, comment="its name"),
        sa.Column("epoch", Words, nullable=False, comment="the epoch it reads"),
        sa.Column("acked_seq", Big, nullable=False, comment="everything up to here is done"),
        sa.Column(
            "wants",
            Json,
            nullable=False,
            comment="{feeds, languages, categories, originals}: which articles it follows",
        ),
        sa.Column("created_at", Time, nullable=False, comment="when it was made"),
        sa.Column("updated_at", Time, nullable=False, comment="when it last moved"),
        sa.PrimaryKeyConstraint("name", name="pk_consumer"),
        comment="A named reader of the change log and how far it has come",
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        comment = "epoch, seq (of the last change), pruned (up to which seq), copied (a backup not opened yet)"
        op.alter_column("meta", "key", comment=comment, existing_type=Words, existing_nullable=False)
