"""Cookies as Playwright's `storageState` writes them. Sans-IO."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from oro_framework.cookies import Cookie, SameSite
from oro_framework.errors import InvalidArgument

__all__ = ("state_of", "cookies_of")

SESSION = -1
"""The time of a cookie that is forgotten when the browser ends."""


class _Cookie(Struct, kw_only=True, rename="camel"):
    name: str
    value: str
    domain: str
    path: str = "/"
    expires: float = SESSION
    http_only: bool = False
    secure: bool = False
    same_site: SameSite | None = None


class _State(Struct, kw_only=True):
    cookies: list[_Cookie] = []
    origins: list[Any] = []


def state_of(cookies: Iterable[Cookie]) -> dict[str, Any]:
    """Return cookies as a `storageState`; Playwright has a policy for each, which is `Lax` where none is known."""
    written = [
        _Cookie(
            name=cookie.name,
            value=cookie.value,
            domain=cookie.domain,
            path=cookie.path,
            expires=SESSION if cookie.expires is None else cookie.expires,
            http_only=cookie.http_only,
            secure=cookie.secure,
            same_site=cookie.same_site or "Lax",
        )
        for cookie in cookies
    ]
    built: dict[str, Any] = msgspec.to_builtins(_State(cookies=written))
    return built


def cookies_of(state: Any) -> Sequence[Cookie]:
    """Read the cookies of a `storageState`.

    Raises:
        InvalidArgument: it is none; nothing was read.
    """
    try:
        found = msgspec.convert(state, _State).cookies
    except msgspec.ValidationError as error:
        raise InvalidArgument(f"Cannot take a storage state: {error}") from None
    return [
        Cookie(
            name=each.name,
            value=each.value,
            domain=each.domain,
            path=each.path,
            expires=None if each.expires < 0 else each.expires,
            http_only=each.http_only,
            secure=each.secure,
            same_site=each.same_site,
        )
        for each in found
    ]
