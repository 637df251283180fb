"""`demo`: the whole job without a network, on sample documents served on loopback."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aggregator.cli.logs import configure
from aggregator.cli.out import say

SAMPLES = Path(__file__).parent / "samples"

FEEDS = """\
service:
  listen: 127.0.0.1:{port}
  allow_addresses: [127.0.0.0/8]
defaults:
  host_delay: 0s
feeds:
  harbour-wire: http://127.0.0.1:{source}/wire.xml
  skerry-gazette: http://127.0.0.1:{source}/gazette.xml
  notes: http://127.0.0.1:{source}/notes.json
  cote:
    url: http://127.0.0.1:{source}/cote.xml
    timezone: Europe/Paris
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the name is the base class's
        pass


@contextmanager
def _samples() -> Iterator[int]:
    """Serve the samples on loopback while the body runs; yields the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=SAMPLES))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def show(*, seconds: float | None, port: int) -> None:
    """Poll the samples, print what came, and keep the page open until Ctrl-C, or for *seconds*."""
    from aggregator import daemon, feeds_file
    from aggregator.cli.reading import articles
    from aggregator.cli.service import poll

    with tempfile.TemporaryDirectory(prefix="aggregator-demo-") as folder, _samples() as source:
        config, store = Path(folder, "feeds.yaml"), f"sqlite:///{folder}/aggregator.db"
        config.write_text(FEEDS.format(port=port, source=source), encoding="utf-8")
        say(f"four sample feeds on http://127.0.0.1:{source}/, polled into {store}\n")
        poll(feeds=None, config=config, store=store, json=False)
        say("")
        articles(config=config, store=store, limit=50)
        say(f"\nthe page is at http://127.0.0.1:{port}/ until Ctrl-C; `aggregator run` does this with feeds.yaml\n")
        configure("console")
        if seconds is not None:
            threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGTERM)).start()
        daemon.run(config, feeds_file.read(config), store_url=store)
