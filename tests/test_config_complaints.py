"""Every complaint about feeds.yaml: its line, its key, what came and what to write; and files made to do harm."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from aggregator import config
from aggregator.config import shape, yaml_tree
from aggregator.errors import ConfigError
from aggregator.model import Config, ConfigProblem


@pytest.fixture(params=["libyaml", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test under both parsers: PyYAML's own stands in where libyaml is missing."""
    if request.param == "python":
        monkeypatch.setattr(yaml_tree, "LOADER", yaml.SafeLoader)
    elif not hasattr(yaml, "CSafeLoader"):
        pytest.skip("this PyYAML came without libyaml")


def problems(text: str, **env: str) -> tuple[ConfigProblem, ...]:
    with pytest.raises(ConfigError) as caught:
        config.load(text, env=env)
    return caught.value.problems


COMPLAINTS = [
    # the traps of YAML
    ("language: no", "language", "no, which YAML reads as false", 'put it in quotes: "no"'),
    ("every: 1:30", "every", "1:30, which YAML reads as the number 90", "write 1h30m or 1m30s"),
    ("title: 012", "title", "012, which YAML reads as the number 10", 'put it in quotes: "012"'),
    ("title: 0x1F", "title", "the number 31", 'put it in quotes: "0x1F"'),
    ("title: 1e3", "title", "1e3, which YAML reads as a number", 'put it in quotes: "1e3"'),
    ("title: 2024-01-01", "title", "which YAML reads as a date", 'put it in quotes: "2024-01-01"'),
    ("title: true", "title", "text expected, got true", 'put it in quotes: "true"'),
    ("title: 1984", "title", "text expected, got the number 1984", 'put it in quotes: "1984"'),
    ("categories: [yes]", "categories[0]", "yes, which YAML reads as true", 'put it in quotes: "yes"'),
    ("enabled: 'no'", "enabled", 'true or false expected, got "no"', None),
    ("user_agent: !!str x", "user_agent", "tags (!) are not read", "remove the tag"),
    ("title: *x", "title", "an alias (*) that names nothing above it", "in quotes"),
    ("<<: 1", "", "<< merges mappings only", "write <<: *name"),
    # keys
    ("evry: 1h", "evry", "unknown key", "did you mean every?"),
    ("group: news", "group", "unknown key", "groups hold their feeds"),
    ("interval: 1h", "interval", "unknown key", "write every"),
    ("ignore: [title]", "ignore", "unknown key", "it belongs under repairs:"),
    ("listen: x", "listen", "unknown key", "it belongs under service:"),
    ("repairs: {titel_type: html}", "repairs.titel_type", "unknown key", "did you mean title_type?"),
    ("zzzzz: 1", "zzzzz", "unknown key", "known here are enabled, every"),
    # kinds
    ("every: 30", "every", "a duration expected, got the number 30", "a number needs a unit: 30s, 30m, 30h or 30d"),
    ("every: 15 min", "every", 'a duration expected, got "15 min"', "such as 30s, 15m, 6h, 1d or 1h30m"),
    ("every: 0s", "every", "a duration longer than 0s expected", None),
    ("every: 999999999w", "every", "longer than 36500d", None),
    ("every:", "every", "a duration expected, got nothing", None),
    ("max_bytes: 10", "max_bytes", "a size expected, got the number 10", "10B, 10kB or 10MB"),
    ("max_bytes: 2GB", "max_bytes", "a size from 1B to 1GB expected", None),
    ("host_connections: '2'", "host_connections", "a whole number expected", "remove the quotes"),
    ("host_connections: 0", "host_connections", "a number from 1 to 16 expected, got 0", None),
    ("categories: news", "categories", "a list expected, got text", "write it in brackets: [a, b]"),
    ("headers: [a]", "headers", "a mapping expected, got a list", "write its keys below it"),
    ("duplicates: maybe", "duplicates", 'no such word here: "maybe"', "write strict, default or off"),
    ("repairs: {ignore: [author]}", "repairs.ignore[0]", "no such word", "did you mean authors?"),
    ('title: "a\\nb"', "title", "line breaks, control characters", "write it on one line"),
    # places and languages
    ("timezone: Berlin", "timezone", "no such time zone: Berlin", "did you mean Europe/Berlin?"),
    ("timezone: PST", "timezone", "no such time zone: PST", "America/Los_Angeles"),
    ("timezone: America", "timezone", "no such time zone", None),
    ("timezone: ../UTC", "timezone", "no such time zone", None),
    ("language: english", "language", "no language tag: english", "write en"),
    ("language: en_us", "language", "no language tag: en_us", "write en-US"),
    # requests
    ("headers: {Cookie: a}", "headers.Cookie", "the header Cookie cannot be set", "no cookies are sent"),
    ("headers: {if-none-match: a}", "headers.if-none-match", "cannot be set", "asks conditionally by itself"),
    ("headers: {Host: a}", "headers.Host", "the header Host cannot be set", "it comes from the URL"),
    ("headers: {User-Agent: a}", "headers.User-Agent", "cannot be set", "user_agent"),
    ('headers: {X: "a\\r\\nEvil: b"}', "headers.X", "line breaks, control characters", None),
    ("headers: {'x y': z}", "headers.x y", 'no header name: "x y"', None),
    ("headers: {X: ä}", "headers.X", "must be ASCII", None),
    ("headers: {X: a, x: b}", "headers", "the header x is there twice", None),
    ("headers: {X: '${NOPE}'}", "headers.X", "the environment variable NOPE is not set", "set NOPE where"),
    ("headers: {X: '${a b}'}", "headers.X", "must hold the name of an environment variable", "$${"),
    ("auth: {username: a}", "auth", "the key password is missing", None),
    ("auth: {username: 'a:b', password: c}", "auth.username", "cannot hold a colon", None),
    # intervals
    ("at_most: 30m", "at_most", "at_most (30m) is shorter than every (1h)", None),
]


