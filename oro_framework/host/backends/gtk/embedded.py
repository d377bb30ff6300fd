"""Show one WebKitGTK view over the page of a window. GUI thread.

Every signal of the engine is in `SIGNALS`, with what becomes of it: a default handler could open a dialog, print, or
have the whole screen for a stranger's page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gi.repository import GLib, GObject, WebKit2

from oro_framework.host.backends.embedded.port import WORLD, world_script
from oro_framework.host.backends.embedded.view import EmbeddedEvents, EmbeddedView, Embedding, Placement
from oro_framework.host.backends.gtk.certificates import Certificates
from oro_framework.host.backends.gtk.context_menu import edit
from oro_framework.host.backends.gtk.cut_views import paint_cut_view
from oro_framework.host.backends.gtk.downloads import DownloadNames
from oro_framework.host.backends.gtk.embedded_policy import EmbeddedPolicy
from oro_framework.host.backends.gtk.evaluate import evaluate
from oro_framework.host.backends.gtk.features import turn_off_harmful
from oro_framework.host.backends.gtk.layers import Layers
from oro_framework.host.backends.gtk.page import GtkPage
from oro_framework.host.backends.gtk.while_open import while_open
from oro_framework.host.backends.webkit.mark import origin_of_url

if TYPE_CHECKING:
    from oro_framework.host.backends.gtk.view import GtkView
    from oro_framework.host.backends.interface.view_spec import ViewSpec

__all__ = ("SIGNALS", "GtkEmbeddedView")

SIGNALS: Mapping[str, str] = {
    "authenticate": "refused: no name and password is asked for",
    "close": "refused and told",
    "context-menu": "without what is for browsers",
    "context-menu-dismissed": "harmless",
    "create": "refused and told, by `decide-policy`",
    "decide-policy": "decided by the policy of the view",
    "enter-fullscreen": "refused",
    "insecure-content-detected": "harmless: WebKit blocks such scripts itself",
    "leave-fullscreen": "harmless",
    "load-changed": "followed",
    "load-failed": "told",
    "load-failed-with-tls-errors": "refused, unless pinned",
    "mouse-target-changed": "harmless",
    "permission-request": "decided by the permissions",
    "print": "refused",
    "query-permission-state": "answered by the permissions",
    "ready-to-show": "never: there are no new windows",
    "resource-load-started": "harmless",
    "run-as-modal": "never: there are no new windows",
    "run-color-chooser": "left to the engine: a person opens it and chooses",
    "run-file-chooser": "left to the engine: a person opens it and chooses",
    "script-dialog": "refused",
    "show-notification": "left to the engine, which has the permission then",
    "show-option-menu": "left to the engine: a person opens it and chooses",
    "submit-form": "harmless",
    "user-message-received": "never: no extension sends any",
    "web-process-crashed": "told, by `web-process-terminated`",
    "web-process-terminated": "told",
}


class GtkEmbeddedView(EmbeddedView):
    """See `EmbeddedView`.

    Args:
        parent: the view of the window.
        context: WebKit's, of the profile.
        app: the origin of the app.
        certificates: decides which certificates are accepted.
        forget: called once it is gone.
    """

    def __init__(
        self,
        parent: GtkView,
        context: WebKit2.WebContext,
        spec: ViewSpec,
        embedding: Embedding,
        events: EmbeddedEvents,
        *,
        app: str,
        certificates: Certificates,
        forget: Callable[[GtkEmbeddedView], object],
    ) -> None:
        self.spec, self.events = spec, events
        self.download_names = DownloadNames()
        self._app, self._forget = app, forget
        self._closed = False
        self._shown = ""
        """The address of the document that is shown."""
        self._manager = WebKit2.UserContentManager()
        self.webview = WebKit2.WebView(web_context=context, user_content_manager=self._manager)
        self._configure(embedding)
        self._policy = EmbeddedPolicy(self.webview, events)
        certificates.watch(self.webview)
        self.page: GtkPage = GtkPage(parent.window, self.webview, events.zoomed, _nothing)
        self._connect()
        self.set_port(embedding.port)
        self._layers: Layers | None = parent.layers()
        self._layer: Any = self._layers.add(self.webview, embedding.placement)
        paint_cut_view(self.webview, lambda: self._layer is not None and self._layer.is_cut)
        self.webview.load_uri(spec.url)

    def _configure(self, embedding: Embedding) -> None:
        settings = self.webview.get_settings()
        turn_off_harmful(settings)
        settings.set_enable_javascript(embedding.scripts)
        settings.set_enable_fullscreen(False)
        settings.set_allow_modal_dialogs(False)
        settings.set_allow_file_access_from_file_urls(False)
        settings.set_allow_universal_access_from_file_urls(False)
        settings.set_javascript_can_open_windows_automatically(False)
        settings.set_javascript_can_access_clipboard(False)
        settings.set_enable_developer_extras(self.spec.inspector)
        if self.spec.profile is not None and self.spec.profile.user_agent:
            settings.set_user_agent(self.spec.profile.user_agent)

    def _connect(self) -> None:
        self._manager.register_script_message_handler_in_world(WORLD, WORLD)
        self._manager.connect(f"script-message-received::{WORLD}", self._said)
        connect = self.webview.connect
        connect("authenticate", self._authenticate)
        connect("close", lambda _view: self.events.refused("close", ""))
        connect("context-menu", self._context_menu)
        connect("enter-fullscreen", lambda _view: self._refuse("full screen"))
        connect("load-changed", self._load_changed)
        connect("load-failed", self._load_failed)
        connect("load-failed-with-tls-errors", self._untrusted)
        connect("print", lambda _view, _operation: self._refuse("print"))
        connect("script-dialog", self._dialog)
        connect("web-process-terminated", lambda _view, reason: self.events.crashed(reason.value_nick))
        connect("notify::title", lambda view, _: self.events.title_changed(view.get_title() or ""))
        connect("notify::uri", lambda *_: self._moved_on())
        connect("focus-in-event", lambda *_: self.events.focused(True))
        connect("focus-out-event", lambda *_: self.events.focused(False))
        connect("destroy", self._destroyed)

    # -- signals of the engine -------------------------------------------------------------------------

    def _refuse(self, what: str, detail: str = "") -> bool:
        """Tell the host, and keep the engine from its own handler."""
        self.events.refused(what, detail)
        return True

    def _authenticate(self, _view: WebKit2.WebView, request: WebKit2.AuthenticationRequest) -> bool:
        request.cancel()
        return self._refuse("ask for a password", request.get_host() or "")

    def _context_menu(self, webview: WebKit2.WebView, menu: Any, _event: Any, hit: WebKit2.HitTestResult) -> bool:
        return edit(menu, hit, webview.execute_editing_command, None, developer=self.spec.inspector)

    def _dialog(self, _view: WebKit2.WebView, dialog: WebKit2.ScriptDialog) -> bool:
        """Answer at once: a page is left without asking, and nothing else is agreed to."""
        kind = dialog.get_dialog_type()
        if kind == WebKit2.ScriptDialogType.BEFORE_UNLOAD_CONFIRM:
            dialog.confirm_set_confirmed(True)
            return True
        return self._refuse("dialog", f"{kind.value_nick}: {dialog.get_message()}")

    def _load_changed(self, webview: WebKit2.WebView, event: WebKit2.LoadEvent) -> None:
        if event == WebKit2.LoadEvent.STARTED:
            self.events.loading(True)
        elif event == WebKit2.LoadEvent.COMMITTED:
            url = webview.get_uri() or ""
            if self.events.navigate(url, True) != "allow":
                webview.stop_loading()
                webview.load_uri("about:blank")
                self._refuse("navigate", url)
                return
            origin = origin_of_url(url)
            clipboard = self.events.permission_state("clipboard", origin) == "granted"
            webview.get_settings().set_javascript_can_access_clipboard(clipboard)
            self._shown = url
            self.events.document_replaced(url)
            self._moved_on()
        elif event == WebKit2.LoadEvent.FINISHED:
            self.events.loading(False)
            self._moved_on()

    def _load_failed(self, _view: WebKit2.WebView, _event: WebKit2.LoadEvent, url: str, error: GLib.Error) -> bool:
        self.events.load_failed(url, error.message)
        return False

    def _untrusted(self, _view: WebKit2.WebView, url: str, _certificate: Any, _errors: Any) -> bool:
        self.events.load_failed(url, "its certificate is neither trusted nor pinned")
        return self._refuse("certificate", url)

    @while_open
    def _moved_on(self) -> None:
        """Tell the address: WebKit has that of the next document before anything of it has come."""
        url = self.webview.get_uri() or ""
        if origin_of_url(url) == origin_of_url(self._shown):
            self._shown = url
        self.events.moved_on(self._shown, self.webview.can_go_back(), self.webview.can_go_forward())

    def _said(self, _manager: WebKit2.UserContentManager, message: WebKit2.JavascriptResult) -> None:
        self.events.said(message.get_js_value().to_string())

    def _destroyed(self, _webview: WebKit2.WebView) -> None:
        """Release the engine; see `GtkView`."""
        if self._closed:
            return
        self._closed = True
        self._forget(self)
        self.page.close()
        GLib.idle_add(_release, self.webview, self._manager)
        self.webview = self._manager = self._layers = self._layer = None
        self.events.closed()

    # -- EmbeddedView ----------------------------------------------------------------------------------

    @while_open
    def place(self, placement: Placement) -> None:
        self._layer.place(placement)

    def lift(self) -> None:
        if self._layers is not None:
            self._layers.lift(self._layer)

    @while_open
    def set_port(self, origin: str) -> None:
        self._manager.remove_all_scripts()
        if origin:
            tell = f"(text) => webkit.messageHandlers.{WORLD}.postMessage(text)"
            frames, time = WebKit2.UserContentInjectedFrames.TOP_FRAME, WebKit2.UserScriptInjectionTime.START
            script = world_script(origin, self._app, tell)
            self._manager.add_script(WebKit2.UserScript.new_for_world(script, frames, time, WORLD, None, None))

    def post(self, script: str, done: Callable[[Any], None]) -> None:
        if self._closed:
            done(None)
        else:
            evaluate(self.webview, script, lambda value, _error: done(value), world=WORLD)

    def evaluate(self, script: str, done: Callable[[Any, str | None], None] | None = None) -> None:
        if not self._closed:
            evaluate(self.webview, script, done)
        elif done is not None:
            done(None, "the view is closed")

    @while_open
    def load(self, url: str) -> None:
        self.webview.load_uri(url)

    @while_open
    def reload(self) -> None:
        self.webview.reload()

    @while_open
    def back(self) -> None:
        self.webview.go_back()

    @while_open
    def forward(self) -> None:
        self.webview.go_forward()

    @while_open
    def stop(self) -> None:
        self.webview.stop_loading()

    @while_open
    def focus(self) -> None:
        self.webview.grab_focus()

    def close(self) -> None:
        if self._layers is not None:
            self._layers.remove(self._layer)
        if not self._closed:
            self.webview.destroy()

    def geometry(self) -> tuple[int, int, int, int]:
        if self._closed:
            return (0, 0, 0, 0)
        box = self._layer.placement.box
        return (box.x, box.y, box.width, box.height)

    def snapshot(self, path: Path, done: Callable[[str | None], None]) -> None:
        if self._closed:
            done("the view is closed")
        else:
            self.page.capture(path, None, done)


def _nothing(*_: object) -> None:
    """Do nothing."""


def _release(*sources: Any) -> bool:
    """Disconnect every handler, once GTK's own have done their part."""
    for source in sources:
        GObject.signal_handlers_destroy(source)
    return False
