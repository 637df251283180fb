"""Fetching: how a URL is read, and which are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.targets import MAX_URL, redirected, target
from aggregator.model import BasicAuth


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://example.org", "http://example.org/"),
        ("HTTPS://Example.ORG/Feed", "https://example.org/Feed"),
        ("http://example.org:80/", "http://example.org/"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("http://example.org:/", "http://example.org/"),
        ("http://example.org./feed", "http://example.org./feed"),
        ("http://example.org?feed=rss", "http://example.org/?feed=rss"),
        ("http://example.org/a#b?c", "http://example.org/a"),
        ("http://example.org/%7e%C3%a9?%41=+", "http://example.org/%7e%C3%a9?%41=+"),
        ("http://example.org/é\xa0ü?ö", "http://example.org/%C3%A9%C2%A0%C3%BC?%C3%B6"),
        ("http://a_b.example.org/", "http://a_b.example.org/"),
        ("http://Bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://例え.テスト/", "http://xn--r8jz45g.xn--zckzah/"),
        ("http://faß.example/", "http://xn--fa-hia.example/"),
        ("http://192.0.2.1/", "http://192.0.2.1/"),
        ("http://[2001:DB8::1]:8080/", "http://[2001:db8::1]:8080/"),
    ],
)
def test_url(url: str, sent: str) -> None:
    """Only the host is normalized; the rest is sent as it is, without the fragment."""
    assert sent == str(target(url).url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org/feed",
        "//example.org/feed",
        "ftp://example.org/feed",
        "http:example.org",
        "http:///feed",
        "http://?feed",
        "http://:80/",
        "http://user@/",
        "http://example.org:port/",
        "http://example.org:65536/",
        "http://example.org:-1/",
        "http://exa mple.org/",
        "http://exa%20mple.org/",
        "http://example..org/",
        "http://.example.org/",
        "http://" + "a" * 64 + ".org/",
        "http://" + "a." * 130 + "org/",
        "http://...",
        "http://[::1/",
        "http://[127.0.0.1]/",
        "http://[fe80::1%25eth0]/",
        "http://[::1]x/",
        "http://::1/",
        "http://1.2.3/",
        "http://1.2.3.256/",
        "http://1.2.3.04/",
        "http://example.0x1/",
        "http://example.org\\@evil.example/",
        "http://exam\u2100ple.org/",
        "http://example.org/\r\nX: y",
        "http://example.org/\x00",
        "http://example.org/" + "x" * MAX_URL,
    ],
)
def test_refused_url(url: str) -> None:
    """What is not an http(s) URL of one host is refused with words for people."""
    with pytest.raises(ValueError, match=r".{10}"):
        target(url)


@pytest.mark.parametrize(
    ("userinfo", "login"),
    [
        ("", None),
        ("user@", BasicAuth(username="user", password="")),
        ("user:pass@", BasicAuth(username="user", password="pass")),
        ("us%40er:p%3Aa:ss@", BasicAuth(username="us@er", password="p:a:ss")),
        ("a@b:c@", BasicAuth(username="a@b", password="c")),
    ],
)
def test_credentials(userinfo: str, login: BasicAuth | None) -> None:
    """Credentials are read out of the URL, and are not in what is sent or shown."""
    got = target(f"http://{userinfo}example.org/feed")

    assert (login, "http://example.org/feed", "http://example.org/feed") == (got.credentials, str(got.url), got.shown)


def test_shown_url() -> None:
    """A URL is shown without its query, which may hold a key."""
    assert "https://example.org/feed?…" == target("https://example.org/feed?key=secret").shown


@pytest.mark.parametrize(
    ("location", "reached"),
    [
        ("https://example.net/x", "https://example.net/x"),
        ("//example.net/x", "http://example.net/x"),
        ("http:/x", "http://example.org:8080/x"),
        ("/\\example.net", "http://example.org:8080/\\example.net"),
        ("http://user:pass@example.net/", "http://example.net/"),
    ],
)
def test_redirected(location: str, reached: str) -> None:
    """A Location leads where browsers go, without credentials."""
    got = redirected(target("http://user:pass@example.org:8080/a/b"), location)

    assert (reached, None) == (str(got.url), got.credentials)


@given(
    st.text() | st.text().map(lambda rest: f"http://{rest}") | st.text().map(lambda rest: f"http://a.example/{rest}")
)
def test_any_url(url: str) -> None:
    """Any text is a URL that can be sent in one line of ASCII, or is refused."""
    try:
        got = str(target(url).url)
    except ValueError:
        return

    assert got.isascii()
    assert got.isprintable()
    assert " " not in got
