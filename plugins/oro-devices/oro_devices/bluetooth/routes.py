"""Routes of Bluetooth devices; `navigator.bluetooth` of pages calls them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

from oro_devices.bluetooth.errors import NotAllowedService
from oro_devices.bluetooth.filters import BluetoothFilter, fits, services_of
from oro_devices.bluetooth.peripheral import GattService, Peripheral, Waiting
from oro_devices.bluetooth.scanner import Scanner
from oro_devices.bluetooth.uuids import is_excluded
from oro_devices.device import Device
from oro_devices.errors import AlreadyOpen, NotOpen
from oro_devices.given import Given, Told, told
from oro_devices.optional import library
from oro_framework.errors import OroError
from oro_framework.held import Held
from oro_framework.parameters import Word
from oro_framework.service import route
from oro_framework.types import Call, Host, Window

__all__ = ("Available", "BluetoothRoutes", "Services")

MAX_OPEN = 16
Kind = Literal["characteristic", "descriptor"]


class Available(TypedDict):
    """Whether Bluetooth can be used now; `reason` says why not."""

    available: bool
    reason: str


class Services(TypedDict):
    """The services of a device that the page may use, with their characteristics and descriptors."""

    services: list[GattService]


class BluetoothRoutes:
    """Bluetooth devices, from the choice to the end.

    Args:
        host: the running app.
        seconds: how long devices are looked for before a choice.
    """

    def __init__(self, host: Host, seconds: float) -> None:
        self._asyncio = host.asyncio
        self._scanner = Scanner(self._asyncio, seconds)
        self._given = Given(host, "bluetooth", "Bluetooth device", self._scanner.scan)
        self.held: Held[Peripheral] = Held(MAX_OPEN, missing=_missing, taken=_taken, full=_full)

    async def close(self) -> None:
        """Disconnect everything."""
        for peripheral in self.held:
            await peripheral.disconnect()

    @route("bluetooth.getAvailability", permission="bluetooth")
    async def get_availability(self, call: Call) -> Available:
        """Return whether bleak is installed and there is an adapter that is switched on."""
        try:
            await self._scanner.probe()
        except OroError as error:
            return {"available": False, "reason": error.message}
        return {"available": True, "reason": ""}

    @route("bluetooth.requestDevice", permission="bluetooth", deadline=0)
    async def request_device(
        self,
        call: Call,
        *,
        filters: Sequence[BluetoothFilter] = (),
        exclusionFilters: Sequence[BluetoothFilter] = (),
        optionalServices: Sequence[str] = (),
    ) -> Told:
        """Look for devices, have the person choose one, and give it to the page with the services that it named.

        Raises:
            NotAllowedService: a filter names a service that no page may use.
            NothingChosen: the person chose none.
            NoAdapter: there is no adapter that is switched on.
            NotInstalled: bleak is not there.
        """
        for uuid in services_of(filters, ()):
            if is_excluded(uuid):
                raise NotAllowedService(f"Cannot ask for devices with service {uuid}: pages do not use it")
        parts = sorted(services_of(filters, optionalServices))
        return told(await self._given.choose(call, lambda device: fits(device, filters, exclusionFilters), parts))

    @route("bluetooth.getDevices", permission="bluetooth")
    def get_devices(self, call: Call) -> list[Told]:
        """Return the devices that the page was given, near by or not."""
        known = {device.id: device for device in self._scanner.known()}
        ids = sorted(id for id in self._given.ids(call) if "/" not in id)
        return [told(known.get(id) or _unseen(id)) for id in ids]

    @route("bluetooth.forget", permission="bluetooth", deadline=0)
    async def forget(self, call: Call, *, id: Word) -> None:
        """Disconnect a device and take it back; one that was not given is not missed."""
        if (peripheral := self.held.find(call.window, id)) is not None:
            self.held.discard(call.window, id, peripheral)
            await peripheral.disconnect()
        await self._given.forget(call, id)

    @route("bluetooth.connect", permission="bluetooth", deadline=0)
    async def connect(self, call: Call, *, id: Word) -> Services:
        """Connect to a device that the page was given, and return its services. If cancelled, it is not connected.

        Raises:
            AlreadyOpen: the page is connected to it.
            NotGiven: the page was not given it.
            DeviceFailed: it is out of reach, or refused.
        """
        self._given.check(call, id)
        self.held.check_new(call.window, id)
        bleak = await library("bluetooth", "bleak")
        target = self._scanner.peripheral(id)
        peripheral = Peripheral(bleak, self._asyncio, target, id, lambda: self._allowed(call, id))
        await peripheral.connect()
        try:
            services = peripheral.services()
            self.held.add(call.window, id, peripheral)
        except OroError:
            await peripheral.disconnect()
            raise
        return {"services": services}

    @route("bluetooth.wait", permission="bluetooth", deadline=0)
    async def wait(self, call: Call, *, id: Word) -> Waiting:
        """Answer with the values of characteristics that came, or once the device is connected no more.

        Raises:
            NotOpen: the page is not connected to it.
        """
        peripheral = self._peripheral(call, id)
        waiting = await peripheral.next()
        if not waiting["connected"]:
            self.held.discard(call.window, id, peripheral)
        return waiting

    @route("bluetooth.read", permission="bluetooth", deadline=0)
    async def read(self, call: Call, *, id: Word, kind: Kind, handle: int) -> bytes:
        """Answer with the value of a characteristic or descriptor.

        Raises:
            NoAttribute: the page may use no such thing.
            NotAllowedService: pages do not read it.
            DeviceLost: the device is not connected.
            DeviceFailed: it refused.
        """
        return await self._peripheral(call, id).read(kind, handle)

    @route("bluetooth.write", permission="bluetooth", deadline=0)
    async def write(self, call: Call, *, id: Word, kind: Kind, handle: int, response: bool | None = None) -> None:
        """Write the body to a characteristic or descriptor. Raises as `bluetooth.read` does."""
        await self._peripheral(call, id).write(kind, handle, call.body, response)

    @route("bluetooth.notify", permission="bluetooth", deadline=0)
    async def notify(self, call: Call, *, id: Word, handle: int, on: bool = True) -> None:
        """Have `bluetooth.wait` answer with new values of a characteristic, or no more.

        Raises as `bluetooth.read` does.
        """
        await self._peripheral(call, id).notify(handle, on)

    @route("bluetooth.disconnect", permission="bluetooth", deadline=0)
    async def disconnect(self, call: Call, *, id: Word) -> None:
        """Disconnect a device; one that is not connected is not missed."""
        if (peripheral := self.held.find(call.window, id)) is not None:
            self.held.discard(call.window, id, peripheral)
            await peripheral.disconnect()

    async def release(self, window: Window) -> None:
        """Disconnect what a page was connected to."""
        for id in self.held.ids().get(window.id, ()):
            await self.held.remove(window, id).disconnect()

    def _allowed(self, call: Call, id: str) -> frozenset[str]:
        beginning = f"{id}/"
        return frozenset(each.removeprefix(beginning) for each in self._given.ids(call) if each.startswith(beginning))

    def _peripheral(self, call: Call, id: str) -> Peripheral:
        peripheral = self.held.get(call.window, id)
        self._given.check(call, id)
        return peripheral


def _unseen(id: str) -> Device:
    """Return a device that was not seen in this run."""
    return Device(id=id, label=id, path=id, info={"name": None, "uuids": [], "manufacturerData": {}, "serviceData": {}})


def _missing(id: str) -> NotOpen:
    return NotOpen(f'Cannot use Bluetooth device "{id[:80]}": it is not connected')


def _taken(id: str) -> AlreadyOpen:
    return AlreadyOpen(f'Cannot connect to Bluetooth device "{id[:80]}": it is connected')


def _full(id: str) -> AlreadyOpen:
    return AlreadyOpen(f'Cannot connect to Bluetooth device "{id[:80]}": a page connects to at most {MAX_OPEN}')
