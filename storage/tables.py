"""Every table, every column with a comment. What changes here is a revision in `migrations/versions` too.

Integers are keys inside; `feed.key` and `article.uid` are what the outside sees. Only `change_log.seq` orders.
Downstream reads the views of `views.py`, never these tables.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, Index, MetaData, Table, text
from sqlalchemy.types import TypeEngine

from storage.types import Big, Bytes, Flag, Json, Real, Small, Span, Time, Whole, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _key(name: str, type_: Any, comment: str, references: str | None = None) -> Column[Any]:
    """A column of the primary key."""
    foreign = [ForeignKey(references)] if references else []
    return Column(name, type_, *foreign, primary_key=True, comment=comment)


def _must(name: str, type_: Any, comment: str, references: str | None = None, **options: Any) -> Column[Any]:
    """A column that always has a value."""
    foreign = [ForeignKey(references)] if references else []
    return Column(name, type_, *foreign, nullable=False, comment=comment, **options)


def _may(name: str, type_: TypeEngine[Any] | type[TypeEngine[Any]], comment: str, references: str | None = None) -> Any:
    """A column that may be NULL: the source did not say."""
    foreign = [ForeignKey(references)] if references else []
    return Column(name, type_, *foreign, comment=comment)


def _partial(name: str, *columns: str, where: str) -> Index:
    """An index of some rows. SQLite uses it only where a statement has the condition word for word."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def _table(name: str, comment: str, *parts: Any, **options: Any) -> Table:
    return Table(name, metadata, *parts, comment=comment, sqlite_strict=True, **options)


# ---------------------------------------------------------------------------------------------
# Feeds: what is polled, and when
# ---------------------------------------------------------------------------------------------

feed = _table(
    "feed",
    "A source we poll, as configured: wide and cold. Rows are never deleted",
    _key("id", Big, "number inside the store"),
    _must("key", Words, "the feed's key in feeds.yaml"),
    _must("url", Words, "the configured URL"),
    _must("status", Words, "enabled, disabled or removed (no longer in feeds.yaml; its articles stay)"),
    _must("host", Words, "politeness key: registrable domain, address or host group"),
    _may("group_name", Words, "group in feeds.yaml"),
    _may("given_title", Words, "title in feeds.yaml, before the document's own"),
    _may("title", Words, "title of the last document read"),
    _may("link", Words, "home page named by the last document read"),
    _may("format", Words, "format of the last document read: rss20, atom10, json11, ..."),
    _must("settings", Words, "all settings as canonical JSON text, byte for byte as reconcile was given them"),
    _must("problems", Json, "what was wrong with the last document read: [{code, detail, position}]"),
    Index("uq_feed_key", "key", unique=True),
)

host_slot = _table(
    "host_slot",
    "One place in the queue to a host: politeness and lease. Rows are never deleted, so tokens only grow",
    _key("id", Big, "number inside the store"),
    _must("host", Words, "politeness key, as in feed.host"),
    _must("number", Small, "0 up to the host's connections, exclusive"),
    _must("delay", Span, "pause between two requests, milliseconds"),
    _may("ready_at", Time, "free: when it may be claimed (NULL: nothing to poll); claimed: when the lease expires"),
    _may("rest_until", Time, "the host's delay after the last request runs until here"),
    _may("paused_until", Time, "the host asked for a pause (429, 503) until here"),
    _must("lease_token", Big, "one more at every claim: the fence every write under a lease must pass"),
    _may("lease_owner", Words, "who holds it; NULL: nobody"),
    _may("lease_ttl", Span, "how long a sign of life prolongs the lease, milliseconds"),
    Index("uq_host_slot_host_number", "host", "number", unique=True),
    Index("ix_host_slot_ready_at", "ready_at"),
)

