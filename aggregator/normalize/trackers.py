"""Addresses that are no content: pictures that count readers, links that share, advertisements of feed services."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Hosts (with their subdomains) whose pictures only count readers or advertise.
_TRACKING_HOSTS = frozenset(
    "doubleclick.net google-analytics.com googleadservices.com googlesyndication.com scorecardresearch.com"
    " quantserve.com stats.wordpress.com pixel.wp.com statcounter.com feedsportal.com pheedo.com feedblitz.com"
    " ad.zanox.com tradedoubler.com buysellads.com rss.buysellads.com carbonads.net chartbeat.net omtrdc.net 2o7.net"
    " imrworldwide.com ivwbox.de vgwort.de ioam.de xiti.com smartadserver.com adnxs.com amazon-adsystem.com"
    " bat.bing.com pixel.facebook.com counter.yadro.ru mc.yandex.ru hits.blogsoft.org webtrekk.net nuggad.net"
    " pixel.newscred.com pixel.parsely.com track.hubspot.com list-manage.com media.fastclick.net".split()
)
_AVATAR_HOSTS = frozenset({"gravatar.com"})
# Paths that count readers wherever they are.
_TRACKING_PATHS = re.compile(
    r"//(?:feeds\d?\.feedburner\.com|rss\.[a-z0-9.-]{1,80}|feeds\.[a-z0-9.-]{1,80})/(?:~r/|~ff/|~a/|~4/|1\.0/)"
    r"|//feeds\.wordpress\.com/1\.0/|//blogger\.googleusercontent\.com/tracker/|//medium\.com/_/stat"
    r"|/__utm\.gif|/b\.gif\?|/mf\.gif|/pixel\.(?:gif|png|php)|/1x1\.|/spacer\.gif|/clear\.gif|/blank\.gif"
    r"|//(?:rss|feeds)\.[a-z0-9.-]{1,80}/[^?]{1,200}\?g=\d|-pixel\.(?:gif|png)\?|_pixel\.(?:gif|png)\?|/zemified_\w\.png|ak_action=api_record_view"
    r"|/transparent\.gif|/trackingpixel|/open\.php\?|/track/open|/beacon\.gif|/count\.gif|/piwik\.php|/matomo\.php|facebook\.com/tr\?"
    r"|a2a\.|/stats/event/",
)
_SHARE_LINKS = re.compile(
    r"^(?:https?:)?//(?:www\.|m\.)?(?:"
    r"facebook\.com/(?:sharer|share\.php|dialog/feed)|(?:twitter|x)\.com/(?:home\?status|share|intent/tweet)"
    r"|linkedin\.com/(?:sharearticle|sharing/)|(?:[a-z]{2}\.)?pinterest\.com/pin/create|reddit\.com/submit"
    r"|digg\.com/submit|plus\.google\.com/share|(?:del\.icio\.us|delicious\.com)/(?:post|save)|stumbleupon\.com/submit|tumblr\.com/share"
    r"|getpocket\.com/(?:save|edit)|addtoany\.com/(?:add_to|share)|addthis\.com/bookmark|api\.whatsapp\.com/send"
    r"|wa\.me/\?text|t\.me/share|vk\.com/share|news\.ycombinator\.com/submitlink|instapaper\.com/(?:hello2|edit)|bufferapp\.com/add"
    r"|slashdot\.org/(?:bookmark|slashdot-it)|technorati\.com/faves|myweb2?\.search\.yahoo\.com|friendfeed\.com/\?"
    r"|feeds?\d?\.[a-z0-9.-]{1,80}/~(?:ff|a)/|feedads\.g\.doubleclick\.net/|feeds\.wordpress\.com/1\.0/|ads\.pheedo\.com/"
    r"|(?:da|res|rc|pi|ar|at)\.feedsportal\.com/"
    r")|^mailto:\?"
)
"""In lower case: small letters are compared in half the time that letters of either case take."""
# Icons of plug-ins: for sharing, mailing, printing. A gallery's script (`nggshow.php?pid=3`) gives real pictures.
_ICONS = re.compile(
    r"/wp-content/plugins/[^?]{1,200}\.(?:png|gif|svg)$|/(?:service_links|sociable|social-?icons?|icons/social|share-?icons?)/[^?]{1,200}$",
    re.IGNORECASE,
)
_EMOJI = re.compile(r"/(?:emoji|smilies|smileys?|emoticons?)/", re.IGNORECASE)
_EMOJI_CLASSES = frozenset("emoji wp-smiley smiley smilies emoticon".split())
_EMOJI_LONGEST = 12
_HOST = re.compile(r"^(?:[a-z]{2,8}:)?//(?:[^/?#@]{0,200}@)?([^/?#:]{1,255})", re.IGNORECASE)


def _host_is(url: str, hosts: frozenset[str]) -> bool:
    match = _HOST.match(url)
    if match is None:
        return False
    labels = match[1].lower().rsplit(".", 4)[-4:]
    while labels and ".".join(labels) not in hosts:
        del labels[0]
    return bool(labels)


def is_tracker(src: str) -> bool:
    """Whether the picture at *src* is a counter or a feed service's advertisement."""
    return _host_is(src, _TRACKING_HOSTS) or _TRACKING_PATHS.search(src[:2048]) is not None


def is_icon(src: str) -> bool:
    """Whether the picture at *src* is a button of a plug-in."""
    return _ICONS.search(src[:2048]) is not None


def is_avatar(url: str) -> bool:
    """Whether *url* is a person's picture, which WordPress.com lists among the media of each entry."""
    return "/avatar/" in url and _host_is(url, _AVATAR_HOSTS)


def emoji(attributes: Mapping[str, object]) -> str | None:
    """Return what an `<img>` stands for that only draws a character (`😉`, `:)`). None: it is a picture."""
    classes = str(attributes.get("class", "")).lower().split()
    if _EMOJI_CLASSES.isdisjoint(classes) and not _EMOJI.search(str(attributes.get("src", ""))[:2048]):
        return None
    alt = str(attributes.get("alt", "")).strip()
    return alt if len(alt) <= _EMOJI_LONGEST and not alt.isalnum() else ""


def is_share_link(href: str | None) -> bool:
    """Whether the link *href* shares, bookmarks or mails a page, or is a feed service's own."""
    return href is not None and _SHARE_LINKS.match(href.strip()[:2048].lower()) is not None
