"""A person's word about copies: split, pinned, released; no rule undoes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from fastapi.testclient import TestClient
from intake import Here, aggregator
from stored import StorePlace
from test_copies import SCRAPE, SEEN, TWO_FEEDS, WIRE

from aggregator.errors import UsageError
from aggregator.model import DuplicateQuery
from aggregator.pipeline import correcting
from aggregator.web import Status, create_app
from aggregator.web.metrics import Metrics
from storage import open_store

THREE_FEEDS = TWO_FEEDS.replace("{", "{echo: https://echo.example/feed, ")
ECHO = SCRAPE.replace("gazette", "echo").replace("Another group", "The second group")
LATER = SEEN + timedelta(hours=3)


@pytest.fixture
def here(place: StorePlace) -> Here:
    """A wire's piece, and two papers' copies of it."""
    filled = Here(place.open(), THREE_FEEDS)
    for feed, document in (("wire", WIRE), ("gazette", SCRAPE), ("echo", ECHO)):
        filled.take(feed, document.encode(), SEEN)
    return filled


def ids(here: Here) -> dict[str, str]:
    """The id of each feed's one article."""
    return {article.feed: article.id for article in here.articles().values()}


def copies(here: Here) -> dict[str, str]:
    """Feeds whose article is a copy, with the feed of its original."""
    feeds = {article.id: article.feed for article in here.articles().values()}
    return {one.feed: feeds[one.duplicate_of] for one in here.articles().values() if one.duplicate_of}


def told(here: Here, after: int) -> list[tuple[str, str]]:
    """What downstream reads after a seq."""
    return [(change.kind.removeprefix("article."), change.feed) for change in here.store.changes(after)]


def seq(here: Here) -> int:
    return len(list(here.store.changes()))


def edited(document: str, number: int = 1) -> bytes:
    """The same piece, edited a little."""
    return document.replace("two days earlier", f"{number} days earlier").encode()


def other(document: str, title: str) -> bytes:
    """The same entry with another piece in it."""
    head, end = document[: document.index("<item>")], document[document.index("<link>", document.index("<item>")) :]
    start, rest = end[: end.index("<content")], end[end.index("</item>") :]
    content = f"<content:encoded>{title}, and that is all.</content:encoded>"
    return f"{head}<item><title>{title}</title>{start}{content}{rest}".encode()


def test_split(here: Here) -> None:
    """A split article stands by itself, and downstream is told."""
    before = seq(here)
    correcting.split(here.store, ids(here)["gazette"], LATER)

    assert {"echo": "wire"} == copies(here)
    assert [("original", "gazette")] == told(here, before)


def test_split_survives(here: Here) -> None:
    """Neither a revision of the split article nor one of its former original joins the two again."""
    correcting.split(here.store, ids(here)["gazette"], LATER)
    before = seq(here)
    here.take("gazette", edited(SCRAPE), LATER)
    here.take("wire", edited(WIRE), LATER + timedelta(hours=1))

    assert {"echo": "wire"} == copies(here)
    assert [("revised", "gazette"), ("revised", "wire")] == told(here, before)


def test_split_article_stays_an_original(here: Here) -> None:
    """A split article has copies of its own, but never becomes the copy of a later one."""
    correcting.split(here.store, ids(here)["gazette"], LATER)
    correcting.split(here.store, ids(here)["echo"], LATER)
    correcting.pin(here.store, ids(here)["wire"], ids(here)["gazette"], LATER)
    here.configure(THREE_FEEDS.replace("{", "{late: https://late.example/feed, "))
    late = WIRE.replace("wire", "late").replace("16 Jan 2022 08", "15 Jan 2022 08")
    here.take("late", late.encode(), LATER)

    assert {"wire": "gazette"}.items() <= copies(here).items()
    assert "gazette" not in copies(here)
    assert "echo" not in copies(here)


