"""UTF-8 that was read as windows-1252 (`donâ€™t`), undone where it is certain."""

from __future__ import annotations

import re
from collections.abc import Callable

_HIGH = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ"
"""What windows-1252 shows for bytes 0x80-0x9F; the five bytes it lacks pass through as C1 controls."""
_BYTES = {ord(char): chr(0x80 + n) for n, char in enumerate(_HIGH)}
_TAIL = "\x80-\xbf" + re.escape("".join(dict.fromkeys(_HIGH)))
_SUSPECT = re.compile(f"[\xc2-\xf4][{_TAIL}]")
_CLOSING = "»”’›…–—™®°ºª²³´·«“‘‹„‚•\xa0"
"""Of them, what may stand behind a shouted word: AMANHÃ» is one, caminhÃ£o is not."""
# No language sets these side by side: a circumflexed a before a euro sign or a dagger, an eth before Ÿ, A-tilde or
# A-circumflex before a symbol (before a closing mark: not after a capital).
_CERTAIN = re.compile(
    f"(?:â[€‚„†ˆ‰˜™œž\x80-\x9f][{_TAIL}]|â–[º¶²¼ª¬¡]|ðŸ[{_TAIL}][{_TAIL}]|ï¸\x8f|ï»¿|[\xc2\xc3](?![{_CLOSING}])[{_TAIL}]"
    f"|(?<![A-ZÀ-ÖØ-Þ])[\xc2\xc3][{_TAIL}])+"
)


# The same bytes as an old Macintosh shows them (`don‚Äôt`, `caf√©`), and as windows-1251 does (`РџСЂРёРІРµС‚`): there
# each letter is Р or С and a sign that never follows it in Russian; four of them make it certain.
_MAC_LETTERS = "†°¢£§•¶ß®©™´¨≠ÆØ±≤≥¥µ∂∫ªºæøüÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùû"
_MAC = re.compile(f"‚Ä[ìîòôöõúùû¶¢†]|(?<=[^\\W\\d_])√[{_MAC_LETTERS}]|√[{_MAC_LETTERS}](?=[^\\W\\d_])")
_CYRILLIC = re.compile(
    "(?:(?:Р[ђ‘’“”•–—\x98™љ›њќћџ\xa0ЎўЈ¤Ґ¦§Ё©Є«¬\xad®Ї°±Ііґµ¶·ё№є»јЅѕї]|С[ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏ])[ -/0-?]{0,3}){4,}"
)
_LAYERS = 3
"""So many times a text may have gone through the mill."""


def _as_windows_1252(value: str) -> str | None:
    """Return *value* with its windows-1252 bytes read as UTF-8. None: it is not that."""
    try:
        return value.translate(_BYTES).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


def _reread(charset: str) -> Callable[[re.Match[str]], str]:
    """A substitution that reads the bytes of *charset* as UTF-8 where they are that."""

    def reread(match: re.Match[str]) -> str:
        try:
            return match[0].encode(charset).decode("utf-8")
        except UnicodeError:
            return match[0]

    return reread


def without_mojibake(value: str) -> str:
    """Return *value* with double-encoded UTF-8 put right: the whole of it if all of it reads so, else its certain runs.

    A text that holds one properly set accent fails the first test, so ordinary prose is never touched as a whole.
    """
    if value.isascii():
        return value
    for _ in range(_LAYERS):
        if (mended := _mended(value)) == value:
            break
        value = mended
    return value


def _mended(value: str) -> str:
    """*value* with one layer of double encoding put right."""
    if _SUSPECT.search(value):
        whole = _as_windows_1252(value) if len(_SUSPECT.findall(value)) > 1 else None
        value = whole or _CERTAIN.sub(lambda match: _as_windows_1252(match[0]) or match[0], value)
    if "√" in value or "‚Ä" in value:
        value = _MAC.sub(_reread("mac-roman"), value)
    if "Р" in value or "С" in value:
        value = _CYRILLIC.sub(_reread("cp1251"), value)
    return value
