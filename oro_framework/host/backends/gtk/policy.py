"""Decide where a view may go: navigation, new windows, downloads, permissions. GUI thread.

WebKitGTK does not say at the start of a navigation whether it is the top frame's. So `navigate` is asked
for both; where the answers differ, the navigation begins and is stopped by the one that applies before
anything of it is shown: at `load-changed` STARTED, which only the top frame has, and at the response.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gi.repository import Gio, WebKit2

from oro_framework.host.backends.gtk.permissions import answer_query, answer_request
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.resources.download_names import attachment_name

if TYPE_CHECKING:
    from gi.repository import GLib

__all__ = ("Policy",)

_log = logging.getLogger("oro.backend.gtk")
CANCELLED = Gio.IOErrorEnum.CANCELLED
TRIES = 8
"""Times in a row that a page is loaded again: one in ten is cancelled on a machine of which much is asked."""
REMEMBERED = 64


class Policy:
    """The policy of one view.

    Args:
        webview: pywebview's own handler must be disconnected before.
        events: asked by `navigate`.
        open_external: opens a URL outside.
        offer: offers an address of our schemes, and the method it was asked for with, to be saved.
    """

    def __init__(
        self,
        webview: WebKit2.WebView,
        events: ViewEvents,
        open_external: Callable[[str], None],
        offer: Callable[[str, str], None],
    ) -> None:
        self._events = events
        self._open_external = open_external
        self._offer = offer
        self._method = ""
        self._split: dict[str, tuple[str, str]] = {}
        self._last = ""
        self.loading = ""
        """URL the top frame is about to load, until it is committed or failed."""
        self._again = 0
        """How often what the top frame loads was begun anew."""
        webview.connect("decide-policy", self._decide)
        webview.connect("load-changed", self._load_changed)
        webview.connect("load-failed", self._load_failed)
        webview.connect("permission-request", lambda view, request: answer_request(events, view, request))
        webview.connect("query-permission-state", lambda _view, query: answer_query(events, query))
        webview.connect("create", _no_window)

    def _decide(
        self, webview: WebKit2.WebView, decision: WebKit2.PolicyDecision, kind: WebKit2.PolicyDecisionType
    ) -> bool:
        if kind == WebKit2.PolicyDecisionType.RESPONSE:
            allowed = self._response(decision)
            if allowed is None:
                return True
        else:
            request = decision.get_navigation_action().get_request()
            url, self._method = request.get_uri(), request.get_http_method() or ""
            new = kind == WebKit2.PolicyDecisionType.NEW_WINDOW_ACTION
            allowed = self._new_window(webview, url) if new else self._begin(url)
        decision.use() if allowed else decision.ignore()
        return True

    def _begin(self, url: str) -> bool:
        top, sub = self._events.navigate(url, True), self._events.navigate(url, False)
        if top == sub or "allow" not in (top, sub):
            self._refuse(url, top)
        else:
            while len(self._split) >= REMEMBERED:
                del self._split[next(iter(self._split))]
            self._split[url] = (top, sub)
        self._last = url
        return "allow" in (top, sub)

    def _new_window(self, webview: WebKit2.WebView, url: str) -> bool:
        """There is one page per window: an allowed address takes the place of this one."""
        verdict = self._events.navigate(url, True)
        self._refuse(url, verdict)
        if verdict == "allow":
            webview.load_uri(url)
        return False

    def _response(self, decision: WebKit2.PolicyDecision) -> bool | None:
        """Return whether to show an answer; None when that has been said."""
        url = decision.get_request().get_uri()
        top = decision.is_main_frame_main_resource()
        if url in self._split:
            verdict = self._split.pop(url)[0 if top else 1]
            self._refuse(url, verdict)
            if verdict != "allow":
                return False
        if not (decision.is_mime_type_supported() and _inline(decision.get_response())):
            if urlsplit(url).scheme in ("http", "https"):
                decision.download()
                return None
            self._offer(url, self._method)
            return False
        return True

    def _refuse(self, url: str, verdict: str) -> None:
        if verdict == "external":
            self._open_external(url)
        elif verdict != "allow":
            _log.info('Did not open "%s": navigation denied', url)

    def _load_changed(self, webview: WebKit2.WebView, event: WebKit2.LoadEvent) -> None:
        if event == WebKit2.LoadEvent.STARTED:
            self.loading = self._last
            if (split := self._split.get(self._last)) is not None and split[0] != "allow":
                del self._split[self._last]
                self.loading = ""
                webview.stop_loading()
                self._refuse(self._last, split[0])
        elif event == WebKit2.LoadEvent.COMMITTED:
            self.loading, self._again = "", 0

    def _load_failed(self, webview: WebKit2.WebView, _event: WebKit2.LoadEvent, url: str, error: GLib.Error) -> bool:
        """Load again an address that was not given up; WebKit shows a page of its own for it otherwise.

        Its network process says of connections now and then that they were cancelled, on a busy machine and
        where the certificate is not trusted. What a page or a person cancels fails with an error of WebKit.
        """
        self.loading = ""
        _log.debug('Did not load "%s": %s', url, error.message)
        cancelled = error.matches(Gio.io_error_quark(), CANCELLED)
        if self._method != "GET" or self._again >= TRIES or not cancelled:
            self._again = 0
            return False
        self._again += 1
        webview.load_uri(url)
        return True


def _inline(response: WebKit2.URIResponse) -> bool:
    headers = response.get_http_headers()
    return headers is None or attachment_name(headers.get_one("content-disposition") or "") is None


def _no_window(_webview: WebKit2.WebView, _action: WebKit2.NavigationAction) -> None:
    """Refuse `window.open`: its address was asked as a new-window decision."""
