"""One window with a QtWebEngine page. GUI thread throughout.

pywebview's browser is the window; what it wired that would let a page reach further than we allow is
taken out again: its bridge, its grants of camera and microphone, its opening of links in other programs.
"""

from __future__ import annotations

import json
import logging
import math
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from qtpy.QtCore import QObject, Qt, QUrl
from qtpy.QtGui import QColor
from qtpy.QtWebEngineCore import (
    QWebEnginePage,
    QWebEngineScript,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
)
from qtpy.QtWebEngineWidgets import QWebEngineView

from oro_framework.host.backends.base import View, ViewEvents, ViewSpec
from oro_framework.host.backends.qt_handler import VIEW_HEADER
from oro_framework.host.protocol import Caller

__all__ = ("QtView", "QtViews", "console_message")

_MAIN_FRAME, _SUB_FRAME = "0", "1"
_LEVELS = ("log", "warn", "error")

_log = logging.getLogger("oro.backend")


class QtViews:
    """The views that are open, by the token their requests carry."""

    def __init__(self) -> None:
        self.worker_token = secrets.token_hex(16)
        """Vouches for a worker of which no view is known: one shared by several."""
        self._views: dict[str, QtView] = {}

    def add(self, view: QtView) -> None:
        """Take in a view."""
        self._views[view.token] = view

    def remove(self, view: QtView) -> None:
        """Forget a view."""
        self._views.pop(view.token, None)

    def all(self) -> list[QtView]:
        """Return the open views."""
        return list(self._views.values())

    def caller(self, token: str, kind: str, origin: str | None, nested: bool) -> Caller:
        """Return who asks.

        What nobody vouches for has no origin: the engine names that of its creator for a `data:` worker too.
        """
        view = self._views.get(token)
        if view is None:
            candidates = [view for view in self._views.values() if origin is not None and view.origin == origin]
            if token != self.worker_token:
                origin = None
            if len(candidates) != 1:
                return Caller(origin=origin, top_level=False)
            view = candidates[0]
        same = origin is not None and origin == view.origin
        top_level = kind == _MAIN_FRAME or (same and kind != _SUB_FRAME and not nested)
        found = view.events.caller(origin, top_level)
        return found if isinstance(found, Caller) else Caller(origin=origin)


class _Tag(QWebEngineUrlRequestInterceptor):  # type: ignore[misc]
    """Says on every request of one page which view it is from and what for; a page cannot say otherwise."""

    def __init__(self, page: QObject, token: str, schemes: frozenset[str]) -> None:
        super().__init__(page)
        self._schemes = schemes
        self._name = VIEW_HEADER.encode()
        self._values = {kind: f"{token}:{kind.value}".encode() for kind in QWebEngineUrlRequestInfo.ResourceType}

    def interceptRequest(self, info: Any) -> None:
        if info.requestUrl().scheme() in self._schemes:
            info.setHttpHeader(self._name, self._values[info.resourceType()])


