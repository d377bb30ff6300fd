"""Sessions that pages may resume. A page has a ticket; the session itself stays with the host."""

from __future__ import annotations

import secrets
from collections import OrderedDict

from msgspec import Struct
from OpenSSL import SSL

from oro_tls.verification import Finding

__all__ = ("Session", "Sessions")

_MOST = 512


class Session(Struct, frozen=True):
    """A session, and the faults of the certificate that was shown when it began."""

    session: SSL.Session
    findings: tuple[Finding, ...]


class Sessions:
    """Sessions by ticket; when there are too many, the oldest go."""

    def __init__(self) -> None:
        self._by_ticket: OrderedDict[str, Session] = OrderedDict()

    def add(self, session: Session) -> str:
        """Keep a session and return its ticket, base64."""
        ticket = secrets.token_urlsafe(24).replace("-", "+").replace("_", "/")
        self._by_ticket[ticket] = session
        if len(self._by_ticket) > _MOST:
            self._by_ticket.popitem(last=False)
        return ticket

    def find(self, ticket: str) -> Session | None:
        """Return the session of a ticket, None when it is not known any more."""
        return self._by_ticket.get(ticket)
