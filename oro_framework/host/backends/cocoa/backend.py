"""WKWebView through pywebview, on macOS. Unverified: written from pywebview's sources, never run.

The modules beside this one import AppKit and WebKit, so they are imported once the backend runs.
"""

from __future__ import annotations

import importlib.util
import platform
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace

from oro_framework.errors import OroError, Unsupported
from oro_framework.host.backends.cocoa.request import read_request
from oro_framework.host.backends.interface.capabilities import WEBVIEW
from oro_framework.host.backends.interface.view import View
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.backends.pywebview import PYWEBVIEW, PywebviewBackend
from oro_framework.host.backends.webkit.preload import preload_script, worker_script
from oro_framework.host.requests.protocol import MODULE_SCHEMES
from oro_framework.host.requests.reply import Door
from oro_framework.types import Scheme

if TYPE_CHECKING:
    from AppKit import NSApplication, NSEvent, NSScreen
    from WebKit import WKURLSchemeTask, WKWebView, WKWebViewConfiguration
    from webview import Window
    from webview.platforms.cocoa import BrowserView

    from oro_framework.host.backends.cocoa.classes import OroSchemes
    from oro_framework.host.backends.cocoa.reply import CocoaReply
    from oro_framework.host.backends.cocoa.view import CocoaView

__all__ = ("CocoaBackend",)

_OTHER_EVENT = "otherEventWithType_location_modifierFlags_timestamp_windowNumber_context_subtype_data1_data2_"


