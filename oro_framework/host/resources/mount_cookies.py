"""Cookies of mounted apps, which engines keep for sites of the web alone (RFC 6265). Kept for one run. No I/O.

Rules
1. Each profile has its own; a cookie is sent to mounted apps below its path, and never to pages: scripts do not see it.
2. `Domain`, `Secure` and `SameSite` change nothing: there is one host, no network, and other origins are refused.
3. Requests from outside the app have the cookies of the browser that sends them.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable
from typing import Any

from msgspec import Struct

from oro_framework.asgi import Headers
from oro_framework.host.requests.answer import Answer, then
from oro_framework.host.requests.protocol import Request
from oro_framework.host.requests.reply import Head

__all__ = ("MountCookies",)

LONGEST = 4096
MOST = 300
"""Cookies of a profile; the oldest are dropped first."""


class _Cookie(Struct):
    name: str
    value: str
    path: str
    expires: float | None

    def is_for(self, path: str) -> bool:
        below = path.startswith(self.path) and (self.path.endswith("/") or path[len(self.path) :][:1] in ("", "/"))
        return below and (self.expires is None or self.expires > time.time())


class MountCookies:
    """The cookies of all mounted apps of one run."""

    def __init__(self) -> None:
        self._profiles: dict[str, dict[tuple[str, str], _Cookie]] = {}

    def sent(self, request: Request) -> str:
        """Return the value of the `Cookie` header for a request; empty if it has none."""
        kept = None if request.caller.outside else self._profiles.get(_profile(request))
        if not kept:
            return ""
        fitting = [cookie for cookie in kept.values() if cookie.is_for(request.target.path)]
        fitting.sort(key=lambda cookie: len(cookie.path), reverse=True)
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in fitting)

    def keeping(self, answer: Answer | Awaitable[Answer], request: Request) -> Answer | Awaitable[Answer]:
        """Return an answer without its cookies, which are kept."""
        return answer if request.caller.outside else then(answer, lambda arrived: self._kept(arrived, request))

    def _kept(self, answer: Answer, request: Request) -> Answer:
        headers = answer.head.headers
        texts = [value for name, value in headers if name == "set-cookie"]
        if not texts:
            return answer
        kept = self._profiles.setdefault(_profile(request), {})
        for text in texts:
            self._keep(kept, text, request.target.path)
        rest: Headers = [pair for pair in headers if pair[0] != "set-cookie"]
        return Answer(Head(answer.head.status, rest), answer.body)

    def _keep(self, kept: dict[tuple[str, str], _Cookie], text: str, path: str) -> None:
        """Keep what a `Set-Cookie` says, or drop the cookie it ends; what is none is passed over."""
        cookie = _parsed(text, path)
        if cookie is None:
            return
        key = (cookie.name, cookie.path)
        if cookie.expires is not None and cookie.expires <= time.time():
            kept.pop(key, None)
            return
        kept[key] = cookie
        if len(kept) > MOST:
            del kept[next(iter(kept))]


def _profile(request: Request) -> str:
    window: Any = request.caller.window
    return "" if window is None else str(window.profile)


def _parsed(text: str, path: str) -> _Cookie | None:
    pair, *attributes = text.split(";")
    name, equals, value = (part.strip() for part in pair.partition("="))
    if not equals or not name or len(pair) > LONGEST:
        return None
    said = {key.strip().lower(): rest.strip() for key, _, rest in (each.partition("=") for each in attributes)}
    own = said.get("path", "")
    where = own if own.startswith("/") else path.rpartition("/")[0] or "/"
    return _Cookie(name, value, where, _expires(said))


def _expires(said: dict[str, str]) -> float | None:
    """Return when a cookie ends; None if it lasts as long as the run."""
    age = said.get("max-age", "")
    if age.isascii() and age.removeprefix("-").isdecimal():
        return time.time() + int(age[:12])
    if not said.get("expires"):
        return None
    from email.utils import parsedate_to_datetime  # few cookies say a date alone

    try:
        return parsedate_to_datetime(said["expires"]).timestamp()
    except (ValueError, OverflowError):
        return None
