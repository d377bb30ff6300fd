"""The Objective-C classes WKWebView talks to. Imported on macOS only, once per process; unverified.

Objective-C class names are global, so these hold no state: each instance is given the object it speaks for.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Protocol

import objc
from AppKit import NSTerminateCancel
from Foundation import NSObject
from WebKit import WKNavigationActionPolicyAllow, WKNavigationActionPolicyCancel, WKPermissionDecisionDeny
from webview.platforms import cocoa

if TYPE_CHECKING:
    from AppKit import NSApplication
    from Foundation import NSURLRequest
    from WebKit import (
        WKFrameInfo,
        WKNavigation,
        WKNavigationAction,
        WKScriptMessage,
        WKSecurityOrigin,
        WKURLSchemeTask,
        WKUserContentController,
        WKWebView,
        WKWebViewConfiguration,
        WKWindowFeatures,
    )

    from oro_framework.host.backends.interface.view_events import ViewEvents

__all__ = ("OroAppDelegate", "OroBrowserDelegate", "OroConsole", "OroSchemes", "OroTitle")

_log = logging.getLogger("oro.backend")


class Told(Protocol):
    """The backend, as far as it is told of requests, navigations and the menu's Quit."""

    def requested(self, webview: WKWebView, task: WKURLSchemeTask) -> None:
        """Take a request."""

    def request_stopped(self, task: WKURLSchemeTask) -> None:
        """End a request the page lost interest in."""

    def may_navigate(self, webview: WKWebView, url: str, top_level: bool) -> bool:
        """Return whether a view may load a URL."""
        ...

    def committed(self, webview: WKWebView) -> None:
        """Take a new document."""

    def terminated(self, webview: WKWebView) -> None:
        """Take the end of a renderer."""

    def quit(self) -> None:
        """End the app."""


class ToldView(Protocol):
    """A view, as far as it is told of its console and its title."""

    events: ViewEvents

    def console_message(self, message: str) -> None:
        """Take a line of the console."""


def _guarded(function: Callable[..., object], *args: object) -> None:
    try:
        function(*args)
    except Exception:
        _log.exception("Cannot handle a call of WebKit")


class OroSchemes(NSObject, protocols=[objc.protocolNamed("WKURLSchemeHandler")]):  # type: ignore[misc, call-arg]
    """`WKURLSchemeHandler`: brings requests to `backend`."""

    backend: Told = objc.ivar()

    def webView_startURLSchemeTask_(self, webview: WKWebView, task: WKURLSchemeTask) -> None:
        """Begin a request."""
        _guarded(self.backend.requested, webview, task)

    def webView_stopURLSchemeTask_(self, _webview: WKWebView, task: WKURLSchemeTask) -> None:
        """End a request the page lost interest in."""
        _guarded(self.backend.request_stopped, task)


class OroConsole(NSObject, protocols=[objc.protocolNamed("WKScriptMessageHandler")]):  # type: ignore[misc, call-arg]
    """Receives what the preload's console says, for `view`."""

    view: ToldView = objc.ivar()

    def userContentController_didReceiveScriptMessage_(
        self, _controller: WKUserContentController, message: WKScriptMessage
    ) -> None:
        """Take one message: its level, a space, its text."""
        _guarded(self.view.console_message, str(message.body()))


class OroTitle(NSObject):  # type: ignore[misc]
    """Observes the title of a web view, for `view`."""

    view: ToldView = objc.ivar()

    def observeValueForKeyPath_ofObject_change_context_(
        self, _path: str, webview: WKWebView, _change: object, _context: object
    ) -> None:
        """Take a new title."""
        _guarded(self.view.events.title_changed, str(webview.title() or ""))


class OroAppDelegate(cocoa.BrowserView.AppDelegate):  # type: ignore[misc]
    """Turns the menu's Quit into our own: `terminate:` would end the process under the host."""

    backend: ClassVar[Told]

    def applicationShouldTerminate_(self, _app: NSApplication) -> int:
        """Ask the backend to quit, and tell the application not to."""
        _guarded(OroAppDelegate.backend.quit)
        return int(NSTerminateCancel)


class OroBrowserDelegate(cocoa.BrowserView.BrowserDelegate):  # type: ignore[misc]
    """pywebview's delegate, with our navigation policy and notices."""

    backend: ClassVar[Told]

    def webView_decidePolicyForNavigationAction_decisionHandler_(
        self, webview: WKWebView, action: WKNavigationAction, decide: Callable[[int], None]
    ) -> None:
        """Ask the host about a navigation."""
        frame: WKFrameInfo | None = action.targetFrame()
        top_level = frame is None or bool(frame.isMainFrame())
        allowed = OroBrowserDelegate.backend.may_navigate(webview, _url_of(action), top_level)
        decide(WKNavigationActionPolicyAllow if allowed else WKNavigationActionPolicyCancel)

    def webView_createWebViewWithConfiguration_forNavigationAction_windowFeatures_(
        self,
        webview: WKWebView,
        _config: WKWebViewConfiguration,
        action: WKNavigationAction,
        _features: WKWindowFeatures,
    ) -> None:
        """Open no window by itself: what may be shown is shown in this one."""
        if OroBrowserDelegate.backend.may_navigate(webview, _url_of(action), True):
            webview.loadRequest_(action.request())

    def webView_didCommitNavigation_(self, webview: WKWebView, _navigation: WKNavigation) -> None:
        """Tell the host that a document was replaced."""
        _guarded(OroBrowserDelegate.backend.committed, webview)

    def webView_didFinishNavigation_(self, _webview: WKWebView, _navigation: WKNavigation) -> None:
        """Do without pywebview's bridge."""

    def webViewWebContentProcessDidTerminate_(self, webview: WKWebView) -> None:
        """Tell the host that the renderer died."""
        _guarded(OroBrowserDelegate.backend.terminated, webview)

    def webView_requestMediaCapturePermissionForOrigin_initiatedByFrame_type_decisionHandler_(
        self,
        _webview: WKWebView,
        _origin: WKSecurityOrigin,
        _frame: WKFrameInfo,
        _type: int,
        decide: Callable[[int], None],
    ) -> None:
        """Deny camera and microphone."""
        decide(WKPermissionDecisionDeny)


def _url_of(action: WKNavigationAction) -> str:
    request: NSURLRequest = action.request()
    return str(request.URL().absoluteString())
