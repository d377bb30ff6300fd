"""One window with a WebView2. GUI thread throughout; imported on Windows, once pywebview has loaded the assemblies.

Unverified: written from pywebview's sources and the documentation of WebView2.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from Microsoft.Web.WebView2.Core import (
    CoreWebView2CapturePreviewImageFormat,
    CoreWebView2ExecuteScriptResult,
    CoreWebView2PermissionState,
    CoreWebView2WebResourceContext,
)
from System import Action, AggregateException, String
from System.Drawing import Point, Size
from System.IO import MemoryStream
from System.Threading.Tasks import Task, TaskScheduler
from System.Windows.Forms import FormWindowState

from oro_framework.errors import InvalidArgument, Unsupported
from oro_framework.host.backends.edge.reply import EdgeReply
from oro_framework.host.backends.edge.request import read_request
from oro_framework.host.backends.edge.url import from_engine, to_engine
from oro_framework.host.backends.interface.console import ConsoleMessage
from oro_framework.host.backends.interface.view import View
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.configuration.colour import Colour
from oro_framework.host.requests.reply import Door

if TYPE_CHECKING:
    from Microsoft.Web.WebView2.Core import (
        CoreWebView2,
        CoreWebView2InitializationCompletedEventArgs,
        CoreWebView2NavigationStartingEventArgs,
        CoreWebView2NewWindowRequestedEventArgs,
        CoreWebView2PermissionRequestedEventArgs,
        CoreWebView2ProcessFailedEventArgs,
        CoreWebView2Settings,
        CoreWebView2WebMessageReceivedEventArgs,
        CoreWebView2WebResourceRequestedEventArgs,
    )
    from Microsoft.Web.WebView2.WinForms import WebView2
    from webview import Window
    from webview.platforms.winforms import BrowserView

__all__ = ("EdgeView",)

_log = logging.getLogger("oro.backend")


class EdgeView(View):
    """A `View` of WebView2.

    Args:
        form: pywebview's window, a `Form` of Windows Forms.
        schemes: our schemes; empty for a view of foreign origins.
        script: what runs at the start of every document.
    """

    def __init__(
        self,
        form: BrowserView.BrowserForm,
        spec: ViewSpec,
        events: ViewEvents,
        *,
        schemes: Collection[str],
        modules: frozenset[str],
        bundle: str,
        script: str,
        door: Door,
        post: Callable[..., None],
        open_external: Callable[[str], None],
    ) -> None:
        self._form: BrowserView.BrowserForm | None = form
        self._spec, self._events = spec, events
        self._schemes, self._modules, self._bundle, self._script = schemes, modules, bundle, script
        self._door, self._post, self._open_external = door, post, open_external
        self._core: CoreWebView2 | None = None
        self._url = spec.url
        self._open: set[EdgeReply] = set()
        window: Window = form.pywebview_window
        event = type(form.shown)
        form.shown = window.events.shown = event(window, True)
        form.closed = window.events.closed = event(window, True)
        window.events.shown += events.shown
        window.events.closed += self._closed

    # -- set-up ------------------------------------------------------------------------------------------

    def initialized(self, sender: WebView2, args: CoreWebView2InitializationCompletedEventArgs) -> None:
        """Take the place of pywebview's `on_webview_ready`: our settings, and no load before the preload is there."""
        if not args.IsSuccess:
            self._events.crashed(str(args.InitializationException))
            return
        core = self._core = sender.CoreWebView2
        self._configure(core.Settings)
        core.NavigationStarting += lambda _, e: self._guard(self._navigation, e, True)
        core.FrameNavigationStarting += lambda _, e: self._guard(self._navigation, e, False)
        core.ContentLoading += lambda *_: self._guard(self._document)
        core.DocumentTitleChanged += lambda *_: self._guard(lambda: self._events.title_changed(core.DocumentTitle))
        core.ProcessFailed += lambda _, e: self._guard(self._failed, e)
        core.NewWindowRequested += lambda _, e: self._guard(self._new_window, e)
        core.PermissionRequested += lambda _, e: self._guard(self._permission, e)
        core.DownloadStarting += lambda _, e: setattr(e, "Cancel", True)
        core.WebMessageReceived += lambda _, e: self._guard(self._message, e)
        if self._schemes:
            self._answer_schemes(core)
        added = core.AddScriptToExecuteOnDocumentCreatedAsync(self._script)
        self._then(added, Action[Task[String]], self._script_added)

    def _script_added(self, _task: Task[String]) -> None:
        self.load(self._url)

    def _configure(self, settings: CoreWebView2Settings) -> None:
        inspector = self._spec.inspector
        settings.AreDevToolsEnabled = settings.AreDefaultContextMenusEnabled = inspector
        settings.AreBrowserAcceleratorKeysEnabled = inspector
        settings.IsStatusBarEnabled = settings.IsSwipeNavigationEnabled = False
        if self._spec.user_agent_suffix:
            settings.UserAgent = f"{settings.UserAgent} {self._spec.user_agent_suffix}"

    def _answer_schemes(self, core: CoreWebView2) -> None:
        for scheme in self._schemes:
            for address in (f"https://*.{scheme}.localhost/*", f"https://{scheme}.localhost/*"):
                core.AddWebResourceRequestedFilter(address, CoreWebView2WebResourceContext.All)
        core.WebResourceRequested += lambda _, e: self._guard(self._requested, e)

    def _then(self, task: Task, action: type[Action[Task]], function: Callable[[Task], None]) -> None:
        """Call `function` with a .NET task once it has ended, on the GUI thread; `action` is its delegate's class."""
        scheduler = TaskScheduler.FromCurrentSynchronizationContext()
        task.ContinueWith(action(lambda ended: self._guard(function, ended)), scheduler)

    def _guard(self, function: Callable[..., object], *args: Any) -> None:
        try:
            function(*args)
        except Exception:
            _log.exception("Cannot handle an event of WebView2")

    # -- what the page does ---------------------------------------------------------------------------------

    def _requested(self, args: CoreWebView2WebResourceRequestedEventArgs) -> None:
        if self._core is None:
            return
        try:
            request = read_request(
                args.Request, self._url, self._schemes, self._modules, self._bundle, self._events.caller
            )
        except InvalidArgument as error:
            _log.warning("%s", error.message)
            return
        if request is not None:
            reply = EdgeReply(self._core.Environment, args, self._post, self._open.discard)
            self._open.add(reply)
            reply.exchange = self._door.open(request, reply)

    def _navigation(self, args: CoreWebView2NavigationStartingEventArgs, top_level: bool) -> None:
        url = from_engine(str(args.Uri), self._schemes)
        verdict = self._events.navigate(url, top_level)
        if verdict != "allow":
            args.Cancel = True
            if verdict == "external":
                self._open_external(url)

    def _document(self) -> None:
        if self._core is None:
            return
        self._url = from_engine(str(self._core.Source), self._schemes)
        for reply in tuple(self._open):
            reply.give_up()
        self._events.document_replaced(self._url)

    def _new_window(self, args: CoreWebView2NewWindowRequestedEventArgs) -> None:
        args.Handled = True
        url = from_engine(str(args.Uri), self._schemes)
        verdict = self._events.navigate(url, True)
        if verdict == "allow":
            self.load(url)
        elif verdict == "external":
            self._open_external(url)

    def _permission(self, args: CoreWebView2PermissionRequestedEventArgs) -> None:
        args.State = CoreWebView2PermissionState.Deny

    def _message(self, args: CoreWebView2WebMessageReceivedEventArgs) -> None:
        message = json.loads(args.WebMessageAsJson)
        if isinstance(message, dict) and "oroConsole" in message:
            self._events.console(ConsoleMessage.plain(str(message["oroConsole"]), str(message.get("text", ""))))

    def _failed(self, args: CoreWebView2ProcessFailedEventArgs) -> None:
        self._events.crashed(str(args.ProcessFailedKind))

    def _closed(self) -> None:
        if self._form is None:
            return
        self._form = self._core = None
        for reply in tuple(self._open):
            reply.give_up()
        self._events.closed()

    # -- View -------------------------------------------------------------------------------------------------

    def show(self) -> None:
        if self._form is not None:
            self._form.Show()
            self._form.Activate()
            self._events.shown()

    def hide(self) -> None:
        if self._form is not None:
            self._form.Hide()
            self._events.hidden()

    def close(self) -> None:
        if self._form is not None:
            self._form.Close()

    def maximize(self) -> None:
        self._state(FormWindowState.Maximized)

    def minimize(self) -> None:
        self._state(FormWindowState.Minimized)

    def restore(self) -> None:
        self._state(FormWindowState.Normal)

    def load(self, url: str) -> None:
        if self._core is None:
            self._url = url  # loaded once WebView2 has started
        else:
            self._core.Navigate(to_engine(url, self._schemes))

    def set_title(self, title: str) -> None:
        if self._form is not None:
            self._form.Text = title

    def resize(self, width: int, height: int) -> None:
        if self._form is not None:
            scale: float = self._form._scale
            self._form.Size = Size(int(width * scale), int(height * scale))

    def move(self, x: int, y: int) -> None:
        if self._form is not None:
            scale: float = self._form._scale
            self._form.Location = Point(int(x * scale), int(y * scale))

    def geometry(self) -> tuple[int, int, int, int]:
        if self._form is None:
            return (0, 0, 0, 0)
        form, scale = self._form, float(self._form._scale)
        return int(form.Left / scale), int(form.Top / scale), int(form.Width / scale), int(form.Height / scale)

    def set_background(self, colour: Colour) -> None:
        raise Unsupported("Cannot change the background of a window: this backend sets it only when it makes one")

    def evaluate(self, script: str, done: Callable[[Any, str | None], None] | None = None) -> None:
        if self._core is None:
            if done is not None:
                done(None, "the page is not there")
            return
        task = self._core.ExecuteScriptWithResultAsync(script)
        if done is None:
            return

        def finished(ended: Task[CoreWebView2ExecuteScriptResult]) -> None:
            if ended.IsFaulted:
                done(None, _reason(ended))
                return
            result: CoreWebView2ExecuteScriptResult = ended.Result
            if result.Succeeded:
                done(json.loads(result.ResultAsJson or "null"), None)
            else:
                done(None, str(result.Exception.Message))

        self._then(task, Action[Task[CoreWebView2ExecuteScriptResult]], finished)

    def snapshot(self, path: Path, done: Callable[[str | None], None]) -> None:
        if self._core is None:
            done("the page is not there")
            return
        memory = MemoryStream()

        def captured(ended: Task) -> None:
            if ended.IsFaulted:
                done(_reason(ended))
                return
            try:
                path.write_bytes(bytes(memory.ToArray()))
            except OSError as error:
                done(f'Cannot write "{path}": {error.strerror}')
            else:
                done(None)

        task = self._core.CapturePreviewAsync(CoreWebView2CapturePreviewImageFormat.Png, memory)
        self._then(task, Action[Task], captured)

    def show_inspector(self) -> None:
        if self._core is not None:
            self._core.OpenDevToolsWindow()

    def _state(self, state: FormWindowState) -> None:
        if self._form is not None:
            self._form.WindowState = state


def _reason(failed: Task) -> str:
    error: AggregateException = failed.Exception
    return str(error.Message)
