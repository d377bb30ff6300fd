"""The start of a program: its settings, and the plugin that opens its further windows."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from oro_eel.geometry import Geometry, path_of
from oro_eel.program import Program
from oro_eel.windows import open_window
from oro_framework import hookimpl, run
from oro_framework.types import Host, Mount, Window, WindowStatus

__all__ = ("Further", "Start", "engine_of", "run_windows", "start_program")

ENGINES = {"gtk": "gtk", "webkit": "gtk", "qt": "qt", "chromium": "qt"}
"""Values of `mode` that name an engine."""
IGNORED = {"host", "port", "cmdline_args", "app_mode", "all_interfaces", "disable_cache", "shutdown_delay"}
IGNORED |= {"suppress_error"}
"""Arguments for browsers and servers."""

_log = logging.getLogger("oro.eel")


class Further:
    """The plugin of one program: what a start adds to `oro_eel.plugin`.

    Args:
        program: the program.
        pages: those that windows are opened for besides the first.
        mounts: what it serves besides its files.
    """

    def __init__(self, program: Program, pages: Sequence[str], mounts: Sequence[Mount]) -> None:
        self._program = program
        self._pages = pages
        self._mounts = mounts

    @hookimpl
    def oro_mounts(self, host: Host) -> Sequence[Mount]:
        """Declare what the program serves besides its files."""
        return self._mounts

    @hookimpl
    def oro_window_changed(self, window: Window, old: WindowStatus, new: WindowStatus) -> None:
        """Open the further windows after the first."""
        if new is WindowStatus.CREATED and window.index == 0:
            pages, self._pages = self._pages, ()
            for page in pages:
                open_window(window.host, self._program.geometry, page)


class Start(Struct, frozen=True, kw_only=True):
    """The arguments of `eel.start` that have a meaning here."""

    folder: str
    pages: list[str]
    mode: str | bool | None
    geometry: Geometry
    templates: str | None
    default: str


def start_program(program: Program, start: Start, *, block: bool, rest: Mapping[str, Any]) -> None:
    """Run the app of a program; until it ends, unless the program goes on beside it.

    Raises:
        SystemExit: it has ended.
    """
    _check(start.pages, rest)
    engine_of(start.mode)
    program.geometry, program.started = start.geometry, True
    if not block:
        from oro_eel.window_process import WindowProcess  # few programs go on

        WindowProcess(program, start).begin()
        return
    try:
        with program.turn.given():
            code = run_windows(program, start)
    finally:
        program.ended.set()
    raise SystemExit(code or program.code)


def run_windows(program: Program, start: Start) -> int:
    """Run the windows of a program in this process until the last has closed; return the exit code. Main thread."""
    mounts = _templates(Path(start.folder), start.templates)
    first, *further = start.pages or ["/"]
    settings: dict[str, object] = {"webview_root": path_of(first), "app_resources": start.folder}
    if start.default != "index.html":
        settings["webview_default_index"] = path_of(start.default)
    if (size := start.geometry.size(first)) is not None:
        settings |= {"window_width": size[0], "window_height": size[1]}
    return run(settings=settings, plugins=[Further(program, further, mounts)], backend=engine_of(start.mode))


def engine_of(mode: object) -> str | None:
    """Return the engine that a `mode` names; None leaves the choice to the machine.

    Raises:
        ValueError: it asks for no window.
    """
    if not mode:
        raise ValueError(
            f"Cannot start with mode={mode!r}: the app would have no window, and there is no server for one"
        )
    return ENGINES.get(str(mode))


def _check(pages: Sequence[object], rest: Mapping[str, Any]) -> None:
    if unknown := [name for name in rest if name not in IGNORED]:
        raise TypeError(f"start() got an unexpected keyword argument {unknown[0]!r}")
    for page in pages:
        if not isinstance(page, str) or "://" in page:
            raise ValueError(f"Cannot start with {page!r}: name a page in the folder of eel.init()")
    if rest.get("all_interfaces"):
        _log.warning("all_interfaces has no effect: the app has no server")


def _templates(pages: Path, folder: str | None) -> Sequence[Mount]:
    if folder is None:
        return ()
    from oro_eel.templates import Templates  # few programs have templates

    return [Mount(path=f"/{folder.strip('/')}", app=Templates(pages / folder))]
