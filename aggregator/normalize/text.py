"""The characters of plain text: what may stay when nothing but the words stay. No markup here, only entities."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from html.entities import html5

# Windows-1252 bytes read as Latin-1: no publisher means a C1 control character (WHATWG Encoding, windows-1252).
_C1 = {0x80 + n: char for n, char in enumerate("€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ")}
_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)
_INVISIBLE = (0x00AD, 0x180E, 0x200B, *range(0x2060, 0x2066), *range(0x206A, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFD))
_NONCHARACTERS = (*range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF)
_KEPT_CONTROLS = "\t\n\r"
_FATE: dict[int, str | None] = {
    **{code: None for code in (*range(0x20), 0x7F, *range(0x80, 0xA0)) if chr(code) not in _KEPT_CONTROLS},
    **{code: char for code, char in _C1.items() if not 0x80 <= ord(char) < 0xA0},
    **dict.fromkeys((*_BIDI, *_INVISIBLE, *_NONCHARACTERS)),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    0x0B: "\n",
    0x0C: "\n",
    0x2028: "\n",
    0x2029: "\n\n",
}
_ODD = re.compile("[" + "".join(re.escape(chr(code)) for code in sorted(_FATE)) + "]")
# Joiners belong to Arabic and Indic spelling (UAX #31 §2.3) and glue emoji (UTS #51); elsewhere they are lint.
_ARABIC = "\u0620-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdcf\ufe70-\ufefc"
_INDIC = "\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff\u1800-\u18af"
_EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_LOOSE_JOINER = re.compile(
    rf"(?<![{_ARABIC}{_INDIC}{_EMOJI}])[\u200c\u200d]+"
    rf"|(?<=[{_ARABIC}])[\u200c\u200d]+(?![{_ARABIC}\u200c\u200d])"
    rf"|(?<=[{_EMOJI}])[\u200c\u200d]+(?![{_EMOJI}\u200c\u200d])"
)
_LOOSE_TAG = re.compile("[\U000e0000-\U000e007f](?<![\U0001f3f4\U000e0020-\U000e007f].)")

MARKS = "\x01\x02\x03\x04\x05"
"""Control characters that no text holds after `characters`: they mark places in a text under construction."""
_MARK_REFERENCE = re.compile(r"&#[xX]?0*[1-5](?![0-9a-fA-F])")
_PLAIN = bytes(code for code in range(0x100) if code not in _FATE)
_ORDINARY = _PLAIN + MARKS.encode()
_NOT_ORDINARY = re.compile(
    "[\u200c\u200d\ufe0e\ufe0f\U000e0000-\U000e007f"
    + "".join(re.escape(chr(code)) for code in sorted(_FATE) if chr(code) not in MARKS)
    + "]"
)
"""All that `visible` may take or change, marks apart."""

_SHORT = 300
_BLANKS = tuple(chr(code) for code in range(1, 0x3001) if chr(code).isspace() and chr(code) != " ")

_CDATA = re.compile(r"<!\[CDATA\[|\]\]>|^\s{0,9}!\[CDATA\[|\]\]\s{0,9}$")

ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
"""A character reference with its semicolon. Without one, `?page=1&copy=2` is not a reference."""


_PAIR = re.compile(
    r"&#(?:(5[56]\d{3})|[xX]([dD][89abAB][0-9a-fA-F]{2}));&#(?:(5[67]\d{3})|[xX]([dD][c-fC-F][0-9a-fA-F]{2}));"
)
_LOOSE_SELECTOR = re.compile(r"(?<!\S)[\ufe0e\ufe0f]+")


def _paired(match: re.Match[str]) -> str:
    high, low = (int(match[n] or match[n + 1], 10 if match[n] else 16) for n in (1, 3))
    paired = 0xD800 <= high < 0xDC00 <= low < 0xE000
    return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00) if paired else match[0]


def _is_plain(value: str) -> bool:
    """Whether `visible` would change no sign of *value*. A byte table looks through Latin-1 in a tenth of the time."""
    try:
        return not value.encode("latin-1").translate(None, _PLAIN)
    except UnicodeEncodeError:
        return not _NOT_ORDINARY.search(value) and not any(mark in value for mark in MARKS)


def visible(value: str) -> str:
    """Return *value* without control, bidi, zero-width and other invisible characters; line ends are `\\n`.

    C1 controls become what windows-1252 has in their place; joiners stay where a script or an emoji needs them.
    """
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    plain = _is_plain(value)
    if not plain and _ODD.search(value):
        value = value.translate(_FATE)
    if "&" in value and "&#" in value:
        # Software that counts in UTF-16 writes one character as two references.
        plain, value = False, _PAIR.sub(_paired, value)
    if plain or value.isascii():
        return value
    if "\ufe0e" in value or "\ufe0f" in value:
        value = _LOOSE_SELECTOR.sub("", value)
    if "\u200c" in value or "\u200d" in value:
        value = _LOOSE_JOINER.sub("", value)
    return _LOOSE_TAG.sub("", value)


def characters(value: str) -> str:
    """Return the visible characters of *value* in NFC."""
    value = visible(value)
    return value if unicodedata.is_normalized("NFC", value) else unicodedata.normalize("NFC", value)


def collapsed(value: str) -> str:
    """Return *value* with every run of blanks as one space, and none at its ends."""
    if len(value) < _SHORT:
        return " ".join(value.split())
    if "\n" in value:
        value = value.replace("\n\n", " ")
    # Blanks are fewer in kind than a text's words in number: these are not parted.
    for blank in _BLANKS:
        if blank in value:
            value = value.replace(blank, " ")
    while "  " in value:
        value = value.replace("  ", " ")
    return value.strip(" ")


def is_settled(marked: str, source: str) -> bool:
    """Whether `characters` would change no part of *marked*, text out of *source* with MARKS set between its parts."""
    if any(mark in source for mark in MARKS) or ("&" in source and _MARK_REFERENCE.search(source)):
        return False
    if ("&" in marked and "&#" in marked) or "\r" in marked:
        return False
    try:  # all of Latin-1 is in NFC
        return not marked.encode("latin-1").translate(None, _ORDINARY)
    except UnicodeEncodeError:
        return not _NOT_ORDINARY.search(marked) and unicodedata.is_normalized("NFC", marked)


def line(value: str) -> str:
    """Return *value* as one line: clean characters, every run of blanks (also U+00A0, U+3000) one space."""
    return " ".join(characters(value).split())


def paragraphs(value: str, *, keep_lines: bool = False) -> tuple[str, ...]:
    """Return the paragraphs of plain text, parted by blank lines. Single line ends stay with *keep_lines*."""
    blocks: list[list[str]] = [[]]
    for row in characters(value).split("\n"):
        words = " ".join(row.split())
        if words:
            blocks[-1].append(words)
        elif blocks[-1]:
            blocks.append([])
    return tuple(("\n" if keep_lines else " ").join(block) for block in blocks if block)


def _known(match: re.Match[str]) -> str:
    name = match[0][1:]
    return unescape(match[0]) if name[0] == "#" or name in html5 else match[0]


def decoded(value: str) -> str:
    """Return *value* with one layer of character references resolved (HTML names and numbers, semicolon required)."""
    if "&" not in value:
        return value
    return ENTITY.sub(_known, _PAIR.sub(_paired, value) if "&#" in value else value)


def without_cdata(value: str) -> str:
    """Return *value* without CDATA marks that were escaped, or written wrong, and so became text."""
    return _CDATA.sub("", value) if "[" in value and "[CDATA[" in value else value


def folded(value: str) -> str:
    """Return the letters and digits of *value* without case: equal for texts that say the same words."""
    return "".join(char for char in unicodedata.normalize("NFKC", value).casefold() if char.isalnum())