feed_state = _table(
    "feed_state",
    "What is remembered of a feed between two polls: narrow and hot",
    _key("feed_id", Big, "the feed", "feed.id"),
    _may("slot_id", Big, "its host slot; NULL: the feed is not polled", "host_slot.id"),
    _may("due_at", Time, "when it is to be polled next"),
    _must("reason", Words, "why due_at is what it is"),
    _may("interval", Span, "the learned interval, milliseconds"),
    _may("etag", Bytes, "ETag, byte for byte"),
    _may("last_modified", Bytes, "Last-Modified, byte for byte"),
    _may("body_hash", Bytes, "digest of the last body read"),
    _may("hints", Json, "the publisher's wishes: {ttl, update_every (seconds), skip_hours, skip_days}"),
    _must("polls", Big, "polls so far"),
    _must("failures", Whole, "failures in a row"),
    _must("failure_weight", Real, "the schedule's measure of trouble"),
    _may("last_failure", Words, "kind of the last failure"),
    _may("last_failure_detail", Words, "its line for people"),
    _may("last_polled_at", Time, "the last poll"),
    _may("last_success_at", Time, "the last poll that was answered well"),
    _may("last_new_at", Time, "the last poll that brought something new"),
    _may("last_full_at", Time, "the last request without validators"),
    _may("moved_to", Words, "where permanent redirects have pointed since moved_since"),
    _may("moved_since", Time, "the first of these redirects"),
    _may("adopted_url", Words, "polled instead of feed.url"),
    _must("overflows", Big, "polls whose document shared nothing with the one before"),
    Index("ix_feed_state_slot_id_due_at", "slot_id", "due_at", "feed_id"),
    postgresql_with={"fillfactor": 80},
)

# ---------------------------------------------------------------------------------------------
# Entries and articles
# ---------------------------------------------------------------------------------------------

article = _table(
    "article",
    "An entry in the article schema, without its heavy text. A removed one leaves its row",
    _key("id", Big, "number inside the store, in the order of storing"),
    _must("uid", Words, "Article.id: stable and opaque"),
    _must("feed_id", Big, "the feed that carries it", "feed.id"),
    _must("visible", Small, "1 once published, 0 before and after removal"),
    _must("effective_at", Time, "for ordering: published_at unless missing or in the future, then first_seen_at"),
    _must("first_seen_at", Time, "when a poll first brought it"),
    _must("revision", Whole, "1, then one more for every change that is not noise"),
    _may("removed_at", Time, "when retention took its content"),
    _must("schema", Small, "version of the article schema"),
    _must("guid", Words, "the publisher's id of the entry"),
    _may("url", Words, "where the entry points"),
    _may("canonical_url", Words, "url after cleaning: the key for the same page"),
    _may("title", Words, "plain text"),
    _may("truncated", Flag, "the feed gives only a beginning"),
    _may("language", Words, "BCP 47"),
    _may("language_source", Words, "declared or detected"),
    _may("byline", Words, "who wrote it, as printed"),
    _must("staff", Flag, "a newsroom byline"),
    _may("published_at", Time, "what the feed says"),
    _may("updated_at", Time, "what the feed says"),
    _may("comments_url", Words, "page of the comments"),
    _may("comments_count", Big, "how many comments the feed counts"),
    _may("rights", Words, "copyright line"),
    _may("license", Words, "SPDX id where known"),
    _must("word_count", Whole, "of the text"),
    _must("reading_minutes", Whole, "of the text"),
    _must("normalizer", Words, "version of the rules that made it"),
    _may("authors", Json, "[{name, role, email, uri, place}]"),
    _may("agencies", Json, "[name]"),
    _may("categories", Json, "[{label, term, scheme}]"),
    _may("media", Json, "[{url, type, medium, length, width, height, duration_s, credit, role}]"),
    _may("dateline", Json, "{place, agency, date}"),
    _may("date_source", Json, "{raw, element, precision, zone}"),
    _may("source", Json, "{title, url}"),
    _may("geo", Json, "{lat, lon} or GeoJSON"),
    _may("repairs", Json, "[{field, code, detail}]"),
    _may("digests", Json, "[[field, digest in hex]]: what identity compares"),
    Index("uq_article_uid", "uid", unique=True),
    _partial("ix_article_effective_at_id", "effective_at", "id", where="visible = 1"),
    _partial("ix_article_first_seen_at", "first_seen_at", where="visible = 1"),
    _partial("ix_article_feed_id_effective_at_id", "feed_id", "effective_at", "id", where="visible = 1"),
)

article_content = _table(
    "article_content",
    "The heavy text of an article, apart so that lists stay quick",
    _key("article_id", Big, "the article", "article.id"),
    _may("summary", Words, "plain text"),
    _may("text", Words, "plain text, blocks separated by blank lines"),
    _may("html", Words, "allow-list HTML"),
)

article_raw = _table(
    "article_raw",
    "The entry as published: what makes renormalizing possible",
    _key("article_id", Big, "the article", "article.id"),
    _must("entry", Bytes, "RawEntry, what it inherited and when it came as JSON, zstd"),
)

