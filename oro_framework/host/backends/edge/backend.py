"""WebView2 (Edge) through pywebview, on Windows. Unverified: written from pywebview's sources, never run.

WebView2 takes custom schemes only with options pywebview cannot pass. So a scheme is an address under
`.localhost` here, which WebView2 asks the backend about before it asks the network.
pywebview runs its loop on a thread of its own; that is the GUI thread, and `run` waits on the main thread.
"""

from __future__ import annotations

import importlib.util
import json
import platform
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace

from oro_framework.errors import Unsupported
from oro_framework.host.backends.interface.capabilities import WEBVIEW
from oro_framework.host.backends.interface.view import View
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.backends.pywebview import PYWEBVIEW, PywebviewBackend
from oro_framework.host.requests.protocol import MODULE_SCHEMES
from oro_framework.host.requests.reply import Door
from oro_framework.types import Scheme

if TYPE_CHECKING:
    from Microsoft.Web.WebView2.Core import CoreWebView2InitializationCompletedEventArgs
    from Microsoft.Web.WebView2.WinForms import WebView2
    from System.Drawing import Rectangle
    from System.Windows.Forms import Control, Screen
    from webview import Window
    from webview.platforms.edgechromium import EdgeChrome
    from webview.platforms.winforms import BrowserView

    from oro_framework.host.backends.edge.view import EdgeView

__all__ = ("EdgeBackend",)


class EdgeBackend(PywebviewBackend):
    """Windows with WebView2."""

    name = "edge"
    capabilities = replace(
        WEBVIEW,
        stream_response=False,
        cancel=False,
        verified=False,
        notes=(
            "Written from the sources of pywebview and the documentation of WebView2; never run",
            "The page's own address is https://<bundle>.oro.localhost; what it asks of oro: and ipc: is translated",
            "In workers nothing is translated: they use the addresses under .localhost",
            "Answers reach the page whole, so streams need Conduit; an abort of one request is not noticed",
            "Storage lasts as long as the app runs; pywebview leaves its temporary folder behind",
        ),
    )
    gui = "edgechromium"
    module = "webview.platforms.winforms"
    bridge = "Chromium.inject_pywebview"
    browser_class = "BrowserView.BrowserForm"
    names: ClassVar[Sequence[str]] = (
        "BrowserView.instances",
        "Chromium.EdgeChrome.__init__:CoreWebView2InitializationCompleted",
        "Chromium.EdgeChrome.on_webview_ready",
        "Chromium.EdgeChrome.on_script_notify",
        "WinForms",
        "cache_dir",
        "destroy_window",
    )

    def __init__(self, schemes: Sequence[Scheme], door: Door, app_id: str) -> None:
        if platform.system() != "Windows":
            raise Unsupported(
                f'Cannot use backend "edge": WebView2 exists on Windows only, this is {platform.system()}'
            )
        super().__init__(schemes, door, app_id)
        self._names = frozenset(scheme.name for scheme in schemes)
        self._views: dict[str, EdgeView] = {}
        self._control: Control | None = None
        script = resources.files(__package__).joinpath("preload.js").read_text("utf-8")
        self.preload = f"({script.strip()})({json.dumps({'schemes': sorted(self._names)})});"

    @classmethod
    def missing(cls) -> list[str]:
        """Return the missing requirements of the backend, each with the command that installs it."""
        if platform.system() != "Windows":
            return [f"Windows: WebView2 exists nowhere else, this is {platform.system()}"]
        lacking = []
        if importlib.util.find_spec("webview") is None:
            lacking.append(f'pywebview: pip install "{PYWEBVIEW}"')
        if importlib.util.find_spec("clr") is None:
            lacking.append("pythonnet: pip install pythonnet")
        return lacking

    # -- the toolkit -----------------------------------------------------------------------------------------

    def prepare(self) -> Mapping[str, object]:
        def on_webview_ready(
            browser: EdgeChrome, sender: WebView2, args: CoreWebView2InitializationCompletedEventArgs
        ) -> None:
            window: Window = browser.pywebview_window
            self._views[window.uid].initialized(sender, args)

        return {
            "Chromium.EdgeChrome.on_webview_ready": on_webview_ready,
            "Chromium.EdgeChrome.on_script_notify": lambda *_: None,
        }

    def hold(self) -> None:
        self._control = self.platform.WinForms.Control()
        self._control.CreateControl()  # else it has no handle, and cannot be reached from other threads

    def wake(self, function: Callable[[], None]) -> None:
        if self._control is not None:
            self._control.BeginInvoke(self.platform.Func[self.platform.Type](function))

    def stop(self) -> None:
        for view in list(self._views.values()):
            view.close()
        self.platform.WinForms.Application.Exit()

    def make_browser(self, window: Window) -> BrowserView.BrowserForm:
        form: BrowserView.BrowserForm = self.platform.BrowserView.BrowserForm(window, self.platform.cache_dir)
        self.platform.BrowserView.instances[window.uid] = form
        window.events.before_show.set()
        if not window.hidden:
            form.Show()
        return form

    # -- Backend -----------------------------------------------------------------------------------------------

    def create_view(self, spec: ViewSpec, events: ViewEvents) -> View:
        """Make a view and start loading. GUI thread."""
        from oro_framework.host.backends.edge.view import EdgeView  # imports .NET's classes, which are loaded by now

        made: list[EdgeView] = []

        def dress(form: BrowserView.BrowserForm) -> None:
            view = EdgeView(
                form,
                spec,
                events,
                schemes=self._names if spec.trusted else frozenset(),
                modules=MODULE_SCHEMES & self._names,
                bundle=self.app_id,
                script=spec.preload,
                door=self.door,
                post=self.post,
                open_external=self.open_external,
            )
            window: Window = form.pywebview_window
            self._views[window.uid] = view
            window.events.closed += lambda: self._views.pop(window.uid, None)
            made.append(view)

        self.open_browser(spec, dress)
        return made[0]

    def screen_size(self) -> tuple[int, int]:
        screen: Screen = self.platform.WinForms.Screen.PrimaryScreen
        bounds: Rectangle = screen.Bounds
        return int(bounds.Width), int(bounds.Height)
