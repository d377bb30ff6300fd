"""Tickets: what lets one page open one connection. Sans-IO but for the source of randomness."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import Any, NamedTuple

from oro_framework.requests import Caller

__all__ = ("LIFE", "Tickets")

LIFE = 30.0
"""Seconds a ticket may be used."""
LIMIT = 256


class _Ticket(NamedTuple):
    secret: bytes
    until: float
    caller: Caller


class Tickets:
    """Tickets that were given out and not yet used; at most 256, the oldest of which makes room.

    Args:
        clock: the time in seconds, from any moment on.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._tickets: list[_Ticket] = []

    def __len__(self) -> int:
        return len(self._tickets)

    def issue(self, caller: Caller) -> str:
        """Return a ticket; its holder counts as `caller`, once."""
        text = secrets.token_urlsafe(32)
        self._expire()
        self._tickets = [*self._tickets[-LIMIT + 1 :], _Ticket(text.encode(), self._clock() + LIFE, caller)]
        return text

    def redeem(self, text: str) -> Caller | None:
        """Use a ticket up; None when there is none such, it was used, or it has expired."""
        self._expire()
        given = text.encode("utf-8", "replace")
        found = None
        for ticket in self._tickets:
            if hmac.compare_digest(ticket.secret, given):
                found = ticket
        if found is None:
            return None
        self._tickets.remove(found)
        return found.caller

    def revoke(self, window: Any) -> None:
        """Forget the tickets of a window that is gone."""
        self._tickets = [ticket for ticket in self._tickets if ticket.caller.window is not window]

    def _expire(self) -> None:
        now = self._clock()
        self._tickets = [ticket for ticket in self._tickets if ticket.until > now]
