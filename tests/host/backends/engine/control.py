"""The windows of a run, and the commands by which the page asks for something of the GUI."""

from __future__ import annotations

import http.client
import os
import signal
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import trio

from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.backends.interface.view import View
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.kernel.threads import Threads
from oro_framework.host.requests.protocol import Caller

from .facts import Facts

SUFFIX = "OroSuite/1.0"


class Control:
    """Opens views and tells what their events say. GUI thread, but for `command`.

    Args:
        preload: what every view runs at document start.
        folder: for snapshots.
    """

    def __init__(self, threads: Threads, facts: Facts, folder: Path) -> None:
        self.backend: Backend
        self.preload = ""
        self._threads = threads
        self._facts = facts
        self._folder = folder
        self._views: dict[str, View] = {}
        self._engine_views = 0

    def tell(self, name: str, value: Any = True) -> None:
        self._threads.gui_to_loop(self._facts.tell, name, value)

    def navigate(self, url: str, top: bool) -> str:
        """Deny what says so, at the top or everywhere; open mail outside."""
        self.tell("navigate", [url, top])
        if url.startswith("mailto:"):
            return "external"
        return "deny" if "denied" in url or (top and "topless" in url) else "allow"

    def open(self, name: str, url: str, *, bare: bool = False, hidden: bool = False, trusted: bool = True) -> None:
        """Open a view; a bare one runs no preload."""

        def tell(event: str, value: Any = True) -> None:
            self.tell(f"{name} {event}", value)

        def closed() -> None:
            self._views.pop(name, None)
            tell("closed")

        events = ViewEvents(
            caller=lambda origin, top: Caller(window=name, origin=origin, client=name, top_level=top),
            document_replaced=partial(tell, "document"),
            title_changed=partial(tell, "title"),
            shown=partial(tell, "shown"),
            hidden=partial(tell, "hidden"),
            closed=closed,
            crashed=partial(tell, "crashed"),
            console=lambda message: tell("console", [message.level, message.text]),
            navigate=self.navigate,
        )
        spec = ViewSpec(
            url=url,
            title=name,
            width=640,
            height=480,
            preload="" if bare else self.preload,
            user_agent_suffix=SUFFIX,
            hidden=hidden,
            trusted=trusted,
            background="#336699",
        )
        view: Any = self.backend.create_view(spec, events)
        self._views[name] = view
        if hasattr(view.webview, "weak_ref"):
            self._engine_views += 1
            view.webview.weak_ref(self._engine_view_gone)

    def _engine_view_gone(self) -> None:
        self._engine_views -= 1

    # -- commands --------------------------------------------------------------------------------------

    async def command(self, name: str, query: dict[str, str]) -> Any:
        """Run `gui_NAME` on the GUI thread; wait for what it passes to `done`. Loop thread."""
        done = trio.Event()
        answer: list[Any] = []

        def finished(value: Any = None) -> None:
            answer.append(value)
            done.set()

        def run() -> None:
            try:
                getattr(self, f"gui_{name}")(partial(self._threads.gui_to_loop, finished), **query)
            except Exception as error:
                self._threads.gui_to_loop(finished, {"failed": repr(error)})
                raise

        self._threads.loop_to_gui(run)
        await done.wait()
        return answer[0]

    def gui_open(self, done: Callable[..., None], name: str, url: str, bare: str = "", trusted: str = "1") -> None:
        self.open(name, url, bare=bool(bare), trusted=bool(trusted))
        done()

    def gui_close(self, done: Callable[..., None], name: str) -> None:
        self._views[name].close()
        done()

    def gui_call(self, done: Callable[..., None], name: str, method: str, a: str = "", b: str = "") -> None:
        """Call a method of a view; arguments that look like numbers are numbers."""
        args = [int(text) if text.lstrip("-").isdigit() else text for text in (a, b) if text]
        done(getattr(self._views[name], method)(*args))

    def gui_evaluate(self, done: Callable[..., None], name: str, script: str) -> None:
        self._views[name].evaluate(script, lambda value, error: done({"value": value, "error": error}))

    def gui_snapshot(self, done: Callable[..., None], name: str) -> None:
        path = self._folder / f"{name}.png"

        def saved(error: str | None) -> None:
            done({"error": error, "start": path.read_bytes()[:8].hex() if path.exists() else ""})

        self._views[name].snapshot(path, saved)

    def gui_kill(self, done: Callable[..., None], name: str) -> None:
        """End the renderer of a view, as a crash would."""
        webview: Any = getattr(self._views[name], "webview")  # noqa: B009 - engine views all have one
        if hasattr(webview, "terminate_web_process"):
            webview.terminate_web_process()
        else:
            os.kill(webview.page().renderProcessPid(), signal.SIGKILL)
        done()

    def gui_pending(self, done: Callable[..., None]) -> None:
        """Tell how many requests the engine has open, how many views it holds, how many descriptors the process."""
        backend: Any = self.backend
        descriptors = len(os.listdir("/proc/self/fd"))
        done({"requests": backend.pending(), "views": self._engine_views, "descriptors": descriptors})

    def gui_offers(self, done: Callable[..., None], name: str) -> None:
        """Tell how many files a view of WebKitGTK has offered to its document."""
        view: Any = self._views[name]
        done(len(view.files))

    def gui_status(self, done: Callable[..., None], url: str, host: str = "") -> None:
        """Tell the status with which an HTTP address answers, whoever asks."""

        def ask() -> None:
            connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
            connection.request("GET", urlsplit(url).path, headers={"Host": host} if host else {})
            done(connection.getresponse().status)
            connection.close()

        threading.Thread(target=ask).start()

    def gui_screen(self, done: Callable[..., None]) -> None:
        done(self.backend.screen_size())
