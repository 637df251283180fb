"""The service as its users run it: a process, a configuration file, signals, HTTP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_server import Document, FakeServer, answer, hang, in_thread

PATIENCE = 30.0
"""Seconds until a thing that should have happened has not."""


def document(*titles: str) -> bytes:
    items = "".join(f"<item><guid isPermaLink='false'>{title}</guid><title>{title}</title></item>" for title in titles)
    return f"<rss version='2.0'><channel><title>Site</title>{items}</channel></rss>".encode()


class Service:
    """`aggregator run` in a folder of its own."""

    def __init__(self, folder: Path, server: FakeServer) -> None:
        self.folder, self.server = folder, server
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.processes: list[subprocess.Popen[bytes]] = []

    def configure(self, *feeds: str) -> None:
        """Write feeds.yaml as editors do: whole, beside, then in its place."""
        text = (
            f"service: {{listen: '127.0.0.1:{self.port}', workers: 1, allow_addresses: [127.0.0.0/8]}}\n"
            "defaults: {host_delay: 0s}\nfeeds:\n"
            + "".join(f"  {feed}: {self.server.url(f'/{feed}')}\n" for feed in feeds)
        )
        self.write(text)

    def write(self, text: str) -> None:
        beside = self.folder / "feeds.yaml.new"
        beside.write_text(text, encoding="utf-8")
        beside.replace(self.folder / "feeds.yaml")

    def start(self) -> subprocess.Popen[bytes]:
        log = (self.folder / "log").open("ab")
        command = [sys.executable, "-m", "aggregator", "run", "--log", "json"]
        process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, env={**os.environ})
        log.close()
        self.processes.append(process)
        return process

    def get(self, path: str) -> Any:
        """Return the JSON of *path*; None while nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as got:
                return json.load(got)
        except OSError:
            return None

    def titles(self) -> list[str]:
        return sorted(article["title"] for article in (self.get("/v1/articles") or {"articles": []})["articles"])

    def log(self) -> list[dict[str, Any]]:
        lines = (self.folder / "log").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]


def until(claim: Callable[[], object]) -> None:
    """Wait until *claim* holds."""
    over = time.monotonic() + PATIENCE
    while not claim():
        assert time.monotonic() < over, "waited in vain"
        time.sleep(0.05)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with in_thread(FakeServer()) as server:
        service = Service(tmp_path, server)
        yield service
        for process in service.processes:
            if process.poll() is None:
                process.kill()
            process.wait()


def test_life_of_a_service(service: Service) -> None:
    """It polls, follows its configuration, keeps the last good one, and stops gracefully."""
    service.server.on("/a", Document(body=document("One"), etag='"1"'))
    service.server.on("/b", Document(body=document("Two"), etag='"1"'))
    service.configure("a")
    process = service.start()
    until(lambda: service.titles() == ["One"])

    service.configure("a", "b")
    until(lambda: service.titles() == ["One", "Two"])

    service.write("feeds: {a: 1:30}\n")
    until(lambda: service.get("/readyz")["config_error"])

    assert {"enabled"} == {feed["status"] for feed in service.get("/v1/feeds")["feeds"]}

    service.configure("a")
    process.send_signal(signal.SIGHUP)
    until(lambda: service.get("/readyz")["config_error"] is None)

    assert ["One", "Two"] == service.titles()

    process.send_signal(signal.SIGTERM)

    assert 0 == process.wait(10)
    assert {"a", "b"} == {line["feed"] for line in service.log() if line["event"] == "polled"}


def test_timers_survive_a_kill(service: Service) -> None:
    """After `kill -9` the next start polls nothing before its time and has lost nothing."""
    service.server.on("/a", Document(body=document("One"), etag='"1"'))
    service.server.on("/b", answer(document("Two")))
    service.configure("a")
    process = service.start()
    until(lambda: service.titles() == ["One"])
    process.kill()
    process.wait()
    service.configure("a", "b")
    service.start()
    until(lambda: service.titles() == ["One", "Two"])

    assert ["/a", "/b"] == [request.path for request in service.server.requests]


def test_second_daemon_is_refused(service: Service) -> None:
    """Two daemons on one SQLite file would fight: the second says who holds it and leaves."""
    service.configure()
    first = service.start()
    until(lambda: service.get("/readyz"))
    second = subprocess.run(
        [sys.executable, "-m", "aggregator", "run"], cwd=service.folder, capture_output=True, timeout=60, check=False
    )

    assert 1 == second.returncode
    assert str(first.pid).encode() in second.stderr
    assert b"Traceback" not in second.stderr


def test_taken_port_is_told(service: Service) -> None:
    """A port that is taken is one clear line."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", service.port))
        taken.listen()
        service.configure()
        got = subprocess.run(
            [sys.executable, "-m", "aggregator", "run"],
            cwd=service.folder,
            capture_output=True,
            timeout=60,
            check=False,
        )

    assert 1 == got.returncode
    assert f"cannot listen on 127.0.0.1:{service.port}".encode() in got.stderr
    assert b"Traceback" not in got.stderr


def test_stop_does_not_wait_for_a_hanging_server(service: Service) -> None:
    """A poll in flight at a SIGTERM is released within ten seconds."""
    service.server.on("/a", hang())
    service.configure("a")
    process = service.start()
    until(lambda: service.server.requests)
    process.send_signal(signal.SIGTERM)

    assert 0 == process.wait(12)


def test_workers_die_with_a_killed_daemon(service: Service) -> None:
    """`kill -9` of the daemon leaves no process behind."""
    service.server.on("/a", answer(document("One")))
    service.configure("a")
    process = service.start()
    until(lambda: service.titles() == ["One"])
    children = family(process.pid)

    assert children

    process.kill()
    process.wait()
    until(lambda: not any(alive(child) for child in children))


def family(pid: int) -> list[int]:
    """Return all descendants of *pid*."""
    tasks = Path(f"/proc/{pid}/task")
    if not tasks.exists():
        pytest.skip("needs /proc")
    children = [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]
    return children + [one for child in children for one in family(child)]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_webhook_is_told_through_a_kill(service: Service) -> None:
    """A message that could not be delivered survives the daemon's death, and is delivered when its time has come."""
    service.server.on("/a", answer(document("One")))
    service.server.on("/b", answer(document("Two")))
    service.server.on("/hook", answer(status=500), answer(status=204))
    service.configure("a")
    text = (service.folder / "feeds.yaml").read_text(encoding="utf-8")
    hook = f"webhooks: {{desk: {{url: '{service.server.url('/hook')}', secret: 'whsec_{'A' * 40}'}}}}\n"
    service.write(text + hook)
    process = service.start()
    until(lambda: [one["lag"] for one in (service.get("/v1/consumers") or {"consumers": []})["consumers"]] == [0])
    until(lambda: service.titles() == ["One"])
    service.write(text + f"  b: {service.server.url('/b')}\n" + hook)
    until(lambda: "webhook not delivered" in [line["event"] for line in service.log()])
    process.kill()
    process.wait()
    service.start()
    until(lambda: "Two" in [json.loads(one.body)["data"]["article"]["title"] for one in service.server.to("/hook")[1:]])

    assert 2 <= len(service.server.to("/hook")) <= 4
