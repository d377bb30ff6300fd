"""`Allowance`, how many messages a preview may send. Sans-IO."""

from __future__ import annotations

__all__ = ("Allowance",)

BURST = 200.0
"""Messages at once."""
RATE = 50.0
"""Messages per second after those."""


class Allowance:
    """The messages of one preview, which a guest can send without end."""

    def __init__(self) -> None:
        self._left = BURST
        self._since = 0.0

    def take(self, now: float) -> bool:
        """Return whether a message may be handed on.

        Args:
            now: seconds of any clock that goes forward.
        """
        self._left = min(BURST, self._left + (now - self._since) * RATE)
        self._since = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
