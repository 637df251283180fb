"""The first schema. It stays as it is: what changes in `tables.py` comes as a revision of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import Big, Bytes, Flag, Json, Real, Small, Span, Time, Whole, Words

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table, in the order of their references."""
    _feed()
    _host_slot()
    _feed_state()
    _article()
    _article_content()
    _article_raw()
    _article_revision()
    _entry_key()
    _fingerprint()
    _sketch()
    _duplicate()
    _poll()
    _poll_daily()
    _change_outbox()
    _change_log()
    _consumer()
    _meta()


def _must(name: str, type_: Any, comment: str) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False, comment=comment)


def _may(name: str, type_: Any, comment: str) -> sa.Column[Any]:
    return sa.Column(name, type_, comment=comment)


def _create(table: str, comment: str, *columns: sa.Column[Any], key: Sequence[str] = ("id",), **options: Any) -> None:
    references = options.pop("references", {})
    constraints = [
        sa.ForeignKeyConstraint([name], [target], name=f"fk_{table}_{name}") for name, target in references.items()
    ]
    key_constraint = sa.PrimaryKeyConstraint(*key, name=f"pk_{table}")
    op.create_table(table, *columns, key_constraint, *constraints, comment=comment, sqlite_strict=True, **options)


def _index(name: str, table: str, *columns: str, where: str | None = None, unique: bool = False) -> None:
    condition = None if where is None else sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def _feed() -> None:
    _create(
        "feed",
        "A source we poll, as configured: wide and cold. Rows are never deleted",
        _must("id", Big, "number inside the store"),
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
    )
    _index("uq_feed_key", "feed", "key", unique=True)


def _host_slot() -> None:
    _create(
        "host_slot",
        "One place in the queue to a host: politeness and lease. Rows are never deleted, so tokens only grow",
        _must("id", Big, "number inside the store"),
        _must("host", Words, "politeness key, as in feed.host"),
        _must("number", Small, "0 up to the host's connections, exclusive"),
        _must("delay", Span, "pause between two requests, milliseconds"),
        _may("ready_at", Time, "free: when it may be claimed (NULL: nothing to poll); claimed: when the lease expires"),
        _may("rest_until", Time, "the host's delay after the last request runs until here"),
        _may("paused_until", Time, "the host asked for a pause (429, 503) until here"),
        _must("lease_token", Big, "one more at every claim: the fence every write under a lease must pass"),
        _may("lease_owner", Words, "who holds it; NULL: nobody"),
        _may("lease_ttl", Span, "how long a sign of life prolongs the lease, milliseconds"),
    )
    _index("ix_host_slot_ready_at", "host_slot", "ready_at")
    _index("uq_host_slot_host_number", "host_slot", "host", "number", unique=True)


def _feed_state() -> None:
    _create(
        "feed_state",
        "What is remembered of a feed between two polls: narrow and hot",
        _must("feed_id", Big, "the feed"),
        _may("slot_id", Big, "its host slot; NULL: the feed is not polled"),
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
        key=("feed_id",),
        references={"feed_id": "feed.id", "slot_id": "host_slot.id"},
        postgresql_with={"fillfactor": 80},
    )
    _index("ix_feed_state_slot_id_due_at", "feed_state", "slot_id", "due_at", "feed_id")


def _article() -> None:
    _create(
        "article",
        "An entry in the article schema, without its heavy text. A removed one leaves its row",
        _must("id", Big, "number inside the store, in the order of storing"),
        _must("uid", Words, "Article.id: stable and opaque"),
        _must("feed_id", Big, "the feed that carries it"),
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
        references={"feed_id": "feed.id"},
    )
    _index("ix_article_effective_at_id", "article", "effective_at", "id", where="visible = 1")
    _index("ix_article_feed_id_effective_at_id", "article", "feed_id", "effective_at", "id", where="visible = 1")
    _index("uq_article_uid", "article", "uid", unique=True)


def _article_content() -> None:
    _create(
        "article_content",
        "The heavy text of an article, apart so that lists stay quick",
        _must("article_id", Big, "the article"),
        _may("summary", Words, "plain text"),
        _may("text", Words, "plain text, blocks separated by blank lines"),
        _may("html", Words, "allow-list HTML"),
        key=("article_id",),
        references={"article_id": "article.id"},
    )


def _article_raw() -> None:
    _create(
        "article_raw",
        "The entry as published: what makes renormalizing possible",
        _must("article_id", Big, "the article"),
        _must("entry", Bytes, "RawEntry, what it inherited and when it came as JSON, zstd"),
        key=("article_id",),
        references={"article_id": "article.id"},
    )


def _article_revision() -> None:
    _create(
        "article_revision",
        "What a revision changed",
        _must("article_id", Big, "the article"),
        _must("revision", Whole, "the revision it became"),
        _must("at", Time, "when"),
        _must("kind", Words, "edit or renormalized"),
        _must("changed", Json, "[field]: what the verdict says"),
        _must("before", Json, "{field: value} of every field that moved"),
        key=("article_id", "revision"),
        references={"article_id": "article.id"},
    )


