"""Prometheus metrics of the service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from aggregator.model import Consumer, New, PollOutcome, Stats

READ = ("new", "same_entries")
"""Codes of polls that read a document."""


class Metrics:
    """Counters that polls move, and gauges read from the store when somebody asks."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._polls = Counter("aggregator_polls", "Polls by what they brought", ["code"], registry=registry)
        self._entries = Counter("aggregator_entries", "Entries stored, by verdict", ["verdict"], registry=registry)
        self._documents = Counter(
            "aggregator_documents",
            "Documents read: `split`, or why they were parsed whole",
            ["way"],
            registry=registry,
        )
        self._bytes = Counter("aggregator_document_bytes", "Bytes of documents, inflated", registry=registry)
        self._seconds = Histogram(
            "aggregator_poll_seconds", "Duration of a poll, from request to commit", registry=registry
        )
        self._articles = Gauge("aggregator_articles", "Articles in the store", registry=registry)
        self._duplicates = Gauge("aggregator_duplicates", "Articles that are copies of another", registry=registry)
        self._feeds = Gauge("aggregator_feeds", "Feeds by state", ["state"], registry=registry)
        self._pending = Gauge("aggregator_pending", "Articles stored but not yet published", registry=registry)
        self._unread = Gauge(
            "aggregator_consumer_lag", "Changes that a consumer has not done yet", ["consumer"], registry=registry
        )
        self._lag = Gauge(
            "aggregator_schedule_lag_seconds", "How long the feed that waits longest is overdue", registry=registry
        )

    def poll(self, outcome: PollOutcome) -> None:
        """Count one poll."""
        self._polls.labels(outcome.code).inc()
        if outcome.code in READ:
            self._documents.labels(outcome.whole or "split").inc()
        self._bytes.inc(outcome.size)
        self._seconds.observe((outcome.finished_at - outcome.started_at).total_seconds())
        for entry in outcome.entries:
            self._entries.labels("new" if isinstance(entry.verdict, New) else "revision").inc()

    def observe(self, stats: Stats, consumers: Sequence[Consumer], now: datetime) -> None:
        """Take the gauges' readings."""
        self._unread.clear()
        for consumer in consumers:
            self._unread.labels(consumer.name).set(consumer.lag)
        self._articles.set(stats.articles)
        self._duplicates.set(stats.duplicates)
        self._pending.set(stats.pending)
        for state in ("enabled", "failing", "due"):
            self._feeds.labels(state).set(getattr(stats, state))
        overdue = (now - stats.oldest_due_at).total_seconds() if stats.oldest_due_at else 0.0
        self._lag.set(max(overdue, 0.0))
