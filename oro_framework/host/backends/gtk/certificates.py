"""Make WebKitGTK accept the certificates that the app pinned. GUI thread.

The engine reports the certificate of a document of the top frame twice: when it does not trust it, and in any case
once the document has begun to arrive. A certificate that was accepted stays accepted for its host until the app ends,
so the second check also catches pins that have changed since.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from ssl import PEM_cert_to_DER_cert
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gi.repository import WebKit2

from oro_framework.pins import PinSet, certificate_pin

if TYPE_CHECKING:
    from gi.repository import Gio

__all__ = ("Certificates",)

_log = logging.getLogger("oro.backend.gtk")


class Certificates:
    """The certificates of one app's views.

    Args:
        pins: returns the current pins.
    """

    def __init__(self, pins: Callable[[], PinSet]) -> None:
        self._pins = pins
        self._accepted: set[tuple[str, str]] = set()
        """Hosts and pins of certificates the engine trusts because we said so."""

    def watch(self, webview: WebKit2.WebView) -> None:
        """Make a view accept pinned certificates, and refuse those that the pins refuse."""
        webview.connect("load-failed-with-tls-errors", self._failed)
        webview.connect("load-changed", self._changed)

    def _failed(
        self, webview: WebKit2.WebView, url: str, certificate: Gio.TlsCertificate, _errors: Gio.TlsCertificateFlags
    ) -> bool:
        parts, der = urlsplit(url), _der(certificate)
        host = parts.hostname or ""
        if not self._pins().accepts(host, parts.port or 443, der):
            _log.warning('Cannot open "%s": its certificate is neither trusted nor pinned', url)
            return False
        self._accepted.add((host, certificate_pin(der)))
        webview.get_context().allow_tls_certificate_for_host(certificate, host)
        webview.load_uri(url)
        return True

    def _changed(self, webview: WebKit2.WebView, event: WebKit2.LoadEvent) -> None:
        if event != WebKit2.LoadEvent.COMMITTED:
            return
        encrypted, certificate, _errors = webview.get_tls_info()
        if encrypted and not self._holds(webview.get_uri() or "", _der(certificate)):
            _log.warning('Cannot show "%s": its certificate is not the pinned one', webview.get_uri())
            webview.stop_loading()
            webview.load_uri("about:blank")

    def _holds(self, url: str, der: bytes) -> bool:
        parts = urlsplit(url)
        host = parts.hostname or ""
        accepted = self._pins().accepts(host, parts.port or 443, der)
        return (host, certificate_pin(der)) not in self._accepted if accepted is None else accepted


def _der(certificate: Gio.TlsCertificate) -> bytes:
    return PEM_cert_to_DER_cert(certificate.props.certificate_pem)
