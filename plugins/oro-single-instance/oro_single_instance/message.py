"""The message of a second start to the first: one line of JSON, answered by one line. Sans-IO."""

from __future__ import annotations

from collections.abc import Sequence
from hmac import compare_digest

import msgspec

from oro_framework.errors import UsageError

__all__ = ("LIMIT", "RECEIVED", "Endpoint", "Start", "decode", "encode")

LIMIT = 1 << 20
"""Bytes a message may have, its end of line included."""
RECEIVED = b"received\n"
"""The answer, once the app has been told."""


class Start(msgspec.Struct, frozen=True):
    """One start of the app."""

    argv: Sequence[str]
    """The arguments of the app on its command line."""
    cwd: str
    """Where that was, absolute."""


class Endpoint(msgspec.Struct, frozen=True):
    """Where the first start listens on loopback, and what it wants to be told first; a file only the user can read."""

    port: int
    token: str


class _Message(msgspec.Struct):
    token: str
    start: Start


def encode(token: str, start: Start) -> bytes:
    """Return the message.

    Raises:
        UsageError: it would be longer than `LIMIT`.
    """
    clean = Start([_text(argument) for argument in start.argv], _text(start.cwd))
    line = msgspec.json.encode(_Message(token, clean)) + b"\n"
    if len(line) > LIMIT:
        raise UsageError(f"Cannot hand over {len(start.argv)} arguments: they are longer than {LIMIT} bytes")
    return line


def decode(line: bytes, token: str) -> Start:
    """Return the start a message tells of.

    Raises:
        UsageError: it is no message, or its token is another.
    """
    try:
        message = msgspec.json.decode(line, type=_Message)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise UsageError(f"Cannot take over a start: {error}") from error
    if not compare_digest(message.token.encode("utf-8", "replace"), token.encode()):
        raise UsageError("Cannot take over a start: its token is another")
    return message.start


def _text(value: str) -> str:
    """Return text JSON can carry; arguments that are no UTF-8 have surrogates in them."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
