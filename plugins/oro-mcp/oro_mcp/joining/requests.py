"""The requests of an agent that wait for an answer, and what they are told when none can come. Sans-IO."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

__all__ = ("Requests",)

CLOSED = -32000
"""The code that the protocol's SDK gives a request whose connection closed."""


class _Message(Struct):
    """A message, as far as it is looked at."""

    id: int | str | None = None
    method: str | None = None


class Requests:
    """Sees the lines of both sides pass, and knows which requests of the agent wait."""

    def __init__(self) -> None:
        self._waiting: dict[int | str, None] = {}

    def asked(self, line: bytes) -> None:
        """See a line of the agent."""
        message = _read(line)
        if message.id is not None and message.method is not None:
            self._waiting[message.id] = None

    def answered(self, line: bytes) -> None:
        """See a line of the app."""
        message = _read(line)
        if message.id is not None and message.method is None:
            self._waiting.pop(message.id, None)

    def refusals(self, why: str) -> Iterator[bytes]:
        """Yield an error for each request that waits, as a line; none waits from then on."""
        while self._waiting:
            id, _ = self._waiting.popitem()
            error = {"code": CLOSED, "message": why}
            yield msgspec.json.encode({"jsonrpc": "2.0", "id": id, "error": error}) + b"\n"


def _read(line: bytes) -> _Message:
    try:
        return msgspec.json.decode(line, type=_Message)
    except (msgspec.DecodeError, UnicodeError):
        return _Message()  # the app says what is wrong with it
