"""Search: words of titles, summaries and texts in an index that follows the change log and can always be made again.

SQLite: FTS5 in a file of its own beside the store. PostgreSQL: a table of `to_tsvector` under a GIN index.
"""

from __future__ import annotations

from storage.search.index import SearchIndex
from storage.search.question import holds

__all__ = ["SearchIndex", "holds"]
