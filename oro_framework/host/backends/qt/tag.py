"""Put the name of its view on every request of one page, and whether another site led to it. GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qtpy.QtCore import QByteArray, QObject
from qtpy.QtWebEngineCore import QWebEngineUrlRequestInfo, QWebEngineUrlRequestInterceptor

from oro_framework.host.backends.qt.request import LED, VIEW_HEADER

if TYPE_CHECKING:
    from qtpy.QtCore import QUrl

__all__ = ("Tag",)

_ORIGIN, _POST = QByteArray(b"Origin"), QByteArray(b"POST")
_Kind = QWebEngineUrlRequestInfo.ResourceType
_FRAMES = (_Kind.ResourceTypeMainFrame, _Kind.ResourceTypeSubFrame)


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

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
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

    def _lead(self, info: QWebEngineUrlRequestInfo, url: QUrl) -> None:
        """Have whatever a request for media of another site is redirected to carry a fragment."""
        if _ORIGIN in info.httpHeaders() or (url.hasFragment() and not url.fragment()):
            self._wary.add(_Kind.ResourceTypeMedia)
        elif not url.hasFragment():
            url.setFragment(LED)
            info.redirect(url)