@pytest.mark.parametrize(("settings", "key", "message", "hint"), COMPLAINTS)
def test_complaint(settings: str, key: str, message: str, hint: str | None) -> None:
    """A wrong setting is one complaint, with its line, its key, what came and what to write."""
    (found,) = problems(f"feeds:\n  a:\n    url: https://a.test\n    {settings}\n")

    assert (4, f"feeds.a.{key}".rstrip(".")) == (found.line, found.key)
    assert message in found.message
    assert hint is None or hint in (found.hint or "")


URLS = [
    ("www.a.test/rss", "an http or https URL expected", "put https:// before it"),
    ("feed://a.test/rss", "an http or https URL expected", "write https: in place of feed:"),
    ("feed:https://a.test/rss", "an http or https URL expected", "remove what stands before http"),
    ("ftp://a.test/rss", "an http or https URL expected", "only http and https are polled"),
    ("file:///etc/passwd", "an http or https URL expected", "only http and https are polled"),
    ("https://", "a URL needs a host", None),
    ("https://a b.test/", "a URL cannot hold blanks", "write a blank as %20"),
    ("https://a.test:99999/", "no URL: port out of range", "check the brackets and the port"),
    ("https://[::1/", "no URL: invalid ipv6 url", "check the brackets and the port"),
    ("https://a..test/", "the host is no valid name", None),
    ("https://a<b>/", "the host is no valid name", None),
    ("https://me:s3cret@a.test/", "a URL must not hold credentials", "write auth:"),
]


@pytest.mark.parametrize(("url", "message", "hint"), URLS)
def test_url_complaint(url: str, message: str, hint: str | None) -> None:
    """A URL that cannot be polled is refused in both forms, and never repeated: it may hold a secret."""
    short, long = problems(f"feeds:\n  a: '{url}'\n  b: {{url: '{url}'}}\n")

    assert (2, "feeds.a", 3, "feeds.b.url") == (short.line, short.key, long.line, long.key)
    assert message in short.message
    assert hint is None or hint in (short.hint or "")
    assert "s3cret" not in f"{short}{long}"


FILES = [
    ("", 1, "", "a mapping expected"),
    ("- a", 1, "", "a mapping expected"),
    ("service: {}", 1, "", "no feeds"),
    ("wat: 1\nfeeds:", 1, "wat", "unknown key"),
    ("service: []\nfeeds:", 1, "service", "a mapping expected, got a list"),
    ("feeds: [a]", 1, "feeds", "a mapping expected, got a list"),
    ("groups:\n  g: []", 2, "groups.g", "a mapping expected, got a list"),
    ("feeds:\n  A b: https://a.test", 2, "feeds.A b", 'no feed id: "A b"'),
    ('feeds:\n  "a\\nb": https://a.test', 2, "feeds.a�b", "line breaks"),
    ("feeds:\n  a:", 2, "feeds.a", "a URL or a mapping expected, got nothing"),
    ("feeds:\n  a: {title: x}", 2, "feeds.a", "the key url is missing"),
    ("feeds:\n  a: https://a.test\n  a: https://b.test", 3, "feeds.a", "the key is there twice"),
    ("feeds:\n  a: https://a.test\n  b: HTTPS://A.test:443/#x", 3, "feeds.b", "two feeds have the same URL"),
    ("groups:\n  g:\n    feeds: {a: 'https://a.test'}\nfeeds:\n  a: https://b.test", 5, "feeds.a", "the id is there"),
    ("feeds:\n---\nfeeds:", 2, "", "a second document starts here"),
    ("feeds:\n  a: 'x", 2, "", "no valid YAML"),
    ("feeds:\n\ta: x", 2, "", "no valid YAML"),
    ("feeds:\n  ? [a]\n  : b", 2, "", "a key must be text"),
    ("feeds:\n  a: \x07", 2, "", "a control character"),
    ("feeds: &a [*a]", 1, "feeds[0]", "an alias (*) that names nothing above it"),
    ("service:\n  listen: 8080\nfeeds:", 2, "service.listen", 'host:port expected, got "8080"'),
    ("service:\n  allow_addresses: [10.1.2.3/8]\nfeeds:", 2, "service.allow_addresses[0]", "no network"),
    ("defaults:\n  auth: {username: a, password: b}\nfeeds:", 2, "defaults.auth", "unknown key"),
]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("text", "line", "key", "message"), FILES)
def test_file_complaint(text: str, line: int, key: str, message: str) -> None:
    """What is wrong with the file as a whole is told with line and key, by either parser."""
    found = problems(text)[0]

    assert (line, key) == (found.line, found.key)
    assert message in found.message


