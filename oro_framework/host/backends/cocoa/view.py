"""One window with a WKWebView. GUI thread throughout; read from pywebview's sources, never run by this project."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from oro_framework.errors import Unsupported
from oro_framework.host.backends.base import View, ViewEvents, ViewSpec
from oro_framework.host.configuration.colour import Colour

__all__ = ("CocoaView",)

CHANNEL = "oroConsole"
LEVELS = frozenset({"log", "info", "warn", "error", "debug"})


class CocoaView(View):
    """A `View` of WKWebView.

    Args:
        browser: pywebview's browser before its first load.
        forget: called once the window is gone.
    """

    def __init__(self, browser: Any, spec: ViewSpec, events: ViewEvents, forget: Callable[[CocoaView], None]) -> None:
        from oro_framework.host.backends.cocoa.classes import OroConsole, OroTitle

        self.browser, self.window, self.webview = browser, browser.window, browser.webview
        self.events = events
        self._forget = forget
        self._closed = False
        controller = self.webview.configuration().userContentController()
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
        window = browser.pywebview_window
        event = type(window.events.shown)
        browser.shown = window.events.shown = event(window, True)
        browser.closed = window.events.closed = event(window, True)
        window.events.shown += events.shown
        window.events.closed += self._gone

    # -- what the engine tells ---------------------------------------------------------------------------

    def console_message(self, message: str) -> None:
        """Take what the preload's console wrote."""
        level, _, text = message.partition(" ")
        self.events.console(level if level in LEVELS else "log", text)

    def _gone(self) -> None:
        if not self._closed:
            self._closed = True
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
            self.webview.removeObserver_forKeyPath_(self._title, "title")
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
        frame = self.window.frame()
        frame.origin.y += frame.size.height - height
        frame.size.width, frame.size.height = width, height
        self.window.setFrame_display_(frame, True)

    def move(self, x: int, y: int) -> None:
        self.browser.move(x, y)

    def geometry(self) -> tuple[int, int, int, int]:
        frame, screen = self.window.frame(), self.browser.screen
        y = screen.size.height - frame.origin.y - frame.size.height
        return int(frame.origin.x), int(y), int(frame.size.width), int(frame.size.height)

    def set_background(self, colour: Colour) -> None:
        raise Unsupported("Cannot change the background of a window: this backend sets it only when it makes one")

    def evaluate(self, script: str, done: Callable[[Any, str | None], None] | None = None) -> None:
        def finished(value: Any, error: Any) -> None:
            if done is not None:
                done(*((_plain(value), None) if error is None else (None, _message(error))))

        if not self._closed:
            self.webview.evaluateJavaScript_completionHandler_(script, finished)
        elif done is not None:
            done(None, "the window is closed")

    def snapshot(self, path: Path, done: Callable[[str | None], None]) -> None:
        def taken(image: Any, error: Any) -> None:
            if image is None:
                done(_message(error))
                return
            import AppKit

            bitmap = AppKit.NSBitmapImageRep.imageRepWithData_(image.TIFFRepresentation())
            png = bitmap.representationUsingType_properties_(AppKit.NSBitmapImageFileTypePNG, {})
            done(None if png.writeToFile_atomically_(str(path), True) else f'Cannot write "{path}"')

        if self._closed:
            done("the window is closed")
        else:
            self.webview.takeSnapshotWithConfiguration_completionHandler_(None, taken)

    def show_inspector(self) -> None:
        self.browser._open_web_inspector(self.webview)


def _message(error: Any) -> str:
    """Return what WebKit says of an error; a script's own message is in its user info."""
    if error is None:
        return "unknown error"
    info = error.userInfo() or {}
    return str(info.get("WKJavaScriptExceptionMessage") or error.localizedDescription())


def _plain(value: Any) -> Any:
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
