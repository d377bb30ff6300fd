"""`CookieJar`, the cookies of one origin, for engines that keep none for it (RFC 6265, sections 5.1.4, 5.2 to 5.4)."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime

__all__ = ("CookieJar",)

_MOST = 300
"""Cookies; the oldest go first."""
_MOST_SIZE = 8192
_MAX_AGE_DIGITS = 12
"""Enough for thirty thousand years; Python refuses to read a number of thousands of digits."""


@dataclass(frozen=True, slots=True)
class _Cookie:
    name: str
    value: str
    path: str
    expires: float | None


class CookieJar:
    """Cookies of one origin, in memory. `Domain` and `Secure` say nothing, as there is one origin only."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str], _Cookie] = {}

    def store(self, header: str, path: str, now: float) -> None:
        """Keep what a `Set-Cookie` says, or drop the cookie it ends; what is none is passed over.

        Args:
            header: the value of the header.
            path: of the request it answers.
            now: the time, in seconds since the epoch.
        """
        pair, *attributes = header.split(";")
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or not name or len(header) > _MOST_SIZE:
            return
        cookie = _Cookie(name, value, _default_path(path), None)
        for attribute in attributes:
            cookie = _with(cookie, attribute, now)
        self._cookies.pop((name, cookie.path), None)
        if cookie.expires is None or cookie.expires > now:
            self._cookies[name, cookie.path] = cookie
        while len(self._cookies) > _MOST:
            del self._cookies[next(iter(self._cookies))]

    def header(self, path: str, now: float) -> str:
        """Return the `Cookie` of a request, empty where it has none: longer paths first, then older ones."""
        live = [each for each in self._cookies.values() if each.expires is None or each.expires > now]
        found = [each for each in live if _matches(path, each.path)]
        found.sort(key=lambda each: -len(each.path))
        return "; ".join(f"{each.name}={each.value}" for each in found)


def _with(cookie: _Cookie, attribute: str, now: float) -> _Cookie:
    name, _, value = (part.strip() for part in attribute.partition("="))
    key = name.lower()
    if key == "path":
        return _Cookie(cookie.name, cookie.value, value if value.startswith("/") else cookie.path, cookie.expires)
    if key == "max-age" and value.removeprefix("-").isdecimal() and value.isascii():
        seconds = int(value[:_MAX_AGE_DIGITS])
        # It wins over Expires, wherever it stands, as what is later is taken and Expires never replaces it below.
        return _Cookie(cookie.name, cookie.value, cookie.path, now + seconds if seconds > 0 else 0.0)
    if key == "expires" and cookie.expires is None:
        try:
            return _Cookie(cookie.name, cookie.value, cookie.path, parsedate_to_datetime(value).timestamp())
        except (ValueError, OverflowError):
            return cookie
    return cookie


def _default_path(path: str) -> str:
    folder = path.rpartition("/")[0]
    return folder if folder.startswith("/") else "/"


def _matches(path: str, wanted: str) -> bool:
    return path == wanted or (path.startswith(wanted) and (wanted.endswith("/") or path[len(wanted)] == "/"))