def test_all_complaints_at_once() -> None:
    """Every fault of a file is told in one go, in file order, also behind a repeated key."""
    text = """
service: {log: loud}
defaults:
  every: 90
feeds:
  a: {url: https://a.test, languag: de, at_most: 1m}
  a: https://b.test
  b: {url: https://A.test, title: [x]}
nonsense: 1
"""
    expected = [
        (2, "service.log"),
        (4, "defaults.every"),
        (6, "feeds.a.languag"),
        (7, "feeds.a"),
        (8, "feeds.b.url"),
        (8, "feeds.b.title"),
        (9, "nonsense"),
    ]

    assert expected == [(found.line, found.key) for found in problems(text)]


def test_a_complaint_in_words() -> None:
    """A complaint names file, line and key; its hint has its own line."""
    with pytest.raises(ConfigError) as caught:
        config.load("feeds:\n  a: {url: https://a.test, evry: 1h}\n", path="etc/feeds.yaml")

    assert "etc/feeds.yaml:2: feeds.a.evry: unknown key\n  hint: did you mean every?" == str(caught.value)


def test_auth_and_authorization() -> None:
    """Basic authentication and an Authorization header exclude each other, wherever they come from."""
    text = """
groups:
  g:
    headers: {authorization: Bearer x}
    feeds:
      a: {url: https://a.test, auth: {username: a, password: b}}
"""
    assert [(6, "groups.g.feeds.a.auth")] == [(found.line, found.key) for found in problems(text)]


SECRET_VALUES = [
    "1234567",
    "*s1234567",
    "!s1234567 x",
    "&s1234567 12",
    "[hush1234567]",
    "012345670",
    '"hush1234567\\n"',
    "!!x 1234567",
]


@pytest.mark.parametrize("value", SECRET_VALUES)
@pytest.mark.parametrize("place", ["headers: {X: VALUE}", "auth: {username: a, password: VALUE}", "headers: VALUE"])
def test_secrets_are_not_told(place: str, value: str) -> None:
    """No complaint repeats a header's value or a password."""
    found = problems(f"feeds: {{a: {{url: 'https://a.test', {place.replace('VALUE', value)}}}}}")

    assert "234567" not in "".join(map(str, found))


def test_secret_from_the_environment_is_not_told() -> None:
    """A wrong value out of the environment is not repeated either."""
    (found,) = problems("feeds: {a: {url: 'https://a.test', headers: {X: '${PW}'}}}", PW="s3cret\n")

    assert "s3cret" not in str(found)


# Hostile YAML ------------------------------------------------------------------------------------

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdefg", "bcdefgh", strict=True)
)
DEEP = "".join(f"{' ' * depth}a:\n" for depth in range(99))


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("bomb", [BOMB, DEEP, "[" * 100_000, "{a: " * 100_000, "- " * 100_000])
def test_bombs(bomb: str) -> None:
    """Aliases do not expand, and nothing nests, without bound."""
    assert any(
        "aliases repeat more than" in found.message or "deep" in found.message or "depth" in found.message
        for found in problems(bomb)
    )


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file beyond the limit is not read."""
    monkeypatch.setattr(yaml_tree, "MAX_TEXT", 10)

    assert "the file is longer than 10 characters" == problems("feeds: {a: x}")[0].message


YAML_PIECES = st.sampled_from(
    "feeds: |groups: |defaults: |service: |a: |url: |every: |headers: |repairs: |auth: |<<: |*x|&x |!!t |https://a.test|"
    "15m|no|1:30|012|'|\"|[|]|{|}|, |\n|\n  |\n    |- |# |---\n|${A}|: |? |null".split("|")
)


@given(st.one_of(st.text(), st.lists(YAML_PIECES, max_size=30).map("".join)))
def test_any_text_is_a_config_or_complaints(text: str) -> None:
    """Whatever the text: a configuration, or complaints with a line; nothing else."""
    try:
        assert isinstance(config.load(text), Config)
    except ConfigError as error:
        assert error.problems
        assert all(problem.line >= 1 and problem.message for problem in error.problems)
        assert sorted(problem.line for problem in error.problems) == [problem.line for problem in error.problems]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["https://a.test", "1h", "no"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*shape.Feed.__annotations__, *shape.Repairs.__annotations__]), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["service", "defaults", "groups", "feeds", "x"]), ANYTHING))
def test_any_tree_is_a_config_or_complaints(tree: dict[str, Any]) -> None:
    """Whatever stands where: a configuration, or complaints."""
    try:
        config.load(yaml.safe_dump(tree))
    except ConfigError as error:
        assert error.problems
