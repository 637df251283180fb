"""What one document may cost; a document beyond a limit is cut or refused, and says so."""

from __future__ import annotations

MAX_ENTRIES = 5_000
"""Entries read of one document; the rest is dropped (problem `too_many_entries`)."""
MAX_PER_FIELD = 200
"""Elements read into one field of one entry; the rest is dropped (problem `too_many_elements`)."""
MAX_DEPTH = 200
"""Open elements; tags nested deeper are dropped, their text stays (problem `too_deep`)."""
MAX_ATTRIBUTES = 64
"""Attributes read of one element; the rest is dropped."""
MAX_ELEMENTS = 500_000
"""Elements of one document; beyond it the document is refused. The largest of 788 real ones has 25,000."""
MAX_CHARACTERS = 40_000_000
"""Characters of text of one document after its entities are expanded; beyond it the document is refused."""
MAX_EVENTS = 1_000_000
"""Tags and pieces of text that the loose parser may find in one document; beyond it the document is refused."""
MAX_TAG = 65_536
"""Characters of one tag in a broken document; a `<` without its `>` that near is text."""
MAX_ENTITIES = 512
"""`<!ENTITY` declarations; HTML's own three sets have 253. Beyond it the document is refused."""
MAX_PAGE = 200_000
"""Characters of a web page that are searched for the feeds it names."""


class LimitPassed(Exception):
    """The document costs more than we spend on one; the message names the limit."""
