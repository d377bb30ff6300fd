"""QtWebEngine (Chromium) through pywebview: PySide6 from Python 3.12 on, PyQt6 below.

One profile serves every window of the app, so that they share storage and channels; windows for foreign
origins have another, which knows none of our schemes.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any, ClassVar, cast

from msgspec.structs import replace

from oro_framework.errors import Unsupported
from oro_framework.host.backends.engine_store import EngineStore, Profile
from oro_framework.host.backends.interface.capabilities import WEBVIEW, Capabilities, restricted_by_wayland
from oro_framework.host.backends.interface.display import Display
from oro_framework.host.backends.interface.system_clipboard import SystemClipboard
from oro_framework.host.backends.interface.view import View
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.backends.pywebview import PywebviewBackend
from oro_framework.host.backends.qt.enums import promote_at_first_use
from oro_framework.host.backends.qt.requirements import binding, missing_libraries, missing_packages
from oro_framework.host.backends.webkit.preload import console_script
from oro_framework.host.requests.protocol import MODULE_SCHEMES
from oro_framework.host.requests.reply import Door
from oro_framework.types import Scheme

if TYPE_CHECKING:
    from qtpy.QtWebEngineCore import QWebEngineDownloadRequest, QWebEngineProfile
    from qtpy.QtWidgets import QDialog
    from webview.platforms.qt import BrowserView

    from oro_framework.host.backends.driving import Driving
    from oro_framework.host.backends.embedded.view import EmbeddedEvents, EmbeddedView, Embedding
    from oro_framework.host.backends.interface.tray_icon import TrayIcon
    from oro_framework.host.backends.qt.storage import CookieChanges
    from oro_framework.host.backends.qt.view import QtView

__all__ = ("QtBackend",)

LAST_READS = 5.0
"""Seconds a run waits at its end for reads of bodies that are under way, such as those of a slow disk."""


class QtBackend(PywebviewBackend):
    """Windows with QtWebEngine."""

    name = "qt"
    capabilities = replace(
        WEBVIEW,
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
        cross_origin_isolated=True,
        webgpu=True,
        views=True,
        profiles=True,
        profile_languages=True,
        notes=(
            "Statuses and the case of header values reach fetch and XMLHttpRequest, in workers too, by a wrapper;"
            " for images, scripts, styles, fonts, media, workers and event streams a bad status is a network error",
            "In workers, requests that scripts cannot make themselves (imports) have no known origin",
            "Every redirect is a 303 to the page, followed within our schemes only",
            "A request body has at most 256 MiB",
            "A shared worker belongs to a window only while one window shows its origin",
            "`session.clear` reaches cookies and copies of answers of every origin, but what only the app's own origin"
            " stored; `oro session clear` reaches all",
            "The proxy is the whole app's, `[webview] proxy`: the engine notices a change some requests late",
            "Whether a cookie is `sameSite` can be set and not be read",
            "`navigator.gpu` is there, and gives an adapter where Vulkan has a driver; without one, null",
            "A frame that begins as about:blank runs the preload late or not at all",
            "Spelling is checked where there are dictionaries in Chromium's own format; `oro doctor` says whether",
            "Hotkeys with Shift and a digit or sign name what the keyboard writes then",
            "Pins: only certificates that are not trusted are seen, those of frames and requests too; a trusted one"
            " loads whatever is pinned, and one that was accepted stays so until the app ends",
        ),
    )
    in_wayland: ClassVar[Capabilities | None] = restricted_by_wayland(
        capabilities,
        "Under Wayland a tray icon is shown over D-Bus or not at all",
        "Under Wayland what a window without the keyboard copies stays in the app, and takes from other programs what"
        " they could paste; it reads nothing of theirs",
    )
    gui = "qt"
    module = "webview.platforms.qt"
    names: ClassVar[Sequence[str]] = (
        "BrowserView.__init__:before_show",
        "BrowserView.__init__:real_url",
        "BrowserView.WebPage.onFeaturePermissionRequested",
        "BrowserView.on_load_finished",
        "BrowserView.on_cookie_added",
        "BrowserView.on_cookie_removed",
        "BrowserView.closeEvent:instances",
        "QWebEngineProfile",
        "environ_append",
        "_sigint_handler",
        "destroy_window",
    )

    def __init__(self, schemes: Sequence[Scheme], door: Door, app_id: str) -> None:
        super().__init__(schemes, door, app_id)
        api = binding()
        if api is None:
            raise Unsupported(f"Cannot use QtWebEngine: {'; '.join(self.missing())}")
        os.environ["QT_API"] = api.lower()
        promote_at_first_use()
        self._names = frozenset(scheme.name for scheme in schemes)
        self._profiles: dict[tuple[Profile, bool], QWebEngineProfile] = {}
        self._stores: dict[tuple[Profile, bool], EngineStore] = {}
        self._changes: dict[tuple[Profile, bool], CookieChanges] = {}
        self._making: tuple[Profile, bool] | None = None
        """The profile of the view that is being made, and whether it is trusted."""
        self._questions: list[QDialog] = []
        """Dialogs that are open."""
        self._dictionaries: list[str] = []
        """The names of those that spelling is checked by."""
        self._bell: Any = None
        self._application: Any = None
        self._driving: Driving | None = None
        self._handler: Any = None
        self._views: Any = None
        self._tray: Any = None
        text = resources.files(__package__).joinpath("preload.js").read_text("utf-8")
        self._engine_text = text.strip()
        self.console_mark = f"\u2063{secrets.token_hex(8)} "
        """The beginning of what a page's console tells; every page can read it, as it prints what it likes anyway."""

    @classmethod
    def missing(cls) -> list[str]:
        """Return the missing requirements of the backend, each with the command that installs it."""
        return [*missing_packages(), *missing_libraries()]

    def open_to_drivers(self, driving: Driving) -> None:
        self._driving = driving

    # -- the toolkit -----------------------------------------------------------------------------------------

    def prepare(self) -> Mapping[str, object]:
        from oro_framework.host.backends.qt.application import Application, allow_root, check_bounds, register
        from oro_framework.host.backends.qt.files import choose_files
        from oro_framework.host.backends.qt.view import console_message

        allow_root()
        check_bounds()
        self._find_dictionaries()
        register(self.schemes)
        page = self.platform.BrowserView.WebPage
        page.javaScriptConsoleMessage = console_message
        page.createWindow = lambda *_: None
        page.chooseFiles = choose_files
        if self._driving is not None:
            from oro_framework.host.backends.qt import debugging  # no other run needs it

            debugging.listen(self._driving)
            if self._driving.control is not None:
                debugging.DrivenDialogs(self._driving.control).take_over(page)
        self._application = Application(self.platform.QApplication, self.app_id)
        return {
            "QApplication": self._application,
            "QWebEngineProfile": self._profile,
            "environ_append": lambda *_: None,
            "_sigint_handler": signal.getsignal(signal.SIGINT),  # it would quit Qt under a host that is still running
        }

    def _find_dictionaries(self) -> None:
        """Find what spelling is checked by, before Qt's application looks for it."""
        from oro_framework.host.backends.qt.dictionaries import VARIABLE, dictionaries, with_dictionary

        folder, there = dictionaries(os.environ) if self.spelling else (None, frozenset())
        if folder is not None:
            os.environ[VARIABLE] = str(folder)
        self._dictionaries = with_dictionary(self.spelling, there)

    def hold(self) -> None:
        from qtpy.QtCore import QObject, Qt, Signal
        from qtpy.QtGui import QIcon
        from qtpy.QtWidgets import QApplication

        from oro_framework.host.backends.qt.displays import composited
        from oro_framework.host.backends.qt.schemes import SchemeHandler
        from oro_framework.host.backends.qt.senders import QtViews

        class Bell(QObject):  # type: ignore[misc]
            rung = Signal()

        application = QApplication.instance()
        if application.platformName() == "wayland":
            self.capabilities = self.in_wayland or self.capabilities
        if not composited():
            self.capabilities = replace(self.capabilities, transparent=False, opacity=False)
        application.setQuitOnLastWindowClosed(False)
        application.setApplicationName(self.app_id)
        application.setDesktopFileName(self.app_id)
        if self._driving is not None:
            from oro_framework.host.backends.qt.debugging import name_as_chrome  # no other run needs it

            name_as_chrome(application)
        if self.icon is not None:
            application.setWindowIcon(QIcon(str(self.icon)))
        if self.profile.proxy is not None:
            from oro_framework.host.backends.qt.proxy import set_proxy  # few apps have one

            set_proxy(self.profile.proxy)
        self._bell = Bell()
        self._bell.rung.connect(self._rung, Qt.ConnectionType.QueuedConnection)
        self._views = QtViews(f"oro://{self.app_id}")
        self._handler = SchemeHandler(
            door=self.door,
            post=self.post,
            views=self._views,
            schemes=self._names,
            modules=MODULE_SCHEMES & self._names,
            bundle=self.app_id,
            worker_prefix=self._engine_script({"view": self._views.worker_token}).encode(),
        )
        self.worker_preload = self._engine_script({"view": None})

    def wake(self, function: Callable[[], None]) -> None:
        self._woken = function
        self._bell.rung.emit()

    def _rung(self) -> None:
        self._woken()

    def stop(self) -> None:
        for box in list(self._questions):
            box.close()
        for view in self._views.all():
            view.close()
        if self._tray is not None:
            self._tray.remove()
            self._tray = None
        self._application.exit()

    def run(self, ready: Callable[[], None]) -> None:
        """Run the GUI loop; call `ready` on the GUI thread; return after `quit`.

        Raises:
            Unsupported: Qt or pywebview is missing, or Qt runs already without one of our schemes.
            Exception: what `ready` raised, after the loop was ended.
        """
        from oro_framework.host.backends.qt.application import excepthook

        with excepthook():
            try:
                super().run(ready)
            finally:
                self._dispose()

    def _dispose(self) -> None:
        """Let Qt delete what we leave, pages before profiles, while its application is still there.

        Deleting a page ends its requests only later, on Chromium's IO thread. Letting go of their devices before
        that lets it read and close freed memory: a segmentation fault in 4 of 4 runs that ended during a slow
        read (PyQt6 and PySide6), a corrupt heap now and then in any other.
        """
        if self._handler is None:
            return
        from qtpy.QtCore import QCoreApplication, QEvent

        def delete_now() -> None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

        delete_now()
        self._handler.refuse()
        if self._handler.live:
            self._handler.emptied = self._application.exit
            self._application.wait(LAST_READS)
        self._stores.clear()
        self._changes.clear()
        for profile in self._profiles.values():
            profile.deleteLater()
        self._profiles.clear()
        delete_now()
        self._drain()
        self._handler.abandon()
        self._handler = self._bell = None

    def pending(self) -> int:
        """Return the number of requests that Qt has not released. GUI thread."""
        return len(self._handler.live)

    def make_browser(self, window: Any) -> Any:
        browser = self.platform.BrowserView(window)
        if not window.hidden:
            browser.show()
        return browser

    def _profile(self, *_: object) -> Any:
        """Stand in for the profile class pywebview would make one of per window."""
        return self._profile_of(*(self._making or (self.profile, True)))

    def _profile_of(self, asked: Profile, trusted: bool) -> QWebEngineProfile:
        """Return one of the engine's two for a profile of the app; an untrusted one has none of our schemes."""
        profile = self._profiles.get((asked, trusted))
        if profile is None:
            from oro_framework.host.backends.qt.permissions import forget_answers
            from oro_framework.host.backends.qt.storage import CookieChanges, new_profile

            keep = asked.storage.keep(self.name, trusted)
            profile = self._profiles[asked, trusted] = new_profile(keep, asked.name)
            self._changes[asked, trusted] = CookieChanges(profile, keep.data / "Cookies" if keep else None)
            forget_answers(profile)
            if self._dictionaries:
                profile.setSpellCheckLanguages(self._dictionaries)
                profile.setSpellCheckEnabled(True)
            profile.downloadRequested.connect(self._downloading)
            if asked.user_agent:
                profile.setHttpUserAgent(asked.user_agent)
            if languages := asked.languages or self.profile.languages:
                profile.setHttpAcceptLanguage(",".join(languages))
            if trusted:
                for name in self._names:
                    profile.installUrlSchemeHandler(name.encode(), self._handler)
        return profile

    def _downloading(self, request: QWebEngineDownloadRequest) -> None:
        from oro_framework.host.backends.qt.downloads import begin

        view = getattr(request.page(), "oro_view", None)
        begin(request, None if view is None else view.events)

    def _engine_script(self, options: Mapping[str, object]) -> str:
        schemes = [f"{name}:" for name in self._names]
        console = f"(engine => {{ {console_script()} }})({json.dumps({'consoleMark': self.console_mark})});"
        options = {"schemes": schemes, "origin": f"oro://{self.app_id}", **options}
        if self._driving is not None:  # a debugger wants messages as the page wrote them
            console = ""
        return f"{self._engine_text}({json.dumps(options)});{console}"

    # -- Backend -----------------------------------------------------------------------------------------------

    def create_view(self, spec: ViewSpec, events: ViewEvents) -> View:
        """Make a view and start loading. GUI thread."""
        from oro_framework.host.backends.qt.view import QtView

        made: list[QtView] = []

        def dress(browser: BrowserView) -> None:
            profile = browser.webview.page().profile()
            agent: str = profile.httpUserAgent()
            if spec.user_agent_suffix and not agent.endswith(spec.user_agent_suffix):
                profile.setHttpUserAgent(f"{agent} {spec.user_agent_suffix}")
            view = QtView(
                browser,
                spec,
                events,
                console_mark=self.console_mark,
                worker_lines=self._handler.worker_prefix.count(b"\n"),
                engine_script=lambda options: self._engine_script({**options, "own": self._handler.secret}),
                schemes=self._names if spec.trusted else frozenset(),
                composited=self.capabilities.transparent,
                post=self.post,
                pins=lambda: self.pins,
                removed=self._views.remove,
                open_external=self.open_external,
            )
            self._views.add(view)
            made.append(view)

        self._making = (spec.profile or self.profile, spec.trusted)
        try:
            self.open_browser(spec, dress)
        finally:
            self._making = None
        if spec.offscreen:
            made[0].show_offscreen()
        return made[0]

    def embed(self, parent: View, spec: ViewSpec, embedding: Embedding, events: EmbeddedEvents) -> EmbeddedView:
        """Make a view over the page of a window and start loading. GUI thread."""
        from oro_framework.host.backends.qt.embedded import QtEmbeddedView  # few apps have views

        profile = self._profile_of(spec.profile or self.profile, spec.trusted)
        origin = f"oro://{self.app_id}"
        return QtEmbeddedView(
            cast("QtView", parent), profile, spec, embedding, events, app=origin, pins=lambda: self.pins
        )

    def screen_size(self) -> tuple[int, int]:
        from qtpy.QtWidgets import QApplication

        size = QApplication.primaryScreen().size()
        return size.width(), size.height()

    def displays(self) -> list[Display]:
        from oro_framework.host.backends.qt.displays import all_displays

        return all_displays()

    def watch_displays(self, changed: Callable[[], None]) -> None:
        from oro_framework.host.backends.qt.displays import watch

        watch(changed)

    def cursor(self) -> tuple[int, int]:
        from oro_framework.host.backends.qt.displays import cursor

        return cursor()

    def show_tray(
        self,
        tray: TrayIcon,
        chosen: Callable[[int, int], None],
        clicked: Callable[[], None],
        done: Callable[[str | None], None],
    ) -> None:
        from oro_framework.host.backends.qt.tray import QtTray

        if self._tray is not None:
            self._tray.remove()
        self._tray = QtTray.shown(tray, chosen, clicked)
        done(None if self._tray is not None else "the desktop has no tray")

    def ask(self, title: str, text: str, choices: Sequence[str], done: Callable[[int | None], None]) -> None:
        from oro_framework.host.backends.qt.question import open_question

        def answered(chosen: int | None) -> None:
            self._questions.remove(box)
            done(chosen)

        box = open_question(title, text, choices, answered)
        self._questions.append(box)

    def ask_choice(
        self,
        title: str,
        text: str,
        rows: Sequence[str],
        buttons: Sequence[str],
        done: Callable[[int | None, int | None], None],
    ) -> None:
        from oro_framework.host.backends.qt.chooser import open_chooser

        def answered(row: int | None, button: int | None) -> None:
            self._questions.remove(dialog)
            done(row, button)

        dialog = open_chooser(title, text, rows, buttons, answered)
        self._questions.append(dialog)

    def stores(self, profile: Profile) -> Sequence[EngineStore]:
        """Return the stores of a profile. GUI thread."""
        return [self._store(profile, trusted) for trusted in (False, True)]

    def _store(self, profile: Profile, trusted: bool) -> EngineStore:
        from oro_framework.host.backends.qt.store import QtStore  # only apps that reach into stores need it

        store = self._stores.get((profile, trusted))
        if store is None:
            engine = self._profile_of(profile, trusted)
            store = self._stores[profile, trusted] = QtStore(engine, self._changes[profile, trusted])
        return store

    def clipboard(self) -> SystemClipboard:
        from oro_framework.host.backends.qt.clipboard import QtClipboard

        return QtClipboard()

    def prefers_dark(self) -> bool:
        from qtpy.QtGui import QGuiApplication, QPalette

        palette = QGuiApplication.palette()
        behind, text = palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.WindowText)
        return bool(behind.lightness() < text.lightness())
