"""The body of an answer: whole, inflated and within its limit, or not at all. Never a silent cut."""

from __future__ import annotations

import aiohttp

from aggregator.fetch.codings import DECODING_ERRORS, Decoder, decoder
from aggregator.fetch.failures import Refused
from aggregator.model import FailureKind


async def whole_body(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """Return the document that *response* carries, inflated.

    Read piece by piece: neither the bytes on the wire nor the inflated ones pass *limit* by more than a piece before
    the reading stops. Raises Refused: TOO_LARGE; BAD_ENCODING for a coding that we did not ask for or that is broken;
    INCOMPLETE for a transfer or a compressed stream that ends early. Raises aiohttp's errors for a broken transfer.
    """
    if (response.content_length or 0) > limit:
        raise _too_large(limit)
    coding = ", ".join(response.headers.getall("Content-Encoding", ()))
    decoding = decoder(coding)
    if decoding is None:
        raise Refused(FailureKind.BAD_ENCODING, f"the body is coded as {coding!r}, which was not asked for")
    received, body = await _pieces(response, decoding, coding, limit)
    if received and not decoding.complete:
        raise Refused(FailureKind.INCOMPLETE, f"the body's {coding} stream ends early")
    return body


async def _pieces(response: aiohttp.ClientResponse, decoding: Decoder, coding: str, limit: int) -> tuple[int, bytes]:
    """Return how many bytes came over the wire, and the document."""
    received = 0
    body = bytearray()
    async for piece in response.content.iter_any():
        received += len(piece)
        if received > limit:
            raise _too_large(limit)
        try:
            for out in decoding.decoded(piece):
                body += out
                if len(body) > limit:
                    raise _too_large(limit)
        except DECODING_ERRORS as error:
            raise Refused(FailureKind.BAD_ENCODING, f"the body is not the {coding} it is called: {error}") from error
    return received, bytes(body)


def _too_large(limit: int) -> Refused:
    return Refused(FailureKind.TOO_LARGE, f"the document is larger than {limit:,} bytes")
