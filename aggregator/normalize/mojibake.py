"""UTF-8 that was read as windows-1252 (`donâ€™t`), undone where it is certain."""

from __future__ import annotations

import re

_HIGH = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ"
"""What windows-1252 shows for bytes 0x80-0x9F; the five bytes it lacks pass through as C1 controls."""
_BYTES = {ord(char): chr(0x80 + n) for n, char in enumerate(_HIGH)}
_TAIL = "\x80-\xbf" + re.escape("".join(dict.fromkeys(_HIGH)))
_SUSPECT = re.compile(f"[\xc2-\xf4][{_TAIL}]")
_CLOSING = "»”’›…–—™®°ºª²³´·«“‘‹„‚•\xa0"
"""Of them, what may stand behind a shouted word: AMANHÃ» is one, caminhÃ£o is not."""
# No language sets these side by side: a circumflexed a before a euro sign or a low quote, an eth before Ÿ, A-tilde or
# A-circumflex before a symbol (before a closing mark: not after a capital).
_CERTAIN = re.compile(
    f"(?:â[€‚„][{_TAIL}]|ðŸ[{_TAIL}][{_TAIL}]|ï¸\x8f|ï»¿|[\xc2\xc3](?![{_CLOSING}])[{_TAIL}]"
    f"|(?<![A-ZÀ-ÖØ-Þ])[\xc2\xc3][{_TAIL}])+"
)


def _reread(value: str) -> str | None:
    """Return *value* with its windows-1252 bytes read as UTF-8. None: it is not that."""
    try:
        return value.translate(_BYTES).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


def _reread_run(match: re.Match[str]) -> str:
    return _reread(match[0]) or match[0]


def without_mojibake(value: str) -> str:
    """Return *value* with double-encoded UTF-8 put right: the whole of it if all of it reads so, else its certain runs.

    A text that holds one properly set accent fails the first test, so ordinary prose is never touched as a whole.
    """
    if value.isascii() or not _SUSPECT.search(value):
        return value
    whole = _reread(value) if len(_SUSPECT.findall(value)) > 1 else None
    return whole or _CERTAIN.sub(_reread_run, value)
