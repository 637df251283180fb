"""Repairs in words: what was guessed, mended or assumed on the way to a field."""

from __future__ import annotations

from aggregator.model import Repair

WORDS = {
    # identity
    "guid_missing": "the entry has none; made of its {}",
    "guid_repeated": "another entry of the document has it too: {}",
    "guid_reused": "the feed gives it to one entry after the other: {}",
    "from_guid": "the entry has no link; its guid is one",
    "resolved": "relative; resolved from {}",
    "mended": "broken; mended from {}",
    # dates
    "zone_assumed": "it names no zone; read in {}",
    "zone_conflict": "its zone contradicts itself at {}; the offset was taken",
    "zone_guessed": "the zone {} has several meanings; the likeliest was taken",
    "zone_repaired": "the zone was mended in {}",
    "zone_unknown": "nobody knows the zone {}; passed over",
    "month_guessed": "day and month were told apart by the {}",
    "future": "dated ahead of the poll, {}; not used for ordering",
    "url_disagrees": "the link names another day, {}",
    "before_published": "earlier than the publication, {}",
    "unreadable": "cannot be read as a date: {}",
    "impossible": "there is no such day: {}",
    "ambiguous": "may be day and month or month and day: {}",
    "sentinel": "the zero date of some software: {}",
    "out_of_range": "before 1800 or a century ahead: {}",
    # texts
    "mojibake": "UTF-8 that was read as another encoding was put right",
    "double_escaped": "escaped twice; both layers were resolved",
    "cut": "too long; the rest was cut",
    "stray_mark": "a quotation mark without a partner was cut",
    "boilerplate_cut": "boilerplate was cut: {}",
    "flattened": "nested too deep; only its paragraphs were kept",
    "publisher_cut": "the publisher's name was cut: {}",
    "language_repaired": "the declared language was mended from {}",
    "unknown_language": "no language: {}",
    "mismatch": "the words are in another language: {}",
    "split": "one element listed several: {}",
    "path": "one element held a path: {}",
    "placeholder": "a placeholder was left out: {}",
    "place_recased": "the place was printed as {}",
    "bare_place": "a place alone before a dash: {}",
    # bylines
    "feed_author": "the entry names nobody; the document's own authors stand in",
    "ignored": "the configuration says to ignore it",
    "markup_stripped": "tags were cut out of a name",
    "capped": "too long; the rest was cut: {}",
    "placeholder_name": "a placeholder, nobody's name: {}",
    "placeholder_email": "a placeholder, nobody's address: {}",
    "email_only": "an address without a name: {}",
    "uri_only": "a link without a name: {}",
    "author_is_feed": "the feed's own name, no author: {}",
    "organization": "an organization, no person: {}",
    "not_a_name": "a sentence or slogan, no name: {}",
    "unnamed_agencies": "agencies, but it does not say which: {}",
    "clutter_cut": "dates, reading times or counts were cut: {}",
    "handle_cut": "a handle beside the name was cut: {}",
    "bracket_cut": "a note in brackets was cut: {}",
    "prefix_cut": "a prefix was cut: {}",
    "affiliation_cut": "the paper or seat behind a name was cut: {}",
    "family_name_first": "the family name came first; turned: {}",
    "caps_retitled": "capitals were written as a name: {}",
    "place_alone": "a place without a person: {}",
    "role_alone": "a role without a person: {}",
    "repeated": "the same once more: {}",
}
"""Code → sentence; `{}` is the repair's detail."""


def in_words(repair: Repair) -> str:
    """Return a repair as a sentence; a code that has none yet is told by itself."""
    sentence = WORDS.get(repair.code, repair.code.replace("_", " ") + ": {}")
    if repair.detail is None:
        return sentence.replace(" {}", "").rstrip(",:")
    told = sentence.replace("{}", repair.detail)
    return told if "{}" in sentence else f"{told} ({repair.detail})"
