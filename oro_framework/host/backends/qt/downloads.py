"""Save downloads of QtWebEngine, of our schemes too. GUI thread.

The engine must be told the path at once, and saves under another name until all of it is there.
"""

from __future__ import annotations

import logging
from typing import Any

from qtpy.QtWebEngineCore import QWebEngineDownloadRequest

from oro_framework.host.backends.interface.offer import Offer, Transfer
from oro_framework.host.backends.interface.view_events import ViewEvents

__all__ = ("begin",)

State = QWebEngineDownloadRequest.DownloadState

_log = logging.getLogger("oro.backend")


def begin(request: QWebEngineDownloadRequest, events: ViewEvents | None) -> None:
    """Take a download the engine offers; it drops one that is not taken."""
    try:
        total = request.totalBytes()
        offer = Offer(
            url=request.url().toString(),
            name=request.suggestedFileName(),
            type=request.mimeType(),
            length=total if total >= 0 else None,
        )
        saved = _Saved(request)
        transfer = None if events is None else events.download(offer, saved.cancel)
        if transfer is None:
            request.cancel()
            return
        request.setDownloadDirectory(str(transfer.path.parent))
        request.setDownloadFileName(transfer.path.name)
        saved.watch(transfer)
        request.accept()
    except Exception:  # what escapes from a slot would end the process (PyQt6)
        _log.exception("Cannot take a download")


class _Saved:
    """A download the engine saves."""

    def __init__(self, request: QWebEngineDownloadRequest) -> None:
        self._request = request
        self._transfer: Transfer | None = None

    def watch(self, transfer: Transfer) -> None:
        """Report the progress to the host."""
        self._transfer = transfer
        self._request.receivedBytesChanged.connect(self._received)
        self._request.stateChanged.connect(self._changed)

    def cancel(self) -> None:
        """Stop the engine; nothing happens once it has ended."""
        if self._transfer is not None:
            self._request.cancel()

    def _received(self) -> None:
        if self._transfer is not None:
            total = self._request.totalBytes()
            self._transfer.received(self._request.receivedBytes(), total if total >= 0 else None)

    def _changed(self, state: Any) -> None:
        if self._transfer is None or state in (State.DownloadRequested, State.DownloadInProgress):
            return
        transfer, self._transfer = self._transfer, None
        if state == State.DownloadCompleted:
            transfer.ended(None)
        else:
            transfer.ended(self._request.interruptReasonString() or "it was cancelled")
