"""One window with a WebView2. GUI thread throughout; read from pywebview's sources, never run by this project."""

from __future__ import annotations

import importlib
import json
import logging
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from oro_framework.errors import InvalidArgument, Unsupported
from oro_framework.host.backends.base import View, ViewEvents, ViewSpec
from oro_framework.host.backends.edge.reply import EdgeReply
from oro_framework.host.backends.edge.url import from_engine, to_engine
from oro_framework.host.configuration.colour import Colour
from oro_framework.host.requests.protocol import Request, parse_target
from oro_framework.host.requests.reply import Door

__all__ = ("EdgeView",)

_log = logging.getLogger("oro.backend")


class EdgeView(View):
    """A `View` of WebView2.

    Args:
        platform: pywebview's `winforms` module.
        schemes: our schemes; empty for a view of foreign origins.
        script: what runs at the start of every document.
    """

    def __init__(
        self,
        platform: Any,
        form: Any,
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
        self._platform, self._form, self._spec, self._events = platform, form, spec, events
        self._schemes, self._modules, self._bundle, self._script = schemes, modules, bundle, script
        self._door, self._post, self._open_external = door, post, open_external
        self._core: Any = None
        self._url = spec.url
        self._open: set[EdgeReply] = set()
        event, window = type(form.shown), form.pywebview_window
        form.shown = window.events.shown = event(window, True)
        form.closed = window.events.closed = event(window, True)
        window.events.shown += events.shown
        window.events.closed += self._closed

    # -- set-up ------------------------------------------------------------------------------------------

    def initialized(self, sender: Any, args: Any) -> None:
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
        task = core.AddScriptToExecuteOnDocumentCreatedAsync(self._script)
        self._then(task, "String", lambda _: self.load(self._url))

    def _configure(self, settings: Any) -> None:
        inspector = self._spec.inspector
        settings.AreDevToolsEnabled = settings.AreDefaultContextMenusEnabled = inspector
        settings.AreBrowserAcceleratorKeysEnabled = inspector
        settings.IsStatusBarEnabled = settings.IsSwipeNavigationEnabled = False
        if self._spec.user_agent_suffix:
            settings.UserAgent = f"{settings.UserAgent} {self._spec.user_agent_suffix}"

    def _answer_schemes(self, core: Any) -> None:
        contexts = self._webview2("CoreWebView2WebResourceContext")
        for scheme in self._schemes:
            for address in (f"https://*.{scheme}.localhost/*", f"https://{scheme}.localhost/*"):
                core.AddWebResourceRequestedFilter(address, contexts.All)
        core.WebResourceRequested += lambda _, e: self._guard(self._requested, e)

    def _then(self, task: Any, result: str, function: Callable[[Any], None]) -> None:
        """Call `function` with a .NET task's result, on the GUI thread."""
        system, tasks = importlib.import_module("System"), importlib.import_module("System.Threading.Tasks")
        kind = getattr(system, result) if hasattr(system, result) else self._webview2(result)
        continuation = system.Action[tasks.Task[kind]](lambda ended: self._guard(function, ended.Result))
        task.ContinueWith(continuation, tasks.TaskScheduler.FromCurrentSynchronizationContext())

    def _webview2(self, name: str) -> Any:
        return getattr(importlib.import_module("Microsoft.Web.WebView2.Core"), name)

    def _guard(self, function: Callable[..., object], *args: Any) -> None:
        try:
            function(*args)
        except Exception:
            _log.exception("Cannot handle an event of WebView2")

    # -- what the page does ---------------------------------------------------------------------------------

    def _requested(self, args: Any) -> None:
        url = from_engine(str(args.Request.Uri), self._schemes)
        headers = [(str(pair.Key).lower(), str(pair.Value)) for pair in args.Request.Headers]
        try:
            target = parse_target(url, module_schemes=self._modules, bundle=self._bundle)
        except InvalidArgument as error:
            _log.warning("%s", error.message)
            return
        if target.scheme not in self._schemes:
            return
        found = dict(headers)
        origin = from_engine(found.get("origin", ""), self._schemes)
        caller = self._events.caller(origin if "://" in origin else None, origin == _origin_of(self._url))
        caller = replace(caller, opaque=origin == "null")
        request = Request(
            target=target,
            method=str(args.Request.Method),
            headers=headers,
            body=_read(args.Request.Content),
            caller=caller,
        )
        reply = EdgeReply(self._core.Environment, args, self._post, self._open.discard)
        self._open.add(reply)
        reply.exchange = self._door.open(request, reply)

    def _navigation(self, args: Any, top_level: bool) -> None:
        url = from_engine(str(args.Uri), self._schemes)
        verdict = self._events.navigate(url, top_level)
        if verdict != "allow":
            args.Cancel = True
            if verdict == "external":
                self._open_external(url)

    def _document(self) -> None:
        self._url = from_engine(str(self._core.Source), self._schemes)
        for reply in tuple(self._open):
            reply.give_up()
        self._events.document_replaced(self._url)

    def _new_window(self, args: Any) -> None:
        args.Handled = True
        url = from_engine(str(args.Uri), self._schemes)
        verdict = self._events.navigate(url, True)
        if verdict == "allow":
            self.load(url)
        elif verdict == "external":
            self._open_external(url)

    def _permission(self, args: Any) -> None:
        args.State = self._webview2("CoreWebView2PermissionState").Deny

    def _message(self, args: Any) -> None:
        message = json.loads(args.WebMessageAsJson)
        if isinstance(message, dict) and "oroConsole" in message:
            self._events.console(str(message["oroConsole"]), str(message.get("text", "")))

    def _failed(self, args: Any) -> None:
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
        self._state("Maximized")

    def minimize(self) -> None:
        self._state("Minimized")

    def restore(self) -> None:
        self._state("Normal")

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
            scale, size = self._form._scale, importlib.import_module("System.Drawing").Size
            self._form.Size = size(int(width * scale), int(height * scale))

    def move(self, x: int, y: int) -> None:
        if self._form is not None:
            scale, point = self._form._scale, importlib.import_module("System.Drawing").Point
            self._form.Location = point(int(x * scale), int(y * scale))

    def geometry(self) -> tuple[int, int, int, int]:
        if self._form is None:
            return (0, 0, 0, 0)
        form, scale = self._form, self._form._scale
        return tuple(int(value / scale) for value in (form.Left, form.Top, form.Width, form.Height))  # type: ignore[return-value]

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

        def finished(result: Any) -> None:
            if result.Succeeded:
                done(json.loads(result.ResultAsJson or "null"), None)
            else:
                done(None, str(result.Exception.Message))

        self._then(task, "CoreWebView2ExecuteScriptResult", finished)

    def snapshot(self, path: Path, done: Callable[[str | None], None]) -> None:
        if self._core is None:
            done("the page is not there")
            return
        memory = importlib.import_module("System.IO").MemoryStream()
        kind = self._webview2("CoreWebView2CapturePreviewImageFormat").Png

        def captured() -> None:
            try:
                path.write_bytes(bytes(memory.ToArray()))
            except OSError as error:
                done(f'Cannot write "{path}": {error.strerror}')
            else:
                done(None)

        awaiter = self._core.CapturePreviewAsync(kind, memory).GetAwaiter()
        awaiter.OnCompleted(importlib.import_module("System").Action(lambda: self._guard(captured)))

    def show_inspector(self) -> None:
        if self._core is not None:
            self._core.OpenDevToolsWindow()

    def _state(self, name: str) -> None:
        if self._form is not None:
            self._form.WindowState = getattr(self._platform.WinForms.FormWindowState, name)


def _read(content: Any) -> bytes:
    """Read a request's body from the .NET stream that holds it, if there is one."""
    if content is None:
        return b""
    memory = importlib.import_module("System.IO").MemoryStream()
    content.CopyTo(memory)
    return bytes(memory.ToArray())


def _origin_of(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}" if rest else ""
