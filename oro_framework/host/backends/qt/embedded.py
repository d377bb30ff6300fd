"""Show one QtWebEngine view over the page of a window. GUI thread.

Every signal of the engine is in `SIGNALS`, with what becomes of it, and every question that Qt answers with a dialog
of its own is answered here: a dialog keeps the whole app from its person, and a stranger's page can ask for one after
another.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qtpy.QtCore import QUrl
from qtpy.QtWebEngineCore import QWebEnginePage, QWebEngineProfile, QWebEngineScript, QWebEngineSettings
from qtpy.QtWebEngineWidgets import QWebEngineView
from qtpy.QtWidgets import QApplication, QWidget

from oro_framework.host.backends.embedded.port import world_script
from oro_framework.host.backends.embedded.view import EmbeddedEvents, EmbeddedView, Embedding, Placement
from oro_framework.host.backends.interface.console import ConsoleMessage
from oro_framework.host.backends.own_items import OwnItems
from oro_framework.host.backends.qt.certificates import judge_certificate
from oro_framework.host.backends.qt.context_menu import offer_context_menu
from oro_framework.host.backends.qt.evaluate import Evaluator
from oro_framework.host.backends.qt.layers import Layers
from oro_framework.host.backends.qt.page import QtPage
from oro_framework.host.backends.qt.permissions import PageRequests
from oro_framework.pins import PinSet

if TYPE_CHECKING:
    from oro_framework.host.backends.interface.view_spec import ViewSpec
    from oro_framework.host.backends.qt.view import QtView

__all__ = ("SIGNALS", "QtEmbeddedView")

_LEVELS = ("log", "warn", "error")
_BLOCKED = "about:blank#blocked"
"""The address that Chromium shows in place of one of a scheme that a page may not ask for, such as the app's."""
_NOTICE = """(mark) => {
  const tell = () => console.log(`${mark}document ${location.href}`)
  if (top !== globalThis) return
  tell()
  addEventListener('pageshow', ({ persisted }) => { if (persisted) tell() })
}"""
"""Tells of a document as it begins, and as it is shown again."""
WORLD = QWebEngineScript.ScriptWorldId.ApplicationWorld.value

SIGNALS: Mapping[str, str] = {
    "audioMutedChanged": "harmless",
    "authenticationRequired": "refused: the engine sends none",
    "certificateError": "refused, unless pinned",
    "contentsSizeChanged": "harmless",
    "desktopMediaRequested": "refused",
    "featurePermissionRequestCanceled": "harmless",
    "featurePermissionRequested": "decided by the permissions, before Qt 6.8",
    "fileSystemAccessRequested": "refused",
    "findTextFinished": "harmless",
    "fullScreenRequested": "refused",
    "geometryChangeRequested": "harmless: nothing is connected",
    "iconChanged": "harmless",
    "iconUrlChanged": "harmless",
    "lifecycleStateChanged": "harmless",
    "linkHovered": "harmless",
    "loadFinished": "told",
    "loadProgress": "harmless",
    "loadStarted": "told",
    "loadingChanged": "told",
    "navigationRequested": "decided by the policy of the view",
    "newWindowRequested": "refused and told",
    "pdfPrintingFinished": "harmless",
    "permissionRequested": "decided by the permissions",
    "printFinished": "harmless",
    "printRequested": "refused",
    "printRequestedByFrame": "refused",
    "proxyAuthenticationRequired": "refused: the engine sends none",
    "quotaRequested": "refused",
    "recentlyAudibleChanged": "harmless",
    "recommendedStateChanged": "harmless",
    "registerProtocolHandlerRequested": "refused",
    "renderProcessPidChanged": "harmless",
    "renderProcessTerminated": "told",
    "scrollPositionChanged": "harmless",
    "selectClientCertificate": "refused: none is shown",
    "selectionChanged": "harmless",
    "titleChanged": "told",
    "urlChanged": "told",
    "visibleChanged": "harmless",
    "webAuthUxRequested": "refused",
    "windowCloseRequested": "refused and told",
    "zoomFactorChanged": "told",
}

_log = logging.getLogger("oro.backend")


