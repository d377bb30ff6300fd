"""The Objective-C classes WKWebView talks to. Imported on macOS only, once per process.

Objective-C class names are global, so these hold no state: each instance is given the object it speaks for.
"""

from __future__ import annotations

import logging
from typing import Any

import objc
import WebKit
from Foundation import NSObject
from webview.platforms import cocoa

__all__ = ("OroAppDelegate", "OroBrowserDelegate", "OroConsole", "OroSchemes", "OroTitle")

ALLOW, CANCEL = 1, 0
DENY_CAPTURE = 2

_log = logging.getLogger("oro.backend")


def _guarded(function: Any, *args: Any) -> None:
    try:
        function(*args)
    except Exception:
        _log.exception("Cannot handle a call of WebKit")


class OroSchemes(NSObject, protocols=[objc.protocolNamed("WKURLSchemeHandler")]):  # type: ignore[misc, call-arg]
    """`WKURLSchemeHandler`: brings requests to `backend`."""

    backend = objc.ivar()

    def webView_startURLSchemeTask_(self, webview: Any, task: Any) -> None:
        """Begin a request."""
        _guarded(self.backend.requested, webview, task)

    def webView_stopURLSchemeTask_(self, webview: Any, task: Any) -> None:
        """End a request the page lost interest in."""
        _guarded(self.backend.request_stopped, task)


class OroConsole(NSObject, protocols=[objc.protocolNamed("WKScriptMessageHandler")]):  # type: ignore[misc, call-arg]
    """Receives what the preload's console says, for `view`."""

    view = objc.ivar()

    def userContentController_didReceiveScriptMessage_(self, _controller: Any, message: Any) -> None:
        """Take one message: its level, a space, its text."""
        _guarded(self.view.console_message, str(message.body()))


class OroTitle(NSObject):  # type: ignore[misc]
    """Observes the title of a web view, for `view`."""

    view = objc.ivar()

    def observeValueForKeyPath_ofObject_change_context_(self, _path: Any, webview: Any, _c: Any, _x: Any) -> None:
        """Take a new title."""
        _guarded(self.view.events.title_changed, str(webview.title() or ""))


class OroAppDelegate(cocoa.BrowserView.AppDelegate):  # type: ignore[misc]
    """Turns the menu's Quit into our own: `terminate:` would end the process under the host."""

    backend: Any = None

    def applicationShouldTerminate_(self, _app: Any) -> bool:
        """Ask the backend to quit, and tell the application not to."""
        _guarded(OroAppDelegate.backend.quit)
        return False


class OroBrowserDelegate(cocoa.BrowserView.BrowserDelegate):  # type: ignore[misc]
    """pywebview's delegate, with our navigation policy and notices."""

    backend: Any = None

    def webView_decidePolicyForNavigationAction_decisionHandler_(self, webview: Any, action: Any, decide: Any) -> None:
        """Ask the host about a navigation."""
        frame = action.targetFrame()
        url, top_level = str(action.request().URL().absoluteString()), frame is None or bool(frame.isMainFrame())
        decide(ALLOW if OroBrowserDelegate.backend.may_navigate(webview, url, top_level) else CANCEL)

    def webView_createWebViewWithConfiguration_forNavigationAction_windowFeatures_(
        self, webview: Any, _config: Any, action: Any, _features: Any
    ) -> None:
        """Open no window by itself: what may be shown is shown in this one."""
        url = str(action.request().URL().absoluteString())
        if OroBrowserDelegate.backend.may_navigate(webview, url, True):
            webview.loadRequest_(action.request())

    def webView_didCommitNavigation_(self, webview: Any, _navigation: Any) -> None:
        """Tell the host that a document was replaced."""
        _guarded(OroBrowserDelegate.backend.committed, webview)

    def webView_didFinishNavigation_(self, _webview: Any, _navigation: Any) -> None:
        """Do without pywebview's bridge."""

    def webViewWebContentProcessDidTerminate_(self, webview: Any) -> None:
        """Tell the host that the renderer died."""
        _guarded(OroBrowserDelegate.backend.terminated, webview)

    def webView_requestMediaCapturePermissionForOrigin_initiatedByFrame_type_decisionHandler_(
        self, _webview: Any, _origin: Any, _frame: Any, _type: Any, decide: Any
    ) -> None:
        """Deny camera and microphone."""
        decide(getattr(WebKit, "WKPermissionDecisionDeny", DENY_CAPTURE))
