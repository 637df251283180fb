"""Fetching: documents are whole and within their limits, or not at all."""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
import textwrap
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from fake_server import (
    CODINGS,
    Act,
    Request,
    answer,
    chunked,
    coded,
    drip,
    endless_body,
    endless_headers,
    head,
    raw,
    redirect,
    reset,
    truncated,
    zstd,
)
from fetching import poll

from aggregator.fetch.codings import PIECE, decoder
from aggregator.model import FailureKind

TEXT = b"".join(b"<item>number %d</item>" % number for number in range(20_000))
COMPRESSED = sorted(set(CODINGS) - {"identity"})
MEGABYTE = 1_000_000


def with_coding(body: bytes, coding: str) -> Act:
    return answer(body, headers=[("Content-Encoding", coding)])


def slowly(*pieces: bytes) -> Act:
    """Send *pieces* one after another, each in a packet of its own."""

    async def act(request: Request, writer: asyncio.StreamWriter) -> bool:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.03)
        return False

    return act


# -- codings --


@pytest.mark.parametrize("coding", sorted(CODINGS))
def test_codings(coding: str) -> None:
    """Every coding we ask for is undone."""
    assert TEXT == poll(coded(TEXT, coding)).document.body


@pytest.mark.parametrize("coding", COMPRESSED)
def test_coding_in_small_pieces(coding: str) -> None:
    """A stream may come in pieces of any size."""
    body = CODINGS[coding](TEXT)
    decoding = decoder(coding)
    assert decoding is not None
    got = b"".join(out for byte in range(len(body)) for out in decoding.decoded(body[byte : byte + 1]))

    assert (TEXT, True) == (got, decoding.complete)


def test_raw_deflate() -> None:
    """`deflate` without zlib's wrapping is undone too: some servers take the name at its word."""
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)

    assert TEXT == poll(with_coding(squeeze.compress(TEXT) + squeeze.flush(), "deflate")).document.body


@pytest.mark.parametrize("more", range(0, 300, 7))
def test_output_behind_the_last_input(more: int) -> None:
    """A decoder that has taken all input may still hold output, and the end: it is asked until it is dry."""
    squeeze = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    body = squeeze.compress(bytes(PIECE + more)) + squeeze.flush()
    decoding = decoder("deflate")
    assert decoding is not None

    assert (PIECE + more, True) == (sum(map(len, decoding.decoded(body))), decoding.complete)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_several_frames(coding: str) -> None:
    """Frames one after another are one document, wherever the transfer cuts them."""
    frames = [CODINGS[coding](TEXT[:1_000]), CODINGS[coding](TEXT[1_000:])]
    headers = [("Content-Encoding", coding)]

    assert TEXT == poll(with_coding(b"".join(frames), coding)).document.body
    assert TEXT == poll(slowly(head(200, headers) + frames[0] + frames[1][:1], frames[1][1:])).document.body


def test_padding_after_gzip() -> None:
    """Padding behind a gzip stream is passed over."""
    assert TEXT == poll(with_coding(gzip.compress(TEXT) + b"\0" * 100, "gzip")).document.body


@pytest.mark.parametrize("coding", ["", "identity", "none", "UTF-8", " GZip ", "identity, gzip"])
def test_names_of_codings(coding: str) -> None:
    """Names are read in any case, and names that stand for no coding are passed over."""
    body = gzip.compress(TEXT) if "gzip" in coding.lower() else TEXT

    assert TEXT == poll(with_coding(body, coding)).document.body


@pytest.mark.parametrize("coding", ["compress", "sdch", "gzip, br", "gzip,gzip", "\x1b[31m"])
def test_coding_that_was_not_asked_for(coding: str) -> None:
    """A coding we did not ask for is a failure; the bytes are not guessed at."""
    assert FailureKind.BAD_ENCODING == poll(with_coding(TEXT, coding)).kind


@pytest.mark.parametrize("coding", COMPRESSED)
def test_not_the_coding_it_is_called(coding: str) -> None:
    """A body that is not what Content-Encoding calls it is a failure."""
    assert FailureKind.BAD_ENCODING == poll(with_coding(b"<rss>plain</rss>" * 10, coding)).kind


