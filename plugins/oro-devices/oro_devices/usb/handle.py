"""An open USB device. Its library blocks, so each transfer runs in a thread."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from typing import Any, TypeVar

import anyio
from anyio import CapacityLimiter, to_thread

from oro_devices.device import Device
from oro_devices.errors import DeviceFailed, DeviceLost, NotOpen
from oro_devices.optional import library
from oro_devices.udev import cannot_open
from oro_devices.usb.devices import find_opened
from oro_devices.usb.errors import NotClaimed, ProtectedClass, Transferred
from oro_framework.errors import NotFound

__all__ = ("UsbHandle", "open_usb")

T = TypeVar("T")
MAX_TRANSFERS = 16
"""Transfers of one device at once."""
WAIT_MS = 500
"""Milliseconds after which a thread that waits for data looks whether the device was closed."""
PROTECTED = {
    1: "audio",
    3: "HID",
    8: "mass storage",
    11: "smart card",
    14: "video",
    16: "audio and video",
    0xE0: "wireless controller",
}
"""Classes of interfaces that pages never claim (https://wicg.github.io/webusb/#protected-interface-classes)."""
IN = 0x80


async def open_usb(device: Device) -> UsbHandle:
    """Open a device.

    Raises:
        CannotOpen: the system refused; where the person lacks the right, it says how to get it.
        NotFound: it is not there.
    """
    found = await find_opened(device)
    if found is None:
        raise NotFound(f'Cannot open "{device.label}": it is not connected')
    core, util = await library("usb", "usb.core"), await library("usb", "usb.util")
    handle = UsbHandle(device, found, core.USBError, util)
    try:
        await handle.begin()
    except core.USBError as error:
        handle.close()
        raise cannot_open(
            device.path, error.errno, os.strerror(error.errno) if error.errno else str(error), subsystem="usb",
            vendor=device.info["vendorId"], product=device.info["productId"],
        ) from error  # fmt: skip
    return handle


class UsbHandle:
    """See the module.

    Args:
        device: the device.
        found: the device as pyusb has it.
        failure: what pyusb raises.
        util: pyusb's module `usb.util`.
    """

    def __init__(self, device: Device, found: Any, failure: type[OSError], util: Any) -> None:
        self.device = device
        self.configuration: int | None = None
        """The value of the active configuration; None where none is."""
        self._found = found
        self._failure = failure
        self._util = util
        self._claimed: dict[int, int] = {}
        self._detached: set[int] = set()
        self._closed = False
        self._limiter = CapacityLimiter(MAX_TRANSFERS)
        self._changing = anyio.Lock()

    async def begin(self) -> None:
        """Open the device, and find out its configuration. Raises what pyusb raises."""

        def begin() -> int | None:
            try:
                return int(self._found.get_active_configuration().bConfigurationValue)
            except self._failure as error:
                if error.errno is None:
                    return None  # it answered that none is active
                raise

        self.configuration = await to_thread.run_sync(begin)

    async def select_configuration(self, value: int) -> None:
        """Make a configuration the active one.

        Raises:
            NotFound: the device has none of that value.
            DeviceFailed: the device refused.
        """
        if value not in [each["configurationValue"] for each in self.device.info["configurations"]]:
            raise NotFound(f'Cannot configure "{self.device.label}": it has no configuration {value}')
        async with self._changing:
            await self._run("configure", lambda: self._found.set_configuration(value))
            self.configuration, self._claimed = value, {}

    async def claim(self, number: int) -> None:
        """Claim an interface for the page; a driver of the kernel that has it is put aside until it is released.

        Raises:
            ProtectedClass: it is of a class that pages do not claim.
            NotFound: there is none of that number.
            DeviceFailed: another program has it.
        """
        async with self._changing:
            if number in self._claimed:
                return
            for alternate in self._alternates(number):
                if alternate["interfaceClass"] in PROTECTED:
                    raise ProtectedClass(self.device.label, number, PROTECTED[alternate["interfaceClass"]])
            await self._run("claim an interface of", lambda: self._claim(number))
            self._claimed[number] = 0

    async def release(self, number: int) -> None:
        """Release an interface; one that is not claimed is not missed."""
        async with self._changing:
            self._alternates(number)
            if self._claimed.pop(number, None) is not None:
                await self._run("release an interface of", lambda: self._release(number))

    async def select_alternate(self, number: int, setting: int) -> None:
        """Choose an alternate setting of a claimed interface.

        Raises:
            NotClaimed: the interface is not claimed.
            NotFound: it has no such setting.
        """
        async with self._changing:
            known = [each["alternateSetting"] for each in self._alternates(number)]
            if number not in self._claimed:
                raise NotClaimed(f'Cannot set interface {number} of "{self.device.label}": it is not claimed')
            if setting not in known:
                raise NotFound(f'Cannot set interface {number} of "{self.device.label}": it has no setting {setting}')
            await self._run("set an interface of", lambda: self._found.set_interface_altsetting(number, setting))
            self._claimed[number] = setting

    async def control_in(self, kind: int, request: int, value: int, index: int, length: int) -> bytes:
        """Return what the device answers to a control transfer.

        Raises:
            Transferred: it stalled or sent more than was asked for.
            NotClaimed: the transfer is for an interface that is not claimed.
            DeviceLost: the device is gone.
        """
        self._check_recipient(kind, index)
        data = await self._run("read", lambda: self._found.ctrl_transfer(kind | IN, request, value, index, length, 0))
        return bytes(data)

    async def control_out(self, kind: int, request: int, value: int, index: int, data: bytes) -> int:
        """Send a control transfer; return the bytes it took. Raises as `control_in` does."""
        self._check_recipient(kind, index)
        return int(await self._run("write to", lambda: self._found.ctrl_transfer(kind, request, value, index, data, 0)))

    async def read(self, endpoint: int, length: int) -> bytes:
        """Return what comes from an endpoint. Raises as `control_in` does. If cancelled, data may have been taken."""
        self._check_endpoint(endpoint | IN)
        return await self._run("read", lambda: self._read(endpoint | IN, length))

    async def write(self, endpoint: int, data: bytes) -> int:
        """Send bytes to an endpoint; return how many it took. Raises as `control_in` does."""
        self._check_endpoint(endpoint)
        return int(await self._run("write to", lambda: self._found.write(endpoint, data, 0)))

    async def clear_halt(self, address: int) -> None:
        """End the stall of an endpoint. Raises as `control_in` does."""
        self._check_endpoint(address)
        await self._run("clear an endpoint of", lambda: self._found.clear_halt(address))

    async def reset(self) -> None:
        """Reset the device. Raises as `control_in` does."""
        async with self._changing:
            await self._run("reset", self._found.reset)

    def close(self) -> None:
        """Close the device; threads that wait for data end when they look next."""
        self._closed = True
        for number in list(self._claimed):
            self._quietly(lambda number=number: self._release(number))  # type: ignore[misc]
        self._claimed = {}
        self._quietly(lambda: self._util.dispose_resources(self._found))

    def _quietly(self, work: Callable[[], Any]) -> None:
        try:
            work()
        except (OSError, NotImplementedError):
            return  # it is gone

    def _claim(self, number: int) -> None:
        try:
            if self._found.is_kernel_driver_active(number):
                self._found.detach_kernel_driver(number)
                self._detached.add(number)
        except NotImplementedError:
            pass  # a platform without such drivers
        self._util.claim_interface(self._found, number)

    def _release(self, number: int) -> None:
        self._util.release_interface(self._found, number)
        if number in self._detached:
            self._detached.discard(number)
            self._found.attach_kernel_driver(number)

    def _read(self, address: int, length: int) -> bytes:
        """Wait for data. Thread."""
        while not self._closed:
            try:
                return bytes(self._found.read(address, length, WAIT_MS))
            except self._failure as error:
                if error.errno != errno.ETIMEDOUT:
                    raise
        raise NotOpen(f'Cannot read "{self.device.label}": it was closed')

    def _alternates(self, number: int) -> list[dict[str, Any]]:
        for configuration in self.device.info["configurations"]:
            if configuration["configurationValue"] == self.configuration:
                for interface in configuration["interfaces"]:
                    if interface["interfaceNumber"] == number:
                        found: list[dict[str, Any]] = interface["alternates"]
                        return found
        raise NotFound(f'Cannot use interface {number} of "{self.device.label}": its configuration has none')

    def _check_recipient(self, kind: int, index: int) -> None:
        """Raise unless the interface or endpoint that a control transfer is for may be used."""
        recipient = kind & 31
        if recipient == 1 and index & 0xFF not in self._claimed:
            raise NotClaimed(f'Cannot control interface {index & 0xFF} of "{self.device.label}": it is not claimed')
        if recipient == 2:
            self._check_endpoint(index & 0xFF)

    def _check_endpoint(self, address: int) -> None:
        direction, number = ("in" if address & IN else "out"), address & 15
        for interface, setting in self._claimed.items():
            for alternate in self._alternates(interface):
                if alternate["alternateSetting"] == setting and any(
                    (each["endpointNumber"], each["direction"]) == (number, direction)
                    for each in alternate["endpoints"]
                ):
                    return
        raise NotFound(
            f'Cannot use endpoint {number} ({direction}) of "{self.device.label}": no claimed interface has it'
        )

    async def _run(self, verb: str, work: Callable[[], T]) -> T:
        if self._closed:
            raise NotOpen(f'Cannot {verb} "{self.device.label}": it is closed')
        try:
            return await to_thread.run_sync(work, abandon_on_cancel=True, limiter=self._limiter)
        except self._failure as error:
            said = f'Cannot {verb} "{self.device.label}": {error.strerror or error}'
            if error.errno in (errno.EPIPE, errno.EOVERFLOW):
                raise Transferred(said, "stall" if error.errno == errno.EPIPE else "babble") from error
            raise (DeviceLost if error.errno in (errno.ENODEV, errno.EIO) else DeviceFailed)(said) from error
