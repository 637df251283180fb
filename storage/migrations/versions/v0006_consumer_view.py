"""The view `v1_consumer`: views are made anew after a migration, so this one has nothing else to do."""

from __future__ import annotations

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Do nothing."""