def test_pin(here: Here) -> None:
    """A pinned article is a copy of what a person named, in the group of that, and downstream is told."""
    correcting.split(here.store, ids(here)["gazette"], LATER)
    before = seq(here)
    correcting.pin(here.store, ids(here)["gazette"], ids(here)["echo"], LATER)
    group = here.store.group(ids(here)["echo"])

    assert {"echo": "wire", "gazette": "wire"} == copies(here)
    assert [("duplicate", "gazette")] == told(here, before)
    assert group is not None
    assert {"wire": None, "echo": "rule", "gazette": "person"} == {
        member.feed: member.verdict and member.verdict.decided_by for member in group.members
    }


def test_pin_the_original_to_its_copy(here: Here) -> None:
    """Pinning the original to one of its copies makes that one the original of all."""
    correcting.pin(here.store, ids(here)["wire"], ids(here)["echo"], LATER)
    here.take("wire", edited(WIRE), LATER)
    here.take("gazette", edited(SCRAPE), LATER)

    assert {"wire": "echo", "gazette": "echo"} == copies(here)


def test_pin_survives(here: Here) -> None:
    """A pinned article stays a copy when it is rewritten, and follows what it is pinned to when that is rewritten."""
    correcting.pin(here.store, ids(here)["gazette"], ids(here)["echo"], LATER)
    here.take("gazette", other(SCRAPE, "Ropes of Lomsk are free for all"), LATER)
    assert {"echo": "wire", "gazette": "wire"} == copies(here)

    here.take("echo", other(ECHO, "Ships of Brun lie idle once more"), LATER)
    assert {"gazette": "echo"} == copies(here)


def test_release(here: Here) -> None:
    """What a person said is taken back, and the rules decide again at once."""
    before = copies(here)
    correcting.split(here.store, ids(here)["gazette"], LATER)
    correcting.release(here.store, ids(here)["gazette"], LATER)
    correcting.pin(here.store, ids(here)["echo"], ids(here)["gazette"], LATER)
    correcting.release(here.store, ids(here)["echo"], LATER)

    assert before == copies(here)
    assert () == here.store.copies(DuplicateQuery(decided_by="person"))


def test_nothing_to_release(here: Here) -> None:
    """Only a person's word can be taken back."""
    with pytest.raises(UsageError, match="nobody has split or pinned"):
        correcting.release(here.store, ids(here)["echo"], LATER)


def test_pin_to_nothing(here: Here) -> None:
    """An article is pinned to another one that is there."""
    with pytest.raises(UsageError, match="no article 'x'"):
        correcting.pin(here.store, ids(here)["echo"], "x", LATER)
    with pytest.raises(UsageError, match="no copy of itself"):
        correcting.pin(here.store, ids(here)["echo"], ids(here)["echo"], LATER)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"gazette", "echo"}),
        ({"feeds": ("echo",)}, {"echo"}),
        ({"method": "same_title"}, set()),
        ({"agency": "sputnik"}, {"gazette", "echo"}),
        ({"agency": "AP"}, set()),
        ({"since": LATER}, set()),
        ({"limit": 1}, {"echo"}),
    ],
)
def test_list(here: Here, asked: dict[str, object], expected: set[str]) -> None:
    """Copies are listed by feed, time of the decision, rule and agency."""
    assert expected == {copy.feed for copy in here.store.copies(DuplicateQuery(**asked))}  # type: ignore[arg-type]


# ---------------------------------------------------------------------------------------------
# On the command line
# ---------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with feeds.yaml and a filled store."""
    (tmp_path / "feeds.yaml").write_text(THREE_FEEDS, encoding="utf-8")
    store = open_store(f"sqlite:///{tmp_path}/var/aggregator.db")
    filled = Here(store, THREE_FEEDS)
    for feed, document in (("wire", WIRE), ("gazette", SCRAPE), ("echo", ECHO)):
        filled.take(feed, document.encode(), SEEN)
    store.close()
    return tmp_path


