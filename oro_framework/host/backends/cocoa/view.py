"""One window with a WKWebView. GUI thread throughout; imported on macOS only.

Unverified: written from pywebview's sources and the documentation of WebKit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from AppKit import NSBitmapImageFileTypePNG, NSBitmapImageRep

from oro_framework.errors import Unsupported
from oro_framework.host.backends.cocoa.classes import OroConsole, OroTitle
from oro_framework.host.backends.interface.console import ConsoleMessage
from oro_framework.host.backends.interface.view import View
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.configuration.colour import Colour

if TYPE_CHECKING:
    from AppKit import NSImage, NSWindow
    from Foundation import NSData, NSError, NSRect
    from WebKit import WKUserContentController, WKWebView
    from webview import Window
    from webview.platforms.cocoa import BrowserView

__all__ = ("CocoaView",)

CHANNEL = "oroConsole"


class CocoaView(View):
    """A `View` of WKWebView.

    Args:
        browser: pywebview's browser before its first load.
        forget: called once the window is gone.
    """

    def __init__(
        self, browser: BrowserView, spec: ViewSpec, events: ViewEvents, forget: Callable[[CocoaView], None]
    ) -> None:
        self.browser = browser
        self.window: NSWindow = browser.window
        self.webview: WKWebView = browser.webview
        self.events = events
        self._forget = forget
        self._closed = False
        controller: WKUserContentController = self.webview.configuration().userContentController()
        for name in ("jsBridge", "browserDelegate"):
            controller.removeScriptMessageHandlerForName_(name)
        self._console = OroConsole.alloc().init()
        self._console.view = self
        controller.addScriptMessageHandler_name_(self._console, CHANNEL)
        self._title = OroTitle.alloc().init()
        self._title.view = self
        self.webview.addObserver_forKeyPath_options_context_(self._title, "title", 0, None)
        if spec.inspector and hasattr(self.webview, "setInspectable_"):
            self.webview.setInspectable_(True)
        window: Window = browser.pywebview_window
        event = type(window.events.shown)
        browser.shown = window.events.shown = event(window, True)
        browser.closed = window.events.closed = event(window, True)
        window.events.shown += events.shown
        window.events.closed += self._gone

    # -- what the engine tells ---------------------------------------------------------------------------

    def console_message(self, message: str) -> None:
        """Take what the preload's console wrote."""
        self.events.console(ConsoleMessage.read(message))

    def _gone(self) -> None:
        if not self._closed:
            self._closed = True
            self.webview.removeObserver_forKeyPath_(self._title, "title")
            self._forget(self)
            self.events.closed()

    # -- View ----------------------------------------------------------------------------------------------

    def show(self) -> None:
        self.window.makeKeyAndOrderFront_(self.window)
        self.events.shown()

    def hide(self) -> None:
        self.window.orderOut_(self.window)
        self.events.hidden()

    def close(self) -> None:
        if not self._closed:
            self.window.close()

    def maximize(self) -> None:
        if not self.window.isZoomed():
            self.window.zoom_(None)

    def minimize(self) -> None:
        self.window.miniaturize_(None)

    def restore(self) -> None:
        self.window.deminiaturize_(None)
        if self.window.isZoomed():
            self.window.zoom_(None)

    def load(self, url: str) -> None:
        if not self._closed:
            self.browser.load_url(url)

    def set_title(self, title: str) -> None:
        self.window.setTitle_(title)

    def resize(self, width: int, height: int) -> None:
        frame: NSRect = self.window.frame()
        frame.origin.y += frame.size.height - height
        frame.size.width, frame.size.height = width, height
        self.window.setFrame_display_(frame, True)

    def move(self, x: int, y: int) -> None:
        self.browser.move(x, y)

    def geometry(self) -> tuple[int, int, int, int]:
        frame: NSRect = self.window.frame()
        screen: NSRect = self.browser.screen
        y = screen.size.height - frame.origin.y - frame.size.height
        return int(frame.origin.x), int(y), int(frame.size.width), int(frame.size.height)

    def set_background(self, colour: Colour) -> None:
        raise Unsupported("Cannot change the background of a window: this backend sets it only when it makes one")

    def evaluate(self, script: str, done: Callable[[Any, str | None], None] | None = None) -> None:
        def finished(value: object, error: NSError | None) -> None:
            if done is not None:
                done(*((_plain(value), None) if error is None else (None, _message(error))))

        if not self._closed:
            self.webview.evaluateJavaScript_completionHandler_(script, finished)
        elif done is not None:
            done(None, "the window is closed")

    def snapshot(self, path: Path, done: Callable[[str | None], None]) -> None:
        def taken(image: NSImage | None, error: NSError | None) -> None:
            if image is None:
                done(_message(error))
                return
            bitmap: NSBitmapImageRep = NSBitmapImageRep.imageRepWithData_(image.TIFFRepresentation())
            png: NSData = bitmap.representationUsingType_properties_(NSBitmapImageFileTypePNG, {})
            done(None if png.writeToFile_atomically_(str(path), True) else f'Cannot write "{path}"')

        if self._closed:
            done("the window is closed")
        else:
            self.webview.takeSnapshotWithConfiguration_completionHandler_(None, taken)

    def show_inspector(self) -> None:
        self.browser._open_web_inspector(self.webview)


def _message(error: NSError | None) -> str:
    """Return what WebKit says of an error; a script's own message is in its user info."""
    if error is None:
        return "unknown error"
    info: Mapping[str, object] = error.userInfo() or {}
    return str(info.get("WKJavaScriptExceptionMessage") or error.localizedDescription())


def _plain(value: object) -> Any:
    """Return a bridged Objective-C value as JSON would have it."""
    match value:
        case None | bool():
            return value
        case str():
            return str(value)
        case int():
            return int(value)
        case float():
            return int(value) if value.is_integer() else float(value)
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case Sequence():
            return [_plain(item) for item in value]
        case _:
            return None
