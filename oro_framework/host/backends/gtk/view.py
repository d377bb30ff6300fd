"""Show one WebKitGTK view in its window. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gi.repository import Gdk, GLib, GObject, WebKit2

from oro_framework.host.backends.gtk.certificates import Certificates
from oro_framework.host.backends.gtk.downloads import CHANNEL as DOWNLOADS
from oro_framework.host.backends.gtk.downloads import DownloadNames, offer_own
from oro_framework.host.backends.gtk.drops import watch_drops
from oro_framework.host.backends.gtk.evaluate import evaluate
from oro_framework.host.backends.gtk.features import turn_off_harmful
from oro_framework.host.backends.gtk.files import CHANNEL as FILES
from oro_framework.host.backends.gtk.files import FileOffers
from oro_framework.host.backends.gtk.forms import KeptForms
from oro_framework.host.backends.gtk.hotkeys import Hotkeys
from oro_framework.host.backends.gtk.menu import popup_menu
from oro_framework.host.backends.gtk.offscreen import Offscreen
from oro_framework.host.backends.gtk.page import GtkPage
from oro_framework.host.backends.gtk.player import MediaServer
from oro_framework.host.backends.gtk.policy import Policy
from oro_framework.host.backends.gtk.reply import GtkReply
from oro_framework.host.backends.gtk.while_open import while_open
from oro_framework.host.backends.gtk.window import Frame, join_family
from oro_framework.host.backends.interface.console import ConsoleMessage
from oro_framework.host.backends.interface.file_dialog import FileDialog
from oro_framework.host.backends.interface.hotkey import INSPECTOR_KEYS, Hotkey
from oro_framework.host.backends.interface.view import View
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.backends.own_items import OwnItems
from oro_framework.host.backends.page_keys import PAGE_KEYS, keys_beside, press
from oro_framework.host.backends.webkit.mark import origin_of_url
from oro_framework.host.configuration.colour import Colour
from oro_framework.host.configuration.menu import MenuItem, MenuSection

if TYPE_CHECKING:
    from gi.repository import Gio, Gtk
    from webview.platforms.gtk import BrowserView

    from oro_framework.host.backends.gtk.grips import Grips
    from oro_framework.host.backends.gtk.layers import Layers

__all__ = ("GtkView",)

CHANNEL = "oroConsole"
"""Script message handler the preload's console writes to."""
MENU = "oroMenu"
"""The one `webkit/context_items.js` tells of items."""
ZOOM = "oroZoom"
"""The one `webkit/zoom.js` tells of turns of the wheel."""
PYWEBVIEW_SIGNALS = ("on_navigation", "on_request")
"""pywebview's handlers that ours replace: the one would decide before us, the other costs time per request."""


