"""Decides which requests are those of the browser that was let in. Sans-IO.

Order of questions
1. `Host` is the one name that was printed. On loopback it is a random name below `localhost`, so that its cookies
   reach no other server of this machine. A page that has a name of its own lead here is refused (DNS rebinding).
2. A page of another origin is told by `Origin` and `Sec-Fetch-Site`, and refused; so is what a browser fetches ahead.
3. The key of the printed address lets one browser in, once; it is given a cookie, and then shows that.
4. A call shows besides that a script of the app's page made it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from hmac import compare_digest

from oro_framework.errors import Denied
from oro_http.arrival import Arrival

__all__ = ("COOKIE", "ENTER", "BrowserGate", "host_name")

ENTER = "/.oro/enter"

COOKIE = "oro_browser"
PAGE = "x-oro-page"
AGAIN = "end oro dev --host and start it again for another"


class BrowserGate:
    """The verdict about a request, before anything of it is used.

    Args:
        authority: name and port that the browser was told.
        token: makes a secret.
    """

    def __init__(self, authority: str, token: Callable[[], str] = secrets.token_urlsafe) -> None:
        self._authority = authority.lower()
        self.key = token()
        """Lets a browser in, once."""
        self._session = token()
        self._used = False

    @property
    def origin(self) -> str:
        """The origin of the app's pages in the browser."""
        return f"http://{self._authority}"

    @property
    def address(self) -> str:
        """What a person opens, once."""
        return f"{self.origin}{ENTER}?key={self.key}"

    def enter(self, arrival: Arrival, key: str) -> str:
        """Take the key and return the cookie for its browser.

        Raises:
            Denied: the request is for another host or of another page, or the key is none, or was used.
        """
        self._own_browser(arrival)
        if not compare_digest(key.encode("utf-8", "replace"), self.key.encode()):
            raise Denied("Cannot show the app: this is not the key of the address that oro dev printed")
        if self._used:
            raise Denied(f"Cannot show the app: its address was opened already; {AGAIN}")
        self._used = True
        return f"{COOKIE}={self._session}; Path=/; HttpOnly; SameSite=Strict"

    def admit(self, arrival: Arrival, *, is_call: bool) -> None:
        """Let a request in or raise.

        Raises:
            Denied: it is for another host, of another page, or of a browser that was not let in.
        """
        self._own_browser(arrival)
        shown = [text for header in arrival.all("cookie") for text in _cookies(header)]
        if len(shown) != 1 or not compare_digest(shown[0].encode("utf-8", "replace"), self._session.encode()):
            raise Denied("Cannot show the app: open the address that oro dev printed, in one browser")
        if is_call and arrival.header(PAGE) is None and arrival.header("sec-fetch-site") != "same-origin":
            raise Denied("Cannot call: only scripts of the app's pages may")

    def _own_browser(self, arrival: Arrival) -> None:
        if [host.lower() for host in arrival.all("host")] != [self._authority]:
            raise Denied(f"Cannot show the app: its address begins with {self.origin}")
        if any(origin.lower() != self.origin for origin in arrival.all("origin")):
            raise Denied("Cannot show the app to a page of another origin")
        site, is_visit = arrival.header("sec-fetch-site"), arrival.header("sec-fetch-mode") == "navigate"
        if site not in (None, "same-origin") and not (site == "none" and is_visit):
            raise Denied("Cannot show the app to a page of another site: open its address yourself")
        if any("prefetch" in (arrival.header(name) or "").lower() for name in ("sec-purpose", "purpose")):
            raise Denied("Cannot show the app ahead of a visit")


def host_name(address: str, *, is_loopback: bool) -> str:
    """Return the name by which a browser is to reach an address."""
    if is_loopback:
        return f"{secrets.token_hex(8)}.localhost"
    return f"[{address}]" if ":" in address else address


def _cookies(header: str) -> list[str]:
    """Return the values that a header `Cookie` has for ours."""
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return [value for name, _, value in pairs if name == COOKIE]