class CocoaBackend(PywebviewBackend):
    """Windows with WKWebView."""

    name = "cocoa"
    capabilities = replace(
        WEBVIEW,
        verified=False,
        notes=(
            "Written from the sources of pywebview and the documentation of WebKit; never run",
            "Redirects are followed by the host, within one scheme",
            "WebKit buffers a streamed answer without bound while the page does not read it",
            "Bodies with a Blob are turned into bytes by the preload, except in workers",
            "Downloads are refused",
        ),
    )
    gui = "cocoa"
    module = "webview.platforms.cocoa"
    names: ClassVar[Sequence[str]] = (
        "WebKit",
        "_state",
        "BrowserView.app",
        "BrowserView.instances",
        "BrowserView.AppDelegate",
        "BrowserView.BrowserDelegate",
        "BrowserView.__init__:WKWebViewConfiguration",
        "BrowserView.__init__:_browserDelegate",
        "BrowserView.__init__:js_bridge",
        "BrowserView.first_show",
        "BrowserView._recreate_menus",
    )

    def __init__(self, schemes: Sequence[Scheme], door: Door, app_id: str) -> None:
        if platform.system() != "Darwin":
            raise Unsupported(
                f'Cannot use backend "cocoa": WKWebView exists on macOS only, this is {platform.system()}'
            )
        super().__init__(schemes, door, app_id)
        self._secret = secrets.token_urlsafe(18)
        self._views: dict[WKWebView, CocoaView] = {}
        self._replies: dict[WKURLSchemeTask, CocoaReply] = {}
        self._spec: ViewSpec | None = None
        self._handler: OroSchemes | None = None
        names = [scheme.name for scheme in schemes]
        scripts = ("requests.js", "workers.js", "event_source.js", "console.js")
        self.preload = preload_script(names, f"oro://{app_id}", self._secret, scripts=scripts)
        self.worker_preload = worker_script(names, f"oro://{app_id}")

    @classmethod
    def missing(cls) -> list[str]:
        """Return the missing requirements of the backend, each with the command that installs it."""
        if platform.system() != "Darwin":
            return [f"macOS: WKWebView exists nowhere else, this is {platform.system()}"]
        lacking = []
        if importlib.util.find_spec("webview") is None:
            lacking.append(f'pywebview: pip install "{PYWEBVIEW}"')
        if importlib.util.find_spec("objc") is None or importlib.util.find_spec("WebKit") is None:
            lacking.append("PyObjC: pip install pyobjc-core pyobjc-framework-Cocoa pyobjc-framework-WebKit")
        return lacking

    # -- the toolkit -----------------------------------------------------------------------------------------

    def prepare(self) -> Mapping[str, object]:
        from oro_framework.host.backends.cocoa.classes import OroAppDelegate, OroBrowserDelegate, OroSchemes
        from oro_framework.host.backends.cocoa.configuration import WebKitModule

        OroAppDelegate.backend = OroBrowserDelegate.backend = self
        self._handler = OroSchemes.alloc().init()
        self._handler.backend = self
        return {
            "WebKit": WebKitModule(self.platform.WebKit, self._configured),
            "_state": {**self.platform._state, "private_mode": False},  # else each window would empty the store
            "BrowserView.AppDelegate": OroAppDelegate,
            "BrowserView.BrowserDelegate": OroBrowserDelegate,
        }

    def hold(self) -> None:
        """Do nothing: AppKit's loop runs without windows."""

    def wake(self, function: Callable[[], None]) -> None:
        self.platform.AppHelper.callAfter(function)

    def stop(self) -> None:
        for view in list(self._views.values()):
            view.close()
        app: NSApplication = self.platform.BrowserView.app
        app.stop_(None)
        make = getattr(self.platform.AppKit.NSEvent, _OTHER_EVENT)
        nothing: NSEvent = make(self.platform.AppKit.NSEventTypeApplicationDefined, (0, 0), 0, 0, 0, None, 0, 0, 0)
        app.postEvent_atStart_(nothing, True)  # the loop looks up only after an event

    def first_browser(self, window: Window) -> Any:
        helper = self.platform.AppHelper
        return _Loop(super().first_browser(window), self.platform.BrowserView.app, helper.installMachInterrupt)

    def make_browser(self, window: Window) -> BrowserView:
        browser: BrowserView = self.platform.BrowserView(window)
        browser.first_show()
        app: NSApplication = self.platform.BrowserView.app
        app.setMainMenu_(browser._recreate_menus(browser.menu))
        return browser

    def _configured(self, config: WKWebViewConfiguration) -> WKWebViewConfiguration:
        from oro_framework.host.backends.cocoa.configuration import configure  # needs WebKit

        if self._spec is None or self._handler is None:
            return config
        return configure(config, self._spec, self.schemes, self._handler)

    # -- what the Objective-C classes ask, GUI thread -----------------------------------------------------------

    def requested(self, webview: WKWebView, task: WKURLSchemeTask) -> None:
        """Bring a request of a view to the door."""
        from oro_framework.host.backends.cocoa.reply import CocoaReply  # needs Foundation

        view = self._views[webview]
        try:
            modules = MODULE_SCHEMES & {scheme.name for scheme in self.schemes}
            request, navigation = read_request(task, self._secret, modules, self.app_id, view.events.caller)
        except OroError as error:
            make = self.platform.Foundation.NSError.errorWithDomain_code_userInfo_
            task.didFailWithError_(make("oro", error.status, {"NSLocalizedDescription": error.message}))
            return
        reply = self._replies[task] = CocoaReply(
            task,
            request,
            door=self.door,
            post=self.post,
            modules=modules,
            bundle=self.app_id,
            navigate=view.load if navigation else None,
            done=lambda: self._replies.pop(task, None),
        )
        reply.open()

    def request_stopped(self, task: WKURLSchemeTask) -> None:
        """Tell a request's exchange that the page lost interest."""
        if (reply := self._replies.pop(task, None)) is not None:
            reply.stopped()

    def may_navigate(self, webview: WKWebView, url: str, top_level: bool) -> bool:
        """Ask the host about a navigation; open outside what belongs there."""
        view = self._views.get(webview)
        verdict = "allow" if view is None else view.events.navigate(url, top_level)
        if verdict == "external":
            self.open_external(url)
        return verdict == "allow"

    def committed(self, webview: WKWebView) -> None:
        """Tell the host that a document was replaced."""
        if (view := self._views.get(webview)) is not None:
            view.events.document_replaced(str(webview.URL().absoluteString()))

    def terminated(self, webview: WKWebView) -> None:
        """Tell the host that a renderer died."""
        if (view := self._views.get(webview)) is not None:
            view.events.crashed("the web content process ended")

    # -- Backend -----------------------------------------------------------------------------------------------

    def create_view(self, spec: ViewSpec, events: ViewEvents) -> View:
        """Make a view and start loading. GUI thread."""
        from oro_framework.host.backends.cocoa.view import CocoaView  # needs AppKit

        made: list[CocoaView] = []

        def dress(browser: BrowserView) -> None:
            view = CocoaView(browser, spec, events, self._forget)
            self._views[view.webview] = view
            made.append(view)

        self._spec = spec
        try:
            self.open_browser(spec, dress)
        finally:
            self._spec = None
        return made[0]

    def _forget(self, view: CocoaView) -> None:
        self._views.pop(view.webview, None)

    def screen_size(self) -> tuple[int, int]:
        screen: NSScreen = self.platform.AppKit.NSScreen.mainScreen()
        size = screen.frame().size
        return int(size.width), int(size.height)


class _Loop:
    """The stand-in for pywebview's first browser, whose `first_show` runs AppKit's loop."""

    def __init__(self, stand_in: Any, app: NSApplication, take_signals: Callable[[], None]) -> None:
        self._stand_in, self._app, self._take_signals = stand_in, app, take_signals

    def first_show(self) -> None:
        """Run the loop until `stop`."""
        self._app.activateIgnoringOtherApps_(True)
        self._take_signals()
        self._app.run()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stand_in, name)