def test_commands(folder: Path) -> None:
    """A group is listed, shown, split and put together again from the command line."""
    listed = aggregator("duplicates", "list", "--json", cwd=folder)
    by_feed = {copy["feed"]: copy for copy in map(orjson.loads, listed.stdout.splitlines())}
    gazette, wire = by_feed["gazette"]["article_id"], by_feed["gazette"]["verdict"]["of"]
    shown = aggregator("duplicates", "show", gazette, cwd=folder)
    split = aggregator("duplicates", "split", gazette, "--json", cwd=folder)
    missing = aggregator("duplicates", "split", "nothing", cwd=folder)
    by_person = aggregator("duplicates", "list", "--person", cwd=folder)
    released = aggregator("duplicates", "release", gazette, "--json", cwd=folder)

    assert {"gazette", "echo"} == by_feed.keys()
    assert ["original     " + wire, "agency       Sputnik"] == [
        shown.stdout.splitlines()[0].split("  wire")[0],
        shown.stdout.splitlines()[-1],
    ]
    assert "jaccard 1.00" in shown.stdout
    assert [gazette] == [member["article_id"] for member in orjson.loads(split.stdout)["members"]]
    assert (1, "error: no article 'nothing' in the store") == (missing.returncode, missing.stderr.splitlines()[0])
    assert "split" in by_person.stdout
    assert 3 == len(orjson.loads(released.stdout)["members"])


def test_explain_what_a_person_said(folder: Path) -> None:
    """`explain A B` tells that two are copies of a third, and that a person split one of them."""
    listed = aggregator("duplicates", "list", "--json", cwd=folder)
    copies = [orjson.loads(line) for line in listed.stdout.splitlines()]
    pair = [copy["article_id"] for copy in copies]
    wire = copies[0]["verdict"]["of"]
    together = aggregator("explain", *pair, cwd=folder).stdout
    aggregator("duplicates", "split", pair[0], cwd=folder)
    apart = aggregator("explain", pair[0], wire, cwd=folder).stdout

    assert f"stored  both are copies of {wire}" in together
    assert "holds: copy" in together
    assert "stored  no verdict between the two" in apart
    assert f"person  {pair[0]} was split: no rule makes it a copy" in apart


# ---------------------------------------------------------------------------------------------
# Over HTTP
# ---------------------------------------------------------------------------------------------


@pytest.fixture
def client(here: Here) -> Iterator[TestClient]:
    status = Status(clock=lambda: LATER, started_at=LATER, ticked_at=LATER)
    with TestClient(create_app(here.store, status, Metrics(), api_key="admin key")) as opened:
        opened.headers["authorization"] = "Bearer admin key"
        yield opened


def test_group_over_http(here: Here, client: TestClient) -> None:
    """Anybody who may read sees verdicts and groups."""
    listed = client.get("/v1/duplicates", params={"feed": "echo"}).json()["duplicates"]
    group = client.get(f"/v1/duplicates/{ids(here)['echo']}").json()

    assert [ids(here)["echo"]] == [copy["article_id"] for copy in listed]
    assert ["wire", "gazette", "echo"] == [member["feed"] for member in group["members"]]
    assert 404 == client.get("/v1/duplicates/nothing").status_code


def test_correcting_over_http(here: Here, client: TestClient) -> None:
    """An admin key splits, pins and releases; the answer is the group as it is then."""
    echo, gazette = ids(here)["echo"], ids(here)["gazette"]
    split = client.post(f"/v1/duplicates/{echo}/split").json()
    pinned = client.post(f"/v1/duplicates/{echo}/pin", json={"of": gazette}).json()
    released = client.post(f"/v1/duplicates/{echo}/release").json()

    assert [1, 3, 3] == [len(group["members"]) for group in (split, pinned, released)]
    assert 404 == client.post("/v1/duplicates/nothing/split").status_code
    assert 400 == client.post(f"/v1/duplicates/{echo}/pin", json={"of": "nothing"}).status_code
    assert 422 == client.post(f"/v1/duplicates/{echo}/pin", json={}).status_code


def test_correcting_asks_for_an_admin_key(here: Here, place: StorePlace) -> None:
    """Without an admin key nothing is changed, on loopback neither: no other site's page can do it with a browser."""
    status = Status(clock=lambda: LATER, started_at=LATER, ticked_at=LATER)
    with TestClient(create_app(here.store, status, Metrics())) as client:
        answer = client.post(f"/v1/duplicates/{ids(here)['echo']}/split")

    assert 401 == answer.status_code
    assert {"gazette": "wire", "echo": "wire"} == copies(here)
