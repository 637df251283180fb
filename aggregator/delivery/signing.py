"""Standard Webhooks 1.0: the three headers by which the other side knows that a message is ours, whole and fresh."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from datetime import datetime

MARK = "whsec_"


def signed(secret: str, message_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """Return the headers: HMAC-SHA256 over `id.timestamp.body`, under the key that *secret* holds in base64."""
    stamp = str(int(now.timestamp()))
    key = b64decode(secret.removeprefix(MARK))
    digest = hmac.digest(key, b".".join((message_id.encode(), stamp.encode(), body)), "sha256")
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{b64encode(digest).decode()}",
    }
