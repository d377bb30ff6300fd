"""Find the end of JSON in text that comes in pieces. Sans-IO."""

from __future__ import annotations

__all__ = ("JSONScan",)

BRACKETS = {"{": 1, "[": 1, "}": -1, "]": -1}


class JSONScan:
    """Find the end of a JSON object or array, reading each character once."""

    def __init__(self) -> None:
        self._place = -1
        self._depth = 0
        self._quoted = self._escaped = False

    @property
    def begun(self) -> bool:
        """Whether any text has been fed."""
        return self._place >= 0

    def again(self) -> None:
        """Continue at the beginning of another text."""
        self._place = 0

    def feed(self, text: str, start: int) -> int | None:
        """Return the position where the value that begins at `start` ends; None when it does not end in this text."""
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
