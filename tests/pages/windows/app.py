"""What pages cannot do to themselves: end the process that runs a page; and what a plugin hears of windows."""

from __future__ import annotations

import os
import signal
import struct
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import trio

from oro_framework.hookspecs import hookimpl
from oro_framework.host.inner import inner
from oro_framework.service import Service, route
from oro_framework.types import Call, Event, Window, WindowStatus

HEARD: list[str] = []
STATE = TemporaryDirectory(prefix="oro-state-")
os.environ["XDG_STATE_HOME"] = STATE.name


class Fate(Service):
    """Ends renderers, and says what was heard."""

    name = "fate"

    @route("fate.kill")
    async def kill(self, call: Call, index: int) -> None:
        """End the renderer of a window, as a crash would."""
        window = cast(Any, call.host).windows_manager.get(index)

        def end(done: Any) -> None:
            webview = window.view.webview
            if hasattr(webview, "terminate_web_process"):
                webview.terminate_web_process()
            else:
                os.kill(webview.page().renderProcessPid(), signal.SIGKILL)
            done()

        await cast(Any, call.host).windows_manager.ask_gui(end)

    @route("fate.choose")
    async def choose(self, call: Call, index: int, item: int) -> list[str]:
        """Choose an item of the menu a window has open, as a person would; return the labels of all."""
        windows = cast(Any, call.host).windows_manager
        window = windows.get(index)

        def press(done: Any) -> None:
            menu = window.view.menu
            if hasattr(menu, "get_children"):
                entries = menu.get_children()
                labels = [entry.get_label() or "---" for entry in entries]
                menu.activate_item(entries[item], True)
            else:
                labels = [action.text() or "---" for action in menu.actions()]
                menu.actions()[item].trigger()
            done(labels)

        (labels,) = await windows.ask_gui(press)
        return cast("list[str]", labels)

    @route("fate.dismiss")
    async def dismiss(self, call: Call) -> list[str]:
        """Wait for a file dialog, close it, and return the names of what it lets a person choose."""
        host, found = cast(Any, call.host), cast("list[str] | None", None)

        def look(done: Any) -> None:
            done(close_dialog(host.backend))

        with trio.move_on_after(60):
            while found is None:
                (found,) = await host.windows_manager.ask_gui(look)
        return found or []

    @route("fate.placed")
    async def placed(self, call: Call, index: int, x: int, y: int, width: int, height: int) -> tuple[int, ...]:
        """Wait until the engine has a window where it was told to be; return where that is."""
        window = cast(Any, call.host).windows_manager.get(index)
        found: tuple[int, ...] = ()

        def look(done: Any) -> None:
            done(window.view.geometry())

        with trio.move_on_after(60):
            while found != (x, y, width, height):
                (found,) = await cast(Any, call.host).windows_manager.ask_gui(look)
        return found

    @route("fate.pixel")
    async def pixel(self, call: Call, index: int, red: int, green: int, blue: int) -> tuple[int, ...]:
        """Wait until the middle of a window has a colour; return the one it has."""
        window = cast(Any, call.host).windows_manager.get(index)
        found: tuple[int, ...] = ()
        with TemporaryDirectory() as folder, trio.move_on_after(60):
            while found != (red, green, blue):
                await window.snapshot(Path(folder, "shot.png"))
                found = middle(await trio.Path(folder, "shot.png").read_bytes())
        return found

    @route("fate.claims")
    def claims(self, call: Call) -> dict[str, bool]:
        """Return the capabilities of windows in this session that differ under Wayland."""
        claims = cast(Any, call.host).backend.capabilities
        return {"positions": claims.positions, "above": claims.above}

    @route("fate.heard")
    def heard(self, call: Call) -> list[str]:
        """Return what plugins were told."""
        return HEARD

    @route("fate.lookup")
    def lookup(self, call: Call, index: int) -> int:
        """Return the index of a window, found by its client."""
        windows = inner(call.host).windows_manager
        found = windows.of_client(windows.get(index).id)
        return -1 if found is None else found.index


def close_dialog(backend: Any) -> list[str] | None:
    """Close the file dialog that is open and return the names of its filters, or None when there is none."""
    if backend.name == "gtk":
        if not backend._dialogs:
            return None
        chooser = backend._dialogs[0]
        names = [each.get_name() for each in chooser.list_filters()]
        chooser.response(backend.platform.gtk.ResponseType.CANCEL)
        return names
    from qtpy.QtWidgets import QApplication, QFileDialog

    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QFileDialog) and widget.isVisible():
            names = [each.partition("(")[0].strip() for each in widget.nameFilters()]
            widget.reject()
            return names
    return None


def middle(png: bytes) -> tuple[int, ...]:
    """Return red, green and blue of the pixel in the middle of a PNG without a palette."""
    at, data = 8, b""
    while at < len(png):
        (length,), kind = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        if kind == b"IHDR":
            width, height, _, colours = struct.unpack(">IIBB", png[at + 8 : at + 18])
        elif kind == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    step = 4 if colours == 6 else 3
    rows, above = zlib.decompress(data), bytearray(width * step)
    for y in range(height // 2 + 1):
        start = y * (width * step + 1)
        above = unfiltered(rows[start], bytearray(rows[start + 1 : start + 1 + width * step]), above, step)
    return tuple(above[width // 2 * step : width // 2 * step + 3])


def unfiltered(kind: int, row: bytearray, above: bytearray, step: int) -> bytearray:
    """Undo the filter of one row (PNG specification, 9.2)."""
    for x in range(len(row)):
        left, up, corner = (row[x - step], above[x], above[x - step]) if x >= step else (0, above[x], 0)
        row[x] = (row[x] + (0, left, up, (left + up) // 2, paeth(left, up, corner))[kind]) % 256
    return row


def paeth(left: int, up: int, corner: int) -> int:
    """Return the neighbour nearest to what the three predict."""
    near = left + up - corner
    return min((left, up, corner), key=lambda value: abs(near - value))


@hookimpl
def oro_services() -> list[type[Service]]:
    return [Fate]


@hookimpl
def oro_window_changed(window: Window, old: WindowStatus, new: WindowStatus) -> None:
    HEARD.append(f"{window.index} {new.name.lower()}")


@hookimpl
def oro_event(event: Event) -> None:
    HEARD.append(f"{event.name} {event.detail['index']}")
