"""Decide where a view inside a window may go. GUI thread.

A stranger's page may try to have one decision taken for another, by loading one address in the top frame and in
others at the same time. So the top frame is decided about once more when its answer comes, and when it is shown.
"""

from __future__ import annotations

from gi.repository import WebKit2

from oro_framework.host.backends.embedded.view import EmbeddedEvents
from oro_framework.host.backends.gtk.downloads import offer_own
from oro_framework.host.backends.gtk.policy import Policy

__all__ = ("EmbeddedPolicy",)


class EmbeddedPolicy(Policy):
    """The policy of one view inside a window."""

    def __init__(self, webview: WebKit2.WebView, events: EmbeddedEvents) -> None:
        super().__init__(webview, events, lambda _url: None, lambda url, method: offer_own(events, url, "", method))
        self._told = events

    def _new_window(self, _webview: WebKit2.WebView, url: str) -> bool:
        self._told.window_asked(url)
        return False

    def _response(self, decision: WebKit2.PolicyDecision) -> bool | None:
        if decision.is_main_frame_main_resource():
            url = decision.get_request().get_uri()
            if self._told.navigate(url, True) != "allow":
                self._refuse(url, "deny")
                return False
        return super()._response(decision)

    def _refuse(self, url: str, verdict: str) -> None:
        if verdict != "allow":
            self._told.refused("navigate", url)
