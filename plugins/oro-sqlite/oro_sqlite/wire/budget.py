"""How large an answer may become: a query without end must not fill the host's memory."""

from __future__ import annotations

from collections.abc import Sequence

from oro_framework.errors import TooLarge
from oro_sqlite.wire.values import Value

__all__ = ("Budget",)

_VALUE = 16
"""Bytes counted for a value besides its text or blob."""


class Budget:
    """Counts the rows of one answer.

    Args:
        limit: bytes.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._left = limit

    def take(self, row: Sequence[Value]) -> None:
        """Count a row.

        Raises:
            TooLarge: there is no room for it.
        """
        self._left -= _VALUE * len(row) + sum(len(value) for value in row if isinstance(value, (str, bytes)))
        if self._left < 0:
            raise TooLarge(
                f"Cannot answer with so many rows: they are over {self._limit} bytes; "
                "fetch them in pieces, or raise sqlite_max_answer"
            )
