"""Examples for OpenAPI: invented, and checked against their shapes by a test."""

from __future__ import annotations

ID = "a3b1c5d7e9f10213a4b5c6d7"
EPOCH = "5f0c3a91d2b4"
CURSOR = f"{EPOCH}.1234"

ARTICLE = {
    "id": ID,
    "schema": 1,
    "feed": "harbour-wire",
    "guid": "wire-20260302-0001",
    "url": "https://wire.example/2026/03/02/last-ferry?utm_source=rss",
    "canonical_url": "https://wire.example/2026/03/02/last-ferry",
    "title": "Last ferry to Skerry island leaves after 140 years",
    "summary": "The island is reached by bridge from now on.",
    "text": "OSLO, March 2 (Reuters) - The last ferry to Skerry island left …",
    "html": "<p>OSLO, March 2 (Reuters) - The last ferry to Skerry island left …</p>",
    "truncated": False,
    "language": "en",
    "language_source": "declared",
    "byline": "By ANNA LINDQVIST and Per de la Cruz, Reuters",
    "authors": [
        {"name": name, "role": None, "email": None, "uri": None, "place": None}
        for name in ("Anna Lindqvist", "Per de la Cruz")
    ],
    "agencies": ["Reuters"],
    "staff": False,
    "dateline": {"place": "Oslo", "agency": "Reuters", "date": "March 2"},
    "published_at": "2026-03-02T08:15:00Z",
    "updated_at": None,
    "effective_at": "2026-03-02T08:15:00Z",
    "date_source": {
        "raw": "Mon, 02 Mar 2026 09:15:00 +0100",
        "element": "pubDate",
        "precision": "second",
        "zone": "explicit",
    },
    "categories": [{"label": "Transport", "term": None, "scheme": None}],
    "media": [],
    "source": None,
    "comments_url": None,
    "comments_count": None,
    "rights": None,
    "license": None,
    "geo": None,
    "word_count": 312,
    "reading_minutes": 2,
    "first_seen_at": "2026-03-02T08:20:11Z",
    "last_seen_at": "2026-03-04T16:02:40Z",
    "revision": 1,
    "duplicate_of": None,
    "repairs": [],
    "normalizer": "1",
}
ARTICLE_LIST = {"articles": [ARTICLE], "next": "AAABnKv8QmAAAAAAAAAE0g"}
CHANGE = {
    "seq": 1235,
    "cursor": f"{EPOCH}.1235",
    "kind": "article.created",
    "article_id": ID,
    "feed": "harbour-wire",
    "at": "2026-03-02T08:20:11.402000Z",
    "gone": False,
}
CHANGE_LIST = {"changes": [CHANGE], "next": f"{EPOCH}.1235", "more": False}
CONSUMER = {
    "name": "mirror",
    "cursor": CURSOR,
    "wants": {"feeds": [], "languages": ["en"], "categories": [], "originals": True},
    "lag": 12,
    "waiting_since": "2026-03-02T08:20:11.402000Z",
    "created_at": "2026-02-01T10:00:00Z",
    "updated_at": "2026-03-02T08:19:30.120000Z",
}
PROBLEM = {
    "type": "urn:feed-aggregator:problem:cursor-too-old",
    "title": "Gone",
    "status": 410,
    "detail": f"changes up to {CURSOR} are no longer kept, the cursor is at 7; "
    "take the articles as they are now, then follow from `now`",
    "instance": "/v1/changes",
}
