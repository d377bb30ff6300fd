"""Routes of USB devices; `navigator.usb` of pages calls them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Literal, TypedDict

from msgspec import Meta

from oro_devices.errors import AlreadyOpen, DeviceLost, NotOpen
from oro_devices.given import Given, Told, told
from oro_devices.usb.filters import UsbFilter, fits
from oro_devices.usb.handle import IN, UsbHandle, open_usb
from oro_devices.watcher import Watcher
from oro_framework.errors import OroError
from oro_framework.held import Held
from oro_framework.parameters import Word
from oro_framework.service import route
from oro_framework.types import Call, Window

__all__ = ("Opened", "UsbRoutes", "Written")

MAX_OPEN = 16
MAX_TRANSFER = 32 << 20
Byte = Annotated[int, Meta(ge=0, le=255)]
Short = Annotated[int, Meta(ge=0, le=65535)]
Length = Annotated[int, Meta(ge=0, le=MAX_TRANSFER)]
Endpoint = Annotated[int, Meta(ge=1, le=15)]
RequestType = Literal["standard", "class", "vendor"]
Recipient = Literal["device", "interface", "endpoint", "other"]
_TYPES: tuple[RequestType, ...] = ("standard", "class", "vendor")
_RECIPIENTS: tuple[Recipient, ...] = ("device", "interface", "endpoint", "other")


class Opened(TypedDict):
    """The value of the active configuration; null where none is."""

    configuration: int | None


class Written(TypedDict):
    """How many bytes the device took."""

    bytesWritten: int


class UsbRoutes:
    """USB devices, from the choice to the end.

    Args:
        given: the devices that pages were given.
        watcher: tells pages of what is plugged in and out.
    """

    def __init__(self, given: Given, watcher: Watcher) -> None:
        self._given = given
        self._watcher = watcher
        self.held: Held[UsbHandle] = Held(MAX_OPEN, missing=_missing, taken=_taken, full=_full)

    @route("usb.requestDevice", permission="usb", deadline=0)
    async def request_device(
        self, call: Call, *, filters: Sequence[UsbFilter] = (), exclusionFilters: Sequence[UsbFilter] = ()
    ) -> Told:
        """Have the person choose a device that fits one of the filters and none that exclude, and give it to the page.

        Raises:
            NothingChosen: the person chose none.
            NotInstalled: pyusb or libusb is not there.
        """
        return told(await self._given.choose(call, lambda device: fits(device, filters, exclusionFilters)))

    @route("usb.getDevices", permission="usb")
    async def get_devices(self, call: Call) -> list[Told]:
        """Return the devices that the page was given and that are there."""
        return [told(device) for device in await self._given.devices(call)]

    @route("usb.forget", permission="usb")
    async def forget(self, call: Call, *, id: Word) -> None:
        """Close a device and take it back; one that was not given is not missed."""
        if (handle := self.held.find(call.window, id)) is not None:
            self.held.discard(call.window, id, handle)
            handle.close()
        await self._given.forget(call, id)

    @route("usb.open", permission="usb", deadline=0)
    async def open(self, call: Call, *, id: Word) -> Opened:
        """Open a device that the page was given.

        Raises:
            AlreadyOpen: the page has it open.
            CannotOpen: the system refused; where the person lacks the right, `udev` says what gives it.
            NotGiven: the page was not given it.
            NotFound: it is not there.
        """
        self.held.check_new(call.window, id)
        handle = await open_usb(await self._given.device(call, id))
        try:
            self.held.add(call.window, id, handle)
        except OroError:
            handle.close()
            raise
        return {"configuration": handle.configuration}

    @route("usb.selectConfiguration", permission="usb", deadline=0)
    async def select_configuration(self, call: Call, *, id: Word, value: Byte) -> None:
        """Make a configuration the active one.

        Raises:
            NotFound: the device has none of that value.
            DeviceFailed: the device refused.
        """
        with self._noticed(id):
            await self._handle(call, id).select_configuration(value)

    @route("usb.claimInterface", permission="usb", deadline=0)
    async def claim_interface(self, call: Call, *, id: Word, number: Byte) -> None:
        """Claim an interface; a driver of the kernel that has it is put aside until it is released.

        Raises:
            ProtectedClass: it is of a class that pages do not claim.
            NotFound: there is none of that number.
            DeviceFailed: another program has it.
        """
        with self._noticed(id):
            await self._handle(call, id).claim(number)

    @route("usb.releaseInterface", permission="usb", deadline=0)
    async def release_interface(self, call: Call, *, id: Word, number: Byte) -> None:
        """Release an interface. Raises as `usb.claimInterface` does."""
        with self._noticed(id):
            await self._handle(call, id).release(number)

    @route("usb.selectAlternateInterface", permission="usb", deadline=0)
    async def select_alternate_interface(self, call: Call, *, id: Word, number: Byte, setting: Byte) -> None:
        """Choose an alternate setting of a claimed interface. Raises as `usb.claimInterface` does."""
        with self._noticed(id):
            await self._handle(call, id).select_alternate(number, setting)

    @route("usb.controlTransferIn", permission="usb", deadline=0)
    async def control_transfer_in(
        self, call: Call, *, id: Word, requestType: RequestType, recipient: Recipient, request: Byte, value: Short,
        index: Short, length: Short,
    ) -> bytes:  # fmt: skip
        """Answer with what the device sends.

        Raises:
            Transferred: it stalled, or sent more than was asked for; `transfer` says which.
            NotClaimed: the transfer is for an interface that is not claimed.
            DeviceLost: the device is gone.
        """
        with self._noticed(id):
            return await self._handle(call, id).control_in(_kind(requestType, recipient), request, value, index, length)

    @route("usb.controlTransferOut", permission="usb", deadline=0)
    async def control_transfer_out(
        self, call: Call, *, id: Word, requestType: RequestType, recipient: Recipient, request: Byte, value: Short,
        index: Short,
    ) -> Written:  # fmt: skip
        """Send the body. Raises as `usb.controlTransferIn` does."""
        with self._noticed(id):
            kind = _kind(requestType, recipient)
            return {"bytesWritten": await self._handle(call, id).control_out(kind, request, value, index, call.body)}

    @route("usb.transferIn", permission="usb", deadline=0)
    async def transfer_in(self, call: Call, *, id: Word, endpoint: Endpoint, length: Length) -> bytes:
        """Answer with what comes from an endpoint. Raises as `usb.controlTransferIn` does."""
        with self._noticed(id):
            return await self._handle(call, id).read(endpoint, length)

    @route("usb.transferOut", permission="usb", deadline=0, max_body=MAX_TRANSFER)
    async def transfer_out(self, call: Call, *, id: Word, endpoint: Endpoint) -> Written:
        """Send the body to an endpoint. Raises as `usb.controlTransferIn` does."""
        with self._noticed(id):
            return {"bytesWritten": await self._handle(call, id).write(endpoint, call.body)}

    @route("usb.clearHalt", permission="usb", deadline=0)
    async def clear_halt(self, call: Call, *, id: Word, direction: Literal["in", "out"], endpoint: Endpoint) -> None:
        """End the stall of an endpoint. Raises as `usb.controlTransferIn` does."""
        with self._noticed(id):
            await self._handle(call, id).clear_halt(endpoint | (IN if direction == "in" else 0))

    @route("usb.reset", permission="usb", deadline=0)
    async def reset(self, call: Call, *, id: Word) -> None:
        """Reset a device. Raises as `usb.controlTransferIn` does."""
        with self._noticed(id):
            await self._handle(call, id).reset()

    @route("usb.close", permission="usb")
    def close(self, call: Call, *, id: Word) -> None:
        """Close a device.

        Raises:
            NotOpen: it is closed.
        """
        self.held.remove(call.window, id).close()

    @route("usb.watch", permission="usb")
    async def watch(self, call: Call, *, on: bool = True) -> None:
        """Tell the page from now on, or no more, of its devices that are plugged in or out."""
        await self._watcher.watch(call, self._given, on)

    def release(self, window: Window) -> None:
        """Close what a page had open."""
        for id in self.held.ids().get(window.id, ()):
            self.held.remove(window, id).close()

    @contextmanager
    def _noticed(self, id: str) -> Iterator[None]:
        """Have pages that watch told of a device that is lost."""
        try:
            yield
        except DeviceLost:
            self._watcher.lost(self._given.permission, id)
            raise

    def _handle(self, call: Call, id: str) -> UsbHandle:
        handle = self.held.get(call.window, id)
        self._given.check(call, id)
        return handle


def _kind(request: RequestType, recipient: Recipient) -> int:
    """Return the byte `bmRequestType` without its direction."""
    return _TYPES.index(request) << 5 | _RECIPIENTS.index(recipient)


def _missing(id: str) -> NotOpen:
    return NotOpen(f'Cannot use USB device "{id[:80]}": it is closed')


def _taken(id: str) -> AlreadyOpen:
    return AlreadyOpen(f'Cannot open USB device "{id[:80]}": it is open')


def _full(id: str) -> AlreadyOpen:
    return AlreadyOpen(f'Cannot open USB device "{id[:80]}": a page opens at most {MAX_OPEN}')
