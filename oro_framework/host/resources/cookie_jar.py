"""The cookies of mounted apps in one profile (RFC 6265). No I/O.

Rules
1. A cookie is sent to mounted apps below its path, and shown to scripts of pages there unless it is `HttpOnly`.
2. `Domain`, `Secure` and `SameSite` change nothing: there is one host, no network, and other origins are refused.
3. One with `Expires` or `Max-Age` lasts beyond the run.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct, field

__all__ = ("CookieJar",)

LONGEST = 4096
"""Characters of a name and its value."""
MOST = 300
"""Cookies of a jar; the oldest are dropped first."""


class _Cookie(Struct):
    name: str
    value: str
    path: str
    expires: float | None = None
    http_only: bool = False
    made: float = field(default_factory=lambda: time.time())

    @property
    def text(self) -> str:
        return f"{self.name}={self.value}"

    def is_over(self) -> bool:
        return self.expires is not None and self.expires <= time.time()

    def is_for(self, path: str) -> bool:
        below = path.startswith(self.path) and (self.path.endswith("/") or path[len(self.path) :][:1] in ("", "/"))
        return below and not self.is_over()


class CookieJar:
    """See the module.

    Args:
        kept: what `lasting()` of another run returned.

    Raises:
        ValueError: it has another form.
    """

    def __init__(self, kept: bytes = b"[]") -> None:
        try:
            found = msgspec.json.decode(kept, type=list[_Cookie])
        except (msgspec.DecodeError, RecursionError) as error:
            raise ValueError(f"it holds no cookies: {error}") from error
        self._cookies = {(cookie.name, cookie.path): cookie for cookie in found if not cookie.is_over()}

    def sent(self, path: str) -> str:
        """Return the value of the `Cookie` header for a path; empty if it has none."""
        return _joined(cookie for cookie in self._cookies.values() if cookie.is_for(path))

    def shown(self, path: str) -> str:
        """Return the value of `document.cookie` for a page at a path."""
        return _joined(each for each in self._cookies.values() if each.is_for(path) and not each.http_only)

    def keep(self, text: str, path: str, *, by_script: bool = False) -> bool:
        """Keep what a `Set-Cookie` says, or drop the cookie it ends; what is none is passed over.

        Args:
            text: the value of the header, or what was assigned to `document.cookie`.
            path: of the request, or of the page.
            by_script: whether a page says so, which has no say in cookies that are `HttpOnly`.

        Returns:
            Whether `lasting()` is another now.
        """
        cookie = _parsed(text, path)
        if cookie is None:
            return False
        key = (cookie.name, cookie.path)
        before = self._cookies.get(key)
        if by_script and (cookie.http_only or (before is not None and before.http_only)):
            return False
        if cookie.is_over():
            self._cookies.pop(key, None)
        else:
            self._cookies[key] = cookie
            if len(self._cookies) > MOST:
                del self._cookies[next(iter(self._cookies))]
        return cookie.expires is not None or (before is not None and before.expires is not None)

    def clear(self, since: float = 0.0) -> None:
        """Drop the cookies that were set since a time, in seconds since 1970."""
        self._cookies = {key: cookie for key, cookie in self._cookies.items() if cookie.made < since}

    def lasting(self) -> bytes:
        """Return the cookies that last beyond the run, as JSON."""
        return msgspec.json.encode([each for each in self._cookies.values() if each.expires and not each.is_over()])


def _joined(cookies: Iterable[_Cookie]) -> str:
    """Return cookies as headers have them, those of longer paths first."""
    return "; ".join(cookie.text for cookie in sorted(cookies, key=lambda each: len(each.path), reverse=True))


def _parsed(text: str, path: str) -> _Cookie | None:
    pair, *attributes = text.split(";")
    name, equals, value = (part.strip() for part in pair.partition("="))
    if not equals or not name or len(pair) > LONGEST:
        return None
    said = {key.strip().lower(): rest.strip() for key, _, rest in (each.partition("=") for each in attributes)}
    own = said.get("path", "")
    where = own if own.startswith("/") else path.rpartition("/")[0] or "/"
    return _Cookie(name, value, where, _expires(said), "httponly" in said)


def _expires(said: Mapping[str, str]) -> float | None:
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
