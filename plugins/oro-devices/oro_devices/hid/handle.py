"""An open HID device. Its library blocks, so each call runs in a thread."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from typing import Any

from anyio import CapacityLimiter, to_thread

from oro_devices.device import Device
from oro_devices.errors import CannotOpen, DeviceFailed, DeviceLost, NotOpen
from oro_devices.hid.descriptor import Collection, read_descriptor
from oro_devices.hid.devices import hidapi
from oro_devices.hid.protected import Direction, open_collections, report_ids
from oro_devices.udev import cannot_open
from oro_framework.errors import Denied

__all__ = ("HidHandle", "open_handle")

MAX_REPORT = 16384
"""Bytes of the largest report that kernels pass on."""
WAIT_MS = 500
"""Milliseconds after which a thread that waits for a report looks whether the device was closed."""
MAX_BATCH = 64
"""Reports that are answered at once."""


async def open_handle(device: Device) -> HidHandle:
    """Open a device.

    Raises:
        CannotOpen: the system refused; where the person lacks the right, it says how to get it.
    """
    opened = (await hidapi()).device()
    try:
        await to_thread.run_sync(opened.open_path, os.fsencode(device.path))
        described = await to_thread.run_sync(_descriptor, opened)
    except OSError as error:
        raise _refused(device, error) from error
    listed: list[Collection] = list(device.info["collections"])
    return HidHandle(device, opened, open_collections(read_descriptor(described)) or listed, numbered=described)


def _descriptor(opened: Any) -> bytes:
    try:
        return bytes(opened.get_report_descriptor())
    except (OSError, ValueError, AttributeError):  # a library or a platform that cannot tell
        return b""


def _refused(device: Device, error: OSError) -> CannotOpen:
    """Return the error about a device that did not open; hidapi does not say why, so its file is asked."""
    number = error.errno
    if number is None and os.path.exists(device.path) and not os.access(device.path, os.R_OK | os.W_OK):
        number = errno.EACCES
    return cannot_open(
        device.path, number, os.strerror(number) if number else str(error), subsystem="hidraw",
        vendor=device.info["vendorId"], product=device.info["productId"],
    )  # fmt: skip


class HidHandle:
    """See the module.

    Args:
        device: the device.
        opened: the device as hidapi has it open.
        collections: those that pages may know, with their reports where the descriptor could be read.
        numbered: the report descriptor; its reports have ids in their first byte where it names any.
    """

    def __init__(self, device: Device, opened: Any, collections: list[Collection], *, numbered: bytes) -> None:
        self.device = device
        self.collections = collections
        self._opened = opened
        self._lock = threading.Lock()
        self._closed = False
        self._reading = CapacityLimiter(1)
        self._writing = CapacityLimiter(1)
        everything = read_descriptor(numbered)
        self._known = bool(everything)
        self._numbered = any(id for direction in _DIRECTIONS for id in report_ids(everything, direction))

    async def read(self) -> list[tuple[int, bytes]]:
        """Wait for input reports and return them, each with its id, 0 where the device has no ids.

        Raises:
            DeviceLost: the device is gone.
            NotOpen: it was closed meanwhile.
        If cancelled, reports may have been taken.
        """
        allowed = report_ids(self.collections, "inputReports")
        while True:
            raw = await to_thread.run_sync(self._wait, abandon_on_cancel=True, limiter=self._reading)
            reports = [(data[0], data[1:]) if self._numbered else (0, data) for data in raw]
            if reports := [report for report in reports if not self._known or report[0] in allowed]:
                return reports

    async def write(self, id: int, data: bytes) -> None:
        """Send an output report.

        Raises:
            Denied: the report is none of a collection that pages may know.
            DeviceFailed: the device did not take it.
        """
        self._check("outputReports", id)
        sent = await self._run("write to", lambda: self._opened.write(bytes([id]) + data))
        if sent < 0:
            raise DeviceFailed(f'Cannot write to "{self.device.path}": {self._why()}')

    async def send_feature(self, id: int, data: bytes) -> None:
        """Send a feature report; raises as `write` does."""
        self._check("featureReports", id)
        sent = await self._run("write to", lambda: self._opened.send_feature_report(bytes([id]) + data))
        if sent < 0:
            raise DeviceFailed(f'Cannot write to "{self.device.path}": {self._why()}')

    async def get_feature(self, id: int) -> bytes:
        """Return a feature report, its id first where the device has ids; raises as `write` does."""
        self._check("featureReports", id)
        data = bytes(await self._run("read", lambda: self._opened.get_feature_report(id, MAX_REPORT)))
        return data if id else data[1:]

    def close(self) -> None:
        """Close the device; a thread that waits for it closes it when it looks next."""
        self._closed = True
        if self._lock.acquire(blocking=False):
            self._opened.close()
            self._lock.release()

    def _wait(self) -> list[bytes]:
        """Return the reports that have come, at least one. Thread."""
        with self._lock:
            try:
                while not self._closed:
                    first = self._opened.read(MAX_REPORT, WAIT_MS)
                    if first:
                        return [bytes(first), *self._waiting()]
            except (OSError, ValueError) as error:
                raise DeviceLost(f'Cannot read "{self.device.path}": {error}') from error
            self._opened.close()
        raise NotOpen(f'Cannot read "{self.device.path}": it was closed')

    def _waiting(self) -> list[bytes]:
        found: list[bytes] = []
        while len(found) < MAX_BATCH and (data := self._opened.read(MAX_REPORT, 1)):
            found.append(bytes(data))
        return found

    async def _run(self, verb: str, work: Callable[[], Any]) -> Any:
        if self._closed:
            raise NotOpen(f'Cannot {verb} "{self.device.path}": it is closed')
        try:
            return await to_thread.run_sync(work, limiter=self._writing)
        except (OSError, ValueError) as error:
            raise DeviceFailed(f'Cannot {verb} "{self.device.path}": {error}') from error

    def _check(self, direction: Direction, id: int) -> None:
        if self._known and id not in report_ids(self.collections, direction):
            raise Denied(f'Cannot use report {id} of "{self.device.path}": no collection that pages may use has it')

    def _why(self) -> str:
        return str(self._opened.error() or "it refused")


_DIRECTIONS: tuple[Direction, ...] = ("inputReports", "outputReports", "featureReports")
