"""Parsing: from bytes to characters, whatever the headers and the document claim."""

from __future__ import annotations

import codecs

import pytest

from aggregator.model import ParsedFeed
from aggregator.parse import parse

URL = "http://feed.example/rss"
RSS = '<rss version="2.0"><channel><title>{}</title></channel></rss>'


def read(document: bytes, content_type: str | None = None) -> tuple[str | None, list[str]]:
    """Return a feed's title and the codes of its problems."""
    got = parse(document, url=URL, content_type=content_type)
    assert isinstance(got, ParsedFeed), got
    return got.title, [problem.code for problem in got.problems]


def xml(title: str, declared: str | None, encoding: str) -> bytes:
    """Return a feed in *encoding* whose XML declaration says *declared*."""
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    return (declaration + RSS.format(title)).encode(encoding)


TITLE = "Größe – “ß”"
HONEST = [
    ("utf-8", "utf-8", None),
    (None, "utf-8", None),
    ("utf-16", "utf-16", None),
    ("utf-8", "utf-8-sig", None),
    (None, "utf-16-le", None),
    (None, "utf-16-be", None),
    ("ISO-8859-1", "windows-1252", None),
    ("windows-1252", "windows-1252", None),
    (None, "windows-1252", "text/xml; charset=iso-8859-1"),
    (None, "utf-8", 'application/rss+xml; charset="UTF-8"'),
    ("utf-8", "cp1252", "application/xml; Charset=cp1252"),
]


@pytest.mark.parametrize(("declared", "encoding", "content_type"), HONEST)
def test_honest_encodings(declared: str | None, encoding: str, content_type: str | None) -> None:
    """The byte order mark, HTTP's charset and the XML declaration are followed, in this order; Latin-1 is Windows'."""
    assert (TITLE, []) == read(xml(TITLE, declared, encoding), content_type)


EAST = [
    ("gb2312", "gb18030", "中文\u3400"),
    ("shift_jis", "cp932", "日本語①"),
    ("euc-kr", "cp949", "한국어똠"),
    ("big5", "big5", "繁體"),
    ("koi8-r", "koi8-r", "Новости"),
    ("windows-1251", "windows-1251", "Новости"),
    ("euc-jp", "euc-jp", "日本語"),
]


@pytest.mark.parametrize(("declared", "encoding", "title"), EAST)
def test_encodings_of_the_world(declared: str, encoding: str, title: str) -> None:
    """Declared encodings are read as the superset that publishers mean by them."""
    assert (title, []) == read(xml(title, declared, encoding))


LIES = [
    ("utf-8", "iso-8859-1", "Größe", None, "bad_bytes"),
    (None, "windows-1252", "Größe", None, "bad_bytes"),
    ("iso-8859-1", "utf-8", "Größe", None, "encoding_mismatch"),
    ("us-ascii", "utf-8", "Größe", None, "encoding_mismatch"),
    ("utf-8", "utf-8", "Größe", "text/xml; charset=iso-8859-1", "encoding_mismatch"),
    ("gb2312", "gb2312", "中文新闻", "text/xml; charset=utf-8", "encoding_mismatch"),
    ("gb2312", "utf-8", "中文新闻!é" * 4, None, "encoding_mismatch"),
]


@pytest.mark.parametrize(("declared", "encoding", "title", "content_type", "code"), LIES)
def test_lies_are_survived(
    declared: str | None, encoding: str, title: str, content_type: str | None, code: str
) -> None:
    """A document that is not in the encoding it declares is read in the one it is in, with a problem."""
    assert (title, [code]) == read(xml(title, declared, encoding), content_type)


def test_one_pasted_byte_spoils_no_other() -> None:
    """A windows-1252 byte in a UTF-8 document is read as such; the rest of the document stays UTF-8."""
    document = xml("größer – @", "utf-8", "utf-8").replace(b"@", b"\x93")

    assert ("größer – “", ["bad_bytes"]) == read(document)


UNUSABLE = [
    "undefined",
    "punycode",
    "idna",
    "unicode_escape",
    "utf-7",
    "rot13",
    "hex",
    "x-nowhere",
    "a" * 40,
    "cp037",
    "",
]


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable_encoding_names(name: str) -> None:
    """A name that is no encoding of documents counts as none, in the declaration and in the header."""
    assert "Größe" == read(xml("Größe", name, "utf-8"))[0]
    assert "Größe" == read(RSS.format("Größe").encode(), f"text/xml; charset={name}")[0]


def test_nul_and_bad_bytes_in_the_encoding_name() -> None:
    """An encoding name with a NUL or a non-ASCII byte in it is no name."""
    for name in (b"utf\x00-8", b"utf\xff-8"):
        document = b'<?xml version="1.0" encoding="' + name + b'"?>' + RSS.format("ok").encode()

        assert "ok" == read(document)[0]


def test_a_declaration_is_not_believed_twice() -> None:
    """Wrong or malformed XML declarations are dropped once the bytes are decoded."""
    for declaration in ('<?xml version="1.0" encoding="utf-16"?>', "<?xml version=1.0 encoding=utf-8 ?>", "<?xml ?>"):
        assert ("é", []) == read(f"\n {declaration}{RSS.format('é')}".encode())


def test_a_mark_beats_every_claim() -> None:
    """With a byte order mark, neither the header nor the declaration is asked."""
    document = codecs.BOM_UTF8 + xml("é", "koi8-r", "utf-8")

    assert ("é", []) == read(document, "text/xml; charset=windows-1251")
