"""RSS 2.0 written as JSON (`{"rss": {"channel": …}}`): the same elements, and so the same reading."""

from __future__ import annotations

from aggregator.parse.json_feed import Json, Object, string
from aggregator.parse.limits import MAX_DEPTH
from aggregator.parse.names import SPELLING
from aggregator.parse.recorder import EnoughEntries, Recorder


def is_rss_json(top: Object) -> bool:
    """Return whether *top* is RSS written as JSON."""
    rss = top.get("rss")
    return isinstance(rss, dict) and isinstance(rss.get("channel"), dict)


def record(top: Object, recorder: Recorder) -> None:
    """Feed the elements of an RSS-in-JSON document to *recorder*. Raises LimitPassed."""
    try:
        _element("rss", top["rss"], recorder)
    except EnoughEntries:
        return


def _element(key: str, value: Json, recorder: Recorder, depth: int = 0) -> None:
    """Read a member: a list repeats the element; in an object `#value` is the text, and scalars may be attributes."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            _element(key, each, recorder, depth + 1)
        return
    members = value if isinstance(value, dict) else {"#value": value}
    texts = {name: text for name, member in members.items() if (text := _text(member))}
    recorder.open(SPELLING.get(key.lower(), key), {name.lower(): text for name, text in texts.items()})
    recorder.text(texts.get("#value", ""))
    for name, member in members.items():
        if name != "#value" and ("#value" not in members or isinstance(member, dict | list)):
            _element(name, member, recorder, depth + 1)
    recorder.close()


def _text(value: Json) -> str | None:
    return str(value).lower() if isinstance(value, bool) else string(value)