class GtkView(View):
    """See `View`; a closed view ignores all calls.

    Args:
        browser: pywebview's browser before its first load.
        folder: a private directory for the names of files that pages open.
        media: gives out the addresses for the page's player.
        certificates: decides which certificates are accepted.
        forget: called once the window is gone.
    """

    def __init__(
        self,
        browser: BrowserView,
        spec: ViewSpec,
        events: ViewEvents,
        folder: Path,
        media: MediaServer,
        certificates: Certificates,
        open_external: Callable[[str], None],
        forget: Callable[[GtkView], None],
    ) -> None:
        self.browser = browser
        self.webview = browser.webview
        self.window = browser.window
        self.events = events
        self.spec = spec
        self._media = media
        self._forget = forget
        self._closed = False
        self.menu: Any = None
        """The one that was opened last."""
        self.replies: set[GtkReply] = set()
        """The replies to requests that the engine still holds."""
        for name in PYWEBVIEW_SIGNALS:
            self.webview.disconnect_by_func(getattr(browser, name))
        browser.manager.disconnect_by_func(browser.on_js_bridge_call)
        browser.manager.unregister_script_message_handler("jsBridge")
        self.download_names = DownloadNames()
        self.own_items = OwnItems(events.menu_chosen)
        self.policy = Policy(self.webview, events, open_external, self._offer)
        certificates.watch(self.webview)
        self.files = FileOffers(folder, self.evaluate)
        self.forms = KeptForms()
        self._configure(spec)
        self._frame = Frame(self.window, self.webview, spec, events)
        self._grips = self._new_grips(spec) if spec.grips else None
        self._family = join_family(self.window, spec)
        self._layers: Layers | None = None
        self._offscreen = Offscreen(self.window, spec.width, spec.height) if spec.offscreen else None
        self._hotkeys = Hotkeys(self.window)
        if spec.inspector:
            self._developer_keys = Hotkeys(self.window)
            self._developer_keys.set(INSPECTOR_KEYS, lambda _id: self.toggle_inspector())
        self.page: GtkPage = GtkPage(self.window, self.webview, events.zoomed, lambda: self._frame.toggle_fullscreen())
        self.webview.set_zoom_level(spec.zoom)
        if spec.keys:
            self._page_keys = Hotkeys(self.window, after=True)
            self._page_keys.set(PAGE_KEYS, self._page_key)
        watch_drops(self.webview, events.dragged)
        self._may_clipboard = False
        self._allow_clipboard(self._holds("clipboard", spec.url))
        self._connect(browser.manager)
        if spec.preload:
            self._add_preload(browser.manager, spec.preload)
        if self._grips is not None:
            self._add_preload(browser.manager, self._grips.script(browser.manager))

    def _page_key(self, number: int) -> None:
        press(self.page, number)

    def _new_grips(self, spec: ViewSpec) -> Grips:
        from oro_framework.host.backends.gtk.grips import Grips  # few windows have them

        return Grips(self, self.window, self.webview, spec, lambda: self._closed or self._frame.kiosk)

    def _configure(self, spec: ViewSpec) -> None:
        if spec.transparent or (spec.radius and self.window.get_screen().is_composited()):
            self.webview.set_background_color(Gdk.RGBA(0, 0, 0, 0))
        settings = self.webview.get_settings()
        turn_off_harmful(settings)
        settings.set_enable_html5_local_storage(True)
        settings.set_enable_html5_database(True)
        settings.set_allow_file_access_from_file_urls(False)
        settings.set_enable_developer_extras(spec.inspector)
        agent = spec.profile.user_agent if spec.profile is not None else ""
        if agent or spec.user_agent_suffix:
            settings.set_user_agent(f"{agent or settings.get_user_agent()} {spec.user_agent_suffix}".rstrip())

    def layers(self) -> Layers:
        """Return what lies over the page."""
        if self._layers is None:
            from oro_framework.host.backends.gtk.layers import Layers  # few windows have views over their page

            self._layers = Layers(self._frame.overlay)
        return self._layers

    def _connect(self, manager: WebKit2.UserContentManager) -> None:
        manager.register_script_message_handler(CHANNEL)
        manager.connect(f"script-message-received::{CHANNEL}", self._console)
        manager.register_script_message_handler(FILES)
        manager.connect(f"script-message-received::{FILES}", self._file_told)
        manager.register_script_message_handler(DOWNLOADS)
        manager.connect(f"script-message-received::{DOWNLOADS}", self._download_named)
        manager.register_script_message_handler(MENU)
        manager.connect(f"script-message-received::{MENU}", self._items_told)
        if self.spec.keys:
            manager.register_script_message_handler(ZOOM)
            manager.connect(f"script-message-received::{ZOOM}", self._turned)
        self.webview.connect("run-file-chooser", self._choose_files)
        self.webview.connect("load-changed", self._load_changed)
        self.webview.connect("notify::title", self._title_changed)
        self.webview.connect("web-process-terminated", self._crashed)
        self.webview.connect("close", lambda _webview: GLib.idle_add(self._close_asked))
        self.webview.connect("enter-fullscreen", self._fullscreen, True)
        self.webview.connect("leave-fullscreen", self._fullscreen, False)
        self.window.connect("map", lambda _window: self.events.shown())
        self.window.connect("unmap", self._unmapped)
        self.window.disconnect_by_func(self.browser.close_window)
        self.window.connect("delete-event", self._person_closes)
        self.window.connect("destroy", self._destroyed)

    @staticmethod
    def _add_preload(manager: WebKit2.UserContentManager, script: str) -> None:
        frames, time = WebKit2.UserContentInjectedFrames.ALL_FRAMES, WebKit2.UserScriptInjectionTime.START
        manager.add_script(WebKit2.UserScript.new(script, frames, time, None, None))

    # -- signals of the engine -------------------------------------------------------------------------

    def _console(self, _manager: WebKit2.UserContentManager, message: WebKit2.JavascriptResult) -> None:
        self.events.console(ConsoleMessage.read(message.get_js_value().to_string()))

    def _file_told(self, _manager: WebKit2.UserContentManager, message: WebKit2.JavascriptResult) -> None:
        self.files.told(message.get_js_value().to_string())

    def _download_named(self, _manager: WebKit2.UserContentManager, message: WebKit2.JavascriptResult) -> None:
        self.download_names.told(message.get_js_value().to_string())

    def _items_told(self, _manager: WebKit2.UserContentManager, message: WebKit2.JavascriptResult) -> None:
        self.own_items.told(message.get_js_value().to_string())

    @while_open
    def _turned(self, _manager: WebKit2.UserContentManager, message: WebKit2.JavascriptResult) -> None:
        self.page.step_zoom(1 if message.get_js_value().to_string() == "1" else -1)

    def _offer(self, url: str, method: str) -> None:
        offer_own(self.events, url, self.download_names.take(url), method)

    @while_open
    def _load_changed(self, webview: WebKit2.WebView, event: WebKit2.LoadEvent) -> None:
        url = webview.get_uri() or ""
        clipboard = self._holds("clipboard", url)
        if event == WebKit2.LoadEvent.STARTED:
            self._allow_clipboard(clipboard and self._may_clipboard)
        elif event == WebKit2.LoadEvent.COMMITTED:
            self.files.clear()
            self._media.forget(self)
            webview.get_settings().set_enable_fullscreen(self._holds("fullscreen", url))
            self._allow_clipboard(clipboard)
            self.events.document_replaced(url)

    def _holds(self, permission: str, url: str) -> bool:
        return self.events.permission_state(permission, origin_of_url(url)) == "granted"

    def _allow_clipboard(self, allowed: bool) -> None:
        """Give the page the clipboard at any time, or have the engine ask for it after a key was pressed."""
        self._may_clipboard = allowed
        self.webview.get_settings().set_javascript_can_access_clipboard(allowed)

    def _title_changed(self, webview: WebKit2.WebView, _property: Any) -> None:
        self.events.title_changed(webview.get_title() or "")

    def _fullscreen(self, _webview: WebKit2.WebView, wanted: bool) -> bool:
        """Let the page have the whole screen, without the menu bar; one that may not cannot ask."""
        if not self._closed:
            self._frame.show_menu_bar(not wanted)
        return False

    def _choose_files(self, _webview: WebKit2.WebView, request: WebKit2.FileChooserRequest) -> bool:
        """Have an input of the page filled by an offer of ours, or by the person through the host."""
        if self._closed or self.files.choose(request):
            return True
        dialog = FileDialog(multiple=request.get_select_multiple(), types=request.get_mime_types() or ())
        return self.events.choose_files(dialog, partial(self._files_chosen, request, dialog))

    def _files_chosen(
        self, request: WebKit2.FileChooserRequest, dialog: FileDialog, paths: Sequence[str] | None
    ) -> None:
        if self._closed:
            return
        if paths is None:
            from oro_framework.host.backends.gtk.dialog import open_dialog  # few inputs need it

            open_dialog(dialog, self.window, lambda paths: self._files_chosen(request, dialog, paths))
        elif paths:
            request.select_files(list(paths))
        else:
            request.cancel()

    @while_open
    def _crashed(self, _webview: WebKit2.WebView, reason: WebKit2.WebProcessTerminationReason) -> None:
        self.policy.loading = ""
        self.files.clear()
        self._media.forget(self)
        self.events.crashed(reason.value_nick)

    def _person_closes(self, window: Gtk.Window, event: Gdk.Event) -> bool:
        """Close the window for its person, who cannot close a kiosk."""
        return self._closed or self._frame.kiosk or bool(self.browser.close_window(window, event))

    def _close_asked(self) -> bool:
        """Close the window as its page or its driver asked."""
        self.close()
        return False

    def _unmapped(self, _window: Gtk.Window) -> None:
        if not self._closed:
            self.events.hidden()

    def _destroyed(self, _window: Gtk.Window) -> None:
        """Release the engine: handlers and wrappers refer to each other, and keep a whole web process alive."""
        if self._closed:
            return
        self._closed = True
        self._forget(self)
        for reply in list(self.replies):
            reply.drop()
        self.files.close()
        self._media.forget(self)
        self.page.close()
        GLib.idle_add(_release, self.browser, self.webview, self.browser.manager)
        self.webview = self.window = self.browser = self.menu = self._layers = None
        del self._frame, self._hotkeys, self._grips, self._family
        self.events.closed()

    # -- View ------------------------------------------------------------------------------------------

    def handle(self) -> str:
        from oro_framework.host.backends.gtk.displays import x11_handle  # only dialogs of portals need it

        return "" if self._closed else x11_handle(self.window)

    @while_open
    def forget_grants(self, permission: str) -> None:
        if permission == "clipboard":
            self._allow_clipboard(False)

    @while_open
    def show(self) -> None:
        if self._offscreen is not None:
            self._offscreen.end()
            self._offscreen = None
        self.window.show_all()
        self.window.present()

    @while_open
    def hide(self) -> None:
        self.window.hide()

    @while_open
    def close(self) -> None:
        self.browser.close_window()

    @while_open
    def maximize(self) -> None:
        self.window.maximize()

    @while_open
    def minimize(self) -> None:
        self.window.iconify()

    @while_open
    def restore(self) -> None:
        self.window.unmaximize()
        self.window.deiconify()
        self.window.present()

    @while_open
    def load(self, url: str) -> None:
        self.webview.load_uri(url)

    @while_open
    def set_title(self, title: str) -> None:
        self.window.set_title(title)

    @while_open
    def resize(self, width: int, height: int) -> None:
        width, height = max(1, width), max(1, height)
        if self._offscreen is not None:
            self._offscreen.resize(width, height)
        self._frame.resize(width, height)

    @while_open
    def move(self, x: int, y: int) -> None:
        self.window.move(x, y)

    def geometry(self) -> tuple[int, int, int, int]:
        if self._closed:
            return (0, 0, 0, 0)
        return *self.window.get_position(), *(self._offscreen.size if self._offscreen else self.window.get_size())

    @while_open
    def set_background(self, colour: Colour) -> None:
        self._frame.paint(colour)

    @while_open
    def popup(self, items: Sequence[MenuItem], chosen: Callable[[int], None]) -> None:
        self.menu = popup_menu(self.window, items, chosen)

    @while_open
    def set_menu_bar(self, sections: Sequence[MenuSection], chosen: Callable[[int, int], None]) -> None:
        self._frame.set_menu_bar(sections, chosen)
        if self.spec.keys:
            self._page_keys.set(keys_beside(sections), self._page_key)

    @while_open
    def enable_menu_item(self, section: int, item: int, enabled: bool) -> None:
        self._frame.enable_menu_item(section, item, enabled)

    @while_open
    def set_hotkeys(self, hotkeys: Sequence[Hotkey], pressed: Callable[[int], None]) -> None:
        self._hotkeys.set(hotkeys, pressed)

    @while_open
    def focus(self) -> None:
        self._frame.focus()

    @while_open
    def blur(self) -> None:
        self._frame.blur()

    @while_open
    def set_above(self, above: bool) -> None:
        self.window.set_keep_above(above)

    @while_open
    def set_fullscreen(self, fullscreen: bool) -> None:
        self._frame.set_fullscreen(fullscreen)

    @while_open
    def set_kiosk(self, kiosk: bool) -> None:
        self._frame.set_kiosk(kiosk)

    @while_open
    def set_opacity(self, opacity: float) -> None:
        self.window.set_opacity(opacity)

    @while_open
    def set_skip_taskbar(self, skip: bool) -> None:
        self._frame.set_skip_taskbar(skip)

    @property
    def is_kiosk(self) -> bool:
        """Whether the window is a kiosk."""
        return not self._closed and self._frame.kiosk

    def evaluate(self, script: str, done: Callable[[Any, str | None], None] | None = None) -> None:
        if not self._closed:
            evaluate(self.webview, script, done)
        elif done is not None:
            done(None, "the window is closed")

    def snapshot(self, path: Path, done: Callable[[str | None], None]) -> None:
        def finished(webview: WebKit2.WebView, result: Gio.AsyncResult) -> None:
            try:
                webview.get_snapshot_finish(result).write_to_png(str(path))
            except Exception as failure:
                done(getattr(failure, "message", str(failure)))
            else:
                done(None)

        if self._closed:
            done("the window is closed")
            return
        region, options = WebKit2.SnapshotRegion.VISIBLE, WebKit2.SnapshotOptions.NONE
        self.webview.get_snapshot(region, options, None, finished)

    def look(self, done: Callable[[bool | None], None]) -> None:
        from oro_framework.host.backends.gtk.painted import is_painted  # needed once

        def look_now() -> bool:
            done(None if self._closed else is_painted(self.webview))
            return False

        GLib.idle_add(look_now, priority=GLib.PRIORITY_LOW)  # after GTK has laid out the window

    @while_open
    def show_inspector(self) -> None:
        self.webview.get_settings().set_enable_developer_extras(True)
        self.webview.get_inspector().show()

    @while_open
    def toggle_inspector(self) -> None:
        """Show the inspector, or close the one that is shown."""
        inspector = self.webview.get_inspector()
        if inspector.get_web_view() is None:
            self.show_inspector()
        else:
            inspector.close()


def _release(browser: BrowserView, *sources: Any) -> bool:
    """Take pywebview's browser apart and disconnect every handler, once GTK's own have done their part."""
    browser.pywebview_window.native = None
    vars(browser).clear()
    for source in sources:
        GObject.signal_handlers_destroy(source)
    return False
