"""Make QtWebEngine accept the certificates that the app pinned. GUI thread.

The engine reports only certificates it does not trust: those of the top frame, of other frames and of requests.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import qtpy.QtNetwork  # noqa: F401  certificates are of this module; without it their type is unknown

from oro_framework.pins import PinSet

if TYPE_CHECKING:
    from qtpy.QtWebEngineCore import QWebEngineCertificateError

__all__ = ("judge_certificate",)

_log = logging.getLogger("oro.backend")


def judge_certificate(pins: Callable[[], PinSet], error: QWebEngineCertificateError) -> bool:
    """Accept the certificate of a pinned host, refuse any other that is not trusted; return whether it was accepted."""
    url, chain = error.url(), error.certificateChain()
    der = bytes(chain[0].toDer()) if chain else None
    if error.isOverridable() and pins().accepts(url.host(), url.port(443), der):
        error.acceptCertificate()
        return True
    error.rejectCertificate()
    _log.warning('Cannot open "%s": its certificate is neither trusted nor pinned', url.toString())
    return False
