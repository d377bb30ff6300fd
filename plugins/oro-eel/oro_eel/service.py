"""The service between the pages of a program and its functions: routes `eel.*`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, Any, TypedDict, cast

import trio

import oro_eel
from oro_eel.program import Program
from oro_eel.task import Task
from oro_eel.windows import open_window
from oro_framework.errors import NotFound
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.parameters import Reading, from_json
from oro_framework.service import Service, route
from oro_framework.types import Call, Host, Window

__all__ = ("CALLED", "RETURNED", "Eel", "PageCalled", "PageReturned")

CALLED, RETURNED = "eelcall", "eelreturn"
Json = Annotated[Any, Reading(str, from_json)]


class PageCalled(TypedDict):
    """A call of a function that the page may have exposed."""

    call: int
    name: str
    args: list[Any]


class PageReturned(TypedDict):
    """The answer of a function of Python to a call of the page."""

    id: str
    status: str
    value: Any
    error: dict[str, str] | None


class Eel(Service):
    """The pages of the process's program; none where it was not written for Eel."""

    name = "eel"
    on_demand = True

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.program: Program = oro_eel.program
        self._pages: dict[Window, str] = {}
        self._told: set[str] = set()
        self._closing: list[Task] = []

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Carry calls until the host stops; what the program does about closed pages is waited for."""
        self._token = trio.lowlevel.current_trio_token()
        self.program.pages = self
        try:
            yield
        finally:
            for window in list(self._pages):
                await self.release(window)
            for task in self._closing:
                await trio.to_thread.run_sync(task.join, abandon_on_cancel=True)
            self.program.ended.set()
            self.program.pages = None

    # -- pages ---------------------------------------------------------------------------------------

    @route("eel.connect", permission="eel")
    def connect(self, call: Call, *, page: str) -> None:
        """Begin a page that can be called, and send it the calls it has missed."""
        if call.window is None:
            raise NotFound("Cannot connect a program: only pages in windows are called")
        self._pages[call.window] = page
        self._place(call.window, page)
        early = self.program.met()
        for message in early if page not in self._told else ():
            call.window.emit(CALLED, message)
        self._told.add(page)

    @route("eel.call", permission="eel")
    def call_python(self, call: Call, *, id: str, name: str, args: list[Any]) -> None:
        """Run a function of Python in its turn; the page is told of the answer by `eelreturn`."""
        if name not in self.program.exposed:
            raise NotFound(f'Cannot call "{name}": Python has not exposed it; write @eel.expose above it')
        self.program.run(name, args, partial(self._on_loop, self._return, call.window, id))

    @route("eel.answer", permission="eel")
    def answer(self, call: Call, *, id: int, value: Json = None, error: str | None = None, stack: str = "") -> None:
        """Take what a function of the page returned, as JSON, or how it failed."""
        if error is None:
            self.program.answered(id, True, value)
        else:
            self.program.answered(id, False, error, stack)

    def _place(self, window: Window, page: str) -> None:
        """Give a window the size and the position of its page, as every page of Eel's takes them when it loads."""
        geometry, view = self.program.geometry, cast(ManagedWindow, window)
        if (size := geometry.size(page)) is not None:
            view.act("resize", *size)
        if (position := geometry.position(page)) is not None:
            view.act("move", *position)

    def _return(self, window: Window | None, id: str, answer: Mapping[str, Any]) -> None:
        if window is not None:
            window.emit(RETURNED, {"id": id, **answer})

    async def release(self, window: Window) -> None:
        """Tell the program that a page has gone."""
        page = self._pages.pop(window, None)
        if page is not None and (task := self.program.closed(page, list(self._pages.values()))) is not None:
            self._closing = [*(each for each in self._closing if not each.ready()), task]

    # -- for the program, from any thread ------------------------------------------------------------

    def call(self, message: Mapping[str, Any]) -> None:
        """Send a call to every page."""
        self._on_loop(self._call, message)

    def _call(self, message: Mapping[str, Any]) -> None:
        for window in self._pages:
            window.emit(CALLED, message)

    def show(self, page: str) -> None:
        """Open a window with a page."""
        self._on_loop(open_window, self.host, self.program.geometry, page)

    def expose(self, name: str) -> None:
        """Do nothing: `/eel.js` names what is exposed when it is loaded."""

    def quit(self, code: int) -> None:
        """End the app."""
        self.host.quit(code)

    def _on_loop(self, function: Callable[..., object], *args: Any) -> None:
        try:
            self._token.run_sync_soon(function, *args)
        except trio.RunFinishedError:
            return
