"""Sessions pages may take up again. What a page holds is a ticket; the session stays with the host."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from OpenSSL import SSL

    from oro_tls.verification import Finding

__all__ = ("Kept", "Sessions")

_KEPT = 512


class Kept(Struct, frozen=True):
    """A session, and what was found wrong with the certificate that was shown when it began."""

    session: SSL.Session
    findings: tuple[Finding, ...]


class Sessions:
    """Sessions by ticket; when there are too many, the oldest go."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def keep(self, kept: Kept) -> str:
        """Keep a session and return its ticket, base64."""
        ticket = secrets.token_urlsafe(24).replace("-", "+").replace("_", "/")
        self._kept[ticket] = kept
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return ticket

    def find(self, ticket: str) -> Kept | None:
        """Return the session of a ticket, None when it is not known any more."""
        return self._kept.get(ticket)
