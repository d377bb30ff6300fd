"""Which view a request comes from. GUI thread.

One profile serves every view, and its requests do not say whose they are. So each page has an interceptor that
names its view on every request of ours; what workers send passes by no interceptor, and is vouched for by the
preload that runs in them.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from qtpy.QtCore import QByteArray, QObject
from qtpy.QtWebEngineCore import QWebEngineUrlRequestInfo, QWebEngineUrlRequestInterceptor

from oro_framework.host.backends.qt.schemes import LED, VIEW_HEADER
from oro_framework.host.requests.protocol import Caller

if TYPE_CHECKING:
    from oro_framework.host.backends.qt.view import QtView

__all__ = ("QtViews", "Tag")

_MAIN_FRAME, _SUB_FRAME = "0", "1"
_ORIGIN, _POST = QByteArray(b"Origin"), QByteArray(b"POST")
_Kind = QWebEngineUrlRequestInfo.ResourceType
_FRAMES = (_Kind.ResourceTypeMainFrame, _Kind.ResourceTypeSubFrame)


class QtViews:
    """The views that are open, by the token their requests carry.

    Args:
        own: the app's origin.
    """

    def __init__(self, own: str) -> None:
        self._own = own
        self.worker_token = secrets.token_hex(16)
        """Vouches for a worker of which no view is known: one shared by several."""
        self._views: dict[str, QtView] = {}

    def add(self, view: QtView) -> None:
        """Take in a view."""
        self._views[view.token] = view

    def remove(self, view: QtView) -> None:
        """Forget a view."""
        self._views.pop(view.token, None)

    def all(self) -> list[QtView]:
        """Return the open views."""
        return list(self._views.values())

    def caller(self, token: str, kind: str, origin: str | None, nested: bool) -> Caller:
        """Return who asks.

        Where no view is named, as by a worker that does not begin as the app's do, the initiator is believed when it
        is another origin, and not when it is the app's own: a `data:` worker has that of its creator.
        """
        view = self._views.get(token)
        if view is None:
            vouched = token == self.worker_token
            if origin not in (None, self._own) and not vouched:
                return Caller(top_level=False, opaque=True)
            candidates = [view for view in self._views.values() if origin is not None and view.origin == origin]
            origin = origin if vouched else None
            if len(candidates) != 1:
                return Caller(origin=origin, top_level=False)
            view = candidates[0]
        same = origin is not None and origin == view.origin
        top_level = kind == _MAIN_FRAME or (same and kind != _SUB_FRAME and not nested)
        found = view.events.caller(origin, top_level)
        return found if isinstance(found, Caller) else Caller(origin=origin)


class Tag(QWebEngineUrlRequestInterceptor):  # type: ignore[misc]
    """Says on every request of one page which view it is from and what for; a page cannot say otherwise.

    Media elements ask without a script, so nothing but this tells what the page has them load from what another site
    redirects them to. What they ask of other sites is given a fragment, which every redirect either keeps or replaces
    by another: media without any come straight from the page. An internal redirect would fail a request with CORS, and
    an empty fragment is lost: once a document asks so for media of another site, its media are trusted no longer.

    Of scripts and forms a guess must do: any may have been redirected once a page has asked another site for a script,
    or posted a form to one.
    """

    def __init__(self, page: QObject, token: str, schemes: frozenset[str]) -> None:
        super().__init__(page)
        self._schemes = schemes
        self._name = VIEW_HEADER.encode()
        self._values = {kind: f"{token}:{kind.value}".encode() for kind in _Kind}
        self._led = {kind: b"%b:%b" % (value, LED.encode()) for kind, value in self._values.items()}
        self._wary: set[Any] = set()

    def interceptRequest(self, info: Any) -> None:
        kind, url = info.resourceType(), info.requestUrl()
        if url.scheme() in self._schemes:
            led = kind in self._wary or (kind == _Kind.ResourceTypeMedia and url.hasFragment())
            info.setHttpHeader(self._name, (self._led if led else self._values)[kind])
        elif kind == _Kind.ResourceTypeScript or (kind in _FRAMES and info.requestMethod() == _POST):
            self._wary.add(kind)
        elif kind == _Kind.ResourceTypeMedia and info.initiator().scheme() in self._schemes:
            self._lead(info, url)
        if kind == _Kind.ResourceTypeMainFrame and info.requestMethod() != _POST:
            self._wary.difference_update((_Kind.ResourceTypeMedia, *_FRAMES))

    def _lead(self, info: Any, url: Any) -> None:
        """Have whatever a request for media of another site is redirected to carry a fragment."""
        if _ORIGIN in info.httpHeaders() or (url.hasFragment() and not url.fragment()):
            self._wary.add(_Kind.ResourceTypeMedia)
        elif not url.hasFragment():
            url.setFragment(LED)
            info.redirect(url)
