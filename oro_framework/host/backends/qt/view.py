"""One window with a QtWebEngine page. GUI thread throughout.

pywebview's browser is the window. Three of its connections are taken out again, which would let a page reach further
than the framework allows: its bridge, its grants of camera and microphone, its opening of links in other programs.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qtpy.QtCore import Qt, QUrl
from qtpy.QtGui import QColor
from qtpy.QtWebEngineCore import (
    QWebEnginePage,
    QWebEngineScript,
    QWebEngineSettings,
)
from qtpy.QtWebEngineWidgets import QWebEngineView

from oro_framework.host.backends.interface.console import ConsoleMessage
from oro_framework.host.backends.interface.hotkey import INSPECTOR_KEYS, Hotkey
from oro_framework.host.backends.interface.view import View
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.backends.own_items import OwnItems
from oro_framework.host.backends.page_keys import PAGE_KEYS, keys_beside, press
from oro_framework.host.backends.qt.certificates import judge_certificate
from oro_framework.host.backends.qt.context_menu import offer_context_menu
from oro_framework.host.backends.qt.drops import Drops
from oro_framework.host.backends.qt.evaluate import Evaluator
from oro_framework.host.backends.qt.hotkeys import Hotkeys
from oro_framework.host.backends.qt.menu import MenuBar, popup_menu
from oro_framework.host.backends.qt.page import QtPage
from oro_framework.host.backends.qt.permissions import PageRequests
from oro_framework.host.backends.qt.tag import Tag
from oro_framework.host.backends.qt.uncaught_errors import UncaughtErrors
from oro_framework.host.backends.qt.window import Frame, keep_above
from oro_framework.host.backends.webkit.preload import context_items_script
from oro_framework.host.configuration.colour import Colour
from oro_framework.host.configuration.keys import Chord
from oro_framework.host.configuration.menu import MenuItem, MenuSection
from oro_framework.pins import PinSet

if TYPE_CHECKING:
    from webview.platforms.qt import BrowserView

    from oro_framework.host.backends.qt.layers import Layers

__all__ = ("QtView", "console_message")

_LEVELS = ("log", "warn", "error")
IN_WORKER = "__oro_worker="
"""In the addresses of the scripts of workers, which begin with the preload."""
LEAVING_KEYS = (Hotkey(0, Chord.parse("Escape"), passive=False), Hotkey(1, Chord.parse("F11"), passive=False))
"""Keys by which a person leaves what has the whole screen, whatever the page makes of them."""
PRELOAD = "oro:preload"
"""The name of the script that documents begin with, in stacks and tools."""

_log = logging.getLogger("oro.backend")


class QtView(View):
    """A `View` of QtWebEngine.

    Args:
        console_mark: the beginning of the console's messages that the preload tells.
        worker_lines: how many lines of ours the script of a worker begins with.
        engine_script: what `preload.js` needs to be called with: `engine_script(options)` is its text.
        schemes: our schemes; empty for a view of foreign origins.
        composited: windows are blended with what is behind them.
        post: runs a function on the GUI thread later.
        pins: what is pinned now.
        removed: called once when the window is gone.
    """

    def __init__(
        self,
        browser: BrowserView,
        spec: ViewSpec,
        events: ViewEvents,
        *,
        console_mark: str,
        worker_lines: int,
        engine_script: Callable[[Mapping[str, object]], str],
        schemes: frozenset[str],
        composited: bool,
        post: Callable[..., None],
        pins: Callable[[], PinSet],
        removed: Callable[[QtView], None],
        open_external: Callable[[str], None],
    ) -> None:
        self.token = secrets.token_hex(16)
        self.origin: str | None = None
        self.events = events
        self._notice = f"{secrets.token_hex(16)} "
        self._console_mark = console_mark
        self._uncaught = UncaughtErrors(worker_lines)
        self._announced = True
        self._own_items = OwnItems(events.menu_chosen)
        self._offscreen = False
        self._evaluator = Evaluator(self._run)
        self._browser: Any = browser
        self.webview: Any = browser.webview
        self._page: Any = self.webview.page()
        self._devtools: Any = None
        self._layers: Layers | None = None
        self.menu: Any = None
        """The one that was opened last."""
        self.bar: MenuBar | None = None
        self._spec, self._post, self._removed, self._open_external = spec, post, removed, open_external
        self._composited = composited
        self._ends: list[Callable[[], None]] = []
        self._page.oro_view = self
        self._page.certificateError.connect(self._guard(partial(judge_certificate, pins)))
        if schemes:
            self._tag = Tag(self._page, self.token, schemes)  # PySide6 keeps no reference to it
            self._page.setUrlRequestInterceptor(self._tag)
        self._insert_preload(engine_script, schemes)
        self._undo_pywebview()
        self._connect()
        unseen = spec.transparent or (spec.radius and composited)
        self._page.setBackgroundColor(QColor(0, 0, 0, 0) if unseen else QColor(spec.background))
        settings, attribute = self._page.settings(), QWebEngineSettings.WebAttribute
        settings.setAttribute(attribute.PlaybackRequiresUserGesture, False)
        settings.setAttribute(attribute.JavascriptCanOpenWindows, False)
        settings.setUnknownUrlSchemePolicy(QWebEngineSettings.UnknownUrlSchemePolicy.DisallowUnknownUrlSchemes)
        inspect = self._inspect if spec.inspector else None
        offer_context_menu(self.webview, inspect, self._own_items, lambda: not self._frame.kiosk)
        if spec.inspector:
            self._offer_inspector()

    def window(self) -> BrowserView:
        """Return the window."""
        return self._browser

    def layers(self) -> Layers:
        """Return what lies over the page."""
        if self._layers is None:
            from oro_framework.host.backends.qt.layers import Layers  # few windows have views over their page

            self._layers = Layers(self._browser, self.webview)
        return self._layers

    # -- set-up ------------------------------------------------------------------------------------------

    def _insert_preload(self, engine_script: Callable[[Mapping[str, object]], str], schemes: frozenset[str]) -> None:
        options = {"view": self.token, "notice": self._notice}
        engine = engine_script(options) if schemes else _NOTICE.replace("NOTICE", json.dumps(self._notice))
        script = QWebEngineScript()
        script.setName("oro")
        items = context_items_script(self._notice)
        grips = self._grips() if self._spec.grips else ""
        script.setSourceCode(f"{grips}\n{engine}\n{items}\n{self._spec.preload}\n//# sourceURL={PRELOAD}")
        script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
        script.setWorldId(QWebEngineScript.ScriptWorldId.MainWorld.value)
        script.setRunsOnSubFrames(True)
        self._page.scripts().insert(script)

    def _undo_pywebview(self) -> None:
        page, browser = self._page, self._browser
        page.loadFinished.disconnect(browser.on_load_finished)
        page.featurePermissionRequested.disconnect(page.onFeaturePermissionRequested)
        page.setWebChannel(None)
        page.nav_handler.deleteLater()
        page.nav_handler = None
        page.profile().setUrlRequestInterceptor(None)
        cookies = page.profile().cookieStore()
        cookies.cookieAdded.disconnect(browser.on_cookie_added)
        cookies.cookieRemoved.disconnect(browser.on_cookie_removed)

    def _connect(self) -> None:
        page, window = self._page, self._browser.pywebview_window
        self._requests: PageRequests | None = PageRequests(page, self.events, self._guard)
        page.titleChanged.connect(self._guard(self._title))
        page.loadStarted.connect(self._guard(self._load_started))
        page.loadFinished.connect(self._guard(self._load_finished))
        page.renderProcessTerminated.connect(self._guard(self._terminated))
        page.navigationRequested.connect(self._guard(self._navigation))
        page.newWindowRequested.connect(self._guard(self._new_window))
        page.windowCloseRequested.connect(self._guard(self.close))
        page.fullScreenRequested.connect(self._guard(self._fullscreen))
        event = type(window.events.shown)
        window.events.shown, window.events.closed = event(window, True), event(window, True)
        window.events.shown += self._shown
        window.events.closed += self._closed
        self._frame = Frame(self._browser, self._spec, self.events, cut=not self._composited)
        self._hotkeys = Hotkeys(self._browser)
        self.page: QtPage = QtPage(
            self._browser, self.webview, self._guard, self.events.zoomed, lambda: self._frame.toggle_fullscreen()
        )
        self.page.begin(self._spec.zoom)
        self._leave = Hotkeys(self._browser)
        if self._spec.keys:
            self._page_keys = Hotkeys(self._browser, after=True)
            self._page_key: Callable[[int], None] = self._guard(lambda number: press(self.page, number))
            self._page_keys.set(PAGE_KEYS, self._page_key)
        self._drops = Drops(self.webview, self.events.dragged)

    def _guard(self, function: Callable[..., object]) -> Callable[..., None]:
        """Wrap a slot: an exception that escapes from one would end the process (PyQt6)."""

        def slot(*args: Any) -> None:
            try:
                function(*args)
            except Exception:
                _log.exception("Cannot handle a signal of the page")

        return slot

    def _offer_inspector(self) -> None:
        self._developer_keys = Hotkeys(self._browser)
        self._developer_keys.set(INSPECTOR_KEYS, lambda _id: self.toggle_inspector())

    def _inspect(self) -> None:
        """Show the element at the pointer in the inspector."""
        if self._page is not None:
            self.show_inspector()
            self._page.triggerAction(QWebEnginePage.WebAction.InspectElement)

    # -- what the page does ---------------------------------------------------------------------------------

    def console(self, level: int, text: str, line: int, source: str) -> None:
        """Take a console message; the preload's own begin with the notice.

        The engine's own text of what the preload has told, which is less readable, has the preload as its source.
        """
        if text.startswith(self._console_mark):
            self.events.console(self._uncaught.told(ConsoleMessage.read(text.removeprefix(self._console_mark))))
        elif text.startswith(self._notice):
            kind, _, url = text.removeprefix(self._notice).partition(" ")
            if kind == "document":
                self._document(url)
            elif kind == "menu":
                self._own_items.told(url)
            elif kind == "frame":
                self._asked(url)
            else:
                self._outside(url)
        elif not self._evaluator.took(source, text) and source != PRELOAD:
            uncaught = text.startswith("Uncaught ")
            if IN_WORKER in source and not uncaught:
                return
            message = ConsoleMessage.plain(_LEVELS[level], text, url=source, line=line, uncaught=uncaught)
            if not uncaught or not self._uncaught.knows(text):
                self.events.console(message)

    def _document(self, url: str) -> None:
        if self._page is None:  # it began while the view closed
            return
        self._announced = True
        found = QUrl(url)
        self.origin = f"{found.scheme()}://{found.authority()}" if found.authority() else None
        fullscreen = self.events.permission_state("fullscreen", self.origin) == "granted"
        self._page.settings().setAttribute(QWebEngineSettings.WebAttribute.FullScreenSupportEnabled, fullscreen)
        self.page.loaded()
        self.events.document_replaced(url)

    def _grips(self) -> str:
        """Return the script by which the page stands in for the desktop's frame."""
        from oro_framework.host.backends.grips.script import page_script  # few windows have them
        from oro_framework.host.backends.qt.button_order import button_order

        mark = json.dumps(f"{self._notice}frame ")
        tell = f"(log => text => log({mark} + text))(console.log.bind(console))"  # not the preload's, which tells of it
        return page_script(
            self._spec, tell, clip="content" if self._composited else "", buttons=button_order(self._spec)
        )

    def _asked(self, text: str) -> None:
        """Do what the page asks of its window."""
        from oro_framework.host.backends.grips.script import read_message  # few windows have them
        from oro_framework.host.backends.qt.grips import do

        asked = read_message(text)
        if asked is not None and self._browser is not None and not self._frame.kiosk:
            do(self._browser, asked)

    def _outside(self, url: str) -> None:
        """Take a click on a link no engine can follow, such as `mailto:`; Qt would drop it without a word."""
        if self.events.navigate(url, True) == "external":
            self._open_external(url)

    def _title(self, title: str) -> None:
        if self._page is None:
            return
        if title != self._page.requestedUrl().toString() and title != self._page.url().toString():
            self.events.title_changed(title)

    def _load_started(self) -> None:
        self._announced = False

    def _load_finished(self, ok: bool) -> None:
        if ok and not self._announced and self._page is not None:  # a document in which no script runs
            self._document(self._page.url().toString())

    def _fullscreen(self, request: Any) -> None:
        """Let the page have the whole screen, without the menu bar; one that may not cannot ask."""
        if self._browser is None:
            return
        wanted = request.toggleOn()
        request.accept()
        if self.bar is not None:
            self.bar.widget.setVisible(not wanted)
        self._leave.set(LEAVING_KEYS if wanted else (), lambda _id: self._leave_fullscreen())
        self._frame.set_fullscreen(wanted)

    def _leave_fullscreen(self) -> None:
        if self._page is not None:
            self._page.triggerAction(QWebEnginePage.WebAction.ExitFullScreen)

    def _terminated(self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int) -> None:
        if status.value:
            self.events.crashed(f"{status.name} ({code})")

    def _navigation(self, request: Any) -> None:
        url = request.url().toString(QUrl.ComponentFormattingOption.FullyEncoded)
        verdict = self.events.navigate(url, request.isMainFrame())
        if verdict == "allow":
            request.accept()
            return
        request.reject()
        if verdict == "external":
            self._open_external(url)

    def _new_window(self, request: Any) -> None:
        """Open no window: an address that may be shown is shown here, any other outside or not at all."""
        url = request.requestedUrl().toString(QUrl.ComponentFormattingOption.FullyEncoded)
        verdict = self.events.navigate(url, True)
        if verdict == "allow":
            self.load(url)
        elif verdict == "external":
            self._open_external(url)

    def _closed(self) -> None:
        if self._browser is None:
            return
        if self._layers is not None:
            self._layers.close()
            self._layers = None
        browser, self._browser, self._page, self.webview, self.menu = self._browser, None, None, None, None
        self.bar = self._requests = None
        if self._devtools is not None:
            self._devtools.close()
            self._devtools.deleteLater()
            self._devtools = None
        self.page.close()
        for end in self._ends:
            end()
        browser.deleteLater()  # here, not wherever the garbage collector happens to run
        self._removed(self)
        self.events.closed()

    def at_end(self, end: Callable[[], None]) -> Callable[[], None]:
        """Have a function called when the view closes, until the returned one is called."""
        self._ends.append(end)
        return lambda: self._ends.remove(end)

    # -- View ---------------------------------------------------------------------------------------------------

    def show_offscreen(self) -> None:
        """Lay out and draw the page on no screen: the widget is visible to Qt, and to the engine."""
        self._offscreen = True
        self._browser.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self._browser.show()

    def _shown(self) -> None:
        if not self._offscreen:
            self.events.shown()

    def show(self) -> None:
        if self._browser is not None:
            if self._offscreen:
                self._offscreen = False
                self._browser.hide()
                self._browser.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
            self._browser.show()

    def hide(self) -> None:
        if self._browser is not None:
            self._browser.hide()
            self.events.hidden()

    def close(self) -> None:
        if self._browser is not None:
            self._browser.close()

    def maximize(self) -> None:
        if self._browser is not None:
            self._browser.setWindowState(self._browser.windowState() | Qt.WindowState.WindowMaximized)

    def minimize(self) -> None:
        if self._browser is not None:
            self._browser.setWindowState(self._browser.windowState() | Qt.WindowState.WindowMinimized)

    def restore(self) -> None:
        if self._browser is not None:
            self._browser.showNormal()

    def load(self, url: str) -> None:
        if self._browser is not None:
            self._page.load(QUrl(url))

    def set_title(self, title: str) -> None:
        if self._browser is not None:
            self._browser.setWindowTitle(title)

    def resize(self, width: int, height: int) -> None:
        if self._browser is None:
            return
        if self._spec.resizable:
            self._browser.resize(width, height)
        else:
            self._browser.setFixedSize(width, height)

    def move(self, x: int, y: int) -> None:
        if self._browser is not None:
            self._browser.move(x, y)

    def geometry(self) -> tuple[int, int, int, int]:
        if self._browser is None:
            return (0, 0, 0, 0)
        browser = self._browser
        return browser.x(), browser.y(), browser.width(), browser.height()

    def handle(self) -> str:
        from qtpy.QtGui import QGuiApplication

        on_screen = self._browser is not None and QGuiApplication.platformName() == "xcb"
        return f"x11:{int(self._browser.winId()):x}" if on_screen else ""

    def target(self) -> str:
        return "" if self._browser is None else str(self._page.devToolsId())

    def forget_grants(self, permission: str) -> None:
        if self._requests is not None:
            self._requests.forget(permission)

    def set_background(self, colour: Colour) -> None:
        if self._browser is None:
            return
        painted = QColor(colour.red, colour.green, colour.blue, round(colour.alpha * 255))
        palette = self._browser.palette()
        palette.setColor(self._browser.backgroundRole(), painted)
        self._browser.setPalette(palette)
        self._page.setBackgroundColor(painted)

    def popup(self, items: Sequence[MenuItem], chosen: Callable[[int], None]) -> None:
        if self._browser is None:
            return
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = popup_menu(self._browser, items, chosen)

    def set_menu_bar(self, sections: Sequence[MenuSection], chosen: Callable[[int, int], None]) -> None:
        if self._browser is not None:
            self.bar = MenuBar(self._browser, self._page, sections, chosen)
            if self._spec.keys:
                self._page_keys.set(keys_beside(sections), self._page_key)

    def enable_menu_item(self, section: int, item: int, enabled: bool) -> None:
        if self.bar is not None:
            self.bar.enable(section, item, enabled)

    def set_hotkeys(self, hotkeys: Sequence[Hotkey], pressed: Callable[[int], None]) -> None:
        if self._browser is not None:
            self._hotkeys.set(hotkeys, pressed)

    def focus(self) -> None:
        if self._browser is not None:
            self._browser.raise_()
            self._browser.activateWindow()
            self.webview.setFocus()

    def blur(self) -> None:
        if self._browser is not None:
            self.webview.clearFocus()
            self._browser.lower()

    def set_above(self, above: bool) -> None:
        if self._browser is not None:
            keep_above(self._browser, above)

    def set_fullscreen(self, fullscreen: bool) -> None:
        if self._browser is not None:
            self._frame.set_fullscreen(fullscreen)

    def set_kiosk(self, kiosk: bool) -> None:
        if self._browser is not None:
            self._frame.set_kiosk(kiosk)

    def set_opacity(self, opacity: float) -> None:
        if self._browser is not None:
            self._browser.setWindowOpacity(opacity)

    def set_skip_taskbar(self, skip: bool) -> None:
        if self._browser is not None:
            self._frame.set_skip_taskbar(skip)

    def evaluate(self, script: str, done: Callable[[Any, str | None], None] | None = None) -> None:
        """Run a script in the top frame; `done` gets the JSON of its last expression, or what it threw."""
        if self._browser is None:
            if done is not None:
                done(None, "the window is closed")
        elif done is None:
            self._page.runJavaScript(script)
        else:
            self._evaluator.evaluate(script, done)

    def _run(self, script: str, done: Callable[[Any], None]) -> None:
        if self._page is None:
            done(None)
        else:
            self._page.runJavaScript(script, 0, self._guard(done))

    def snapshot(self, path: Path, done: Callable[[str | None], None]) -> None:
        if self._browser is None:
            done("the window is closed")
        elif self.webview.grab().save(str(path), "PNG"):
            done(None)
        else:
            done(f'Cannot write "{path}"')

    def look(self, done: Callable[[bool | None], None]) -> None:
        from oro_framework.host.backends.qt.painted import is_painted  # needed once

        done(None if self._browser is None else is_painted(self.webview))

    def show_inspector(self) -> None:
        if self._browser is None:
            return
        if self._devtools is None:
            self._devtools = QWebEngineView()
            self._devtools.setWindowTitle(f"Inspector: {self._browser.windowTitle()}")
            self._devtools.resize(900, 600)
            self._page.setDevToolsPage(self._devtools.page())
            # Its window has the keyboard now: the keys that opened it are to close it.
            Hotkeys(self._devtools).set(INSPECTOR_KEYS, lambda _id: self.toggle_inspector())
        self._devtools.show()
        self._devtools.raise_()

    def toggle_inspector(self) -> None:
        """Show the inspector, or close the one that is shown."""
        if self._devtools is not None and self._devtools.isVisible():
            self._devtools.hide()
        else:
            self.show_inspector()


_NOTICE = "if (globalThis.parent === globalThis) console.log(NOTICE + 'document ' + location.href);"


def console_message(
    page: QWebEnginePage, level: QWebEnginePage.JavaScriptConsoleMessageLevel, text: str, line: int, source: str
) -> None:
    """Stand in for `javaScriptConsoleMessage` of pywebview's page class."""
    try:
        if (view := getattr(page, "oro_view", None)) is not None:
            view.console(level.value, text, line, source)
    except Exception:
        _log.exception("Cannot take a console message")
