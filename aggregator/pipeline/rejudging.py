"""The rules of today over history: judged in commit order in a store of its own, told, then written where it differs.

A scratch store goes through what the real one went through, by the same code: so a dry run says what a run writes, a
daemon may run beside, and the index of the real store never grows beyond its window. What a killed run has written no
longer differs; the next one judges again and goes on behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby, islice

from aggregator.dedupe import fingerprint
from aggregator.errors import UsageError
from aggregator.model import (
    Digests,
    Duplicate,
    DuplicateMode,
    DuplicateQuery,
    EntryKeys,
    FeedSpec,
    FeedState,
    KeptEntry,
    Member,
    New,
    Pin,
    PollOutcome,
    Rejudged,
    Split,
    StoredEntry,
)
from aggregator.pipeline.correcting import mode
from aggregator.pipeline.publishing import publish
from storage import Store

PAGE = 200
"""Articles judged, and verdicts written, in one step."""
LOOKBACK = timedelta(days=14)
"""How far before the first article to be judged its originals are looked for."""
EVERYTHING = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """The copies of a store, by their ids; those a person decided about."""

    copies: dict[str, Member]
    by_person: dict[str, Member]


def standings(store: Store) -> Standings:
    """Return every copy that *store* knows, and what a person decided."""
    copies = store.copies(DuplicateQuery(limit=EVERYTHING))
    by_person = store.copies(DuplicateQuery(decided_by="person", limit=EVERYTHING))
    return Standings(
        copies={copy.article_id: copy for copy in copies}, by_person={copy.article_id: copy for copy in by_person}
    )


class Rejudging:
    """One run: fill *scratch* page by page with `pages`, then ask for the `differences`."""

    def __init__(self, store: Store, scratch: Store, since: datetime | None) -> None:
        self._store = store
        self._scratch = scratch
        self._since = since
        self._before = standings(store)
        self._links = {record.feed: record.link for record in store.feeds()}
        self._modes = {feed: mode(store, feed) for feed in self._links}
        self._judged: set[str] = set()

    @property
    def from_(self) -> datetime | None:
        """Return from when on articles are read."""
        return None if self._since is None else self._since - LOOKBACK

    def pages(self) -> Iterator[int]:
        """Judge history in commit order; yield how many articles each step judged."""
        specs = [FeedSpec(id=record.feed, url=record.url, host="scratch") for record in self._store.feeds()]
        kept = self._store.kept_entries(since=self.from_)
        page = tuple(islice(kept, PAGE))
        if page:
            self._scratch.reconcile([(spec, "{}") for spec in specs], page[0].at, spread=timedelta(0))
        while page:
            for feed, entries in groupby(page, key=lambda one: one.article.feed):
                self._take(feed, tuple(entries))
            publish(self._scratch)
            self._correct(page)
            self._scratch.retain((), max(one.article.first_seen_at for one in page), poll_history=LOOKBACK)
            self._judged |= {one.article.id for one in page if self._is_asked(one)}
            yield len(page)
            page = tuple(islice(kept, PAGE))

    def differences(self) -> tuple[Rejudged, ...]:
        """Return what today's rules decide otherwise: first what is no copy any more, then what is one."""
        after = standings(self._scratch).copies
        found = [self._difference(uid, after.get(uid)) for uid in sorted(self._judged - self._before.by_person.keys())]
        differing = [one for one in found if one is not None]
        return (*(one for one in differing if one.after is None), *(one for one in differing if one.after))

    def _is_asked(self, one: KeptEntry) -> bool:
        return self._since is None or one.article.effective_at >= self._since

    def _take(self, feed: str, entries: Sequence[KeptEntry]) -> None:
        at = entries[-1].at
        outcome = PollOutcome(
            feed=feed,
            lease=None,
            started_at=at,
            finished_at=at,
            code="new",
            entries=tuple(self._stored(one) for one in entries),
            state=FeedState(),
            link=self._links[feed],
        )
        self._scratch.commit(outcome)

    def _stored(self, one: KeptEntry) -> StoredEntry:
        """Return the article as the scratch store needs it: its features, and what says who is the original."""
        features = fingerprint.features(one.article, self._modes.get(one.article.feed, DuplicateMode.DEFAULT))
        key = one.article.id.encode()
        return StoredEntry(
            article=replace(one.article, text=None, html=None, summary=None, duplicate_of=None),
            kept=b"",
            fingerprint=key,
            keys=EntryKeys(guid=key),
            digests=Digests(),
            features=features,
            verdict=New(),
        )

    def _correct(self, page: Sequence[KeptEntry]) -> None:
        """Let a person's words hold in the scratch store, too."""
        for one in page:
            said = self._before.by_person.get(one.article.id)
            if said is None or said.verdict is None:
                continue
            split = said.verdict.method == "split"
            try:
                self._scratch.correct(one.article.id, Split() if split else Pin(of=said.verdict.of), one.at)
            except UsageError:
                continue  # pinned to what lies further back

    def _difference(self, uid: str, after: Member | None) -> Rejudged | None:
        before = self._before.copies.get(uid)
        old = before.verdict if before else None
        new = after.verdict if after else None
        if new is None:
            return None if old is None else Rejudged(article_id=uid, before=old.of, after=None)
        of = new.of
        if of not in self._judged:  # an original from before: what it is a copy of was not judged
            known = self._before.copies.get(of)
            of = known.verdict.of if known and known.verdict else of
        if of == uid or (old is not None and (old.of, old.method, old.role) == (of, new.method, new.role)):
            return None
        verdict = Duplicate(of=of, method=new.method, score=new.score, evidence=new.evidence, role=new.role)
        return Rejudged(article_id=uid, before=old.of if old else None, after=verdict)


def write(store: Store, verdicts: Sequence[Rejudged], now: datetime) -> Iterator[int]:
    """Write verdicts page by page; yield how many of each page were written."""
    for start in range(0, len(verdicts), PAGE):
        yield store.rejudge(verdicts[start : start + PAGE], now)