article_revision = _table(
    "article_revision",
    "What a revision changed",
    _key("article_id", Big, "the article", "article.id"),
    _key("revision", Whole, "the revision it became"),
    _must("at", Time, "when"),
    _must("kind", Words, "edit or renormalized"),
    _must("changed", Json, "[field]: what the verdict says"),
    _must("before", Json, "{field: value} of every field that moved"),
)

entry_key = _table(
    "entry_key",
    "A guid under which a feed lists an article; outlives retention: purged articles never come back",
    _key("id", Big, "number inside the store"),
    _must("feed_id", Big, "the feed", "feed.id"),
    _must("article_id", Big, "the article", "article.id"),
    _must("guid", Bytes, "16-byte digest of the guid"),
    _may("alias", Bytes, "digest of the guid without scheme, www. and trailing slash"),
    _may("url", Bytes, "digest of the canonical URL"),
    _may("title", Bytes, "digest of folded title and day"),
    _must("fingerprint", Bytes, "of the raw entry as last seen"),
    _must("last_seen_at", Time, "the last poll whose document listed it"),
    _may("unlisted_at", Time, "the first document without it; NULL: the feed's last document lists it"),
    Index("uq_entry_key_feed_id_guid", "feed_id", "guid", unique=True),
    Index("ix_entry_key_alias", "feed_id", "alias"),
    Index("ix_entry_key_url", "feed_id", "url"),
    Index("ix_entry_key_title", "feed_id", "title"),
    Index("ix_entry_key_article_id", "article_id"),
    _partial("ix_entry_key_listed", "feed_id", where="unlisted_at IS NULL"),
    postgresql_with={"fillfactor": 80},
)

# ---------------------------------------------------------------------------------------------
# Duplicates
# ---------------------------------------------------------------------------------------------


def _features() -> tuple[Column[Any], ...]:
    """The columns of `Features`, for the index of what is published and for what waits to be."""
    return (
        _must("seen_at", Time, "when it was seen: the window slides over this"),
        _may("published_at", Time, "what the feed says"),
        _may("site", Words, "registrable domain of the canonical URL"),
        _may("url_key", Bytes, "digest of the canonical URL"),
        _may("url_number", Words, "the article's number inside its URL"),
        _may("title_key", Bytes, "digest of the folded title"),
        _may("content_key", Bytes, "digest of the folded body"),
        _may("language", Words, "BCP 47"),
        _may("title", Words, "the folded title"),
        _must("head", Words, "the first folded tokens of the body"),
        _must("tokens", Whole, "tokens of the body"),
        _must("mode", Words, "strict, default or off"),
        _must("agencies", Json, "[name]"),
        _must("sketch", Bytes, "the index rows: unsigned 32 bit, little endian"),
        _must("words", Bytes, "16-bit hashes of the distinct words, ascending, little endian"),
        _must("shingles", Bytes, "32-bit shingle hashes in text order, little endian"),
    )


fingerprint = _table(
    "fingerprint",
    "What duplicate detection keeps of a published article, while it is inside the window",
    _key("article_id", Big, "the article", "article.id"),
    *_features(),
    Index("ix_fingerprint_seen_at", "seen_at"),
    Index("ix_fingerprint_url_key", "url_key"),
    Index("ix_fingerprint_content_key", "content_key"),
    Index("ix_fingerprint_title_key", "title_key"),
    Index("ix_fingerprint_site_url_number", "site", "url_number"),
)


def _sketch(name: str, comment: str) -> Table:
    h, number = _key("h", Big, "shingle hash, unsigned 32 bit"), _key("article_id", Big, "the article")
    return _table(name, comment, h, number, sqlite_with_rowid=False)


sketch = _sketch("sketch", "Near-duplicate index: which published articles have this shingle. A sliding window")

sketch_recent = _sketch(
    "sketch_recent", "The newest rows of sketch, in few pages: carried over together, in the order of sketch"
)

duplicate = _table(
    "duplicate",
    "member is a copy of of_id. Groups are flat: an original is never a member",
    _key("member_id", Big, "the copy", "article.id"),
    _must("of_id", Big, "the original", "article.id"),
    _must("method", Words, "the rule that decided"),
    _must("score", Real, "how alike"),
    _must("evidence", Json, "[{name, value}]"),
    _must("at", Time, "when it was decided"),
    _must("decided_by", Words, "rule or person; what a person decided no rule undoes"),
    _must("split", Flag, "a person said that the member is no copy; of_id is the original it was split from"),
    _must("role", Words, "syndicated or revised copy", server_default="syndicated"),
    _may("named_id", Big, "the article that a person named; NULL: the rules decided"),
    Index("ix_duplicate_of_id", "of_id"),
    _partial("ix_duplicate_named_id", "named_id", where="named_id IS NOT NULL"),
)

