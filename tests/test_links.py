"""Links: where an entry points, the canonical form of a URL, and the key of a page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import FeedContext, FeedRepairs, Found, RawEntry, RawLink, RawText, Repair
from aggregator.normalize import canonical
from aggregator.normalize.links import absolute, canonical_url, url, url_key

FEED = FeedContext(feed="daily", url="https://daily.example/feed.xml", link="https://daily.example/news/")
PAGE = "https://daily.example/river"


def entry(*links: RawLink, guid: RawText | None = None, permalink: bool | None = None) -> RawEntry:
    """An entry with these links."""
    return RawEntry(position=0, links=links, guid=guid, guid_is_permalink=permalink)


def link(href: str, element: str = "link", rel: str | None = None, type_: str | None = None) -> RawLink:
    """One link element."""
    return RawLink(element=element, href=href, rel=rel, type=type_)


# ---------------------------------------------------------------------------------------------
# Where an entry points
# ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "better",
    [
        (link(PAGE, "feedburner:origLink"), link("https://feeds.example/~r/1")),
        (link(PAGE), link("https://daily.example/other", "atom:link", "alternate")),
        (
            link(PAGE, "atom:link", "alternate", "text/html"),
            link("https://daily.example/x.json", "atom:link", "alternate", "application/json"),
        ),
        (link(PAGE, "json:url"), link("https://elsewhere.example/", "json:external_url")),
        (
            link(PAGE, "atom:link", "alternate"),
            link("https://daily.example/second", "atom:link", "alternate"),
        ),
    ],
)
def test_precedence_of_links(better: tuple[RawLink, RawLink]) -> None:
    """origLink before link, link before Atom's alternate, pages before data; of equals the first."""
    first, second = better
    ordered = (first, second) if (first.element, first.type) == (second.element, second.type) else (second, first)

    assert Found(value=PAGE) == url(entry(*ordered), FEED)


@pytest.mark.parametrize("rel", ["self", "replies", "enclosure", "related", "via", "edit"])
def test_links_that_point_elsewhere(rel: str) -> None:
    """Only the alternate link is the entry's page."""
    assert Found() == url(entry(link(PAGE, "atom:link", rel)), FEED)


def test_permalink_guid() -> None:
    """A guid that is a permalink stands in for the link, and that is told."""
    guid = RawText(element="guid", value=PAGE)

    assert Found(value=PAGE, repairs=(Repair(field="url", code="from_guid"),)) == url(entry(guid=guid), FEED)
    assert Found() == url(entry(guid=guid, permalink=False), FEED)


@pytest.mark.parametrize("value", ["1225c695-cfb8-4ebb-aaaa-80da344efa6a", "tag:daily.example,2003:3", "/river", "12"])
def test_guid_that_is_no_address(value: str) -> None:
    """A guid counts as a link only when it is a whole web address."""
    assert Found() == url(entry(guid=RawText(element="guid", value=value)), FEED)


def test_relative_link() -> None:
    """A relative link is resolved against the feed's page, and that is told."""
    repair = Repair(field="url", code="resolved", detail="/river")

    assert Found(value=PAGE, repairs=(repair,)) == url(entry(link("/river")), FEED)


def test_broken_link() -> None:
    """A broken link is mended, and that is told; one beyond repair gives way to the next."""
    broken = "http://https://daily.example/river"

    assert Found(value=PAGE, repairs=(Repair(field="url", code="mended", detail=broken),)) == url(
        entry(link("javascript:void(0)"), link(broken)), FEED
    )


def test_ignored_url() -> None:
    """A feed's operator can have its links ignored."""
    feed = FeedContext(feed="a", url="https://a.example/", repairs=FeedRepairs(ignore=("url",)))

    assert Found() == url(entry(link(PAGE)), feed)


# ---------------------------------------------------------------------------------------------
# Forms of a URL
# ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("href", ["mailto:a@b.example", "javascript:x", "ftp://b.example/", "urn:x:y", "data:,x", ""])
def test_only_the_web(href: str) -> None:
    """What is no http or https address is no link."""
    assert absolute(href, "https://daily.example/") is None


def test_nothing_to_resolve_against() -> None:
    """A relative link without a base is none."""
    assert absolute("/river", None) is None


def test_html_entities_of_another_age_stay() -> None:
    """`&copy=` in a query is a parameter, not a sign; `&amp;` is an ampersand."""
    assert "https://a.example/?page=1&copy=2" == absolute("https://a.example/?page=1&amp;copy=2", None)


def test_canonical_url_opens_the_same_page() -> None:
    """Host, path, order and case of parameters stay; what tells nothing about the page goes."""
    given = "HTTPS://M.Daily.Example:443/River/amp?B=2&utm_source=rss&a=1#comments"

    assert "https://m.daily.example/River/amp?B=2&a=1" == canonical_url(given)