def test_oversized_zstd_window() -> None:
    """A zstd stream that wants more memory than the web allows (8 MB) is refused."""
    squeeze = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 25})
    body = squeeze.compress(TEXT, mode=squeeze.FLUSH_BLOCK) + squeeze.flush()

    assert FailureKind.BAD_ENCODING == poll(with_coding(body, "zstd")).kind


# -- whole bodies --


@pytest.mark.parametrize("coding", COMPRESSED)
def test_truncated_stream(coding: str) -> None:
    """A compressed stream that ends early is incomplete, although the transfer was whole."""
    assert FailureKind.INCOMPLETE == poll(with_coding(CODINGS[coding](TEXT)[:-3], coding)).kind


@pytest.mark.parametrize(
    "act",
    [
        truncated(b"<rss/>"),
        truncated(b"", missing=5),
        chunked(b"<rss>", b"</rss>", ending=b""),
        chunked(b"<rss>", b"</rss>", ending=b"0\r\n"),
        chunked(b"<rss>", b"</rss>", ending=b"ff\r\nhalf a chunk"),
        slowly(head(200, [("Transfer-Encoding", "chunked")]) + b"5\r\n<rss>\r\n", b"not a size\r\n"),
        reset(head(200) + b"<rss/>"),
        reset(head(200, [("Content-Length", "100")]) + b"<rss/>"),
        reset(b"HTTP/1.1 200 OK\r\nContent-"),
    ],
    ids=["length", "no body", "no last chunk", "half an end", "half a chunk", "bad chunk", "reset", "reset 2", "head"],
)
def test_incomplete(act: Act) -> None:
    """A transfer that breaks off is incomplete; what came is not taken for the document."""
    assert FailureKind.INCOMPLETE == poll(act).kind


def test_reset_after_the_body() -> None:
    """A reset after the last byte costs nothing."""
    assert b"<rss/>" == poll(reset(head(200, [("Content-Length", "6")]) + b"<rss/>")).document.body


def test_chunked() -> None:
    """A chunked body is put together."""
    assert b"<rss></rss>" == poll(chunked(b"<rss>", b"</rss>")).document.body


# -- sizes --


@pytest.mark.parametrize("coding", sorted(CODINGS))
def test_size_limit(coding: str) -> None:
    """`max_bytes` counts inflated bytes: as many are a document, one more is a failure."""
    within = poll(coded(b"x" * MEGABYTE, coding), max_bytes=MEGABYTE)
    beyond = poll(coded(b"x" * (MEGABYTE + 1), coding), max_bytes=MEGABYTE)

    assert MEGABYTE == len(within.document.body)
    assert FailureKind.TOO_LARGE == beyond.kind


def test_size_is_judged_while_reading() -> None:
    """A body without end stops at the limit, not at the deadline."""
    assert FailureKind.TOO_LARGE == poll(endless_body(), max_bytes=MEGABYTE).kind


def test_raw_size_is_limited() -> None:
    """A compressed body that inflates to nothing is limited by its size on the wire."""
    empty = gzip.compress(b"", mtime=0)
    body = chunked(empty * 1_000, headers=[("Content-Encoding", "gzip")])

    assert FailureKind.TOO_LARGE == poll(body, max_bytes=10_000).kind


def test_announced_size() -> None:
    """A Content-Length beyond the limit is refused before the body is read."""
    got = poll(drip(head(200, [("Content-Length", "10000000000")]), b"x"), max_bytes=MEGABYTE)

    assert (FailureKind.TOO_LARGE, True) == (got.kind, got.failure.detail.endswith("larger than 1,000,000 bytes"))


def zeros(coding: str) -> bytes:
    """50 MB of zeros."""
    return {"gzip": lambda body: gzip.compress(body, 9), "br": lambda body: brotli.compress(body, quality=1)}.get(
        coding, CODINGS[coding]
    )(bytes(50 * MEGABYTE))


@pytest.mark.parametrize("coding", COMPRESSED)
def test_bomb_inflates_to_the_limit(coding: str) -> None:
    """Of a bomb no more is inflated than is asked for: a decoder gives a piece at a time."""
    decoding = decoder(coding)
    assert decoding is not None
    pieces = decoding.decoded(zeros(coding))
    inflated = sizes_until(pieces, MEGABYTE)

    assert MEGABYTE < sum(inflated) <= MEGABYTE + 2 * PIECE
    assert 2 * PIECE >= max(inflated)


