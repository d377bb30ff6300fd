"""WebKitGTK through pywebview: the default on Linux.

Real statuses and headers, streams, aborts. What it lacks is made up for in `webkit/preload.py`: bodies with
Blobs would crash it, media of our schemes would not play, the console is silent.

The toolkit is imported when `run` begins, never by importing this module.
"""

from __future__ import annotations

import logging
import secrets
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from msgspec.structs import replace

from oro_framework.errors import Unsupported
from oro_framework.host.backends.engine_store import EngineStore, Profile
from oro_framework.host.backends.gtk.collector import Collector
from oro_framework.host.backends.gtk.environment import prepare_environment
from oro_framework.host.backends.interface.capabilities import WEBVIEW, Capabilities, restricted_by_wayland
from oro_framework.host.backends.interface.display import Display
from oro_framework.host.backends.interface.file_dialog import FileDialog
from oro_framework.host.backends.interface.system_clipboard import SystemClipboard
from oro_framework.host.backends.interface.view import View
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.backends.pywebview import PywebviewBackend
from oro_framework.host.backends.webkit.preload import preload_script, worker_script
from oro_framework.host.requests.reply import Door
from oro_framework.types import Scheme

if TYPE_CHECKING:
    from gi.repository import WebKit2
    from webview.platforms.gtk import BrowserView

    from oro_framework.host.backends.driving import Driving
    from oro_framework.host.backends.embedded.view import EmbeddedEvents, EmbeddedView, Embedding
    from oro_framework.host.backends.gtk.certificates import Certificates
    from oro_framework.host.backends.gtk.early_start import WarmEngine
    from oro_framework.host.backends.gtk.embedded import GtkEmbeddedView
    from oro_framework.host.backends.gtk.indicator import GtkIndicator
    from oro_framework.host.backends.gtk.schemes import GtkSchemes
    from oro_framework.host.backends.gtk.tray import GtkTray
    from oro_framework.host.backends.gtk.view import GtkView
    from oro_framework.host.backends.interface.tray_icon import TrayIcon

__all__ = ("GtkBackend",)

TYPELIBS = (
    ("Gdk", "3.0", "gir1.2-gtk-3.0"),
    ("Gtk", "3.0", "gir1.2-gtk-3.0"),
    ("WebKit2", "4.1", "gir1.2-webkit2-4.1"),
    ("Soup", "3.0", "gir1.2-soup-3.0"),
)

ICON_SIZES = (16, 32, 48, 128)
COLLECT = 500
"""Milliseconds between collections."""

_log = logging.getLogger("oro.backend.gtk")


