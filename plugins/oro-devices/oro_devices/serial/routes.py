"""Routes of serial ports; `navigator.serial` of pages calls them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Literal

from msgspec import Meta

from oro_devices.errors import AlreadyOpen, DeviceLost, NotOpen
from oro_devices.given import Given, Told, told
from oro_devices.serial.filters import PortFilter, fits
from oro_devices.serial.line import Line, LineOptions, Signals, open_line
from oro_devices.watcher import Watcher
from oro_framework.errors import OroError
from oro_framework.held import Held
from oro_framework.parameters import Word
from oro_framework.service import route
from oro_framework.types import Call, Window

__all__ = ("SerialRoutes",)

MAX_OPEN = 16
Size = Annotated[int, Meta(ge=1, le=1 << 20)]


class SerialRoutes:
    """Serial ports, from the choice to the end.

    Args:
        given: the ports that pages were given.
        watcher: told of what is open.
    """

    def __init__(self, given: Given, watcher: Watcher) -> None:
        self._given = given
        self._watcher = watcher
        self.held: Held[Line] = Held(MAX_OPEN, missing=_missing, taken=_taken, full=_full)

    @route("serial.requestPort", permission="serial", deadline=0)
    async def request_port(self, call: Call, *, filters: Sequence[PortFilter] = ()) -> Told:
        """Have the person choose a port that fits one of the filters, and give it to the page.

        Raises:
            NothingChosen: the person chose none.
            NotInstalled: pyserial is not there.
        """
        return told(await self._given.choose(call, lambda device: fits(device, filters)))

    @route("serial.getPorts", permission="serial")
    async def get_ports(self, call: Call) -> list[Told]:
        """Return the ports that the page was given and that are there."""
        return [told(device) for device in await self._given.devices(call)]

    @route("serial.forget", permission="serial")
    async def forget(self, call: Call, *, id: Word) -> None:
        """Close a port and take it back; one that was not given is not missed."""
        if (line := self.held.find(call.window, id)) is not None:
            self.held.discard(call.window, id, line)
            line.close()
        await self._given.forget(call, id)

    @route("serial.open", permission="serial", deadline=0)
    async def open(
        self,
        call: Call,
        *,
        id: Word,
        baudRate: Annotated[int, Meta(gt=0)],
        dataBits: Literal[7, 8] = 8,
        stopBits: Literal[1, 2] = 1,
        parity: Literal["none", "even", "odd"] = "none",
        flowControl: Literal["none", "hardware"] = "none",
    ) -> None:
        """Open a port that the page was given, for this page alone.

        Raises:
            AlreadyOpen: the page has it open.
            CannotOpen: the system refused; where the person lacks the right, `udev` and `group` say what gives it.
            NotGiven: the page was not given it.
            NotFound: it is not there.
        """
        self.held.check_new(call.window, id)
        device = await self._given.device(call, id)
        line = await open_line(
            device,
            LineOptions(
                baud_rate=baudRate, data_bits=dataBits, stop_bits=stopBits, parity=parity,
                hardware=flowControl == "hardware",
            ),
        )  # fmt: skip
        try:
            self.held.add(call.window, id, line)
        except OroError:
            line.close()
            raise

    @route("serial.read", permission="serial", deadline=0)
    async def read(self, call: Call, *, id: Word, size: Size = 65536) -> bytes:
        """Answer with the bytes that come next, at least one. If cancelled, nothing was taken.

        Raises:
            NotOpen: the page has not opened the port, or closed it meanwhile.
            DeviceLost: the device is gone.
        """
        with self._noticed(id):
            return await self._line(call, id).read(size)

    @route("serial.write", permission="serial", deadline=0)
    async def write(self, call: Call, *, id: Word) -> None:
        """Write the body; answered once the system has taken it. Raises as `serial.read` does."""
        with self._noticed(id):
            await self._line(call, id).write(call.body)

    @route("serial.drain", permission="serial", deadline=0)
    async def drain(self, call: Call, *, id: Word) -> None:
        """Answer when what was written has been sent. Raises as `serial.read` does."""
        await self._line(call, id).drain()

    @route("serial.discard", permission="serial")
    def discard(self, call: Call, *, id: Word, what: Literal["incoming", "outgoing"]) -> None:
        """Throw away what was not read, or not sent. Raises as `serial.read` does."""
        self._line(call, id).discard(incoming=what == "incoming")

    @route("serial.getSignals", permission="serial")
    def get_signals(self, call: Call, *, id: Word) -> Signals:
        """Return the signals of the other side.

        Raises:
            DeviceFailed: the port has none.
        """
        return self._line(call, id).signals()

    @route("serial.setSignals", permission="serial")
    def set_signals(
        self,
        call: Call,
        *,
        id: Word,
        dataTerminalReady: bool | None = None,
        requestToSend: bool | None = None,
        brk: bool | None = None,
    ) -> None:
        """Set those signals that are given; `brk` holds the line at break.

        Raises:
            DeviceFailed: the port has none.
        """
        self._line(call, id).set_signals(ready=dataTerminalReady, request=requestToSend, broken=brk)

    @route("serial.close", permission="serial")
    def close(self, call: Call, *, id: Word) -> None:
        """Close a port.

        Raises:
            NotOpen: it is closed.
        """
        self.held.remove(call.window, id).close()

    @route("serial.watch", permission="serial")
    async def watch(self, call: Call, *, on: bool = True) -> None:
        """Tell the page from now on, or no more, of its ports that are plugged in or out."""
        await self._watcher.watch(call, self._given, on)

    def release(self, window: Window) -> None:
        """Close what a page had open."""
        for id in self.held.ids().get(window.id, ()):
            self.held.remove(window, id).close()

    @contextmanager
    def _noticed(self, id: str) -> Iterator[None]:
        """Have pages that watch told of a port that is lost."""
        try:
            yield
        except DeviceLost:
            self._watcher.lost(self._given.permission, id)
            raise

    def _line(self, call: Call, id: str) -> Line:
        line = self.held.get(call.window, id)
        self._given.check(call, id)
        return line


def _missing(id: str) -> NotOpen:
    return NotOpen(f'Cannot use serial port "{id[:80]}": it is closed')


def _taken(id: str) -> AlreadyOpen:
    return AlreadyOpen(f'Cannot open serial port "{id[:80]}": it is open')


def _full(id: str) -> AlreadyOpen:
    return AlreadyOpen(f'Cannot open serial port "{id[:80]}": a page opens at most {MAX_OPEN}')
