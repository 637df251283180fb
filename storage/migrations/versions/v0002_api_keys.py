"""Who may use the HTTP API: keys, kept as digests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Big, Bytes, Time, Words

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create `api_key`."""
    op.create_table(
        "api_key",
        sa.Column("id", Big, nullable=False, comment="number inside the store"),
        sa.Column("prefix", Words, nullable=False, comment="the first characters: what a key is called"),
        sa.Column("digest", Bytes, nullable=False, comment="SHA-256 of the whole key; the key itself is kept nowhere"),
        sa.Column("scope", Words, nullable=False, comment="read, or admin (which includes read)"),
        sa.Column("label", Words, comment="whose key it is"),
        sa.Column("created_at", Time, nullable=False, comment="when it was made"),
        sa.Column("revoked_at", Time, comment="when it ended; NULL: it is good"),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        comment="Who may use the HTTP API. Revoked keys stay listed",
        sqlite_strict=True,
    )
    op.create_index("uq_api_key_prefix", "api_key", ["prefix"], unique=True)
