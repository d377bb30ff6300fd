"""The app of this process: its windows, and the way from the program's threads to the host's loop."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import trio

from oro_pywebview.errors import WebViewException

if TYPE_CHECKING:
    from oro_framework.host.inner import RunningHost
    from oro_framework.host.windows.window import ManagedWindow
    from oro_pywebview.window import Window

__all__ = ("PAGES", "App")

PAGES = "/pywebview-page"
"""Where a page that is no file is served; its name is the query, so that its links start at the root."""
T = TypeVar("T")


class App:
    """The windows of a program, and the host that shows them once it runs."""

    def __init__(self) -> None:
        self.windows: list[Window] = []
        self.folder = Path()
        """Of the files that pages are made of."""
        self.texts: dict[str, str] = {}
        """The HTML of pages that are no files, by name."""
        self.host: RunningHost | None = None
        """None before the start and after the end."""
        self._token: trio.lowlevel.TrioToken | None = None
        self._numbers = itertools.count(1)

    def begin(self, host: RunningHost) -> None:
        """Note that the host runs. Loop thread."""
        self.host, self._token = host, trio.lowlevel.current_trio_token()

    def end(self) -> None:
        """Note that the host ends."""
        self.host = None

    @property
    def running(self) -> RunningHost:
        """The host.

        Raises:
            WebViewException: it does not run.
        """
        if self.host is None:
            raise WebViewException("Cannot reach a window: the app does not run")
        return self.host

    def ask(self, function: Callable[..., Awaitable[T]], *args: Any) -> T:
        """Call an async function on the loop and wait for it. Any thread but the loop's.

        Raises:
            WebViewException: the app does not run, or has ended meanwhile.
        """
        if self._token is None or self.host is None:
            raise WebViewException("Cannot reach a window: the app does not run")
        try:
            return trio.from_thread.run(function, *args, trio_token=self._token)
        except (trio.RunFinishedError, trio.Cancelled):
            raise WebViewException("Cannot reach a window: the app has ended") from None

    def post(self, function: Callable[..., object], *args: Any) -> None:
        """Call a function on the loop soon; where the app has ended, do nothing. Any thread."""
        if self._token is not None:
            try:
                self._token.run_sync_soon(function, *args)
            except trio.RunFinishedError:
                return

    def page_of(self, text: str) -> str:
        """Return the path at which HTML is served from now on."""
        name = str(next(self._numbers))
        self.texts[name] = text
        return f"{PAGES}?{name}"

    def window_of(self, managed: object) -> Window | None:
        """Return the program's window that the host has."""
        return next((window for window in self.windows if window.managed is managed), None)

    def adopt(self, managed: ManagedWindow) -> Window | None:
        """Return the program's window for one that the host begins to make."""
        for window in self.windows:
            if window.managed is None and window.uid == (managed.options.token or "master"):
                window.managed = managed
        return self.window_of(managed)
