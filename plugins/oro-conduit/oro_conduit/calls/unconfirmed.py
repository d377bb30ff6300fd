"""Answers that were sent and that the page is not yet known to have. Sans-IO.

A socket that breaks may lose what was sent on it, so an answer is kept until a ping that was sent after it has
been answered. One ping is on its way at a time; it goes once 32 answers or 256 KiB wait to be confirmed, or a
file that is held open.
"""

from __future__ import annotations

from collections import deque

from oro_conduit.calls.page_call import PageCall

__all__ = ("Unconfirmed",)

COUNT = 32
BYTES = 256 * 1024


class Unconfirmed:
    """See the module.

    Args:
        limit: bytes of answers kept; beyond, their bodies are forgotten and they count as lost.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._calls: deque[PageCall] = deque()
        self._bytes = 0
        self._asked = 0
        self._urgent = False
        self._mark = 0

    def add(self, call: PageCall) -> None:
        """Keep a call whose answer went."""
        self._calls.append(call)
        self._bytes += call.size
        self._urgent = self._urgent or call.file is not None
        if self._bytes > self._limit:
            self._bytes = 0
            for kept in self._calls:
                kept.forget_body()

    def ask(self) -> bytes | None:
        """Return the payload of a ping to send now, or None; the ping is then on its way."""
        due = self._urgent or self._bytes > BYTES or len(self._calls) >= COUNT
        if self._asked or not due:
            return None
        self._asked = len(self._calls)
        self._urgent = False
        self._mark += 1
        return self._mark.to_bytes(8, "big")

    def confirmed(self, payload: bytes) -> list[PageCall]:
        """Return the calls that the ping which was answered went after; none if it is another."""
        if not self._asked or payload != self._mark.to_bytes(8, "big"):
            return []
        calls = [self._calls.popleft() for _ in range(self._asked)]
        self._bytes = sum(call.size for call in self._calls)
        self._asked = 0
        return calls

    def take(self) -> list[PageCall]:
        """Return and forget every call."""
        calls = list(self._calls)
        self._calls.clear()
        self._asked = 0
        return calls
