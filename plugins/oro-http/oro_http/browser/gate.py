"""Decides which requests are those of the browser that was let in. Sans-IO.

Order of questions
1. `Host` is the one name that was printed. On loopback it is a random name below `localhost`, so that its cookie
   reaches no other server of this machine. A page that has a name of its own lead here is refused (DNS rebinding).
2. A page of another origin is told by `Origin` and `Sec-Fetch-Site`, and refused; so is what a browser fetches ahead.
3. The key of the printed address lets one browser in, once; it is given a cookie, and then shows that.
4. A call names the token of the present run, which scripts of the app's pages alone can read.
5. A WebSocket names its page's origin, as every browser does (RFC 6455, 10.2).

Browsers send `Sec-Fetch-Site` to loopback and over TLS alone, and count all ports of an address as one site. So at an
address of a network, rule 4 is what keeps a page of another port from calling, though the cookie comes with it.
"""

from __future__ import annotations

from hmac import compare_digest

from oro_framework.errors import Denied, OroError
from oro_http.arrival import Arrival
from oro_http.browser.entrance import Entrance

__all__ = ("COOKIE", "BrowserGate", "Outdated")

COOKIE = "oro_browser"
AGAIN = "end oro dev --host and start it again for another"


class Outdated(OroError):
    """A page of a run that has ended calls; it must load again."""

    code = "ERR_OUTDATED"
    status = 410


class BrowserGate:
    """The verdict about a request, before anything of it is used.

    Args:
        entrance: of the browser.
        token: the secret that every call of this run's pages names.
    """

    def __init__(self, entrance: Entrance, token: str) -> None:
        self._entrance = entrance
        self._token = token

    def enter(self, arrival: Arrival, key: str) -> str:
        """Take the key and return the cookie for its browser.

        Raises:
            Denied: the request is for another host or of another page, or the key is none, or was used.
        """
        self._own_browser(arrival)
        if not _same(key, self._entrance.key):
            raise Denied("Cannot show the app: this is not the key of the address that oro dev printed")
        if self._entrance.used:
            raise Denied(f"Cannot show the app: its address was opened already; {AGAIN}")
        self._entrance.use()
        return f"{COOKIE}={self._entrance.session}; Path=/; HttpOnly; SameSite=Strict"

    def admit(self, arrival: Arrival) -> None:
        """Let a request in or raise.

        Raises:
            Denied: it is for another host, of another page, or of a browser that was not let in.
        """
        self._own_browser(arrival)
        shown = [text for header in arrival.all("cookie") for text in _cookies(header)]
        if len(shown) != 1 or not _same(shown[0], self._entrance.session):
            raise Denied("Cannot show the app: open the address that oro dev printed, in one browser")

    def admit_socket(self, arrival: Arrival) -> None:
        """Let a WebSocket in or raise.

        Raises:
            Denied: it is one that `admit` refuses, or names no origin.
        """
        self.admit(arrival)
        if arrival.header("origin") is None:
            raise Denied("Cannot open a WebSocket to the app: it names no origin")

    def admit_call(self, token: str) -> None:
        """Let a call in, of a request that was let in, or raise.

        Raises:
            Outdated: it names another token than pages of this run do.
        """
        if not _same(token, self._token):
            raise Outdated("Cannot call: this page is of a run of the app that has ended; load it again")

    def _own_browser(self, arrival: Arrival) -> None:
        origin = self._entrance.origin
        if [host.lower() for host in arrival.all("host")] != [self._entrance.authority]:
            raise Denied(f"Cannot show the app: its address begins with {origin}")
        if any(named.lower() != origin for named in arrival.all("origin")):
            raise Denied("Cannot show the app to a page of another origin")
        site, is_visit = arrival.header("sec-fetch-site"), arrival.header("sec-fetch-mode") == "navigate"
        if site not in (None, "same-origin") and not (site == "none" and is_visit):
            raise Denied("Cannot show the app to a page of another site: type or paste its address yourself")
        if any("prefetch" in (arrival.header(name) or "").lower() for name in ("sec-purpose", "purpose")):
            raise Denied("Cannot show the app ahead of a visit")


def _same(shown: str, secret: str) -> bool:
    return compare_digest(shown.encode("utf-8", "replace"), secret.encode())


def _cookies(header: str) -> list[str]:
    """Return the values that a header `Cookie` has for ours."""
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return [value for name, _, value in pairs if name == COOKIE]
