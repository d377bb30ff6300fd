"""The start of a program: its settings, and the plugin that follows its windows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from oro_framework import hookimpl, run
from oro_framework.host.inner import inner
from oro_framework.types import Host, Preload, Window, WindowStatus
from oro_pywebview import window as windows
from oro_pywebview.addresses import common_folder, is_elsewhere
from oro_pywebview.app import App
from oro_pywebview.errors import WebViewException

__all__ = ("Program", "open_window", "start_app")

ENGINES = {"gtk": "gtk", "qt": "qt"}


class Program:
    """The plugin of one program.

    Args:
        app: its windows.
        begun: called on a thread of its own once the app runs.
        token: the name of this run that pages are told.
    """

    def __init__(self, app: App, begun: Callable[[], object] | None, token: str) -> None:
        self._app = app
        self._begun = begun
        self._token = token

    @hookimpl
    def oro_started(self, host: Host) -> None:
        """Note the host, and let the program begin."""
        self._app.begin(inner(host))
        host.watch_events(self._heard)
        if self._begun is not None:
            threading.Thread(target=self._begun, name="pywebview-func").start()

    @hookimpl
    def oro_stopping(self, host: Host) -> None:
        """Note that the host ends."""
        self._app.end()

    @hookimpl
    def oro_preload(self, window: Window) -> Preload | None:
        """Give pages of the program's windows `window.pywebview`."""
        ours = self._app.adopt(windows.managed(window))
        if ours is None:
            return None
        backend = inner(window.host).backend
        known = {
            "functions": ours.functions(),
            "state": dict(ours.state),
            "platform": "" if backend is None else backend.name,
            "token": self._token,
        }
        return Preload(script=_script(), args={"pywebview": known}, permission="pywebview")

    @hookimpl
    def oro_navigate(self, window: Window, url: str, top_level: bool) -> str | None:
        """Allow what the program itself has loaded."""
        ours = self._app.window_of(window)
        return "allow" if ours is not None and top_level and ours.original_url == url else None

    @hookimpl
    def oro_window_changed(self, window: Window, old: WindowStatus, new: WindowStatus) -> None:
        """Tell the program of its windows; open the further ones after the first."""
        ours = self._app.adopt(windows.managed(window))
        if ours is None:
            return
        if new is WindowStatus.CREATED:
            self._app.begin(inner(window.host))  # an engine that was warmed up shows the first before services run
            self._created(ours, first=window.index == 0)
        elif new is WindowStatus.SHOWN:
            ours.events.shown.set()
        elif new is WindowStatus.CLOSING:
            ours.events.closing.set()
        elif new is WindowStatus.CLOSED:
            self._closed(ours)

    def _created(self, ours: windows.Window, *, first: bool) -> None:
        ours.events.initialized.set()
        ours.events.before_show.set()
        if not first or ours.managed is None:
            return
        if ours.looks.hidden:
            ours.managed.act("hide")
        if ours.looks.x is not None and ours.looks.y is not None:
            ours.managed.act("move", ours.looks.x, ours.looks.y)
        for window in self._app.windows[1:]:
            open_window(self._app, window)

    def _closed(self, ours: windows.Window) -> None:
        if not ours.events.closing.is_set():
            ours.events.closing.set()
        ours.events.closed.set()
        if ours in self._app.windows:
            self._app.windows.remove(ours)

    def _heard(self, window: Window, name: str, detail: Any) -> None:
        """Tell the program what the desktop does with its windows, which every page is told."""
        if name != "windowstatechange" or (ours := self._app.window_of(window)) is None:
            return
        if detail["index"] == window.index:
            what = "minimized" if detail["minimized"] else "maximized" if detail["maximized"] else "restored"
            getattr(ours.events, what).set()


def open_window(app: App, window: windows.Window) -> None:
    """Open a window besides the first. Loop thread."""
    if window.managed is None:
        host = app.running
        options = window.looks.options(host.origin + window.path(), window.uid, debug=host.debug)
        host.windows_manager.open(options)


def start_app(
    app: App,
    begun: Callable[[], object] | None,
    *,
    program: Path,
    gui: str | None,
    debug: bool,
    settings: Mapping[str, object],
    token: str,
) -> None:
    """Run the app of a program until its last window has closed.

    Raises:
        WebViewException: it has no window yet, or asks for what is not here.
    """
    if not app.windows:
        raise WebViewException("Cannot start: make a window by create_window() first")
    if gui is not None and gui not in ENGINES:
        raise WebViewException(f'Cannot start with gui="{gui}": known are {", ".join(ENGINES)}')
    files = [window.original_url for window in app.windows if window.original_url]
    app.folder = common_folder(program, [url for url in files if not is_elsewhere(url)])
    first = app.windows[0]
    every = {"webview_root": first.path(), "app_resources": str(app.folder), **first.looks.settings(), **settings}
    try:
        run(settings=every, plugins=[Program(app, begun, token)], backend=gui and ENGINES[gui], debug=debug)
    finally:
        app.end()


@cache
def _script() -> str:
    return resources.files(__package__).joinpath("page.js").read_text("utf-8").strip()