def sizes_until(pieces: Iterator[bytes], limit: int) -> list[int]:
    sizes: list[int] = []
    for piece in pieces:
        sizes.append(len(piece))
        if sum(sizes) > limit:
            break
    return sizes


BOMBED = """
    import resource, sys
    sys.path[:0] = [sys.argv[1]]
    from fake_server import answer, redirect
    from fetching import poll

    body = open(sys.argv[2], "rb").read()
    coding = [("Content-Encoding", sys.argv[3])]
    poll(answer(b"<rss/>"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for status in (200, 404):
        got = poll(answer(body, status=status, headers=coding), max_bytes=1_000_000)
        print(got.kind)
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * (1 if sys.platform == "darwin" else 1024))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no getrusage")
def test_bomb_costs_no_memory(tmp_path: Path) -> None:
    """A bomb of 200 MB, as a document and as an error page, costs a few megabytes of memory."""
    bomb = tmp_path / "bomb"
    bomb.write_bytes(gzip.compress(bytes(200 * MEGABYTE), 1))
    script = textwrap.dedent(BOMBED)
    done = subprocess.run(
        [sys.executable, "-c", script, str(Path(__file__).parent), str(bomb), "gzip"],
        check=True,
        capture_output=True,
        text=True,
    )
    *kinds, grown = done.stdout.split()

    assert ["too_large", "not_found"] == kinds
    assert 50 * MEGABYTE > int(grown)


@pytest.mark.parametrize("coding", COMPRESSED)
def test_bomb_in_a_redirect(coding: str) -> None:
    """The body of a redirect is not read, and what cannot be inflated there harms nobody."""
    bomb = coded(b"\0" * MEGABYTE, coding, status=301, headers=[("Location", "/new")])

    assert b"<rss/>" == poll(bomb, routes={"/new": answer(b"<rss/>")}).document.body


# -- heads and time --


def test_endless_headers() -> None:
    """A head that never ends is refused, long before the deadline."""
    assert FailureKind.PROTOCOL == poll(endless_headers()).kind


@pytest.mark.parametrize(("size", "taken"), [(12_000, True), (20_000, False)])
def test_header_size(size: int, taken: bool) -> None:
    """One header may be as long as real sites make theirs (16 KB), not longer."""
    got = poll(answer(b"<rss/>", headers=[("Content-Security-Policy", "x" * size)])).result

    assert taken == (not hasattr(got, "kind"))


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (head(200), b"x"),
        (head(200, [("Transfer-Encoding", "chunked")]), b"1\r\nx\r\n"),
        (head(200, [("Content-Encoding", "gzip")]) + gzip.compress(b""), b"\0"),
    ],
    ids=["status", "header", "continue", "body", "chunks", "padding"],
)
def test_slow_drip(start: bytes, piece: bytes) -> None:
    """An answer that drips ends at the deadline, whichever part of it drips."""
    kinds = {
        # One byte after another is not yet broken HTTP to a parser that waits for the fifth.
        b"H": {FailureKind.TIMEOUT, FailureKind.PROTOCOL},
    }.get(piece, {FailureKind.TIMEOUT})

    assert poll(drip(start, piece), timeout=timedelta(seconds=0.4)).kind in kinds


def test_deadline_counts_redirects() -> None:
    """The deadline is for the whole way, not for each hop."""

    async def slow_hop(request: Request, writer: asyncio.StreamWriter) -> bool:
        await asyncio.sleep(0.25)
        number = int(request.path.removeprefix("/feed") or 0)
        return await redirect(f"/feed{number + 1}")(request, writer)

    routes = {f"/feed{number}": slow_hop for number in range(1, 6)}
    got = poll(slow_hop, routes=routes, timeout=timedelta(seconds=0.6))

    assert FailureKind.TIMEOUT == got.kind


def test_more_than_announced() -> None:
    """A body that goes on behind its Content-Length is not cut there: the answer is not HTTP."""
    assert FailureKind.PROTOCOL == poll(raw(head(200, [("Content-Length", "6")]) + b"<rss/><more/>")).kind