class QtView(View):
    """A `View` of QtWebEngine.

    Args:
        engine_script: what `qt_preload.js` needs to be called with: `engine_script(options)` is its text.
        schemes: our schemes; empty for a view of foreign origins.
        post: runs a function on the GUI thread later.
        removed: called once when the window is gone.
    """

    def __init__(
        self,
        browser: Any,
        spec: ViewSpec,
        events: ViewEvents,
        *,
        engine_script: Callable[[Mapping[str, object]], str],
        schemes: frozenset[str],
        post: Callable[..., None],
        removed: Callable[[QtView], None],
        open_external: Callable[[str], None],
    ) -> None:
        self.token = secrets.token_hex(16)
        self.origin: str | None = None
        self.events = events
        self._notice = f"{secrets.token_hex(16)} "
        self._announced = True
        self._faults: dict[str, str] = {}
        self._browser: Any = browser
        self.webview: Any = browser.webview
        self._page: Any = self.webview.page()
        self._devtools: Any = None
        self._spec, self._post, self._removed, self._open_external = spec, post, removed, open_external
        self._page.oro_view = self
        if schemes:
            self._tag = _Tag(self._page, self.token, schemes)  # PySide6 would let go of it
            self._page.setUrlRequestInterceptor(self._tag)
        self._insert_preload(engine_script, schemes)
        self._undo_pywebview()
        self._connect()
        self._page.setBackgroundColor(QColor(spec.background))
        settings, attribute = self._page.settings(), QWebEngineSettings.WebAttribute
        settings.setAttribute(attribute.PlaybackRequiresUserGesture, False)
        settings.setAttribute(attribute.JavascriptCanOpenWindows, False)
        settings.setUnknownUrlSchemePolicy(QWebEngineSettings.UnknownUrlSchemePolicy.DisallowUnknownUrlSchemes)
        if spec.inspector:
            self._offer_inspector()

    # -- set-up ------------------------------------------------------------------------------------------

    def _insert_preload(self, engine_script: Callable[[Mapping[str, object]], str], schemes: frozenset[str]) -> None:
        options = {"schemes": [f"{name}:" for name in schemes], "view": self.token, "notice": self._notice}
        engine = engine_script(options) if schemes else _NOTICE.replace("NOTICE", json.dumps(self._notice))
        script = QWebEngineScript()
        script.setName("oro")
        script.setSourceCode(f"{engine}\n{self._spec.preload}")
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
        if hasattr(page, "permissionRequested"):
            page.permissionRequested.connect(self._guard(lambda permission: permission.deny()))
        else:
            page.featurePermissionRequested.connect(self._guard(self._deny_feature))
        page.titleChanged.connect(self._guard(self._title))
        page.loadStarted.connect(self._guard(self._load_started))
        page.loadFinished.connect(self._guard(self._load_finished))
        page.renderProcessTerminated.connect(self._guard(self._terminated))
        page.navigationRequested.connect(self._guard(self._navigation))
        page.newWindowRequested.connect(self._guard(self._new_window))
        page.windowCloseRequested.connect(self._guard(self.close))
        event = type(window.events.shown)
        window.events.shown, window.events.closed = event(window, True), event(window, True)
        window.events.shown += self.events.shown
        window.events.closed += self._closed

    def _guard(self, function: Callable[..., object]) -> Callable[..., None]:
        """Wrap a slot: what escapes from one would end the process (PyQt6)."""

        def slot(*args: Any) -> None:
            try:
                function(*args)
            except Exception:
                _log.exception("Cannot handle a signal of the page")

        return slot

    def _offer_inspector(self) -> None:
        webview = self.webview
        actions = QWebEnginePage.WebAction
        for action in (actions.Back, actions.Reload, actions.Cut, actions.Copy, actions.Paste, actions.SelectAll):
            webview.addAction(self._page.action(action))
        inspect = self._page.action(actions.InspectElement)
        inspect.triggered.connect(self._guard(lambda *_: self.show_inspector()))
        webview.addAction(inspect)
        webview.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    # -- what the page does ---------------------------------------------------------------------------------

    def console(self, level: int, text: str, source: str) -> None:
        """Take a console message; the preload's own begin with the notice."""
        if text.startswith(self._notice):
            kind, _, url = text.removeprefix(self._notice).partition(" ")
            if kind == "document":
                self._document(url)
            else:
                self._outside(url)
        elif source in self._faults:
            self._faults[source] = text.removeprefix("Uncaught ")
        else:
            self.events.console(_LEVELS[level], text)

    def _document(self, url: str) -> None:
        self._announced = True
        found = QUrl(url)
        self.origin = f"{found.scheme()}://{found.authority()}" if found.authority() else None
        self.events.document_replaced(url)

    def _outside(self, url: str) -> None:
        """Take a click on a link no engine can follow, such as `mailto:`; Qt would tell nobody."""
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
        if ok and not self._announced:  # a document in which no script runs
            self._document(self._page.url().toString())

    def _terminated(self, status: Any, code: int) -> None:
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
        """Open nothing by itself: what may be shown is shown here, the rest outside or not at all."""
        url = request.requestedUrl().toString(QUrl.ComponentFormattingOption.FullyEncoded)
        verdict = self.events.navigate(url, True)
        if verdict == "allow":
            self.load(url)
        elif verdict == "external":
            self._open_external(url)

    def _deny_feature(self, origin: Any, feature: Any) -> None:
        self._page.setFeaturePermission(origin, feature, QWebEnginePage.PermissionPolicy.PermissionDeniedByUser)

    def _closed(self) -> None:
        if self._browser is None:
            return
        browser, self._browser, self._page, self.webview = self._browser, None, None, None
        if self._devtools is not None:
            self._devtools.close()
            self._devtools.deleteLater()
            self._devtools = None
        browser.deleteLater()  # here, not wherever the garbage collector happens to run
        self._removed(self)
        self.events.closed()

    # -- View ---------------------------------------------------------------------------------------------------

    def show(self) -> None:
        if self._browser is not None:
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
            self._browser.showMaximized()

    def minimize(self) -> None:
        if self._browser is not None:
            self._browser.showMinimized()

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

    def evaluate(self, script: str, done: Callable[[Any, str | None], None] | None = None) -> None:
        """Run a script in the top frame; `done` gets the JSON of its last expression, or what it threw."""
        if self._browser is None:
            if done is not None:
                done(None, "the window is closed")
        elif done is None:
            self._page.runJavaScript(script)
        else:
            self._evaluate(script, done)

    def snapshot(self, path: Path, done: Callable[[str | None], None]) -> None:
        if self._browser is None:
            done("the window is closed")
        elif self.webview.grab().save(str(path), "PNG"):
            done(None)
        else:
            done(f'Cannot write "{path}"')

    def show_inspector(self) -> None:
        if self._browser is None:
            return
        if self._devtools is None:
            self._devtools = QWebEngineView()
            self._devtools.setWindowTitle(f"Inspector: {self._browser.windowTitle()}")
            self._devtools.resize(900, 600)
            self._page.setDevToolsPage(self._devtools.page())
        self._devtools.show()
        self._devtools.raise_()

    # -- evaluating -----------------------------------------------------------------------------------------------

    def _evaluate(self, script: str, done: Callable[[Any, str | None], None]) -> None:
        """Run `script` as an expression; when it is none, as statements.

        No `eval` in the page, since a content security policy may forbid it. The console tells syntax errors.
        """
        source = f"oro-evaluate-{secrets.token_hex(8)}"
        named = f"//# sourceURL={source}\n"

        def as_expression(answer: Any) -> None:
            if isinstance(answer, str) and answer:
                self._faults.pop(source, None)
                found = json.loads(answer)
                done(found.get("value"), found.get("error"))
            elif self._page is None:
                done(None, "the window is closed")
            else:
                self._faults[source] = ""
                self._page.runJavaScript(named + _STATEMENTS % (script, source), 0, self._guard(as_statements))

        def as_statements(answer: Any) -> None:
            fault = self._faults.pop(source, "")
            if isinstance(answer, str) and answer.startswith(source):
                fault = answer.removeprefix(source)
            done(*((None, fault) if fault else (None if answer == "" else _plain(answer), None)))

        self._faults[source] = ""
        self._page.runJavaScript(named + _EXPRESSION % script, 0, self._guard(as_expression))


_NOTICE = "if (globalThis.parent === globalThis) console.log(NOTICE + 'document ' + location.href);"

_EXPRESSION = (
    "(()=>{try{return JSON.stringify({value:(\n%s\n)})}catch(error){return JSON.stringify({error:String(error)})}})()"
)
_STATEMENTS = "try{\n%s\n}catch(error){'%s'+error}"
"""The value of the last statement is the script's; PySide6 hands over text, numbers and truth values only."""


def console_message(page: Any, level: Any, text: str, _line: int, source: str) -> None:
    """Stand in for `javaScriptConsoleMessage` of pywebview's page class."""
    try:
        if (view := getattr(page, "oro_view", None)) is not None:
            view.console(level.value, text, source)
    except Exception:
        _log.exception("Cannot take a console message")


def _plain(value: Any) -> Any:
    """Return a value as JSON would: whole numbers are int, what has no JSON is None."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            if not math.isfinite(value):
                return None
            return int(value) if value.is_integer() else value
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            return None
