"""What worker processes share: loaded once, by the process they are forked from.

Imported there and nowhere else. The language model is shared too, though it is not loaded here: see language_model.
"""

from __future__ import annotations

import gc
import os
import sys
from tempfile import TemporaryFile

# numpy's threads would not survive the fork, and are of no use to arrays this small.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import encodings.idna
from datetime import UTC, datetime

import babel.dates

from aggregator.model import FeedSpec, Job
from aggregator.normalize.language import take_model
from aggregator.pipeline import reading, workers
from aggregator.pipeline.language_model import SharedModel

__all__ = ["babel", "encodings", "reading", "workers"]

_DOCUMENT = b"""<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Harbour News</title><link>http://a.example/</link><item><title>Two lines close</title>
<link>http://a.example/1</link><guid>http://a.example/1</guid><dc:creator>By Ann Example</dc:creator>
<category>Harbour</category><pubDate>Thu, 26 Nov 2026 03:00:00 +0100</pubDate><content:encoded><![CDATA[<p>HARBOUR (AP)
- The council voted <b>late</b> to close <a href="/2">two lines</a>.</p><img src="/1.png" width="1" height="1">
<table><tr><td>odd<p>markup</table>]]></content:encoded></item></channel></rss>"""
"""Reading it once makes tables that are made when they are first needed: each worker would have its own."""

if sys.byteorder == "little":  # as the model's tables are written
    take_model(SharedModel(TemporaryFile()).identifier)  # noqa: SIM115 - open as long as there are workers
reading.read(
    Job(
        document=_DOCUMENT,
        spec=FeedSpec(id="harbour", url="http://a.example/"),
        url="http://a.example/",
        content_type="application/rss+xml",
        content_location=None,
        content_language="en",
        known=frozenset(),
        now=datetime(2026, 11, 26, 3, tzinfo=UTC),
    )
)
gc.collect()
gc.freeze()  # a collection in a worker would touch, and so copy, what it shares with the others
# A document's entries are no garbage until all of them are read: looking earlier took one part in twenty of its time.
gc.set_threshold(20_000)