def test_canonical_url_keeps_anchors_of_entries() -> None:
    """Where a page lists entries, the fragment is their only difference."""
    assert "https://daily.example/changes#v1.2" == canonical_url("https://daily.example/changes#v1.2")


def test_canonical_url_of_a_redirector() -> None:
    """A redirector that names its target is unwrapped."""
    assert PAGE == canonical_url("https://www.google.com/url?q=https%3A%2F%2Fdaily.example%2Friver%3Futm_source%3Dx")


def test_key_is_no_address_but_tells_pages_apart() -> None:
    """The key has neither scheme nor www, sorted parameters, and the path's case."""
    assert "daily.example/River?a=1&b=2" == url_key("http://www.daily.example/River/?b=2&a=1&utm_medium=feed")


@pytest.mark.parametrize("text", ["", "urn:x:y", "not a url", "http://", "http://[::1/"])
def test_key_of_what_is_no_address(text: str) -> None:
    """Anything can be compared: what is no web address is its own key, more or less."""
    assert url_key(text) == url_key(url_key(text))


# ---------------------------------------------------------------------------------------------
# Anything at all
# ---------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    (
        "http:// https:// www. m. daily.example /amp /index.html // ;jsessionid=1 ? & = utm_source # %2e %2E%2E .. /"
        " a-b-12345 é % + youtu.be google.com/url?q= http%3A%2F%2Fa.b #! x.com :80 :8080 @ [ ] \\ ref=rss .amp .html 1"
    ).split()
)
ADDRESSES = (
    st.lists(PIECES, max_size=9).map("".join)
    | st.text(max_size=30)
    | st.text(max_size=20).map(lambda text: f"http://daily.example/{text}")
)


@settings(max_examples=400, deadline=None)
@given(given_url=ADDRESSES)
def test_forms_are_final(given_url: str) -> None:
    """The form of a form is itself, and a URL and its canonical form have one key."""
    form = canonical_url(given_url)
    resolved = absolute(given_url, "https://daily.example/x/y")

    assert url_key(given_url) == url_key(url_key(given_url))
    assert form is None or (form, url_key(given_url)) == (canonical_url(form), url_key(form))
    assert resolved is None or resolved == absolute(resolved, None)


_HOSTS = st.sampled_from(
    "daily.example news.google.com google.co.uk google.com t.co l.facebook.com youtube.com m.youtube.com "
    "go.theregister.com feeds.feedsportal.com web.archive.org "
    "a-b.c-d.example -a.example a..example a.example. 10.0.0.1 localhost".split()
)
_PATHS = st.sampled_from(
    "/ // /. /.. /a/../b /./a /url /l.php /l/ /redirect /go /out/ /amp/s/b.example/x /r/ /news/url /p;v=1 /a,b@c:d "
    "/c/s/b.example/x /feed/www.theregister.com/x /web/2011/http://b.example/ /l/0L0Sb0Bexample/story01.htm".split()
) | st.text("ab./~-_;,:@!$&'()*+=%[]|^", max_size=9).map(lambda text: f"/{text}")
_QUERIES = st.sampled_from(
    "? ?a=1 ?utm_source=rss ?utm_source=rss&a=1&&b ?url=http://b.example/ ?url=http%3A%2F%2Fb.example ?q=//b.example "
    "?rss=1 ?http://b.example ?ref=rss&sid=0123456789abcdef ?a+b=c+d ?a?b=/c;d #a ?a=1#comments".split()
) | st.text("ab=&;?/+%:#", max_size=9).map(lambda text: f"?{text}")


@given(
    st.tuples(st.sampled_from(["http://", "https://", "HTTP://"]), _HOSTS, _PATHS | st.just(""), _QUERIES | st.just(""))
)
def test_ordinary_addresses(pieces: tuple[str, ...]) -> None:
    """An address of ordinary form is cleaned as the library's taking it apart would have it, redirectors and all."""
    address = "".join(pieces)

    assert canonical.address_at_length(address) == canonical._address(address)


@pytest.mark.parametrize(
    "piece",
    [
        "http",
        "http://",
        "/amp",
        "%",
        "&",
        "&amp;",
        "m.",
        "-1",
        "0A",
        "/../",
        " ",
        "\\",
        ";jsessionid=",
        "rss-",
        "é",
        "[",
        "#",
    ],
)
def test_hostile_addresses_end(piece: str) -> None:
    """Long repetitive addresses cost no more than their length, and over 8 kB are none."""
    for start in ("", "http://", "http://daily.example/", "http://daily.example/?ref=", "http://daily.example/#"):
        for length in (8_000, 100_000):
            hostile = start + piece * (length // len(piece))

            assert url_key(hostile) == url_key(hostile)
            assert canonical_url("http://daily.example/" + "x" * 100_000) is None
            absolute(hostile, "http://daily.example/")
