"""Which parameters of a URL say how a reader came, and which say what he reads. Only the first may go."""

from __future__ import annotations

import re

# Families by prefix: Urchin/Google, Matomo, AT Internet, Comscore, Facebook, Piwik, HubSpot, Webtrends, Marketo, FT, …
PREFIXES = (
    *("utm_", "mtm_", "at_", "ns_", "fb_", "pk_", "ga_", "hsa_", "_hs"),
    *("wt.", "wt_", "mkt_", "oly_", "vero_", "syn-", "gad_", "gaa_", "gac_", "__hs", "amp_", "piano_", "taboola_"),
    *("ob_click", "cx_", "xnpe_", "mindbox-", "nr_email", "__xts__", "sfmc_"),
)
TRACKING = frozenset(
    (
        # click identifiers of advertisers and networks
        "fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid ttclid yclid ysclid igshid igsh li_fat_id rb_clickid"
        " s_kwcid wickedid zanpid _openstat _branch_match_id epik irclickid srsltid mibextid fbadid"
        # mailings
        " mc_cid mc_eid ml_subscriber ml_subscriber_hash emc elqtrackid elqtrack ck_subscriber_id bsft_eid bsft_clkid"
        # publishers' own
        " sc_src sc_lid sc_uid sc_llid sc_eh sc_customer sc_cid dm_i vgo_ee _bta_tid s_trackingid leadsource"
        # advertisements and recommendations
        " dicbo tblci oborigurl spm ef_id lipi msockid ucbcb unlocked_article_code __tn__ _gac pn_cid"
        # analytics
        " _ga _gl _ke hsctatracking xtor xtref xtcr xts ftag ito cmp cmpid ncid ocid smid smtyp smprod wprss"
        " traffic_source traffic_src srcref ref_src ref_url mbid cndid intcmp int_cid icid intcid intlink dcmp fsrc"
        " ftcamp sref rssfeed rsspartner rss_id feedtype feedname feeditem guccounter guce_referrer guce_referrer_sig"
        " soc_src soc_trk tsrc trk trkcampaign __twitter_impression echobox sr_share asc_source hss_channel sc_cid"
        " sc_campaign taid lsrc promoid replytocom spref"
    ).split()
)
# Names that mean a channel on one site and a page on the next: they go when their value names a channel.
MAYBE = frozenset(
    (
        "source src ref from r s via mod cid xid nl mc partner part campaign campaign_id s_cid channel medium origin"
        " referer referrer share shared social feature tw nr_email_referer sourceid source_type"
    ).split()
)
CHANNELS = frozenset(
    (
        "rss rss2 rss20 rdf atom feed feeds feedburner twitterfeed twitter facebook fb tw tweet linkedin newsletter"
        " newsletters email mail social push flipboard pocket whatsapp telegram instagram reddit pinterest feedly"
        " youtube_gdata gnews googlenews smartnews applenews hackernews sharebar sharebutton sharetools addtoany bitly"
        " buffer hootsuite dlvrit"
    ).split()
)
# What may stand beside a channel's name: `rss_daily`, `twitter-share-button`.
_BESIDE = frozenset(
    (
        "share sharing button icon top topnews daily weekly morning evening public news full home headlines headline"
        " all main site web www com co link links post index click organic referral user ios android desktop mobile"
    ).split()
)
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.ASCII)
_REFERRERS = frozenset({"ref", "referrer", "referer"})
_WORD_ENDS = re.compile(r"[^a-z0-9]+|(?<=[a-z])(?=\d)", re.ASCII)
# Names that only certain sites use so; elsewhere they may name a page (`mod=viewthread` of forums).
OF_SITES = {
    "youtube.com": frozenset({"feature", "si", "pp", "ab_channel", "t", "app"}),
    "youtu.be": frozenset({"feature", "si", "t"}),
    "twitter.com": frozenset({"s", "t"}),
    "x.com": frozenset({"s", "t"}),
    "open.spotify.com": frozenset({"si"}),
    "reddit.com": frozenset({"share_id"}),
    "wsj.com": frozenset({"mod", "reflink", "st"}),
    "marketwatch.com": frozenset({"mod"}),
    "barrons.com": frozenset({"mod"}),
    "washingtonpost.com": frozenset({"itid"}),
    "nytimes.com": frozenset({"partner", "searchresultposition", "_r"}),
}
_AMP_SWITCHES = frozenset({"amp", "outputtype", "output", "view"})
_SESSIONS = re.compile(r"(?:php|asp|j)sess(?:ion)?id\w*|cfid|cftoken|osccsid|zenid", re.ASCII)
_LONG_HEX = re.compile(r"[0-9a-f]{16,}", re.ASCII)


def is_tracking(name: str, value: str, host: str) -> bool:
    """Whether a parameter only tells how the reader came: `utm_source=…`, `ref=rss`, never `id`, `p` or `page`."""
    name = name.lower().removeprefix("amp;")  # `&amp;utm_medium=` that was escaped twice
    if name.startswith(PREFIXES) or name in TRACKING:
        return True
    if name in OF_SITES.get(host.removeprefix("www.").removeprefix("m."), ()):
        return True
    if name == "rss":
        return value.lower() in ("", "1", "true", "yes")
    return name in MAYBE and (_is_channel(value) or (name in _REFERRERS and _HOST.fullmatch(value.lower()) is not None))


def _is_channel(value: str) -> bool:
    """Whether *value* names a channel and nothing else: `rss`, `rss_daily`, `twitter-share`; not `facebook-scandal`."""
    words = [word for word in _WORD_ENDS.split(value.lower()[:80]) if word]
    if not words or value.lower() in CHANNELS:
        return bool(words)
    if words[0] == "rss":  # `rss:site1`, `rss-103cb4aea3c2------2`
        return True
    return any(word in CHANNELS for word in words) and all(
        word in CHANNELS or word in _BESIDE or word.isdigit() for word in words
    )


def is_amp(name: str, value: str) -> bool:
    """Whether a parameter asks for the AMP form of the page: `?amp`, `amp=1`, `outputType=amp`."""
    name, value = name.lower(), value.lower()
    return name in _AMP_SWITCHES and (value == "amp" or (name == "amp" and value in ("", "1", "true")))


def is_session(name: str, value: str) -> bool:
    """Whether a parameter is the number of a visit: `PHPSESSID`, `sid` with a long hexadecimal number."""
    name = name.lower()
    if _SESSIONS.fullmatch(name):
        return True
    return name in ("sid", "s", "sessionid", "session_id") and _LONG_HEX.fullmatch(value.lower()) is not None
