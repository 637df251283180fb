"""What a change is called downstream: the same message for webhooks and for every sink."""

from __future__ import annotations

from aggregator.export import json_bytes
from aggregator.model import Change, Delivery


def message(told: Change | Delivery, cursor: str) -> bytes:
    """Return the change, and the article as it is now (null where it is gone), as Standard Webhooks shapes events."""
    content = {
        "cursor": cursor,
        "article_id": told.article_id,
        "feed": told.feed,
        "gone": told.gone,
        "article": told.article,
    }
    return json_bytes({"type": told.kind, "timestamp": told.at, "data": content})
