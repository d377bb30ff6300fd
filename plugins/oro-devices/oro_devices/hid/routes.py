"""Routes of HID devices; `navigator.hid` of pages calls them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypedDict

from msgspec import Meta

from oro_devices.errors import AlreadyOpen, DeviceLost, NotOpen
from oro_devices.given import Given, Told, told
from oro_devices.hid.descriptor import Collection
from oro_devices.hid.filters import HidFilter, fits
from oro_devices.hid.handle import HidHandle, open_handle
from oro_devices.watcher import Watcher
from oro_framework.errors import OroError
from oro_framework.held import Held
from oro_framework.parameters import Word
from oro_framework.service import route
from oro_framework.types import Call, Window

__all__ = ("HidRoutes", "Opened", "framed")

MAX_OPEN = 16
ReportId = Annotated[int, Meta(ge=0, le=255)]


class Opened(TypedDict):
    """The collections of a device that was opened, with their reports."""

    collections: list[Collection]


class HidRoutes:
    """HID devices, from the choice to the end.

    Args:
        given: the devices that pages were given.
        watcher: tells pages of what is plugged in and out.
    """

    def __init__(self, given: Given, watcher: Watcher) -> None:
        self._given = given
        self._watcher = watcher
        self.held: Held[HidHandle] = Held(MAX_OPEN, missing=_missing, taken=_taken, full=_full)

    @route("hid.requestDevice", permission="hid", deadline=0)
    async def request_device(
        self, call: Call, *, filters: Sequence[HidFilter] = (), exclusionFilters: Sequence[HidFilter] = ()
    ) -> Told:
        """Have the person choose a device that fits one of the filters and none that exclude, and give it to the page.

        Raises:
            NothingChosen: the person chose none.
            NotInstalled: hidapi is not there.
        """
        return told(await self._given.choose(call, lambda device: fits(device, filters, exclusionFilters)))

    @route("hid.getDevices", permission="hid")
    async def get_devices(self, call: Call) -> list[Told]:
        """Return the devices that the page was given and that are there."""
        return [told(device) for device in await self._given.devices(call)]

    @route("hid.forget", permission="hid")
    async def forget(self, call: Call, *, id: Word) -> None:
        """Close a device and take it back; one that was not given is not missed."""
        if (handle := self.held.find(call.window, id)) is not None:
            self.held.discard(call.window, id, handle)
            handle.close()
        await self._given.forget(call, id)

    @route("hid.open", permission="hid", deadline=0)
    async def open(self, call: Call, *, id: Word) -> Opened:
        """Open a device that the page was given.

        Raises:
            AlreadyOpen: the page has it open.
            CannotOpen: the system refused; where the person lacks the right, `udev` says what gives it.
            NotGiven: the page was not given it.
            NotFound: it is not there.
        """
        self.held.check_new(call.window, id)
        handle = await open_handle(await self._given.device(call, id))
        try:
            self.held.add(call.window, id, handle)
        except OroError:
            handle.close()
            raise
        return {"collections": handle.collections}

    @route("hid.read", permission="hid", deadline=0)
    async def read(self, call: Call, *, id: Word) -> bytes:
        """Answer with the input reports that come next, each as its length in two bytes, its id and its data.

        Raises:
            NotOpen: the page has not opened the device, or closed it meanwhile.
            DeviceLost: the device is gone.
        """
        try:
            return framed(await self._handle(call, id).read())
        except DeviceLost:
            self._watcher.lost(self._given.permission, id)
            raise

    @route("hid.sendReport", permission="hid", deadline=0)
    async def send_report(self, call: Call, *, id: Word, reportId: ReportId) -> None:
        """Send the body as an output report.

        Raises:
            Denied: the report belongs to a collection that is kept from pages, or to none.
            DeviceFailed: the device did not take it.
        """
        await self._handle(call, id).write(reportId, call.body)

    @route("hid.sendFeatureReport", permission="hid", deadline=0)
    async def send_feature_report(self, call: Call, *, id: Word, reportId: ReportId) -> None:
        """Send the body as a feature report. Raises as `hid.sendReport` does."""
        await self._handle(call, id).send_feature(reportId, call.body)

    @route("hid.receiveFeatureReport", permission="hid", deadline=0)
    async def receive_feature_report(self, call: Call, *, id: Word, reportId: ReportId) -> bytes:
        """Answer with a feature report. Raises as `hid.sendReport` does."""
        return await self._handle(call, id).get_feature(reportId)

    @route("hid.close", permission="hid")
    def close(self, call: Call, *, id: Word) -> None:
        """Close a device.

        Raises:
            NotOpen: it is closed.
        """
        self.held.remove(call.window, id).close()

    @route("hid.watch", permission="hid")
    async def watch(self, call: Call, *, on: bool = True) -> None:
        """Tell the page from now on, or no more, of its devices that are plugged in or out."""
        await self._watcher.watch(call, self._given, on)

    def release(self, window: Window) -> None:
        """Close what a page had open."""
        for id in self.held.ids().get(window.id, ()):
            self.held.remove(window, id).close()

    def _handle(self, call: Call, id: str) -> HidHandle:
        handle = self.held.get(call.window, id)
        self._given.check(call, id)
        return handle


def framed(reports: Sequence[tuple[int, bytes]]) -> bytes:
    """Return reports one after another, each after its length in two bytes, little end first, and its id."""
    return b"".join(len(data).to_bytes(2, "little") + bytes([id]) + data for id, data in reports)


def _missing(id: str) -> NotOpen:
    return NotOpen(f'Cannot use HID device "{id[:80]}": it is closed')


def _taken(id: str) -> AlreadyOpen:
    return AlreadyOpen(f'Cannot open HID device "{id[:80]}": it is open')


def _full(id: str) -> AlreadyOpen:
    return AlreadyOpen(f'Cannot open HID device "{id[:80]}": a page opens at most {MAX_OPEN}')