# ---------------------------------------------------------------------------------------------
# History, and what downstream reads
# ---------------------------------------------------------------------------------------------

poll = _table(
    "poll",
    "One poll of the recent past; a plain 304 leaves none",
    _key("id", Big, "number inside the store"),
    _must("feed_id", Big, "the feed", "feed.id"),
    _must("started_at", Time, "when the request went out"),
    _must("duration", Span, "until it was read, milliseconds"),
    _must("code", Words, "new, same_entries or a kind of failure"),
    _may("detail", Words, "one line for people"),
    _may("status", Small, "HTTP status"),
    _must("size", Big, "bytes of the document"),
    _must("new", Whole, "articles stored"),
    _must("revised", Whole, "revisions stored"),
    Index("ix_poll_feed_id_started_at", "feed_id", "started_at"),
    Index("ix_poll_started_at", "started_at"),
)

poll_daily = _table(
    "poll_daily",
    "Polls that have left the history, added up",
    _key("feed_id", Big, "the feed", "feed.id"),
    _key("day", Words, "UTC day, YYYY-MM-DD"),
    _key("code", Words, "as in poll"),
    _must("polls", Big, "how many"),
    _must("duration", Span, "together, milliseconds"),
    _must("size", Big, "bytes together"),
    _must("new", Big, "articles stored"),
    _must("revised", Big, "revisions stored"),
)

change_outbox = _table(
    "change_outbox",
    "Articles stored but not yet visible downstream, or to be judged again, with the features their verdict needs",
    _key("id", Big, "number inside the store: commit order"),
    _must("article_id", Big, "the article", "article.id"),
    _must("kind", Words, "created, revised, or rejudged (visible already)"),
    _must("at", Time, "when it was stored"),
    *_features(),
    Index("ix_change_outbox_article_id", "article_id"),
)

change_log = _table(
    "change_log",
    "What downstream reads: gap-free, in commit order",
    Column("seq", Big, primary_key=True, autoincrement=False, comment="from meta 'seq'; never used twice in an epoch"),
    _must("kind", Words, "article.created, article.revised, article.duplicate, article.original or article.removed"),
    _must("article_id", Big, "the article", "article.id"),
    _must("at", Time, "when it was stored"),
)

consumer = _table(
    "consumer",
    "A named reader of the change log and how far it has come",
    _key("name", Words, "its name"),
    _must("epoch", Words, "the epoch it reads"),
    _must("acked_seq", Big, "everything up to here is done"),
    _must("wants", Json, "{feeds, languages, categories, originals}: which articles it follows"),
    _must("created_at", Time, "when it was made"),
    _must("updated_at", Time, "when it last moved"),
)

delivery = _table(
    "delivery",
    "What webhooks have still to be told, and what was given up",
    _key("id", Big, "number inside the store: the order of leaving"),
    _must("webhook", Words, "its key in feeds.yaml"),
    _must("epoch", Words, "the epoch of the change"),
    _must("seq", Big, "the change"),
    _must("kind", Words, "as in change_log"),
    _must("article_id", Big, "the article", "article.id"),
    _must("at", Time, "when the change happened"),
    _must("gone", Flag, "removed, or no longer wanted, as of the taking"),
    _must("attempts", Whole, "so far"),
    _may("first_at", Time, "the first attempt"),
    _may("due_at", Time, "the next attempt, or the end of the present one; NULL: given up"),
    _may("detail", Words, "why the last attempt failed"),
    Index("ix_delivery_webhook_id", "webhook", "id"),
)

api_key = _table(
    "api_key",
    "Who may use the HTTP API. Revoked keys stay listed",
    _key("id", Big, "number inside the store"),
    _must("prefix", Words, "the first characters: what a key is called"),
    _must("digest", Bytes, "SHA-256 of the whole key; the key itself is kept nowhere"),
    _must("scope", Words, "read, or admin (which includes read)"),
    _may("label", Words, "whose key it is"),
    _must("created_at", Time, "when it was made"),
    _may("revoked_at", Time, "when it ended; NULL: it is good"),
    Index("uq_api_key_prefix", "prefix", unique=True),
)

meta = _table(
    "meta",
    "Facts about the store itself",
    _key("key", Words, "epoch, seq (of the last change), pruned (up to which seq), copied (a backup not opened yet)"),
    _must("value", Words, "its value"),
)