class _Page(QWebEnginePage):  # type: ignore[misc]
    """A page whose questions to a person are answered at once, with no."""

    def __init__(self, profile: QWebEngineProfile, view: QtEmbeddedView) -> None:
        super().__init__(profile)
        self.oro_view: QtEmbeddedView | None = view

    def _refuse(self, what: str, detail: str = "") -> None:
        if self.oro_view is not None:
            self.oro_view.events.refused(what, detail)

    def createWindow(self, _kind: Any) -> None:
        return None

    def javaScriptAlert(self, _origin: QUrl, text: str) -> None:
        self._refuse("dialog", f"alert: {text}")

    def javaScriptConfirm(self, _origin: QUrl, text: str) -> bool:
        self._refuse("dialog", f"confirm: {text}")
        return False

    def javaScriptPrompt(self, _origin: QUrl, text: str, _default: str, *_: Any) -> Any:
        self._refuse("dialog", f"prompt: {text}")
        return (False, "")

    def javaScriptConsoleMessage(self, level: Any, text: str, line: int, source: str) -> None:
        try:
            if self.oro_view is not None:
                self.oro_view.console(level.value, text, line, source)
        except Exception:  # what escapes would end the process (PyQt6)
            _log.exception("Cannot take a console message")


class QtEmbeddedView(EmbeddedView):
    """See `EmbeddedView`.

    Args:
        parent: the view of the window.
        profile: the engine's.
        app: the origin of the app.
        pins: what is pinned now.
    """

    def __init__(
        self,
        parent: QtView,
        profile: QWebEngineProfile,
        spec: ViewSpec,
        embedding: Embedding,
        events: EmbeddedEvents,
        *,
        app: str,
        pins: Callable[[], PinSet],
    ) -> None:
        self.spec, self.events = spec, events
        self._app = app
        self._mark = f"{secrets.token_hex(16)} "
        self._announced = True
        self._focused = False
        self._guarded = QUrl()
        """The last address that wanted a name and a password."""
        self._layers: Layers | None = parent.layers()
        self.webview: Any = QWebEngineView()
        self._page: Any = _Page(profile, self)
        self.webview.setPage(self._page)
        self._evaluator = Evaluator(self._run)
        self._configure(embedding)
        self._connect(pins)
        self.page: QtPage = QtPage(
            parent.window(), self.webview, self._guard, events.zoomed, lambda: None, prints=False
        )
        self.page.begin(spec.zoom)
        self.set_port(embedding.port)
        self._layer: Any = self._layers.add(self.webview, embedding.placement, self.close)
        self._page.load(QUrl(spec.url))

    def _configure(self, embedding: Embedding) -> None:
        settings, attribute = self._page.settings(), QWebEngineSettings.WebAttribute
        for name, value in (
            (attribute.JavascriptEnabled, embedding.scripts),
            (attribute.JavascriptCanOpenWindows, False),
            (attribute.JavascriptCanAccessClipboard, False),
            (attribute.JavascriptCanPaste, False),
            (attribute.LocalContentCanAccessRemoteUrls, False),
            (attribute.LocalContentCanAccessFileUrls, False),
            (attribute.FullScreenSupportEnabled, False),
            (attribute.ScreenCaptureEnabled, False),
            (attribute.WebRTCPublicInterfacesOnly, True),
            (attribute.AllowWindowActivationFromJavaScript, False),
            (attribute.NavigateOnDropEnabled, False),
        ):
            settings.setAttribute(name, value)
        settings.setUnknownUrlSchemePolicy(QWebEngineSettings.UnknownUrlSchemePolicy.DisallowUnknownUrlSchemes)
        offer_context_menu(self.webview, None, OwnItems(lambda _item: None), lambda: True)

    def _connect(self, pins: Callable[[], PinSet]) -> None:
        page, guard = self._page, self._guard
        self._requests = PageRequests(page, self.events, guard)
        page.certificateError.connect(guard(partial(self._certificate, pins)))
        page.titleChanged.connect(guard(self._title))
        page.loadStarted.connect(guard(self._load_started))
        page.loadFinished.connect(guard(self._load_finished))
        page.loadingChanged.connect(guard(self._loading_changed))
        page.urlChanged.connect(guard(lambda _url: self._moved_on()))
        page.navigationRequested.connect(guard(self._navigation))
        page.newWindowRequested.connect(guard(lambda request: self.events.window_asked(_text(request.requestedUrl()))))
        page.renderProcessTerminated.connect(guard(self._terminated))
        page.windowCloseRequested.connect(guard(lambda: self.events.refused("close", "")))
        page.printRequested.connect(guard(lambda: self.events.refused("print", "")))
        page.authenticationRequired.connect(guard(lambda url, _: self._password_asked(url)))
        page.proxyAuthenticationRequired.connect(guard(lambda url, *_: self._password_asked(url)))
        page.fullScreenRequested.connect(guard(self._fullscreen))
        self._focus_moved: Callable[..., None] = guard(self._note_focus)
        QApplication.instance().focusChanged.connect(self._focus_moved)
        for name, what, answer in (
            ("selectClientCertificate", "certificate of its person", "selectNone"),
            ("fileSystemAccessRequested", "files", "reject"),
            ("registerProtocolHandlerRequested", "protocol handler", "reject"),
            ("quotaRequested", "quota", "reject"),
            ("desktopMediaRequested", "screen", "cancel"),
            ("webAuthUxRequested", "security key", "cancel"),
            ("printRequestedByFrame", "print", ""),
        ):
            if hasattr(page, name):  # of the releases of Qt, each has some
                getattr(page, name).connect(guard(partial(self._decline, what, answer)))

    def _guard(self, function: Callable[..., object]) -> Callable[..., None]:
        """Wrap a slot: an exception that escapes from one would end the process (PyQt6)."""

        def slot(*args: Any) -> None:
            try:
                if self.webview is not None:
                    function(*args)
            except Exception:
                _log.exception("Cannot handle a signal of the page of a view")

        return slot

    # -- signals of the engine -------------------------------------------------------------------------

    def console(self, level: int, text: str, line: int, source: str) -> None:
        """Take a console message; those of the world beside the page begin with its mark."""
        if text.startswith(self._mark):
            said = text.removeprefix(self._mark)
            if said.startswith("document "):
                self._document(said.removeprefix("document "))
            else:
                self.events.said(said)
        elif not self._evaluator.took(source, text):
            self.events.console(ConsoleMessage.plain(_LEVELS[level], text, url=source, line=line))

    def _refuse(self, what: str, url: QUrl) -> None:
        self.events.refused(what, _text(url))

    def _password_asked(self, url: QUrl) -> None:
        """Tell of it once for each address: the engine sends an empty name and password, and asks anew."""
        if url != self._guarded:
            self._guarded = url
            self._refuse("ask for a password", url)

    def _decline(self, what: str, answer: str, request: Any) -> None:
        if answer:
            getattr(request, answer)()
        self.events.refused(what, "")

    def _certificate(self, pins: Callable[[], PinSet], error: Any) -> None:
        if not judge_certificate(pins, error):
            self._refuse("certificate", error.url())

    def _title(self, title: str) -> None:
        if title not in (self._page.requestedUrl().toString(), self._page.url().toString()):
            self.events.title_changed(title)

    def _load_started(self) -> None:
        self._announced = False
        self.events.loading(True)

    def _load_finished(self, ok: bool) -> None:
        if ok and not self._announced:  # a document in which no script runs
            self._document(_text(self._page.url()))
        self.events.loading(False)
        self._moved_on()

    def _loading_changed(self, info: Any) -> None:
        if info.status().name == "LoadFailedStatus":
            self.events.load_failed(_text(info.url()), info.errorString() or "it could not be loaded")

    def _document(self, url: str) -> None:
        self._announced = True
        self._guarded = QUrl()
        if url == _BLOCKED:
            self.events.refused("navigate", "to an address that the engine keeps from pages")
        self.page.loaded()
        self.events.document_replaced(url)
        self._moved_on()

    def _moved_on(self) -> None:
        history = self._page.history()
        self.events.moved_on(_text(self._page.url()), history.canGoBack(), history.canGoForward())

    def _navigation(self, request: Any) -> None:
        url = _text(request.url())
        if self.events.navigate(url, request.isMainFrame()) == "allow":
            request.accept()
        else:
            request.reject()
            self.events.refused("navigate", url)

    def _terminated(self, status: Any, code: int) -> None:
        if status.value:
            self.events.crashed(f"{status.name} ({code})")

    def _fullscreen(self, request: Any) -> None:
        if request.toggleOn():
            request.reject()
            self.events.refused("full screen", "")
        else:
            request.accept()

    def _note_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Tell whether the view has the keyboard, which a widget within it gets."""
        focused = new is not None and (new is self.webview or self.webview.isAncestorOf(new))
        if focused != self._focused:
            self._focused = focused
            self.events.focused(focused)

    def _end(self) -> None:
        if self.webview is None:
            return
        QApplication.instance().focusChanged.disconnect(self._focus_moved)
        self._page.oro_view = None
        self.page.close()
        self._requests = None  # type: ignore[assignment]
        self.webview = self._page = self._layers = self._layer = None
        self.events.closed()

    # -- EmbeddedView ----------------------------------------------------------------------------------

    def place(self, placement: Placement) -> None:
        if self.webview is not None:
            self._layer.place(placement)

    def lift(self) -> None:
        if self.webview is not None:
            self._layer.lift()

    def set_port(self, origin: str) -> None:
        if self.webview is None:
            return
        mark = json.dumps(self._mark)
        tell = f"(text) => console.log({mark} + text)"
        scripts = self._page.scripts()
        scripts.clear()
        script = QWebEngineScript()
        script.setName("oro-port")
        port = world_script(origin, self._app, tell) if origin else ""
        script.setSourceCode(f"({_NOTICE})({mark});\n{port}")
        script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
        script.setWorldId(WORLD)
        script.setRunsOnSubFrames(False)
        scripts.insert(script)

    def post(self, script: str, done: Callable[[Any], None]) -> None:
        if self.webview is None:
            done(None)
        else:
            self._page.runJavaScript(script, WORLD, self._guard(done))

    def evaluate(self, script: str, done: Callable[[Any, str | None], None] | None = None) -> None:
        if self.webview is None:
            if done is not None:
                done(None, "the view is closed")
        elif done is None:
            self._page.runJavaScript(script)
        else:
            self._evaluator.evaluate(script, done)

    def _run(self, script: str, done: Callable[[Any], None]) -> None:
        if self.webview is None:
            done(None)
        else:
            self._page.runJavaScript(script, 0, self._guard(done))

    def load(self, url: str) -> None:
        if self.webview is not None:
            self._page.load(QUrl(url))

    def _act(self, action: QWebEnginePage.WebAction) -> None:
        if self.webview is not None:
            self._page.triggerAction(action)

    def reload(self) -> None:
        self._act(QWebEnginePage.WebAction.Reload)

    def back(self) -> None:
        self._act(QWebEnginePage.WebAction.Back)

    def forward(self) -> None:
        self._act(QWebEnginePage.WebAction.Forward)

    def stop(self) -> None:
        self._act(QWebEnginePage.WebAction.Stop)

    def focus(self) -> None:
        if self.webview is not None:
            self.webview.setFocus()

    def close(self) -> None:
        if self.webview is None:
            return
        page, webview, layers, layer = self._page, self.webview, self._layers, self._layer
        self._end()
        if layers is not None:
            layers.remove(layer)
        webview.deleteLater()
        page.deleteLater()

    def geometry(self) -> tuple[int, int, int, int]:
        if self.webview is None:
            return (0, 0, 0, 0)
        box = self._layer.placement.box
        return (box.x, box.y, box.width, box.height)

    def forget_grants(self, permission: str) -> None:
        if self.webview is not None:
            self._requests.forget(permission)

    def snapshot(self, path: Path, done: Callable[[str | None], None]) -> None:
        if self.webview is None:
            done("the view is closed")
        else:
            self.page.capture(path, None, done)


def _text(url: QUrl) -> str:
    return str(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
