"""Words are hashed another way: what the near-duplicate index held can no longer be compared with. Verdicts stay."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Empty the index; it fills itself again with what is polled from now on."""
    op.execute("DELETE FROM sketch")
    op.execute("DELETE FROM fingerprint")
