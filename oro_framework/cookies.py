"""Cookies of web sites: what a page and the app's Python read and write. Sans-IO."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct

__all__ = ("Cookie", "CookieFilter", "SameSite")

SameSite = Literal["Lax", "Strict", "None"]


class Cookie(Struct, frozen=True, kw_only=True, rename="camel"):
    """A cookie of a site."""

    name: str
    value: str = ""
    domain: str
    """`site.example` for that host alone, `.site.example` for the names below it, too."""
    path: str = "/"
    expires: float | None = None
    """Seconds since 1970; None for a cookie that is forgotten when the app ends."""
    http_only: bool = False
    """Sent to the site, but unseen by its scripts."""
    secure: bool = False
    """Sent over TLS only."""
    same_site: SameSite | None = None
    """None where the site said nothing, or the engine does not tell."""

    @property
    def host(self) -> str:
        """The domain without the dot before it."""
        return self.domain.removeprefix(".")

    @property
    def key(self) -> tuple[str, str, str]:
        """The three by which a browser tells cookies apart."""
        return self.name, self.domain, self.path

    @property
    def url(self) -> str:
        """An address that the cookie is sent to."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.secure else 'http'}://{host}{self.path}"

    def is_for(self, hosts: Collection[str]) -> bool:
        """Return whether one of some hosts gets the cookie."""
        return any(_gets(host, self) for host in hosts)

    def mistake(self) -> str:
        """Return why no engine would keep the cookie; an empty text if it would."""
        if not self.name and not self.value:
            return "it has neither a name nor a value"
        if not self.host or (any(sign in self.domain for sign in "/: \t;,@") and not _is_address(self.domain)):
            return 'its domain is to be a host, such as "site.example", or one with a dot before it'
        if not self.path.startswith("/"):
            return 'its path is to begin with "/"'
        if any(ord(sign) < 32 or sign in ";\x7f" for sign in self.name + self.value + self.path) or "=" in self.name:
            return 'its name, value and path may hold neither ";" nor control characters, its name no "="'
        if self.same_site == "None" and not self.secure:
            return 'with sameSite "None" it has to be secure'
        return ""


class CookieFilter(Struct, frozen=True, kw_only=True):
    """A choice of cookies; a part that is empty leaves none out."""

    url: str = ""
    """Those that a request of this address would be sent with."""
    name: str = ""
    domain: str = ""
    """Those of this host and of names below it."""

    def matches(self, cookie: Cookie) -> bool:
        """Return whether a cookie is meant."""
        if self.name and cookie.name != self.name:
            return False
        if self.domain and not _below(cookie.host, self.domain.removeprefix(".")):
            return False
        return not self.url or _sent_to(cookie, self.url)


def _sent_to(cookie: Cookie, url: str) -> bool:
    parts = urlsplit(url)
    host, path = (parts.hostname or "").lower(), parts.path or "/"
    if cookie.secure and parts.scheme not in ("https", "wss"):
        return False
    base = cookie.path.rstrip("/")
    return _gets(host, cookie) and (path == base or path.startswith(base + "/"))


def _gets(host: str, cookie: Cookie) -> bool:
    return _below(host, cookie.host) if cookie.domain.startswith(".") else host.lower() == cookie.host.lower()


def _below(host: str, parent: str) -> bool:
    host, parent = host.lower(), parent.lower()
    return host == parent or host.endswith("." + parent)


def _is_address(domain: str) -> bool:
    from ipaddress import ip_address

    try:
        ip_address(domain)
    except ValueError:
        return False
    return True