def _entry_key() -> None:
    _create(
        "entry_key",
        "A guid under which a feed lists an article; outlives retention: purged articles never come back",
        _must("id", Big, "number inside the store"),
        _must("feed_id", Big, "the feed"),
        _must("article_id", Big, "the article"),
        _must("guid", Bytes, "16-byte digest of the guid"),
        _may("alias", Bytes, "digest of the guid without scheme, www. and trailing slash"),
        _may("url", Bytes, "digest of the canonical URL"),
        _may("title", Bytes, "digest of folded title and day"),
        _must("fingerprint", Bytes, "of the raw entry as last seen"),
        _must("last_seen_at", Time, "the last poll whose document listed it"),
        _may("unlisted_at", Time, "the first document without it; NULL: the feed's last document lists it"),
        references={"feed_id": "feed.id", "article_id": "article.id"},
        postgresql_with={"fillfactor": 80},
    )
    _index("ix_entry_key_alias", "entry_key", "feed_id", "alias")
    _index("ix_entry_key_article_id", "entry_key", "article_id")
    _index("ix_entry_key_listed", "entry_key", "feed_id", where="unlisted_at IS NULL")
    _index("ix_entry_key_title", "entry_key", "feed_id", "title")
    _index("ix_entry_key_url", "entry_key", "feed_id", "url")
    _index("uq_entry_key_feed_id_guid", "entry_key", "feed_id", "guid", unique=True)


def _fingerprint() -> None:
    _create(
        "fingerprint",
        "What duplicate detection keeps of a published article, while it is inside the window",
        _must("article_id", Big, "the article"),
        *_features(),
        key=("article_id",),
        references={"article_id": "article.id"},
    )
    _index("ix_fingerprint_content_key", "fingerprint", "content_key")
    _index("ix_fingerprint_seen_at", "fingerprint", "seen_at")
    _index("ix_fingerprint_site_url_number", "fingerprint", "site", "url_number")
    _index("ix_fingerprint_title_key", "fingerprint", "title_key")
    _index("ix_fingerprint_url_key", "fingerprint", "url_key")


def _sketch() -> None:
    _create(
        "sketch",
        "Near-duplicate index: which published articles have this shingle. A sliding window",
        _must("h", Big, "shingle hash, unsigned 32 bit"),
        _must("article_id", Big, "the article"),
        key=("h", "article_id"),
        sqlite_with_rowid=False,
    )


def _duplicate() -> None:
    _create(
        "duplicate",
        "member is a copy of of_id. Groups are flat: an original is never a member",
        _must("member_id", Big, "the copy"),
        _must("of_id", Big, "the original"),
        _must("method", Words, "the rule that decided"),
        _must("score", Real, "how alike"),
        _must("evidence", Json, "[{name, value}]"),
        _must("at", Time, "when it was decided"),
        _must("decided_by", Words, "rule or person; what a person decided no rule undoes"),
        _must("split", Flag, "a person said that these are no copies"),
        key=("member_id",),
        references={"member_id": "article.id", "of_id": "article.id"},
    )
    _index("ix_duplicate_of_id", "duplicate", "of_id")


def _poll() -> None:
    _create(
        "poll",
        "One poll of the recent past; a plain 304 leaves none",
        _must("id", Big, "number inside the store"),
        _must("feed_id", Big, "the feed"),
        _must("started_at", Time, "when the request went out"),
        _must("duration", Span, "until it was read, milliseconds"),
        _must("code", Words, "new, same_entries or a kind of failure"),
        _may("detail", Words, "one line for people"),
        _may("status", Small, "HTTP status"),
        _must("size", Big, "bytes of the document"),
        _must("new", Whole, "articles stored"),
        _must("revised", Whole, "revisions stored"),
        references={"feed_id": "feed.id"},
    )
    _index("ix_poll_feed_id_started_at", "poll", "feed_id", "started_at")
    _index("ix_poll_started_at", "poll", "started_at")


def _poll_daily() -> None:
    _create(
        "poll_daily",
        "Polls that have left the history, added up",
        _must("feed_id", Big, "the feed"),
        _must("day", Words, "UTC day, YYYY-MM-DD"),
        _must("code", Words, "as in poll"),
        _must("polls", Big, "how many"),
        _must("duration", Span, "together, milliseconds"),
        _must("size", Big, "bytes together"),
        _must("new", Big, "articles stored"),
        _must("revised", Big, "revisions stored"),
        key=("feed_id", "day", "code"),
        references={"feed_id": "feed.id"},
    )


def _change_outbox() -> None:
    _create(
        "change_outbox",
        "Articles stored but not yet visible downstream, with the features their duplicate verdict needs",
        _must("id", Big, "number inside the store: commit order"),
        _must("article_id", Big, "the article"),
        _must("kind", Words, "created or revised"),
        _must("at", Time, "when it was stored"),
        *_features(),
        references={"article_id": "article.id"},
    )
    _index("ix_change_outbox_article_id", "change_outbox", "article_id")


def _change_log() -> None:
    _create(
        "change_log",
        "What downstream reads: gap-free, in commit order",
        sa.Column(
            "seq", Big, nullable=False, autoincrement=False, comment="from meta 'seq'; never used twice in an epoch"
        ),
        _must("kind", Words, "article.created, article.revised, article.duplicate or article.removed"),
        _must("article_id", Big, "the article"),
        _must("at", Time, "when it was stored"),
        key=("seq",),
        references={"article_id": "article.id"},
    )


def _consumer() -> None:
    _create(
        "consumer",
        "A named reader of the change log and how far it has come",
        _must("name", Words, "its name"),
        _must("epoch", Words, "the epoch it reads"),
        _must("acked_seq", Big, "everything up to here is done"),
        _must("updated_at", Time, "when it last moved"),
        key=("name",),
    )


def _meta() -> None:
    _create(
        "meta",
        "Facts about the store itself",
        _must("key", Words, "epoch, seq (of the last change), copied (a backup that is not opened yet)"),
        _must("value", Words, "its value"),
        key=("key",),
    )


def _features() -> tuple[sa.Column[Any], ...]:
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
