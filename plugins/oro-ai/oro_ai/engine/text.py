"""Decode the bytes of tokens into text, and find stop sequences. Sans-IO.

Rules
1. Bytes become text once they form whole characters; invalid bytes become U+FFFD.
2. Text that could begin a stop sequence is held back until it is clear that it does not.
3. The text ends before the first complete stop sequence, the longest one if several are complete at once.
   The result does not depend on how the text is cut into pieces.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence

__all__ = ("StoppedText",)


class StoppedText:
    """The text of one sequence.

    Args:
        stops: the stop sequences; empty ones are ignored.
    """

    def __init__(self, stops: Sequence[str] = ()) -> None:
        self._stops = tuple(stop for stop in stops if stop)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self.stopped = ""
        """The stop sequence that ended the text; empty until then."""

    def feed(self, data: bytes) -> str:
        """Take bytes and return the text that is certain; empty once it has stopped."""
        if self.stopped:
            return ""
        return self._advance(self._decoder.decode(data))

    def finish(self) -> str:
        """Return the rest of the text when the sequence ends."""
        if self.stopped:
            return ""
        text = self._advance(self._decoder.decode(b"", True)) + self._held
        self._held = ""
        return text

    def _advance(self, text: str) -> str:
        if not self._stops:
            return text
        text = self._held + text
        if (found := self._first(text)) is not None:
            start, self.stopped = found
            self._held = ""
            return text[:start]
        held = self._beginning(text)
        self._held = text[len(text) - held :]
        return text[: len(text) - held]

    def _first(self, text: str) -> tuple[int, str] | None:
        """Return the position of the stop sequence that is complete first."""
        found = [(start + len(stop), start, stop) for stop in self._stops if (start := text.find(stop)) >= 0]
        if not found:
            return None
        _, start, stop = min(found)
        return start, stop

    def _beginning(self, text: str) -> int:
        """Return the number of characters at the end that could begin a stop sequence."""
        longest = max(map(len, self._stops)) - 1
        for length in range(min(longest, len(text)), 0, -1):
            tail = text[-length:]
            if any(stop.startswith(tail) for stop in self._stops):
                return length
        return 0
