"""A program written for Eel: what it exposes, what its pages expose, and the calls between them. Any thread."""

from __future__ import annotations

import itertools
import json
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakValueDictionary

from oro_eel.exposed_names import names_in
from oro_eel.geometry import Geometry
from oro_eel.page_call import PageCall
from oro_eel.task import Task
from oro_eel.turn import Turn

__all__ = ("Pages", "Program", "plain")

FILES = (".js", ".html", ".txt", ".htm", ".xhtml", ".vue")
"""Endings of files that are searched for functions that they expose."""


class Pages(Protocol):
    """The pages that are open, as the service has them. Any thread."""

    def call(self, message: Mapping[str, Any]) -> None:
        """Send a call to every page."""
        ...

    def show(self, page: str) -> None:
        """Open a window with a page."""
        ...

    def expose(self, name: str) -> None:
        """Let pages that load from now on call a function."""
        ...

    def quit(self, code: int) -> None:
        """End the app."""
        ...


class Program:
    """The one program of a process."""

    def __init__(self) -> None:
        self.turn = Turn()
        self.exposed: dict[str, Callable[..., Any]] = {}
        """Functions that pages call, by name."""
        self.page_names: set[str] = set()
        """Functions of pages that Python calls."""
        self.folder = Path()
        """The files of the pages."""
        self.started = False
        """`eel.start` was called."""
        self.ended = threading.Event()
        """The app has ended."""
        self.close_callback: Callable[[str, list[str]], object] | None = None
        self.early: list[Mapping[str, Any]] = []
        """Calls that were made before any page was there; every page is sent them."""
        self.pages: Pages | None = None
        """None until the service runs."""
        self.geometry = Geometry()
        self.code = 0
        """The exit code."""
        self._met = False
        self._seconds = 10.0
        self._numbers = itertools.count(1)
        self._calls: WeakValueDictionary[int, PageCall] = WeakValueDictionary()
        self._kept: set[PageCall] = set()

    def search(self, folder: str, endings: Sequence[str], milliseconds: int) -> None:
        """Find the functions that the files of a folder expose."""
        self.folder = Path(folder).resolve()
        if not self.folder.is_dir():
            raise FileNotFoundError(f'Cannot serve "{folder}": there is no such folder')
        self.page_names = names_in(self.folder, endings)
        self._seconds = milliseconds / 1000

    def expose(self, name: str, function: Callable[..., Any]) -> None:
        """Let pages call a function."""
        if name in self.exposed:
            raise AssertionError(f'Already exposed function with name "{name}"')
        self.exposed[name] = function
        if self.pages is not None:
            self.pages.expose(name)

    # -- from Python to pages ------------------------------------------------------------------------

    def call_page(self, name: str, args: Sequence[Any]) -> PageCall:
        """Call a function of the pages that are open; before there is one, of each that opens."""
        call = PageCall(name, self.wait, self.spawn, self._kept.add, self._seconds)
        number = next(self._numbers)
        self._calls[number] = call
        message = {"call": number, "name": name, "args": plain(list(args))}
        if self.pages is None or not self._met:
            self.early.append(message)
            self._kept.add(call)  # nothing has been sent, and its answer may come much later
        else:
            self.pages.call(message)
        return call

    def answered(self, number: int, succeeded: bool, *values: Any) -> None:
        """Take a page's answer to a call."""
        if (call := self._calls.get(number)) is not None:
            self._kept.discard(call)
            call.answer(succeeded, *values)

    def show(self, page: str) -> None:
        """Open a window with a page.

        Raises:
            RuntimeError: the app does not run.
        """
        if self.pages is None:
            raise RuntimeError(f'Cannot show "{page}": the app does not run; name the first pages in eel.start()')
        self.pages.show(page)

    def met(self) -> Sequence[Mapping[str, Any]]:
        """Note that a page is there; return the calls it has missed."""
        self._met = True
        return tuple(self.early)

    # -- from pages to Python ------------------------------------------------------------------------

    def run(self, name: str, args: Sequence[Any], done: Callable[[Mapping[str, Any]], object]) -> None:
        """Call a function for a page, in turn, and tell `done` what a page is answered."""
        self.spawn(self._run, name, args, done)

    def _run(self, name: str, args: Sequence[Any], done: Callable[[Mapping[str, Any]], object]) -> None:
        try:
            answer = {"status": "ok", "value": plain(self.exposed[name](*args))}
        except Exception as error:
            traceback.print_exc()
            failure = {"errorText": repr(error), "errorTraceback": traceback.format_exc()}
            answer = {"status": "error", "value": None, "error": failure}
        done(answer)

    def closed(self, page: str, others: Sequence[str]) -> Task | None:
        """Tell the program that a page has gone, if it wants to know."""
        return None if self.close_callback is None else self.spawn(self.close_callback, page, list(others))

    # -- threads -------------------------------------------------------------------------------------

    def spawn(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Task:
        """Run a function in its turn."""
        return Task(self.turn, self.exit, function, *args, **kwargs)

    def exit(self, code: int) -> None:
        """End the app."""
        self.code = code
        if self.pages is not None:
            self.pages.quit(code)

    def sleep(self, seconds: float) -> None:
        """Let others run for some seconds.

        Raises:
            SystemExit: the app has ended.
        """
        with self.turn.given():
            ended = self.ended.wait(seconds)
        if ended:
            raise SystemExit(self.code)

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Let others run until an event, for some seconds at most."""
        with self.turn.given():
            return event.wait(seconds)


def plain(value: Any) -> Any:
    """Return a value as pages get it: what JSON cannot have is null."""
    return json.loads(json.dumps(value, default=lambda _: None))
