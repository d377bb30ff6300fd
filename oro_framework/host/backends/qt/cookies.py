"""Remember the cookies of a profile of QtWebEngine, which lists none. GUI thread.

docs/explanation/engines.md#cookies-of-qtwebengine has what it tells and does not. So the changes are recorded from the
profile's beginning, as they come; what the file on the disk holds is read when cookies are asked for, and the changes
lie over it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from qtpy.QtCore import QDateTime
from qtpy.QtNetwork import QNetworkCookie

from oro_framework.cookies import Cookie, SameSite

if TYPE_CHECKING:
    from oro_framework.host.backends.qt.storage import CookieChanges

__all__ = ("known_cookies", "written")

_S = QNetworkCookie.SameSite
_SAME_SITE: Mapping[SameSite, QNetworkCookie.SameSite] = {"Lax": _S.Lax, "Strict": _S.Strict, "None": _S.None_}
_STORED: Mapping[int, SameSite] = {0: "None", 1: "Lax", 2: "Strict"}
EPOCH = 11_644_473_600
"""Seconds from the beginning of Chromium's time, in 1601, to that of Unix."""
MICROSECONDS = 1_000_000
_COLUMNS = "name, value, host_key, path, expires_utc, has_expires, is_httponly, is_secure, samesite"


def known_cookies(changes: CookieChanges) -> list[Cookie]:
    """Return the cookies of a profile: those of its file, and what changed since the profile was made."""
    found = {cookie.key: cookie for cookie in _stored(changes.file)} if changes.file is not None else {}
    for change in changes.last.values():
        cookie = _read(change.cookie)
        if not change.there:
            found.pop(cookie.key, None)
        elif (before := found.get(cookie.key)) is not None and before.value == cookie.value:
            found[cookie.key] = _with_policy(cookie, before.same_site)  # the signal does not carry it
        else:
            found[cookie.key] = cookie
    now = time.time()
    return [cookie for cookie in found.values() if cookie.expires is None or cookie.expires > now]


def written(cookie: Cookie) -> QNetworkCookie:
    """Return a cookie as Qt takes it; without a domain it is for its host alone."""
    made = QNetworkCookie(cookie.name.encode(), cookie.value.encode())
    if cookie.domain.startswith("."):
        made.setDomain(cookie.domain)
    made.setPath(cookie.path)
    made.setHttpOnly(cookie.http_only)
    made.setSecure(cookie.secure)
    if cookie.expires is not None:
        made.setExpirationDate(QDateTime.fromSecsSinceEpoch(round(cookie.expires)))
    if cookie.same_site is not None:
        made.setSameSitePolicy(_SAME_SITE[cookie.same_site])
    return made


def _stored(file: Path) -> Iterator[Cookie]:
    """Yield what is in the file, past the lock by which the engine keeps it to itself."""
    if not file.is_file():
        return
    rows: list[tuple[str, str, str, str, int, int, int, int, int]] = []
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as base:
        rows = base.execute(f"select {_COLUMNS} from cookies").fetchall()
    for name, value, domain, path, expires, lasts, http_only, secure, policy in rows:
        yield Cookie(
            name=name,
            value=value,
            domain=domain,
            path=path,
            expires=float(expires // MICROSECONDS - EPOCH) if lasts else None,
            http_only=bool(http_only),
            secure=bool(secure),
            same_site=_STORED.get(policy),
        )


def _read(found: QNetworkCookie) -> Cookie:
    policy = found.sameSitePolicy()
    return Cookie(
        name=_text(found.name()),
        value=_text(found.value()),
        domain=found.domain(),
        path=found.path(),
        expires=None if found.isSessionCookie() else float(found.expirationDate().toSecsSinceEpoch()),
        http_only=found.isHttpOnly(),
        secure=found.isSecure(),
        same_site=next((name for name, each in _SAME_SITE.items() if each == policy), None),
    )


def _with_policy(cookie: Cookie, policy: SameSite | None) -> Cookie:
    from msgspec.structs import replace

    return replace(cookie, same_site=cookie.same_site or policy)


def _text(found: object) -> str:
    data: Callable[[], bytes] = found.data  # type: ignore[attr-defined]
    return bytes(data()).decode("utf-8", "replace")
