"""Where JSON ends in text that comes in pieces. Sans-IO."""

from __future__ import annotations

__all__ = ("JSONScan",)

BRACKETS = {"{": 1, "[": 1, "}": -1, "]": -1}


class JSONScan:
    """Finds where a JSON object or array ends, once over each character."""

    def __init__(self) -> None:
        self._place = -1
        self._depth = 0
        self._quoted = self._escaped = False

    @property
    def begun(self) -> bool:
        """Whether it has been fed."""
        return self._place >= 0

    def again(self) -> None:
        """Go on in another text, from its beginning."""
        self._place = 0

    def feed(self, text: str, start: int) -> int | None:
        """Return where in the text the value that begins at `start` ends; None when it goes on."""
        place = max(self._place, start)
        while place < len(text):
            character = text[place]
            place += 1
            if self._quoted:
                self._string(character)
            elif character == '"':
                self._quoted = True
            elif character in BRACKETS:
                self._depth += BRACKETS[character]
                if not self._depth:
                    return place
        self._place = place
        return None

    def _string(self, character: str) -> None:
        if self._escaped:
            self._escaped = False
        elif character == "\\":
            self._escaped = True
        elif character == '"':
            self._quoted = False