class GtkBackend(PywebviewBackend):
    """See the module."""

    name: ClassVar[str] = "gtk"
    gui: ClassVar[str] = "gtk"
    module: ClassVar[str] = "webview.platforms.gtk"
    names: ClassVar[Sequence[str]] = (
        "_app",
        "webkit.WebContext.new_ephemeral",
        "BrowserView.instances",
        "BrowserView.close_window",
        "BrowserView.on_navigation",
        "BrowserView.on_request",
        "BrowserView.on_js_bridge_call",
        "BrowserView.__init__:new_ephemeral",
        "BrowserView.__init__:webview",
        "BrowserView.__init__:manager",
        "BrowserView.__init__:window",
    )
    capabilities: Capabilities = replace(
        WEBVIEW,
        media=False,
        tls_pins=True,
        menus=True,
        tray=True,
        hotkeys=True,
        drops=True,
        storage=True,
        page_tools=True,
        fullscreen=True,
        parents=True,
        grips=True,
        transparent=True,
        opacity=True,
        taskbar=True,
        displays=True,
        cursor=True,
        shared_memory=True,
        views=True,
        profiles=True,
        proxies=True,
        notes=(
            "the head of a streamed answer reaches the page with its first byte; event streams and ndjson are primed",
            "the body of an answer is read without buffers of the page's own (`byob`): WebKitGTK 2.52 has streams of"
            " bytes, which keep their last piece until the next one comes, so they are turned off",
            "media of our schemes plays by the preload: small as a Blob, large at an address on the loopback interface",
            "a large file that answers fetch in the top frame is opened by the page's own process",
            "the tray icon is shown by trays of X11, or over D-Bus by libayatana-appindicator: there every click opens"
            " its menu and `tray` is not told",
            "WebKit sends the languages of the context that set them last, so every profile has those of the app",
            "what one origin stored is deleted with those of every port of its host",
            "isolated pages have `SharedArrayBuffer`, and so have all frames in them: WebKit isolates no pages of our"
            " schemes, nor keeps them to what may be embedded; `crossOriginIsolated` is true by the preload",
            "a download of our schemes is fetched once more by the host, without an origin; forms that are posted"
            " save nothing",
            "pins: a pinned host whose certificate is not trusted loads once it is opened in the top frame, then for"
            " frames and requests too; the certificate of every document of the top frame is checked as it begins,"
            " by when its first script may have run,"
            " those of frames and requests are not seen",
        ),
    )
    in_wayland: ClassVar[Capabilities | None] = restricted_by_wayland(
        capabilities,
        "under Wayland a tray icon is shown over D-Bus, by libayatana-appindicator, or not at all",
        "under Wayland a window without the keyboard reads nothing that other programs copied",
        "under Wayland a window is at least as wide as its title bar, which GTK draws: 122 px in Debian 12",
    )

    def __init__(self, schemes: Sequence[Scheme], door: Door, app_id: str) -> None:
        super().__init__(schemes, door, app_id)
        self._secret = secrets.token_urlsafe(18)
        self._contexts: dict[tuple[Profile, bool], WebKit2.WebContext] = {}
        self._making: tuple[Profile, bool] | None = None
        """The profile of the view that is being made, and whether it is trusted."""
        self._views: dict[WebKit2.WebView, GtkView] = {}
        self._embedded: dict[WebKit2.WebView, GtkEmbeddedView] = {}
        self._dialogs: list[Any] = []
        self._clipboard: SystemClipboard | None = None
        self._collector = Collector()
        self._folder = Path()
        self._timer = 0
        self._tray: GtkIndicator | GtkTray | None = None
        self._answers: GtkSchemes
        self._certificates: Certificates
        self._warm: WarmEngine | None = None
        self._driving: Driving | None = None
        self.allow_framing(())
        self.worker_preload = worker_script(self._names(), f"oro://{app_id}")

    @classmethod
    def missing(cls) -> list[str]:
        try:
            import gi
        except ImportError:
            return [_without_pygobject()]
        found: list[str] = []
        for namespace, version, package in TYPELIBS:
            try:
                gi.require_version(namespace, version)
            except ValueError:
                found.append(f"{namespace} {version} is not installed: apt install {package}")
        if not found:
            from gi.repository import Gdk

            if Gdk.Display.get_default() is None:
                from oro_framework.host.backends.displays import ADVICE, dead_displays  # most machines have one

                found += list(dead_displays()) or [f"no display can be opened: {ADVICE}"]
        try:
            import webview  # noqa: F401
        except ImportError:
            found.append("pywebview is not installed: pip install 'oro-framework[gtk]'")
        return found

    def allow_framing(self, origins: Sequence[str]) -> None:
        super().allow_framing(origins)
        self.preload = preload_script(self._names(), f"oro://{self.app_id}", self._secret, self.framers)

    def open_to_drivers(self, driving: Driving) -> None:
        if driving.control is None:
            raise Unsupported(
                "Cannot open a port for debuggers: WebKitGTK does not speak their protocol. `--backend qt` does; with"
                " WebKitGTK, `oro webdriver` drives the app, and WEBKIT_INSPECTOR_HTTP_SERVER=127.0.0.1:PORT with"
                " --debug shows its inspector in a browser"
            )
        self._driving = driving

    def _names(self) -> list[str]:
        return [scheme.name for scheme in self.schemes]

    # -- pywebview -------------------------------------------------------------------------------------

    def prepare(self) -> Mapping[str, object]:
        """Make every view share one context, and so its storage, its channels and our schemes."""
        from oro_framework.host.backends.gtk.certificates import Certificates
        from oro_framework.host.backends.gtk.early_start import take_warm
        from oro_framework.host.backends.gtk.schemes import GtkSchemes

        self._answers = GtkSchemes(self.schemes, self.door, self.app_id, self._secret, self.post)
        self._certificates = Certificates(lambda: self.pins)
        self._webkit = self.platform.webkit
        if self._driving is not None:
            from oro_framework.host.backends.gtk import automation  # no other run needs it

            automation.listen(self._driving)
        self._warm = take_warm(self.profile.storage, isolated=self.isolated)
        return {"webkit": _SharedContext(self._webkit, self._context, self._view)}

    def run(self, ready: Callable[[], None]) -> None:
        prepare_environment(isolated=self.isolated)
        self._collector.start()
        try:
            with tempfile.TemporaryDirectory(prefix="oro-files-") as folder:
                self._folder = Path(folder)
                super().run(ready)
        finally:
            self._end()
            self._collector.stop()

    def _end(self) -> None:
        """Close what an interrupt left open; the application that was interrupted cannot run again."""
        for view in list(self._views.values()):
            view.close()
        self._contexts.clear()
        if hasattr(self, "_answers"):
            self._answers.media.close()
            self.platform._app = None

    def hold(self) -> None:
        if _in_wayland():
            self.capabilities = self.in_wayland or self.capabilities
        self._see_through()
        self._name_windows()
        self.platform._app.hold()
        self._timer = self.platform.glib.timeout_add(COLLECT, self._collector.tick)

    def _see_through(self) -> None:
        """Claim no transparency where no compositor blends windows."""
        from gi.repository import Gdk

        if not Gdk.Screen.get_default().is_composited():
            self.capabilities = replace(self.capabilities, transparent=False, opacity=False)

    def _name_windows(self) -> None:
        """Have desktops know the app's windows by its bundle, and show its icon; before a window exists."""
        from gi.repository import Gdk, GLib, Gtk

        GLib.set_prgname(self.app_id)
        Gdk.set_program_class(self.app_id)
        if self.icon is None:
            return
        from gi.repository import GdkPixbuf

        load = GdkPixbuf.Pixbuf.new_from_file_at_scale
        try:
            Gtk.Window.set_default_icon_list([load(str(self.icon), size, size, True) for size in ICON_SIZES])
        except GLib.Error as error:
            _log.warning('Cannot show icon "%s": %s', self.icon, error.message)

    def wake(self, function: Callable[[], None]) -> None:
        self.platform.glib.idle_add(_once, function, priority=self.platform.glib.PRIORITY_DEFAULT)

    def stop(self) -> None:
        try:
            for dialog in list(self._dialogs):
                dialog.response(self.platform.gtk.ResponseType.CANCEL)
            for view in list(self._views.values()):
                view.close()
            if self._tray is not None:
                self._tray.remove()
                self._tray = None
        finally:
            self.platform.glib.source_remove(self._timer)
            self._contexts.clear()
            if self._warm is not None:
                self._warm.cool()
                self._warm = None
            self.platform._app.quit()

    def make_browser(self, window: Any) -> Any:
        browser = self.platform.BrowserView(window)
        if not window.hidden:
            browser.window.show_all()
        elif (content := browser.window.get_child()) is not None:
            content.show_all()
        return browser

    def _context(self) -> Any:
        """Return the context for the view being made."""
        return self._context_of(*(self._making or (self.profile, True)))

    def _context_of(self, profile: Profile, trusted: bool) -> WebKit2.WebContext:
        """Return one of the two contexts of a profile; an untrusted one has none of our schemes."""
        from oro_framework.host.backends.gtk.storage import keep_cookies, new_context

        context = self._contexts.get((profile, trusted))
        if context is None:
            first = profile is self.profile and trusted
            warm = self._warm.context if self._warm is not None and first else None
            keep = profile.storage.keep(self.name, trusted)
            context = self._contexts[profile, trusted] = warm or new_context(keep)
            keep_cookies(context, keep)
            context.connect("download-started", self._downloading)
            if self.spelling:  # loads dictionaries, so only once there is nothing else to do
                glib = self.platform.glib
                glib.idle_add(self._check_spelling, context, priority=glib.PRIORITY_LOW)
            if languages := profile.languages or self.profile.languages:
                context.set_preferred_languages(list(languages))
            if profile.proxy is not None:
                from oro_framework.host.backends.gtk.proxy import set_proxy  # few apps have one

                set_proxy(context, profile.proxy)
            if trusted:
                self._answers.register(context)
                self._allow_driver(context)
        return context

    def _check_spelling(self, context: WebKit2.WebContext) -> bool:
        context.set_spell_checking_languages(list(self.spelling))
        context.set_spell_checking_enabled(True)
        return False

    def _allow_driver(self, context: WebKit2.WebContext) -> None:
        if self._driving is not None:
            from oro_framework.host.backends.gtk import automation  # no other run needs it

            automation.allow(context, lambda: next(iter(self._views)))

    def _downloading(self, _context: WebKit2.WebContext, download: WebKit2.Download) -> None:
        from oro_framework.host.backends.gtk.downloads import begin

        webview = download.get_web_view()
        view = self._views.get(webview) or self._embedded.get(webview)
        schemes = frozenset(scheme.name for scheme in self.schemes)
        if view is None:
            begin(download, None, None, schemes)
        else:
            begin(download, view.events, view.download_names, schemes)

    def pending(self) -> int:
        """Return how many requests the engine has open. GUI thread."""
        return sum(len(view.replies) for view in self._views.values())

    def _view(self, user_content_manager: WebKit2.UserContentManager, web_context: WebKit2.WebContext) -> Any:
        """Make WebKit's view; the first one in the process that was started early."""
        if self._warm is not None and web_context is self._warm.context:
            view = self._warm.view(user_content_manager)
        else:
            _, trusted = self._making or (self.profile, True)
            view = self._webkit.WebView(
                user_content_manager=user_content_manager,
                web_context=web_context,
                is_controlled_by_automation=self._driving is not None and trusted,
            )
        view.connect("context-menu", self._context_menu)
        if self.isolated:
            from oro_framework.host.backends.gtk.features import turn_on_storage  # few apps are

            turn_on_storage(view.get_settings())
        return view

    def _context_menu(self, webview: WebKit2.WebView, menu: Any, _event: Any, hit: WebKit2.HitTestResult) -> bool:
        """Open our context menu, and keep the signal from pywebview, which would open none."""
        from oro_framework.host.backends.gtk.context_menu import edit  # not needed at the start

        view = self._views.get(webview)
        if view is not None and view.is_kiosk:
            return True
        developer = view is not None and view.spec.inspector
        own = None if view is None else view.own_items
        if edit(menu, hit, webview.execute_editing_command, own, developer=developer):
            return True
        webview.stop_emission_by_name("context-menu")
        return False

    # -- Backend ---------------------------------------------------------------------------------------

    def create_view(self, spec: ViewSpec, events: ViewEvents) -> View:
        from oro_framework.host.backends.gtk.view import GtkView

        made: list[GtkView] = []

        def dress(browser: BrowserView) -> None:
            media = self._answers.media
            view = GtkView(
                browser, spec, events, self._folder, media, self._certificates, self.open_external, self._forget
            )
            self._views[view.webview] = view
            if spec.trusted:
                self._answers.views[view.webview] = view
            made.append(view)

        self._making = (spec.profile or self.profile, spec.trusted)
        try:
            self.open_browser(spec, dress)
        finally:
            self._making = None
        return made[0]

    def embed(self, parent: View, spec: ViewSpec, embedding: Embedding, events: EmbeddedEvents) -> EmbeddedView:
        """Make a view over the page of a window and start loading. GUI thread."""
        from oro_framework.host.backends.gtk.embedded import GtkEmbeddedView  # few apps have views

        view = GtkEmbeddedView(
            cast("GtkView", parent),
            self._context_of(spec.profile or self.profile, spec.trusted),
            spec,
            embedding,
            events,
            app=f"oro://{self.app_id}",
            certificates=self._certificates,
            forget=lambda view: self._embedded.pop(view.webview, None),
        )
        self._embedded[view.webview] = view
        return view

    def _forget(self, view: GtkView) -> None:
        self._views.pop(view.webview, None)
        self._answers.views.pop(view.webview, None)

    def open_external(self, url: str) -> None:
        from gi.repository import Gio

        Gio.AppInfo.launch_default_for_uri_async(url, None, None, _launched, url)

    def screen_size(self) -> tuple[int, int]:
        from gi.repository import Gdk

        display = Gdk.Display.get_default()
        box = (display.get_primary_monitor() or display.get_monitor(0)).get_geometry()
        return box.width, box.height

    def prefers_dark(self) -> bool:
        from gi.repository import Gtk

        settings = Gtk.Settings.get_default()
        theme: str = settings.get_property("gtk-theme-name") or ""
        return bool(settings.get_property("gtk-application-prefer-dark-theme")) or theme.lower().endswith("-dark")

    def prefer(self, dark: bool | None, contrast: bool | None, still: bool | None) -> None:
        from oro_framework.host.backends.gtk.preferences import prefer  # few apps follow the desktop

        prefer(dark, contrast, still)

    def displays(self) -> list[Display]:
        from oro_framework.host.backends.gtk.displays import all_displays

        return all_displays()

    def watch_displays(self, changed: Callable[[], None]) -> None:
        from oro_framework.host.backends.gtk.displays import watch

        watch(changed)

    def cursor(self) -> tuple[int, int]:
        from oro_framework.host.backends.gtk.displays import cursor

        return cursor()

    def show_tray(
        self,
        tray: TrayIcon,
        chosen: Callable[[int, int], None],
        clicked: Callable[[], None],
        done: Callable[[str | None], None],
    ) -> None:
        from oro_framework.host.backends.gtk.indicator import GtkIndicator
        from oro_framework.host.backends.gtk.tray import GtkTray

        if self._tray is not None:
            self._tray.remove()
        if GtkIndicator.usable():
            self._tray = GtkIndicator(self.app_id, tray, chosen)
            done(None)
        elif _in_wayland():
            self._tray = None
            done("the desktop takes no icons over D-Bus, or libayatana-appindicator is not installed")
        else:
            self._tray = GtkTray(tray, chosen, clicked, done)

    def file_dialog(self, dialog: FileDialog, done: Callable[[list[str]], None]) -> None:
        from oro_framework.host.backends.gtk.dialog import open_dialog

        def answered(paths: list[str]) -> None:
            self._dialogs.remove(chooser)
            done(paths)

        parent = next((view.window for view in self._views.values() if view.window.is_active()), None)
        chooser = open_dialog(dialog, parent, answered)
        self._dialogs.append(chooser)

    def ask(self, title: str, text: str, choices: Sequence[str], done: Callable[[int | None], None]) -> None:
        from oro_framework.host.backends.gtk.question import open_question

        def answered(chosen: int | None) -> None:
            self._dialogs.remove(dialog)
            done(chosen)

        parent = next((view.window for view in self._views.values() if view.window.is_active()), None)
        dialog = open_question(title, text, choices, parent, answered)
        self._dialogs.append(dialog)

    def ask_choice(
        self,
        title: str,
        text: str,
        rows: Sequence[str],
        buttons: Sequence[str],
        done: Callable[[int | None, int | None], None],
    ) -> None:
        from oro_framework.host.backends.gtk.chooser import open_chooser

        def answered(row: int | None, button: int | None) -> None:
            self._dialogs.remove(dialog)
            done(row, button)

        parent = next((view.window for view in self._views.values() if view.window.is_active()), None)
        dialog = open_chooser(title, text, rows, buttons, parent, answered)
        self._dialogs.append(dialog)

    def stores(self, profile: Profile) -> Sequence[EngineStore]:
        from oro_framework.host.backends.gtk.store import GtkStore  # only apps that reach into stores need it

        return [GtkStore(self._context_of(profile, trusted)) for trusted in (False, True)]

    def clipboard(self) -> SystemClipboard:
        if self._clipboard is None:
            from oro_framework.host.backends.gtk.clipboard import GtkClipboard

            self._clipboard = GtkClipboard()
        return self._clipboard


