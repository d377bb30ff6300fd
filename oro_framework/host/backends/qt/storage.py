"""Keep what pages store in QtWebEngine: web storage, databases, cookies, copies of answers. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from qtpy.QtNetwork import QNetworkCookie
from qtpy.QtWebEngineCore import QWebEngineProfile

from oro_framework.host.backends.page_storage import Keep

__all__ = ("CookieChanges", "new_profile")


class Change(NamedTuple):
    """A change of a cookie."""

    cookie: QNetworkCookie
    there: bool


class CookieChanges:
    """The last change of each cookie since a profile was made; `cookies.py` makes sense of them.

    Args:
        file: in which the engine keeps those that outlast a run; None for a profile in memory.
    """

    def __init__(self, profile: QWebEngineProfile, file: Path | None) -> None:
        self.file = file
        self.last: dict[tuple[bytes, str, str], Change] = {}
        self.heard: Callable[[QNetworkCookie], None] | None = None
        """Called after every change, with the cookie."""
        store = profile.cookieStore()
        store.cookieAdded.connect(self._added)
        store.cookieRemoved.connect(self._removed)

    def _added(self, cookie: QNetworkCookie) -> None:
        self._note(cookie, there=True)

    def _removed(self, cookie: QNetworkCookie) -> None:
        """Note a removal; a second one of the same cookie says that it was set again as it was."""
        before = self.last.get(_key(cookie))
        self._note(cookie, there=before is not None and not before.there)

    def _note(self, cookie: QNetworkCookie, *, there: bool) -> None:
        self.last[_key(cookie)] = Change(QNetworkCookie(cookie), there)
        if self.heard is not None:
            self.heard(cookie)


def new_profile(keep: Keep | None, name: str) -> QWebEngineProfile:
    """Make a profile that keeps things in two folders, or in memory; no two of a process have one name."""
    if keep is None:
        return QWebEngineProfile()
    profile = QWebEngineProfile("-".join(filter(None, (name, keep.data.parent.name))))
    made = Path(profile.persistentStoragePath())
    profile.setPersistentStoragePath(str(keep.data))
    profile.setCachePath(str(keep.cache))
    with suppress(OSError):
        made.rmdir()  # Qt makes its own folder before it is told of ours
        made.parent.rmdir()
    return profile


def _key(cookie: QNetworkCookie) -> tuple[bytes, str, str]:
    return bytes(cookie.name().data()), cookie.domain(), cookie.path()
