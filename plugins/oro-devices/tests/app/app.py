"""Stands in for devices, and for the person who clicks and chooses."""

from __future__ import annotations

import os
import sys
import tty
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal, cast

import anyio

from oro_framework import Call, Service, hookimpl, route
from oro_framework.consent import Answer, Chosen, Prompt, Question
from oro_framework.desktop_bus import BusService, DesktopBus
from oro_framework.types import Host

sys.path.insert(0, str(Path(__file__).parents[1]))
import hid_stand_in  # type: ignore[import-not-found]
import usb.backend.libusb1
from peers import PEERS, Modbus, Rom  # type: ignore[import-not-found]
from usb_stand_in import Backend  # type: ignore[import-not-found]

sys.modules["hidraw"] = hid_stand_in
_usb = Backend()
usb.backend.libusb1.get_backend = lambda: _usb
HAND = BusService("org.bluez", "/org/example/Hand", "org.example.Hand")
Done = Callable[..., None]


class Board(Service):
    """The device behind the serial port of the setting `devices_serial_ports`."""

    name = "board"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        self._path = Path(self.host.settings["devices_serial_ports"][0].partition("=")[0])
        self._device = self._port = -1
        self._peer: Modbus | Rom | None = None
        self._make()
        async with anyio.create_task_group() as self._tasks:
            yield
            self._tasks.cancel_scope.cancel()
        self._unmake()

    def _make(self) -> None:
        self._device, self._port = os.openpty()
        tty.setraw(self._port)
        os.set_blocking(self._device, False)
        self._path.symlink_to(os.ttyname(self._port))

    def _unmake(self) -> None:
        self._path.unlink(missing_ok=True)
        for fd in (self._device, self._port):
            os.close(fd)

    @route("board.read", deadline=0)
    async def read(self, call: Call, *, size: int) -> str:
        """Return what the page sent to the board."""
        data = b""
        while len(data) < size:
            await anyio.wait_readable(self._device)
            data += os.read(self._device, size - len(data))
        return data.decode()

    @route("board.write", deadline=0)
    async def write(self, call: Call, *, text: str) -> None:
        """Have the board send a text."""
        left = text.encode()
        while left:
            await anyio.wait_writable(self._device)
            left = left[os.write(self._device, left) :]

    @route("board.act")
    def act(self, call: Call, *, peer: Literal["modbus", "rom"]) -> None:
        """Have the board answer as a device does."""
        self._peer = PEERS[peer]()
        self._tasks.start_soon(self._answer, self._peer)

    async def _answer(self, peer: Modbus | Rom) -> None:
        while True:
            await anyio.wait_readable(self._device)
            left = peer.feed(os.read(self._device, 65536))
            while left:
                await anyio.wait_writable(self._device)
                left = left[os.write(self._device, left) :]

    @route("board.flash")
    def flash(self, call: Call, *, start: int, size: int) -> str:
        """Return what the board's flash holds, in hexadecimal."""
        assert isinstance(self._peer, Rom)
        return bytes(self._peer.flash[start : start + size]).hex()

    @route("board.replug")
    def replug(self, call: Call, *, there: bool) -> None:
        """Pull the board out, or plug it in."""
        if there:
            self._make()
        else:
            self._unmake()


_answers: list[str] = []
_pulled: dict[str, list[dict[str, Any]]] = {}


@route("pad.replug")
def replug_pad(call: Call, *, there: bool) -> None:
    """Pull the HID device out, or plug it in."""
    source, target = (_pulled, hid_stand_in.plugged) if there else (hid_stand_in.plugged, _pulled)
    target["/dev/hidraw90"] = source.pop("/dev/hidraw90")


@route("usb.replug")
def replug_usb(call: Call, *, there: bool) -> None:
    """Pull the USB device out, or plug it in."""
    _usb.there = there


@route("sensor.do")
async def sensor(call: Call, *, what: str, rate: int = 0) -> None:
    """Have the Bluetooth sensor do something."""
    bus = DesktopBus("SYSTEM")
    async with anyio.create_task_group() as tasks:
        await tasks.start(bus.run)
        await (bus.call(HAND, what, "y", rate) if rate else bus.call(HAND, what))
        tasks.cancel_scope.cancel()


@route("person.will")
def will(call: Call, *, choose: str) -> None:
    """Say what the person chooses next, by a part of its id; nothing closes the dialog."""
    _answers.append(choose)


@route("person.click")
async def click(call: Call) -> None:
    """Click on the page, which then runs `probe()`; WebKitGTK takes what the host evaluates for a person's work."""

    def run(done: Done) -> None:
        view = cast(Any, call.window).view
        view.evaluate("void probe()") if hasattr(view.webview, "get_settings") else _clicked(view)
        done()

    await cast(Any, call.host).windows_manager.ask_gui(run)


def _clicked(view: Any) -> None:
    from qtpy.QtCore import QEvent, QPointF, Qt
    from qtpy.QtGui import QMouseEvent
    from qtpy.QtWidgets import QApplication

    target, place, none = view.webview.focusProxy() or view.webview, QPointF(40, 40), Qt.KeyboardModifier.NoModifier
    left, up = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, buttons in ((QEvent.Type.MouseButtonPress, left), (QEvent.Type.MouseButtonRelease, up)):
        where = QPointF(target.mapToGlobal(place.toPoint()))
        QApplication.sendEvent(target, QMouseEvent(kind, place, where, left, buttons, none))


@hookimpl
def oro_prompt(host: Host) -> Prompt:
    """Choose as the page said."""

    async def ask(question: Question) -> Answer | Chosen:
        wanted = _answers.pop(0) if _answers else ""
        found = [choice for choice in question.choices or () if wanted and wanted in choice.id]
        return Chosen(found[0], lasting=False) if found else Answer.DISMISSED

    return ask


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the board."""
    return [Board]


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of the person and of devices."""
    return [will, click, replug_pad, replug_usb, sensor]