def _in_wayland() -> bool:
    """Return whether GTK shows windows by Wayland, which it prefers where it has the choice."""
    from gi.repository import Gdk

    return type(Gdk.Display.get_default()).__name__ == "GdkWaylandDisplay"


def _without_pygobject() -> str:
    """Return how to have PyGObject, in a virtual environment and outside."""
    system = "apt install python3-gi gir1.2-gtk-3.0 gir1.2-webkit2-4.1"
    if sys.prefix == sys.base_prefix:
        return f"PyGObject is not installed: {system}, or pip install 'oro-framework[gtk]'"
    return (
        f"PyGObject is not installed in this virtual environment: {system}, and make the environment anew with "
        "--system-site-packages; or have it compiled here: apt install gcc pkg-config libgirepository1.0-dev "
        "libcairo2-dev gir1.2-webkit2-4.1, then pip install 'oro-framework[gtk]'"
    )


class _SharedContext:
    """Stands in for the `webkit` module inside pywebview; new ephemeral contexts and views are ours."""

    def __init__(self, webkit: Any, context: Callable[[], Any], view: Callable[[Any, Any], Any]) -> None:
        self._webkit = webkit
        self.WebContext = self
        self.new_ephemeral = context
        self.WebView = view

    def __getattr__(self, name: str) -> Any:
        return getattr(self._webkit, name)


def _once(function: Callable[[], None]) -> bool:
    function()
    return False


def _launched(_source: Any, result: Any, url: str) -> None:
    from gi.repository import Gio

    try:
        Gio.AppInfo.launch_default_for_uri_finish(result)
    except Exception as error:
        _log.warning('Cannot open "%s" outside: %s', url, getattr(error, "message", error))
