"""Bytes → characters: the byte order mark, then HTTP's charset, then the XML declaration, then a look at the bytes.

None of them is believed against the bytes themselves: what cannot be decoded as declared is read as what it is.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from aggregator.model import Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PATTERNS = (  # how `<` looks in each encoding (XML 1.0 appendix F)
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0<\0", "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_INSTEAD = {
    "iso8859-1": "windows-1252",  # the web's Latin-1 (WHATWG Encoding §4.2): 0x80-0x9f are quotes and dashes
    "ascii": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
"""Declared → the superset that publishers mean by it."""
_NOT_FOR_DOCUMENTS = frozenset(
    {"undefined", "punycode", "idna", "unicode_escape", "raw_unicode_escape", "utf-7", "mbcs", "oem"}
)
_MULTIBYTE = ("utf", "gb", "big5", "hz", "euc", "cp932", "cp949", "cp950", "johab", "shift", "iso2022")
_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})")
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_HEAD = 1024
_MOSTLY = 10
"""One character in so many that is no UTF-8, and the document is taken for windows-1252 as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A document's characters, and what was wrong with its encoding."""

    text: str
    problems: tuple[Problem, ...] = ()


def decode(document: bytes, content_type: str | None) -> Decoded:
    """Return the characters of *document*, never more than its bytes say; bytes that say nothing become U+FFFD."""
    for mark, encoding in _MARKS:
        if document.startswith(mark):
            return _decoded(document[len(mark) :], encoding, declared=encoding)
    for pattern, encoding in _PATTERNS:
        if document.startswith(pattern):
            return _decoded(document, encoding, declared=encoding)
    return _decoded_as_declared(document, tuple(_declared(document, content_type)))


def _declared(document: bytes, content_type: str | None) -> Iterator[str]:
    """Yield the encodings that HTTP and the XML declaration name, as Python spells them, and that can be used."""
    names = []
    if charset := _CHARSET.search(content_type or ""):
        names.append(charset[1])
    if declaration := _DECLARATION.search(document, 0, _HEAD):
        names.append(declaration[1].decode("ascii"))
    for name in names:
        if encoding := _usable(name):
            yield encoding


def _usable(name: str) -> str | None:
    """Return Python's name for an encoding of text that is a superset of ASCII; None for any other."""
    try:
        encoding = codecs.lookup(name).name
        fits = encoding not in _NOT_FOR_DOCUMENTS and b"<?xml".decode(encoding) == "<?xml"
    except (LookupError, UnicodeError, ValueError):  # ValueError: a NUL in the name
        return None
    return _INSTEAD.get(encoding, encoding) if fits else None


def _decoded_as_declared(document: bytes, declared: tuple[str, ...]) -> Decoded:
    first = declared[0] if declared else "utf-8"
    for encoding in (*_believable(document, declared), "utf-8"):
        try:
            text = document.decode(encoding)
        except (UnicodeError, ValueError):
            continue
        return Decoded(text=text, problems=_mismatch(first, encoding) if encoding != first else ())
    # Nearly always UTF-8 with a few pasted windows-1252 characters, or windows-1252 that says nothing.
    return _decoded(document, first if first.startswith("utf") else "utf-8", declared=first)


def _believable(document: bytes, declared: tuple[str, ...]) -> tuple[str, ...]:
    """Return *declared* with UTF-8 first where only UTF-8 makes sense of the bytes.

    A single-byte encoding decodes anything, and GB18030 nearly so: trying it refutes nothing. But text in them is
    practically never valid UTF-8 beyond ASCII (a few words of Chinese may be), and servers add
    `charset=iso-8859-1` to whatever they serve.
    """
    beyond_ascii = 0 if document.isascii() else len(document.translate(None, _ASCII))
    multibyte = all(encoding.startswith(_MULTIBYTE) for encoding in declared)
    decisive = beyond_ascii > _FEW_WORDS if multibyte else beyond_ascii > 0
    return ("utf-8", *declared) if decisive and _is_utf8(document) else declared


_ASCII = bytes(range(128))
_FEW_WORDS = 24


def _is_utf8(document: bytes) -> bool:
    try:
        document.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(document: bytes, encoding: str, *, declared: str) -> Decoded:
    """Return *document* decoded whatever it takes: bytes that do not fit are read as windows-1252."""
    try:
        return Decoded(text=document.decode(encoding))
    except UnicodeError:
        text = document.decode(encoding, "replace")
    if encoding == "utf-8":
        foreign = text.count("\ufffd") * _MOSTLY > len(text)
        text = document.decode("windows-1252", "replace") if foreign else document.decode(encoding, _FALLBACK)
    detail = f"declared as {declared}, but not all bytes are; these were read as windows-1252"
    return Decoded(text=text, problems=(Problem(code="bad_bytes", detail=detail),))


def _mismatch(declared: str, used: str) -> tuple[Problem, ...]:
    return (Problem(code="encoding_mismatch", detail=f"declared as {declared}, but read as {used}"),)


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("windows-1252", "replace"), error.end


_FALLBACK = "aggregator.windows-1252"
codecs.register_error(_FALLBACK, _as_windows_1252)
