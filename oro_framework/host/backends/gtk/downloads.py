"""Save downloads of WebKitGTK: by the engine, or, of our own schemes, by the host. GUI thread.

WebKit's network process saves `blob:`, `data:` and `http:`. It knows nothing of our schemes: such a download
fails ("The URL can't be shown"), so it is stopped at once and offered to the host, which fetches it again.
"""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from oro_framework.host.backends.interface.offer import Offer, Transfer
from oro_framework.host.backends.interface.view_events import ViewEvents

if TYPE_CHECKING:
    from gi.repository import GLib, WebKit2

__all__ = ("CHANNEL", "DownloadNames", "begin", "offer_own")

CHANNEL = "oroDownloads"
"""The script message handler to which the preload sends names."""
MAX_NAMES = 64

_log = logging.getLogger("oro.backend.gtk")


class DownloadNames:
    """The names that a page gave to the downloads it is about to begin, by address."""

    def __init__(self) -> None:
        self._names: OrderedDict[str, str] = OrderedDict()

    def told(self, text: str) -> None:
        """Take a message from the preload of a page, or from the page itself."""
        try:
            url, name = json.loads(text)
        except ValueError:
            return
        if isinstance(url, str) and isinstance(name, str):
            self._names[url] = name
            while len(self._names) > MAX_NAMES:
                self._names.popitem(last=False)

    def take(self, url: str) -> str:
        """Return the name of an address, once; empty when it has none."""
        return self._names.pop(url, "")


def offer_own(events: ViewEvents, url: str, name: str, method: str = "GET") -> None:
    """Let the host save an address of our schemes."""
    if method in ("", "GET"):
        events.download(Offer(url=url, name=name), None)
    else:
        _log.warning('Cannot download "%s": the gtk backend saves only what is asked for with GET', url)


def begin(
    download: WebKit2.Download, events: ViewEvents | None, names: DownloadNames | None, schemes: frozenset[str]
) -> None:
    """Take a download the engine has begun; one without a view is dropped."""
    url = download.get_request().get_uri()
    if events is None or names is None:
        download.cancel()
    elif urlsplit(url).scheme.lower() in schemes:
        download.cancel()
        offer_own(events, url, names.take(url))
    else:
        _Saved(download, events)


class _Saved:
    """A download the engine saves."""

    def __init__(self, download: WebKit2.Download, events: ViewEvents) -> None:
        self._events = events
        self._transfer: Transfer | None = None
        self._error: str | None = None
        self._total: int | None = None
        self._download: Any = download
        download.connect("decide-destination", self._decide)
        download.connect("received-data", self._received)
        download.connect("failed", self._failed)
        download.connect("finished", self._finished)

    def _decide(self, download: WebKit2.Download, name: str) -> bool:
        response = download.get_response()
        self._total = response.get_content_length() or None
        offer = Offer(
            url=download.get_request().get_uri(), name=name, type=response.get_mime_type() or "", length=self._total
        )
        self._transfer = self._events.download(offer, self._cancel)
        if self._transfer is None:
            download.cancel()
        else:
            download.set_destination(Path(self._transfer.path).absolute().as_uri())
        return True

    def _cancel(self) -> None:
        """Stop the engine, unless it has finished: WebKitGTK 2.50 dereferences null then."""
        if self._download is not None:
            self._download.cancel()

    def _received(self, download: WebKit2.Download, _length: int) -> None:
        if self._transfer is not None:
            self._transfer.received(download.get_received_data_length(), self._total)

    def _failed(self, _download: WebKit2.Download, error: GLib.Error) -> None:
        self._error = error.message or "it failed"

    def _finished(self, _download: WebKit2.Download) -> None:
        """Called after a failure as well."""
        self._download = None
        if self._transfer is not None:
            transfer, self._transfer = self._transfer, None
            transfer.ended(self._error)
