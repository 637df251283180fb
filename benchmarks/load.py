"""Feeds for measurements: invented, HTML-rich documents, and a cheap server for them on loopback addresses.

`python -m benchmarks.load --feeds 2000` serves them until told to stop; other benchmarks start it as a process.
GET /N is document N (gzip), 304 to its ETag; /shift/K gives every K-th feed two new entries; /forget answers no 304 any
more, /remember does again, /reset takes all entries back; /count only counts.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gzip
import hashlib
import random
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

ADDRESSES = 100
PORT = 8970
ENTRIES = 20
PREPARED = 5_000
"""Documents made at the start; tens of thousands would take minutes."""
ENTRY_BYTES = 5_200

SYLLABLES = re.findall("..", "bacodifeguhajokalimonepurasitovuwexiyazo")


def vocabulary(size: int = 6_000) -> list[str]:
    """Return invented words: enough that two texts share few runs of three."""
    dice = random.Random(1)
    return ["".join(dice.choices(SYLLABLES, k=dice.choice((1, 2, 2, 3)))) for _ in range(size)]


COMMON = "the of to and in a is for that on with as at by it from".split()
"""A third of the words of English texts are so common: a language detector that is asked about one needs them."""
WORDS = [*COMMON, *vocabulary()]
WEIGHTS = list(accumulate([500] + [150] * (len(COMMON) - 1) + [1] * (len(WORDS) - len(COMMON))))


def entry(feed: int, number: int) -> str:
    """Return one RSS item of about ENTRY_BYTES with paragraphs, links, a list and a picture."""
    dice = random.Random(feed * 100_003 + number)
    sentence = lambda: " ".join(dice.choices(WORDS, cum_weights=WEIGHTS, k=14)).capitalize() + ". "  # noqa: E731
    parts: list[str] = []
    while sum(map(len, parts)) < ENTRY_BYTES:
        href = f"https://site{feed}.example/{dice.choice(WORDS)}/{dice.randrange(10**6)}"
        parts.append(
            f'<p>{sentence()}{sentence()}<a href="{href}">{dice.choice(WORDS)}</a> <em>{sentence()}</em></p>\n'
        )
        if len(parts) % 4 == 2:
            parts.append(
                "<ul>" + "".join(f"<li>{dice.choice(WORDS)} {dice.choice(WORDS)}</li>" for _ in range(4)) + "</ul>"
            )
    parts.insert(2, f'<img src="https://site{feed}.example/img/{number}.jpg" width="640" height="400" alt="x">')
    title = " ".join(dice.choices(WORDS, k=8)).capitalize()
    author = f"{dice.choice(WORDS).capitalize()} {dice.choice(WORDS).capitalize()}"
    return (
        f'<item><guid isPermaLink="false">{feed}-{number}</guid><title>{title}</title>'
        f"<link>https://site{feed}.example/a/{number}?utm_source=rss</link>"
        f"<pubDate>Mon, 02 Mar 2026 {number % 24:02}:{feed % 60:02}:00 +0100</pubDate>"
        f"<dc:creator>By {author}</dc:creator><category>{dice.choice(WORDS)}</category><category>News</category>"
        f"<description>{title}</description>"
        f"<content:encoded><![CDATA[{''.join(parts)}]]></content:encoded></item>\n"
    )


def document(feed: int, first: int = 0, entries: int = ENTRIES) -> bytes:
    """Return feed *feed* as RSS 2.0 with *entries* entries from number *first* on, newest first."""
    items = "".join(entry(feed, number) for number in range(first + entries - 1, first - 1, -1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Site {feed}</title><link>https://site{feed}.example/</link><description>d</description>"
        f"<language>en</language>\n{items}</channel></rss>"
    ).encode()


def tell(command: str) -> int:
    """Send the server a command (`shift/10`, `reset`, `forget`, `remember`, `count`); return what it served since."""
    with urllib.request.urlopen(f"http://127.0.1.1:{PORT}/{command}", timeout=60) as answer:
        return int(answer.read())


def url(feed: int) -> str:
    """Return the address feed *feed* is served at."""
    return f"http://127.0.1.{1 + feed % ADDRESSES}:{PORT}/{feed}"


def feeds_yaml(feeds: int, *, folder: Path, listen: int = 8971, extra: str = "") -> Path:
    """Write a feeds.yaml for *feeds* feeds into *folder* and return its path."""
    lines = [
        "service:",
        f"  listen: 127.0.0.1:{listen}",
        f"  store: sqlite:///{folder}/aggregator.db",
        "  allow_addresses: [127.0.0.0/8]",
        extra,
        "defaults: {host_delay: 0s}",
        "feeds:",
        *(f"  f{feed}: {url(feed)}" for feed in range(feeds)),
    ]
    path = folder / "feeds.yaml"
    path.write_text("\n".join(line for line in lines if line) + "\n", encoding="utf-8")
    return path


class Bodies(dict[int, bytes]):
    """Documents, kept compressed; those that `prepare` did not make are made when they are first asked for."""

    def __missing__(self, feed: int) -> bytes:
        self[feed] = gzip.compress(document(feed, 0, Answers.entries), 1)
        return self[feed]


class Tags(dict[int, bytes]):
    """The ETag of each document."""

    def __missing__(self, feed: int) -> bytes:
        self[feed] = tag(Answers.bodies[feed])
        return self[feed]


class Answers(asyncio.Protocol):
    """Answers requests for what `prepare` made."""

    bodies: Bodies
    first: Bodies
    tags: Tags
    entries = ENTRIES
    conditional = True
    served = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._held = b""

    def data_received(self, data: bytes) -> None:
        self._held += data
        while b"\r\n\r\n" in self._held:
            head, self._held = self._held.split(b"\r\n\r\n", 1)
            self._answer(head)

    def _answer(self, head: bytes) -> None:
        path = head.split(b" ", 2)[1].decode()
        if not path.strip("/").isdigit():
            self._obey(path)
            self._send(b"200 OK", b"", b"%d" % Answers.served)
            Answers.served = 0
            return
        Answers.served += 1
        feed = int(path.strip("/"))
        tag = self.tags[feed]
        if self.conditional and tag in head:
            self._send(b"304 Not Modified", b"ETag: " + tag + b"\r\n", b"")
        else:
            fields = b"ETag: " + tag + b"\r\nContent-Type: application/rss+xml\r\nContent-Encoding: gzip\r\n"
            self._send(b"200 OK", fields, self.bodies[feed])

    def _obey(self, path: str) -> None:
        match path.strip("/").split("/"):
            case ["shift", every]:
                shift(int(every))
            case ["reset"]:
                Answers.bodies, Answers.tags = Bodies(Answers.first), Tags()
            case ["forget"]:
                Answers.conditional = False
            case ["remember"]:
                Answers.conditional = True

    def _send(self, status: bytes, fields: bytes, body: bytes) -> None:
        length = b"Content-Length: %d\r\n" % len(body) if body else b""
        self._transport.write(b"HTTP/1.1 " + status + b"\r\n" + fields + length + b"\r\n" + body)


def prepare(feeds: int, entries: int) -> None:
    """Make the first documents before anybody asks."""
    Answers.entries = entries
    Answers.bodies, Answers.tags = Bodies(), Tags()
    for feed in range(min(feeds, PREPARED)):
        Answers.tags[feed]
    Answers.first = Bodies(Answers.bodies)


def shift(every: int) -> None:
    """Give each *every*-th feed two new entries."""
    for feed in range(0, len(Answers.bodies), every):
        Answers.bodies[feed] = gzip.compress(document(feed, 2, Answers.entries), 1)
        Answers.tags[feed] = tag(Answers.bodies[feed])


def tag(body: bytes) -> bytes:
    """Return a strong ETag of *body*."""
    return b'"' + hashlib.sha1(body).hexdigest().encode() + b'"'


async def serve(feeds: int, entries: int, seconds: float) -> None:
    """Serve *feeds* feeds on ADDRESSES loopback addresses for at most *seconds*."""
    prepare(feeds, entries)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    servers = [await loop.create_server(Answers, f"127.0.1.{1 + last}", PORT) for last in range(ADDRESSES)]
    print("ready", flush=True)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    for server in servers:
        server.close()


@contextlib.contextmanager
def serving(feeds: int, *, entries: int = ENTRIES, seconds: float = 3_600) -> Iterator[None]:
    """Serve in a process of its own while the body runs."""
    options = {"--feeds": feeds, "--entries": entries, "--seconds": seconds}
    words = [str(word) for option in options.items() for word in option]
    command = [sys.executable, "-m", "benchmarks.load", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n", "the feed server did not start"
        try:
            yield
        finally:
            process.terminate()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=2_000)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--seconds", type=float, default=3_600)
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.feeds, arguments.entries, arguments.seconds))
