"""One store of QtWebEngine: cookies and copies of answers. GUI thread."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from qtpy.QtCore import Qt, QTimer, QUrl
from qtpy.QtNetwork import QNetworkCookie
from qtpy.QtWebEngineCore import QWebEnginePage, QWebEngineProfile

from oro_framework.cookies import Cookie
from oro_framework.errors import Unsupported
from oro_framework.host.backends.engine_store import Clearing
from oro_framework.host.backends.qt.cookies import known_cookies, written
from oro_framework.host.backends.qt.storage import CookieChanges
from oro_framework.proxies import Proxy

__all__ = ("QtStore",)

MARK = "oro-mark.invalid"
"""The host of a cookie of our own, of which no site can be: once it is told of, what was asked for before is done."""
AGAIN = 1000
"""Milliseconds after which a mark is set again, as the engine loses some while it clears its cache."""


class QtStore:
    """See `EngineStore`; of one profile.

    The engine does nothing about cookies before it has loaded a page with the profile. So an empty one is loaded.
    """

    def __init__(self, profile: QWebEngineProfile, changes: CookieChanges) -> None:
        self._profile, self._changes = profile, changes
        self._jar = profile.cookieStore()
        self._waiting: list[Callable[[], None]] = []
        self._marks: dict[bytes, Callable[[], None]] = {}
        self._watching: list[Callable[[], None]] = []
        self._begun = False
        changes.heard = self._heard
        self._first = QWebEnginePage(profile)
        self._first.loadFinished.connect(self._began)
        self._first.setHtml("")

    def _began(self, _ok: bool) -> None:
        if self._begun:
            return
        self._begun = True
        self._first.deleteLater()
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            each()

    def _once_begun(self, function: Callable[[], None]) -> None:
        if self._begun:
            function()
        else:
            self._waiting.append(function)

    def _settled(self, done: Callable[[], None]) -> None:
        """Call a function once the engine has done what it was asked for."""
        value = secrets.token_hex(8).encode()
        self._marks[value] = done
        mark = QNetworkCookie(b"mark", value)
        mark.setPath("/")
        self._ask(mark)

    def _ask(self, mark: QNetworkCookie) -> None:
        """Set a mark, until the engine tells of it."""
        if bytes(mark.value().data()) in self._marks:
            self._jar.setCookie(mark, QUrl(f"http://{MARK}/"))
            QTimer.singleShot(AGAIN, lambda: self._ask(mark))

    def _heard(self, cookie: QNetworkCookie) -> None:
        if cookie.domain() != MARK:
            for changed in self._watching:
                changed()
        elif (done := self._marks.pop(bytes(cookie.value().data()), None)) is not None:
            self._jar.deleteCookie(cookie, QUrl(f"http://{MARK}/"))
            done()

    # -- EngineStore -----------------------------------------------------------------------------------

    def cookies(self, done: Callable[[list[Cookie]], None]) -> None:
        """Return every cookie."""
        self._once_begun(lambda: self._settled(lambda: done(self._known())))

    def _known(self) -> list[Cookie]:
        return [cookie for cookie in known_cookies(self._changes) if cookie.host != MARK]

    def set_cookie(self, cookie: Cookie, done: Callable[[str | None], None]) -> None:
        """Keep a cookie in place of one of the same name, domain and path."""

        def change() -> None:
            self._jar.setCookie(written(cookie), QUrl(cookie.url))
            self._settled(lambda: done(None))

        self._once_begun(change)

    def remove_cookie(self, cookie: Cookie, done: Callable[[str | None], None]) -> None:
        """Delete a cookie; do nothing if there is none."""

        def change() -> None:
            self._jar.deleteCookie(written(cookie), QUrl(cookie.url))
            self._settled(lambda: done(None))

        self._once_begun(change)

    def watch_cookies(self, changed: Callable[[], None]) -> None:
        """Call a function whenever cookies have changed, until the engine ends."""
        self._watching.append(changed)

    def clear(self, clearing: Clearing, done: Callable[[list[str]], None]) -> None:
        """Delete cookies and copies of answers; the engine has no way to web storage and databases while it runs."""
        left = []
        if "storage" in clearing.kinds:
            left.append("web storage and databases of sites: QtWebEngine deletes none while it runs")
        if clearing.seconds is not None:
            done([*left, "anything by its time: QtWebEngine tells no time of cookies and copies; leave out `since`"])
            return
        if "cache" in clearing.kinds and clearing.hosts:
            left.append("copies of answers of some origins: QtWebEngine deletes all or none")
        cached = "cache" in clearing.kinds and not clearing.hosts

        def clear_cache() -> None:
            if cached:
                self._clear_cache(lambda: done(left))
            else:
                done(left)

        def begin() -> None:
            if "cookies" in clearing.kinds:
                self._clear_cookies(clearing, clear_cache)
            else:
                clear_cache()

        self._once_begun(begin)

    def _clear_cache(self, done: Callable[[], None]) -> None:
        """Delete copies of answers; with them the engine drops cookies that are on no disk, so these are set again."""
        kept = [cookie for cookie in self._known() if cookie.expires is None or self._changes.file is None]

        def cleared() -> None:
            for cookie in kept:
                self._jar.setCookie(written(cookie), QUrl(cookie.url))
            self._settled(done)

        completed = getattr(self._profile, "clearHttpCacheCompleted", None)  # from Qt 6.7 on
        if completed is not None:
            completed.connect(cleared, Qt.ConnectionType.SingleShotConnection)
        self._profile.clearHttpCache()
        if completed is None:
            cleared()

    def _clear_cookies(self, clearing: Clearing, done: Callable[[], None]) -> None:
        if not clearing.hosts:
            self._jar.deleteAllCookies()
        for cookie in self._known() if clearing.hosts else ():
            if cookie.is_for(clearing.hosts):
                self._jar.deleteCookie(written(cookie), QUrl(cookie.url))
        self._settled(done)

    def set_proxy(self, proxy: Proxy | None) -> None:
        """Refuse.

        Raises:
            Unsupported: always.
        """
        raise Unsupported(
            "Cannot set a proxy: QtWebEngine reads it when it begins; set [webview] proxy and start again"
        )
