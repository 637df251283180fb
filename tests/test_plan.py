"""What a changed feeds.yaml does to the feeds that the store knows."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from aggregator import config
from aggregator.model import BasicAuth, FeedRecord, FeedRepairs, FeedSpec, FeedState, Header, PlannedChange

HOUR = timedelta(hours=1)


OLD = FeedSpec(
    id="a",
    url="https://a.test/f",
    host="a.test",
    headers=(Header(name="X", value="one"),),
    auth=BasicAuth(username="u", password="one"),
)


def record(spec: FeedSpec, status: Any = "enabled") -> FeedRecord:
    """*spec* as the store knows it."""
    return FeedRecord(
        feed=spec.id,
        url=spec.url,
        title=None,
        link=None,
        format=None,
        group=spec.group,
        status=status,
        host=spec.host,
        settings=config.settings_json(spec),
        state=FeedState(),
        articles=3,
    )


CHANGES: list[tuple[dict[str, Any], str, str]] = [
    ({"url": "https://a.test/g"}, "move", "url: https://a.test/f → https://a.test/g"),
    (
        {"url": "https://b.test/f", "host": "b.test"},
        "move",
        "url: https://a.test/f → https://b.test/f; host: a.test → b.test",
    ),
    ({"every": 2 * HOUR, "language": "de"}, "change", "every: 1h → 2h; language: none → de"),
    ({"categories": ("x", "y")}, "change", "categories: none → x, y"),
    ({"group": "News"}, "change", "group: none → News"),
    ({"max_bytes": 512_000}, "change", "max_bytes: 10MB → 512kB"),
    (
        {"repairs": FeedRepairs(ignore=("title",))},
        "change",
        "repairs.ignore: none → title",
    ),
    ({"headers": (Header(name="X", value="two"),)}, "change", "headers changed"),
    ({"auth": BasicAuth(username="u", password="two")}, "change", "auth changed"),
    ({"enabled": False}, "disable", "no longer polled; articles stay"),
]


@pytest.mark.parametrize(("change", "action", "detail"), CHANGES)
def test_plan_of_a_change(change: dict[str, Any], action: Any, detail: str) -> None:
    """A changed feed is one line that says what was and what will be; secrets only that they changed."""
    expected = PlannedChange(feed="a", action=action, detail=detail)

    assert (expected,) == config.plan([record(OLD)], [replace(OLD, **change)])


def test_plan_of_nothing() -> None:
    """The same file plans nothing."""
    assert () == config.plan([record(OLD), record(replace(OLD, id="gone"), "removed")], [OLD])


def test_plan_of_feeds_that_come_and_go() -> None:
    """New feeds are added, missing ones removed with their articles left; a removed feed comes back to its articles."""
    new = [replace(OLD, id="b", url="https://b.test"), replace(OLD, id="back", url="https://c.test")]
    old = [record(OLD), record(new[1], "removed")]
    expected = (
        PlannedChange(feed="b", action="add", detail="https://b.test"),
        PlannedChange(feed="back", action="add", detail="https://c.test; it comes back: 3 articles are still here"),
        PlannedChange(feed="a", action="remove", detail="articles stay (3)"),
    )

    assert expected == config.plan(old, new)


def test_plan_of_a_feed_that_wakes() -> None:
    """A disabled feed that is enabled is polled again; one that moves as well is two lines."""
    asleep = record(replace(OLD, enabled=False), "disabled")
    moved = replace(OLD, url="https://a.test/g")

    assert (PlannedChange(feed="a", action="enable", detail="polled again"),) == config.plan([asleep], [OLD])
    assert ["move", "enable"] == [change.action for change in config.plan([asleep], [moved])]


def test_plan_of_a_new_id() -> None:
    """A new id for an old URL is a new feed, and the plan says where the articles are."""
    added, removed = config.plan([record(OLD)], [replace(OLD, id="b")])

    assert "https://a.test/f; same URL as a, whose articles keep the old id" == added.detail
    assert PlannedChange(feed="a", action="remove", detail="articles stay (3)") == removed


def test_settings_of_an_older_version() -> None:
    """A setting that an older version did not know counts as its default."""
    older = {key: value for key, value in json.loads(config.settings_json(OLD)).items() if key != "keep"}

    assert () == config.plan([replace(record(OLD), settings=json.dumps(older))], [OLD])


def test_settings_hold_no_secret() -> None:
    """The settings that the store keeps are canonical JSON, with digests for secrets that differ from feed to feed."""
    spec = replace(OLD, headers=(Header(name="X", value="hush-1"),), auth=BasicAuth(username="u", password="hush-2"))
    settings = json.loads(config.settings_json(spec))
    others = json.loads(config.settings_json(replace(spec, id="b")))

    assert "hush" not in config.settings_json(spec)
    assert json.dumps(settings, sort_keys=True, separators=(",", ":")) == config.settings_json(spec)
    assert settings["auth"]["password"] != others["auth"]["password"]
    assert {field.name for field in fields(FeedSpec)} == set(settings)
