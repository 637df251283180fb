"""The Store: few methods, each one question or one transaction. What each does is written in the module it names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from aggregator.model import (
    EVERYTHING,
    ApiKey,
    Article,
    ArticleQuery,
    Candidate,
    Change,
    ChangeLinePage,
    ChangePage,
    Committed,
    Consumer,
    Correction,
    Cursor,
    DuplicateQuery,
    DuplicateRecord,
    EntryKeys,
    FeedRecord,
    FeedSpec,
    Group,
    KeptEntry,
    KeyScope,
    Lease,
    LinePage,
    Member,
    PollOutcome,
    PollRecord,
    RawEntry,
    Rejudged,
    RevisionRecord,
    SearchScope,
    Sighting,
    Stats,
    StoredEntry,
    Wants,
)
from storage import (
    articles,
    care,
    changes,
    consumers,
    corrections,
    days,
    entries,
    following,
    kept,
    keys,
    leases,
    lines,
    polls,
    quiet,
    reckoning,
    rejudging,
    retention,
)
from storage import copies as groups
from storage import feeds as configuration
from storage.changelog import take_lock, try_lock
from storage.database import Database
from storage.lock import DaemonLock
from storage.outbox import Outbox
from storage.publication import Publication
from storage.search import SearchIndex


class Store:
    """Where articles live. Safe to use from several threads; every method may raise StoreError."""

    def __init__(
        self, database: Database, lock: DaemonLock | None = None, *, search: SearchScope | None = None
    ) -> None:
        """Take a migrated *database*; *lock*: held until `close`; *search*: see `open_store`."""
        self._database = database
        self._lock = lock
        self._search = SearchIndex(database, search)
        self.outbox = Outbox(database)

    def close(self) -> None:
        """Close every connection and let go of the daemon's lock."""
        self._search.close()
        self._database.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    # -----------------------------------------------------------------------------------------
    # Configuration
    # -----------------------------------------------------------------------------------------

    def reconcile(
        self, feeds: Sequence[tuple[FeedSpec, configuration.Settings]], now: datetime, *, spread: timedelta
    ) -> None:
        """Make the store's feeds those given, each with its settings as JSON, or with what writes them.

        State, timers and articles stay. New feeds are due within their share of *spread*, each at its own moment; feeds
        not named are removed: not polled, articles kept. A feed whose URL changed forgets validators and redirects.
        """
        self._database.write(lambda connection: configuration.reconcile(connection, feeds, now, spread))

    def feeds(self) -> tuple[FeedRecord, ...]:
        """Return every feed, removed ones included, in the order they came."""
        return self._database.read(configuration.records)

    def feed(self, feed: str) -> FeedRecord | None:
        """Return one feed. None: it was never configured."""
        return self._database.read(lambda connection: configuration.record(connection, feed))

    # -----------------------------------------------------------------------------------------
    # Crawling
    # -----------------------------------------------------------------------------------------

    def make_due(self, feeds: Sequence[str] | None, now: datetime) -> int:
        """Make feeds (None: every enabled one) due now unless their host asked for a pause; count them."""
        return self._database.write(lambda connection: leases.make_due(connection, feeds, now))

    def claim(
        self, now: datetime, *, limit: int, ttl: timedelta, owner: str, only: Sequence[str] | None = None
    ) -> tuple[Lease, ...]:
        """Take up to *limit* ready host slots with their due feeds; they are ours until *now* + *ttl*.

        *only*: look at these feeds alone. A slot taken here is nobody else's, on however many machines.
        """
        return self._database.write(
            lambda connection: leases.claim(connection, now, limit=limit, ttl=ttl, owner=owner, only=only)
        )

    def release(self, lease: Lease, *, ready_at: datetime | None = None) -> None:
        """Give a slot back without a poll, ready at *ready_at* (None: when its feeds and its host allow)."""
        self._database.write(lambda connection: leases.release(connection, lease, ready_at))

    def known(self, feed: str) -> frozenset[bytes]:
        """Return the raw fingerprints of the entries in the feed's last document, as last seen."""
        return self._database.read(lambda connection: entries.known(connection, feed))

    def candidates(self, feed: str, keys: Sequence[EntryKeys]) -> tuple[Candidate, ...]:
        """Return the stored entries of *feed* that share a key with one of *keys*, removed ones included."""
        return self._database.read(lambda connection: entries.candidates(connection, feed, keys))

    def commit(self, outcome: PollOutcome) -> Committed:
        """Write all of one poll in one transaction. Raises Fenced, with nothing written, when its lease was lost."""
        return self._database.write(lambda connection: polls.commit(connection, outcome))

    def commit_quiet(self, outcomes: Sequence[PollOutcome]) -> frozenset[str]:
        """Write polls that brought no document in one transaction; return the feeds whose lease was lost.

        The others are written whole; of a lost one nothing is. Which polls may come here: `storage.is_quiet`.
        """
        return self._database.write(lambda connection: quiet.commit(connection, outcomes))

    def rewrite(self, entries: Sequence[StoredEntry], now: datetime) -> int:
        """Store revisions that no poll brought, in one transaction; count them.

        An article that has moved on since its entry was read, or is gone, stays as it is.
        """
        return self._database.write(lambda connection: kept.rewrite(connection, entries, now))

    @contextmanager
    def publishing(self, *, limit: int = 500, wait: bool = True) -> Iterator[Publication]:
        """Open one transaction of publishing at most *limit* articles; one holder at a time, over all machines.

        *wait*: for one on another machine; else raise StoreError where there is one.
        """
        with self._database.writing(take_lock if wait else try_lock) as connection:
            publication = Publication(connection, limit)
            yield publication
            publication.flush()

    def correct(self, article_id: str, correction: Correction, now: datetime) -> None:
        """Keep a person's word about an article: it is no copy, or one of that; or forget it. Raises UsageError.

        What is released waits to be judged with the next articles that are published.
        """
        self._database.write(lambda connection: corrections.correct(connection, article_id, correction, now))

    def rejudge(self, verdicts: Sequence[Rejudged], now: datetime) -> int:
        """Write verdicts that differ from the stored ones, in one transaction; count them. A person's word stands."""
        return self._database.write(lambda connection: rejudging.rejudge(connection, verdicts, now))

    # -----------------------------------------------------------------------------------------
    # Reading
    # -----------------------------------------------------------------------------------------

    def article(self, article_id: str) -> Article | None:
        """Return a published article. None: there is none, or retention has removed it."""
        return self._database.read(lambda connection: articles.one(connection, article_id))

    def articles(self, query: ArticleQuery = ArticleQuery()) -> Iterator[Article]:  # noqa: B008 - frozen
        """Yield published articles, newest `effective_at` first, without holding a transaction between pages."""
        return articles.many(self._asked(query), query)

    def article_lines(self, query: ArticleQuery) -> LinePage:
        """Return the first `limit` of these articles as JSON: what `articles` yields, for those who pass it on."""
        return lines.page(self._asked(query), query)

    def _asked(self, query: ArticleQuery) -> Database:
        return self._search.ready() if query.text and query.text.strip() else self._database

    def lines_of(self, ids: Sequence[str]) -> tuple[bytes | None, ...]:
        """Return the published articles of these ids as JSON, in this order. None: there is none, or it is removed."""
        found = self._database.read(lambda connection: lines.by_ids(connection, ids))
        return tuple(found.get(one) for one in ids)

    def days(self, after: Cursor | None = None) -> tuple[date, ...]:
        """Return the UTC days on which published articles were first seen; after a cursor, those of changed ones only.

        A removed article counts as changed. Days never move: whoever keeps a copy by days takes these anew.
        """
        return self._database.read(lambda connection: days.days(connection, None if after is None else after.seq))

    def raw(self, article_id: str) -> RawEntry | None:
        """Return the entry as published. None: no such article, or retention has removed it."""
        return self._database.read(lambda connection: articles.raw(connection, article_id))

    def kept(self, article_id: str) -> KeptEntry | None:
        """Return an article with what it was made from. None: no such article, or retention has removed it."""
        return self._database.read(lambda connection: kept.one(connection, article_id))

    def kept_entries(self, *, feeds: Sequence[str] = (), since: datetime | None = None) -> Iterator[KeptEntry]:
        """Yield published articles with what they were made from, in the order of storing, page by page.

        *feeds*: only theirs; *since*: only with `effective_at` at or after.
        """
        return kept.many(self._database, feeds, since)

    def count_kept(self, *, feeds: Sequence[str] = (), since: datetime | None = None) -> int:
        """Return how many articles `kept_entries` yields."""
        return kept.count(self._database, feeds, since)

    def revisions(self, article_id: str) -> tuple[RevisionRecord, ...]:
        """Return what changed in an article, oldest first."""
        return self._database.read(lambda connection: articles.revisions(connection, article_id))

    def sources(self, article_id: str) -> tuple[Sighting, ...]:
        """Return every feed that carried an article or a copy of it, first sight first."""
        return self._database.read(lambda connection: articles.sources(connection, article_id))

    def duplicates(self, article_id: str) -> tuple[DuplicateRecord, ...]:
        """Return the verdicts in which an article is the copy or the original."""
        return self._database.read(lambda connection: articles.duplicates(connection, article_id))

    def copies(self, query: DuplicateQuery) -> tuple[Member, ...]:
        """Return copies with their verdicts, latest decision first."""
        return self._database.read(lambda connection: groups.listed(connection, query))

    def group(self, article_id: str) -> Group | None:
        """Return the group of an article, its original first. None: there is no such article."""
        return self._database.read(lambda connection: groups.group(connection, article_id))

    def polls(self, feed: str | None, *, limit: int) -> tuple[PollRecord, ...]:
        """Return the latest polls of a feed (None: of all), newest first."""
        return self._database.read(lambda connection: polls.history(connection, feed, limit))

    def epoch(self) -> str:
        """Return the name of this history; a restored backup gets a new one, and old cursors no longer fit."""
        return self._database.read(changes.epoch)

    def stats(self, now: datetime) -> Stats:
        """Count the whole store as of *now*."""
        return self._database.read(lambda connection: reckoning.stats(connection, now))

    def index(self) -> bool:
        """Take the next batch of what was published into the search index; return whether there is more.

        A question of words does the same first, so nothing is ever missed: this keeps it from having to.
        """
        return self._search.step()

    def forget_index(self) -> None:
        """Empty the search index; `index` makes it again."""
        self._search.rebuild()

    # -----------------------------------------------------------------------------------------
    # Access
    # -----------------------------------------------------------------------------------------

    def add_key(self, scope: KeyScope, now: datetime, *, label: str | None = None) -> str:
        """Make an API key and return it: this once, since only its digest is kept."""
        return self._database.write(lambda connection: keys.add(connection, scope, label, now))

    def api_keys(self) -> tuple[ApiKey, ...]:
        """Return every API key, revoked ones included, oldest first."""
        return self._database.read(keys.all_keys)

    def revoke_key(self, prefix: str, now: datetime) -> bool:
        """End the API key that begins with *prefix*; return whether there was a live one."""
        return self._database.write(lambda connection: keys.revoke(connection, prefix, now))

    # -----------------------------------------------------------------------------------------
    # Following the changes
    # -----------------------------------------------------------------------------------------

    def changes(
        self,
        after: Cursor | int = 0,
        *,
        consumer: str | None = None,
        wants: Wants | None = None,
        articles: bool = False,
        limit: int | None = None,
        wait: timedelta = timedelta(0),
    ) -> Iterator[Change]:
        """Yield changes after a cursor, or a seq of this epoch: gap-free, in commit order, each with its article if so
        asked; end once nothing new has come for *wait*.

        With *consumer* the store remembers the place (*after* is where a new one begins): a change is done when the
        next one is asked for, and this is written every second, every 200 changes, and at the end. A reader that dies
        gets again what came after that. *wants* None: what the consumer wants, else everything. Raises CursorError.
        """
        place, wanted = self._place(after, consumer, wants)
        return following.follow(self._database, place, wants=wanted, articles=articles, limit=limit, wait=wait)

    def _place(self, after: Cursor | int, name: str | None, wants: Wants | None) -> tuple[following.Place, Wants]:
        start = Cursor(epoch=self.epoch(), seq=after) if isinstance(after, int) else after
        if name is None:
            return following.Place(self._database, start, None), wants or EVERYTHING
        found = self.put_consumer(name, wants=wants, after=None if after == 0 else start)
        return following.Place(self._database, found.cursor, name), found.wants

    def change_page(self, after: Cursor, *, limit: int, wants: Wants = EVERYTHING) -> ChangePage:
        """Return up to *limit* changes after *after*, and where to read on. Raises WrongEpoch and CursorTooOld."""
        return self._database.read(lambda connection: changes.page(connection, after, limit=limit, wants=wants))

    def change_lines(
        self, after: Cursor | None, *, limit: int, wants: Wants = EVERYTHING, articles: bool = False
    ) -> ChangeLinePage:
        """Return these changes as JSON, from the oldest on where *after* is None; see `change_page`."""
        return self._database.read(
            lambda connection: lines.of_changes(connection, after, limit=limit, wants=wants, articles=articles)
        )

    def beginning(self) -> Cursor:
        """Return the place before the oldest change that is kept."""
        return self._database.read(changes.beginning)

    def now(self) -> Cursor:
        """Return the place after the newest change."""
        return self._database.read(changes.now)

    def consumers(self) -> tuple[Consumer, ...]:
        """Return all named consumers."""
        return self._database.read(consumers.every)

    def consumer(self, name: str) -> Consumer | None:
        """Return one consumer. None: there is none of that name."""
        return self._database.read(lambda connection: consumers.one(connection, name))

    def put_consumer(self, name: str, *, wants: Wants | None = None, after: Cursor | None = None) -> Consumer:
        """Make a consumer that begins after *after* (None: with the oldest change), or let the one there want *wants*.

        Raises UsageError for a name that is none, WrongEpoch and CursorTooOld.
        """
        return self._database.write(lambda connection: consumers.put(connection, name, wants, after))

    def acknowledge(self, name: str, cursor: Cursor) -> Consumer:
        """Note that a consumer has done everything up to *cursor*; it never moves back.

        Raises UsageError where there is none of that name, WrongEpoch and CursorTooOld.
        """
        return self._database.write(lambda connection: consumers.acknowledge(connection, name, cursor))

    def reset_consumer(self, name: str, cursor: Cursor) -> Consumer:
        """Put a consumer at *cursor*, back or forward. Raises as `acknowledge` does."""
        return self._database.write(lambda connection: consumers.reset(connection, name, cursor))

    def forget_consumer(self, name: str) -> bool:
        """Remove a consumer; return whether there was one."""
        return self._database.write(lambda connection: consumers.forget(connection, name))

    # -----------------------------------------------------------------------------------------
    # Care
    # -----------------------------------------------------------------------------------------

    def retain(
        self,
        specs: Sequence[FeedSpec],
        now: datetime,
        *,
        poll_history: timedelta,
        change_history: timedelta | None = None,
        heir: retention.Heir = retention.earliest,
    ) -> int:
        """Remove what *specs* no longer keep and feeds no longer list, and what history is too old; count articles.

        *change_history* None: changes are kept for ever. *heir*: says which copy of a removed original follows it.
        """
        removed = retention.remove_unkept(self._database, specs, now, heir)
        care.prune(self._database, now, poll_history)
        if change_history is not None:
            changes.prune(self._database, now - change_history)
        return removed

    def backup(self, path: Path) -> None:
        """Write a consistent copy to *path*. Raises UsageError where it exists, and on PostgreSQL."""
        care.backup(self._database, path)

    def vacuum(self) -> None:
        """Give space back to the disk."""
        care.vacuum(self._database)
