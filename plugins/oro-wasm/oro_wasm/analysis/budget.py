"""Limits on what is made of one file: a few bytes can stand for very much."""

from __future__ import annotations

from oro_wasm.analysis.reader import Malformed

__all__ = ("Budget",)


class Budget:
    """An amount that is used up.

    Args:
        most: the amount.
        reason: says what is too much of what.
    """

    def __init__(self, most: int, reason: str) -> None:
        self._left = most
        self._reason = reason

    def spend(self, amount: int, offset: int = 0) -> None:
        """Use some of it.

        Args:
            amount: how much.
            offset: the place in the file, for the error.

        Raises:
            Malformed: there is less.
        """
        self._left -= amount
        if self._left < 0:
            raise Malformed(offset, self._reason)
