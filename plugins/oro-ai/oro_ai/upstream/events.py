"""Server-sent events of an upstream: cut where they end, and read for whether the answer is whole. Sans-IO.

Rules
1. Events are passed on unchanged, whole ones only, as soon as their last byte is there.
2. A comment is passed on after the first event and dropped before it: it is no answer yet.
3. An event that has an error ends the answer with `StreamBroken`.
4. `[DONE]` ends the answer. One that ends without it is whole if each choice had its `finish_reason`, and gets one.
5. The streams of `v1/responses` and `v1/messages` have no `[DONE]`; a last event of theirs ends the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from oro_ai.answer import DONE
from oro_ai.server_events import END, data_of
from oro_ai.upstream.failure import reason_in

__all__ = ("MOST_EVENT", "EventReader", "StreamBroken")

MOST_EVENT = 4 << 20
"""The most bytes of one event."""
_LAST = frozenset(["message_stop", "response.completed", "response.failed", "response.incomplete"])
_decoder = msgspec.json.Decoder()


class StreamBroken(Exception):
    """An answer ends before it is whole; the text completes a sentence."""


class EventReader:
    """Reads the events of one answer.

    Args:
        key: the key that was sent, which is removed from what the server says.
    """

    def __init__(self, key: str = "") -> None:
        self._key = key
        self._rest = bytearray()
        self._scanned = 0
        self._begun = False
        self._open: set[int] = set()
        self._finished: set[int] = set()
        self.done = False
        """True once the answer has ended."""

    def feed(self, data: bytes) -> bytes:
        """Return what can be passed on, given more bytes.

        Raises:
            StreamBroken: the server says that it failed, or an event is too long.
        """
        self._rest += data
        told, at = bytearray(), 0
        for end in END.finditer(self._rest, max(self._scanned - 3, 0)):
            block = bytes(self._rest[at : end.end()])
            at = end.end()
            told += self._passed(block)
        del self._rest[:at]
        self._scanned = len(self._rest)
        if len(self._rest) > MOST_EVENT:
            raise StreamBroken(f"it sent an event of more than {MOST_EVENT} bytes")
        return bytes(told)

    def finish(self) -> bytes:
        """Return what is left to pass on when the server has closed the stream.

        Raises:
            StreamBroken: the answer is not whole.
        """
        told = self.feed(b"\n\n") if self._rest.strip() else b""
        if self.done:
            return told
        if not self._begun or not self._finished or self._open - self._finished:
            raise StreamBroken("it ended the stream before the answer was whole")
        return told + DONE

    def _passed(self, block: bytes) -> bytes:
        if self.done:
            return b""
        data = data_of(block)
        if not data:
            return block if self._begun and block.strip() else b""
        if data == b"[DONE]":
            if not self._begun:
                raise StreamBroken("it ended the stream before the answer began")
            self.done = True
            return DONE
        self._read(data, failed=b"event: error" in block or block.startswith(b"error:"))
        self._begun = True
        return block

    def _read(self, data: bytes, *, failed: bool) -> None:
        try:
            told = _decoder.decode(data)
        except (msgspec.DecodeError, RecursionError):
            raise StreamBroken("it sent an event that is no JSON") from None
        if not isinstance(told, Mapping):
            raise StreamBroken("it sent an event that is no JSON object")
        if failed or told.get("error") or "error" in (told.get("object"), told.get("type")):
            raise StreamBroken(reason_in(told, self._key) or "it failed amid the answer")
        self.done = told.get("type") in _LAST
        for choice in _choices(told):
            place = choice.get("index")
            if isinstance(place, int):
                self._open.add(place)
                if choice.get("finish_reason"):
                    self._finished.add(place)


def _choices(told: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    choices = told.get("choices")
    return [one for one in choices if isinstance(one, Mapping)] if isinstance(choices, list) else []
