"""The service between pages and the program's functions: routes `pywebview.*`."""

from __future__ import annotations

import threading
import traceback
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any, TypedDict

import trio

import oro_pywebview
from oro_framework.errors import NotFound, OroError
from oro_framework.parameters import Reading, from_json
from oro_framework.service import Service, route
from oro_framework.types import Call
from oro_framework.types import Window as HostWindow
from oro_pywebview.app import App
from oro_pywebview.window import Window

__all__ = ("RETURNED", "Pywebview", "Ready", "Returned")

RETURNED = "pywebviewreturn"
Json = Annotated[Any, Reading(str, from_json)]


class Failure(TypedDict):
    """An exception of Python."""

    name: str
    message: str
    stack: str


class Returned(TypedDict):
    """The answer of a function of Python to a call of the page."""

    id: str
    value: Any
    error: Failure | None


class Ready(TypedDict):
    """The functions that the page may call, and the values it shares with Python."""

    functions: list[str]
    state: dict[str, Any]


class Pywebview(Service):
    """The pages of the process's program; none where it was not written for pywebview."""

    name = "pywebview"
    on_demand = True

    app: App

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Follow pages elsewhere until the host stops."""
        self.app = oro_pywebview.app
        async with trio.open_nursery() as self._tasks:
            yield
            self._tasks.cancel_scope.cancel()

    def _window(self, call: Call) -> Window:
        window = oro_pywebview.app.window_of(call.window)
        if window is None:
            raise NotFound("Cannot call Python: this window was not made by create_window()")
        return window

    @route("pywebview.ready", permission="pywebview")
    def ready(self, call: Call) -> Ready:
        """Note that the page is loaded."""
        window = self._window(call)
        window.ready()
        return {"functions": window.functions(), "state": dict(window.state)}

    @route("pywebview.call", permission="pywebview")
    def call_python(self, call: Call, *, id: str, name: str, args: list[Any]) -> None:
        """Call a function of Python on a thread of its own; the page is told of the answer by `pywebviewreturn`."""
        window = self._window(call)
        try:
            function = window.function(name)
        except LookupError:
            raise NotFound(
                f'Cannot call "{name}": the window has no such function in js_api, and exposes none'
            ) from None
        threading.Thread(target=self._run, args=(window, id, function, args), name="pywebview-api", daemon=True).start()

    def _run(self, window: Window, id: str, function: Callable[..., Any], args: Sequence[Any]) -> None:
        answer: Returned = {"id": id, "value": None, "error": None}
        try:
            answer["value"] = function(*args)
        except Exception as error:
            stack = traceback.format_exc()
            traceback.print_exc()
            answer["error"] = {"name": type(error).__name__, "message": str(error), "stack": stack}
        oro_pywebview.app.post(self._return, window, answer)

    def _return(self, window: Window, answer: Returned) -> None:
        if window.managed is None:
            return
        try:
            window.managed.emit(RETURNED, answer)
        except TypeError as error:
            failure: Failure = {"name": "TypeError", "message": str(error), "stack": ""}
            window.managed.emit(RETURNED, {"id": answer["id"], "value": None, "error": failure})

    @route("pywebview.evaluated", permission="pywebview")
    def evaluated(self, call: Call, *, id: str, value: Json = None, error: Json = None) -> None:
        """Take the value of a script, as JSON, or what it threw."""
        self._window(call).scripts.answer(id, value, error)

    @route("pywebview.state", permission="pywebview")
    def state(self, call: Call, *, name: str, value: Json = None, deleted: bool = False) -> None:
        """Take a value that the page has set, as JSON, or deleted."""
        state = self._window(call).state
        if deleted:
            state.drop(name)
        else:
            state.take(name, value)

    @route("pywebview.resized", permission="pywebview")
    def resized(self, call: Call) -> None:
        """Note that the window has another size."""
        if (window := self._window(call)).managed is not None:
            window.events.resized.set(*window.managed.size)

    async def release(self, window: HostWindow) -> None:
        """Note that another page has begun, and wait until one of another origin is loaded."""
        ours = oro_pywebview.app.window_of(window)
        if ours is None or ours.events.closed.is_set():
            return
        ours.left()
        if not window.url.startswith(f"{self.host.origin}/"):
            self._tasks.start_soon(self._follow, ours, window.url)

    async def _follow(self, window: Window, url: str) -> None:
        managed = window.managed
        while managed is not None and managed.url == url and not managed.closed.is_set():
            with suppress(OroError):
                if await managed.evaluate("document.readyState") == "complete":
                    window.events.loaded.set()
                    return
            await trio.sleep(0.05)
