"""Undoing content codings a piece at a time, so that a small body cannot become a large one unseen (RFC 9110 §8.4).

Every decoder gives about the bytes it is asked for and keeps the rest compressed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import brotli  # type: ignore[import-untyped]
from isal import isal_zlib

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PIECE = 256 * 1024
"""Bytes asked of a decoder at a time."""

ACCEPT_ENCODING = "gzip, br, zstd, deflate"

# Not codings, but sent by servers that mean "none"; utf-8 by those that mean the charset.
NO_CODING = frozenset({"", "identity", "none", "utf-8", "utf8", "binary", "8bit"})

ZSTD_WINDOW_LOG = 23
"""8 MB, the largest window a decoder has to accept from the web (RFC 9659 §3); larger ones are refused."""

# isal's stubs call its error an instance.
DECODING_ERRORS: tuple[type[Exception], ...] = (isal_zlib.error, brotli.error, zstd.ZstdError)  # type: ignore[assignment]
"""What a decoder raises for a stream that is not what it is called."""


class Decoder(Protocol):
    """The state of one compressed stream."""

    @property
    def complete(self) -> bool:
        """Whether the stream has come to its end."""
        ...

    def decoded(self, piece: bytes) -> Iterator[bytes]:
        """Return what *piece* brings, about PIECE bytes at a time; lazily, so a reader may stop.

        Raises one of DECODING_ERRORS.
        """
        ...


class Identity:
    """No coding: the transfer alone says whether the body is whole."""

    complete = True

    def decoded(self, piece: bytes) -> Iterator[bytes]:
        """Return *piece* as it is."""
        yield piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """How a library's decoder is made and fed, and which bytes begin a further frame."""

    fresh: Callable[[bytes], Any]
    """A decoder for a frame that begins with these bytes."""
    pieces: Callable[[Any, bytes], Iterator[bytes]]
    magic: bytes | None = None
    """None: one frame is all, whatever follows."""

    def begins(self, rest: bytes) -> bool:
        """Return whether *rest*, found behind a complete frame, begins another; its own rest may be on its way."""
        return self.magic is not None and rest[: len(self.magic)] == self.magic[: len(rest)]


class Frames:
    """gzip, deflate and zstd: a frame, or several one after another (RFC 1952 §2.2, RFC 8878 §3).

    What follows the last frame and begins no other is padding, and is passed over.
    """

    def __init__(self, framing: Framing) -> None:
        self._framing = framing
        self._stream: Any = None

    @property
    def complete(self) -> bool:
        """Whether the last frame that began has ended."""
        return self._stream is not None and bool(self._stream.eof)

    def decoded(self, piece: bytes) -> Iterator[bytes]:
        """Return what the frames hold."""
        while piece:
            if self._stream is None:
                self._stream = self._framing.fresh(piece)
            elif self._stream.eof:
                if not self._framing.begins(piece):
                    return
                self._stream = self._framing.fresh(piece)
            yield from self._framing.pieces(self._stream, piece)
            piece = self._stream.unused_data if self._stream.eof else b""


class Brotli:
    """br (RFC 7932): one stream, nothing behind it."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def complete(self) -> bool:
        """Whether the stream has ended."""
        return bool(self._stream.is_finished())

    def decoded(self, piece: bytes) -> Iterator[bytes]:
        """Return what *piece* brings. The decoder may hold output although it took all input: asked until it is dry."""
        while True:
            out = self._stream.process(piece, output_buffer_limit=PIECE)
            yield out
            if self.complete or (not out and self._stream.can_accept_more_data()):
                return
            piece = b""


def _zlib_pieces(stream: Any, piece: bytes) -> Iterator[bytes]:
    while not stream.eof:
        out = stream.decompress(piece, PIECE)
        yield out
        piece = stream.unconsumed_tail
        # A full piece: there may be more output although all input is taken.
        if not piece and len(out) < PIECE:
            return


def _zstd_pieces(stream: Any, piece: bytes) -> Iterator[bytes]:
    yield stream.decompress(piece, PIECE)
    while not stream.eof and not stream.needs_input:
        yield stream.decompress(b"", PIECE)


def _deflate(start: bytes) -> Any:
    # RFC 9110 §8.4.1.2: zlib's format; some servers send raw deflate, whose first byte has another method nibble.
    return isal_zlib.decompressobj(
        isal_zlib.MAX_WBITS if start[0] & 0x0F == isal_zlib.DEFLATED else -isal_zlib.MAX_WBITS
    )


def _gzip(start: bytes) -> Any:
    return isal_zlib.decompressobj(isal_zlib.MAX_WBITS | 16)


def _zstd(start: bytes) -> Any:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: ZSTD_WINDOW_LOG})


GZIP = Framing(fresh=_gzip, pieces=_zlib_pieces, magic=b"\x1f\x8b")
DEFLATE = Framing(fresh=_deflate, pieces=_zlib_pieces)
ZSTD = Framing(fresh=_zstd, pieces=_zstd_pieces, magic=b"")

DECODERS: Mapping[str, Callable[[], Decoder]] = {
    "gzip": lambda: Frames(GZIP),
    "x-gzip": lambda: Frames(GZIP),
    "deflate": lambda: Frames(DEFLATE),
    "br": Brotli,
    "zstd": lambda: Frames(ZSTD),
}


def decoder(content_encoding: str) -> Decoder | None:
    """Return a decoder for the Content-Encoding header. None: it names a coding we did not ask for, or several."""
    named = [name for name in (part.strip().lower() for part in content_encoding.split(",")) if name not in NO_CODING]
    if not named:
        return Identity()
    make = DECODERS.get(named[0]) if len(named) == 1 else None
    return make() if make else None
