"""An open serial port. Loop thread; its file is waited for by the loop."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal, TypedDict

import anyio
from anyio import to_thread
from msgspec import Struct

from oro_devices.device import Device
from oro_devices.errors import DeviceFailed, DeviceLost, NotOpen
from oro_devices.optional import library
from oro_devices.udev import cannot_open
from oro_framework.errors import Unsupported

__all__ = ("Line", "LineOptions", "Signals", "open_line")

Parity = Literal["none", "even", "odd"]
LOST = (errno.EIO, errno.ENXIO, errno.ENODEV)
"""Errors of a port whose device was unplugged."""
PARITIES: Mapping[Parity, str] = {"none": "N", "even": "E", "odd": "O"}


class LineOptions(Struct, frozen=True, kw_only=True):
    """The speed of a port and the shape of its characters."""

    baud_rate: int
    data_bits: Literal[7, 8] = 8
    stop_bits: Literal[1, 2] = 1
    parity: Parity = "none"
    hardware: bool = False
    """Whether RTS and CTS hold the other side back."""


class Signals(TypedDict):
    """The signals that the other side sets."""

    dataCarrierDetect: bool
    clearToSend: bool
    ringIndicator: bool
    dataSetReady: bool


async def open_line(device: Device, options: LineOptions) -> Line:
    """Open a port.

    Raises:
        CannotOpen: the system refused; where the person lacks the right, it says how to get it.
        NotInstalled: pyserial is not there.
    """
    serial = await library("serial", "serial")
    if os.name != "posix":
        raise Unsupported("Cannot open serial ports: not yet on this platform")
    try:
        return Line(device, await to_thread.run_sync(_opened, serial, device.path, options))
    except (serial.SerialException, OSError, ValueError) as error:
        number = error.errno if isinstance(error, OSError) else None
        reason = os.strerror(number) if number else str(error)
        raise cannot_open(
            device.path, number, reason, subsystem="tty",
            vendor=device.info.get("usbVendorId"), product=device.info.get("usbProductId"),
        ) from error  # fmt: skip


def _opened(serial: Any, path: str, options: LineOptions) -> Any:
    return serial.Serial(
        path, baudrate=options.baud_rate, bytesize=options.data_bits, stopbits=options.stop_bits,
        parity=PARITIES[options.parity], rtscts=options.hardware, timeout=0, exclusive=True,
    )  # fmt: skip


class Line:
    """See the module.

    Args:
        device: the port.
        port: the port as pyserial has it open.
    """

    def __init__(self, device: Device, port: Any) -> None:
        self.device = device
        self._port = port
        self._writing = anyio.Lock()

    async def read(self, size: int) -> bytes:
        """Return the bytes that have come, at least one.

        Raises:
            DeviceLost: the port is gone.
            NotOpen: it was closed meanwhile.
        If cancelled, nothing was taken.
        """
        with self._failures("read"):
            while True:
                await anyio.wait_readable(self._port.fileno())
                try:
                    data = os.read(self._port.fileno(), size)
                except BlockingIOError:
                    continue
                if not data:
                    raise DeviceLost(f'Cannot read "{self.device.path}": the device is gone')
                return data

    async def write(self, data: bytes) -> None:
        """Write bytes; return once the system has taken them. Raises as `read` does. If cancelled, part was written."""
        async with self._writing:
            with self._failures("write"):
                left = memoryview(data)
                while left:
                    await anyio.wait_writable(self._port.fileno())
                    try:
                        left = left[os.write(self._port.fileno(), left) :]
                    except BlockingIOError:
                        continue

    async def drain(self) -> None:
        """Wait until what was written has been sent. If cancelled, it is sent all the same."""
        with self._failures("write"):
            await to_thread.run_sync(self._port.flush, abandon_on_cancel=True)

    def discard(self, *, incoming: bool) -> None:
        """Throw away what has come and was not read, or what was written and is not sent."""
        with self._failures("flush"):
            (self._port.reset_input_buffer if incoming else self._port.reset_output_buffer)()

    def signals(self) -> Signals:
        """Return the signals of the other side.

        Raises:
            DeviceFailed: the port has none, as a pseudo-terminal.
        """
        with self._failures("read the signals of"):
            return {
                "dataCarrierDetect": self._port.cd,
                "clearToSend": self._port.cts,
                "ringIndicator": self._port.ri,
                "dataSetReady": self._port.dsr,
            }

    def set_signals(self, *, ready: bool | None, request: bool | None, broken: bool | None) -> None:
        """Set those of DTR, RTS and break that are given; raises as `signals` does."""
        with self._failures("set the signals of"):
            for name, value in (("dtr", ready), ("rts", request), ("break_condition", broken)):
                if value is not None:
                    setattr(self._port, name, value)

    def close(self) -> None:
        """Close the port at once; who waits for it is told."""
        if self._port.is_open:
            anyio.notify_closing(self._port.fileno())
            self._port.close()

    @contextmanager
    def _failures(self, verb: str) -> Iterator[None]:
        """Say what happened to the port instead of what the library raised."""
        try:
            yield
        except anyio.ClosedResourceError as error:
            raise NotOpen(f'Cannot {verb} "{self.device.path}": it was closed') from error
        except OSError as error:
            if not self._port.is_open:
                raise NotOpen(f'Cannot {verb} "{self.device.path}": it is closed') from error
            kind = DeviceLost if error.errno in LOST else DeviceFailed
            raise kind(f'Cannot {verb} "{self.device.path}": {error.strerror or error}') from error
