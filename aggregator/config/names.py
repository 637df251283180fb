"""Names that people give: feed ids and groups."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from aggregator.config.complaint import Complaint, quoted
from aggregator.config.values import Reads, label, text

MAX_ID = 100
ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


def slug(words: str) -> str:
    """Return *words* as a feed id could say them: ASCII, small, with hyphens; empty where nothing is left."""
    ascii_words = unicodedata.normalize("NFKD", words[:MAX_ID]).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9._]+", "-", ascii_words).strip("-._")[:MAX_ID]


def feed_id(value: Any) -> str:
    """Return *value* if it can be a feed's id: it is part of URLs, file names and every article's id."""
    name = text(value, wanted="a feed id")
    if not ID.fullmatch(name):
        allowed = f"small letters, digits and . _ - after the first, at most {MAX_ID}"
        raise Complaint(f"no feed id: {quoted(name)}", f"write {slug(name)}" if slug(name) else allowed)
    return name


Id = Annotated[str, Reads(feed_id, pattern="^[a-z0-9][a-z0-9._-]{0,99}$")]
GroupName = Annotated[str, Reads(label, minLength=1)]
