"""Deciding about upgrade requests: by key, by ticket, and by the permission of the window of a key."""

from __future__ import annotations

from oro_conduit.access.handshake import Asked, KeyRing, Refused, Version1, Version2, decide
from oro_conduit.access.keys import Keys
from oro_conduit.access.tickets import Tickets
from oro_conduit.settings import PERMISSION
from oro_framework.errors import Denied
from oro_framework.types import Call, Host

__all__ = ("Admission",)


class Admission:
    """Lets clients in, or refuses them.

    Args:
        host: the app, whose permissions are asked.
        keys: open connections of version 1.
        tickets: open connections of version 2.
    """

    def __init__(self, host: Host, keys: Keys, tickets: Tickets) -> None:
        self._host = host
        self._keys = keys
        self._tickets = tickets

    programs: KeyRing | None = None
    """The keys of programs; None while none was let in."""

    def decide(self, asked: Asked, port: int) -> Version1 | Version2 | Refused:
        """Decide about an upgrade request that came to a port."""
        verdict = decide(
            asked,
            port=port,
            origin=self._host.origin,
            keys=self._keys,
            tickets=self._tickets,
            programs=self.programs,
        )
        return self._permitted(verdict) if isinstance(verdict, Version1) else verdict

    def _permitted(self, verdict: Version1) -> Version1 | Refused:
        """Ask of version 1 what the route that gives out tickets asks of version 2."""
        caller = verdict.caller
        call = Call(
            host=self._host, route="conduit", window=caller.window, origin=caller.origin, client=caller.client,
            outside=caller.outside, params={}, headers=(), body=b"", seq="",
        )  # fmt: skip
        try:
            self._host.check_permission(call, PERMISSION)
        except Denied as error:
            return Refused(error.message)
        return verdict
