"""A Bluetooth device that a page is connected to, with what it may use of it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from oro_devices.bluetooth.errors import NoAttribute, NotAllowedService
from oro_devices.bluetooth.scanner import failures
from oro_devices.bluetooth.uuids import is_excluded, is_readable, is_writable
from oro_devices.errors import DeviceLost
from oro_framework.service import load
from oro_framework.types import AsyncioLoop

if TYPE_CHECKING:
    import asyncio

__all__ = ("Attribute", "GattService", "Peripheral", "Told", "Waiting")

MAX_WAITING = 4096
"""Notifications that wait for a page; the oldest are dropped beyond it."""
MAX_BATCH = 256


class Attribute(TypedDict):
    """A characteristic with its descriptors, or a descriptor."""

    handle: int
    uuid: str
    properties: list[str]
    descriptors: list[Attribute]


class GattService(TypedDict):
    """A service of a device."""

    handle: int
    uuid: str
    characteristics: list[Attribute]


class Told(TypedDict):
    """A new value of a characteristic, in hexadecimal."""

    handle: int
    value: str


class Waiting(TypedDict):
    """The values that came, and whether the device is still connected."""

    values: list[Told]
    connected: bool


class Peripheral:
    """See the module.

    Args:
        bleak: the module.
        loop: where bleak runs.
        target: the device as bleak knows it, or its address.
        address: its address.
        allowed: returns the UUIDs of the services that the page may use.
    """

    def __init__(
        self, bleak: Any, loop: AsyncioLoop, target: Any, address: str, allowed: Callable[[], frozenset[str]]
    ) -> None:
        self._bleak = bleak
        self._loop = loop
        self._target = target
        self._address = address
        self._allowed = allowed
        self._client: Any = None
        self._waiting: asyncio.Queue[Told | None] | None = None

    async def connect(self) -> None:
        """Connect, and find its services.

        Raises:
            DeviceFailed: it is out of reach, or refused.
            NoAdapter: there is no adapter that is switched on.
        If cancelled, it is not connected.
        """

        await load("asyncio")
        import asyncio

        async def connect() -> None:
            self._waiting = asyncio.Queue(MAX_WAITING)
            self._client = self._bleak.BleakClient(self._target, disconnected_callback=lambda _: self._tell(None))
            await self._client.connect()

        with failures(self._bleak, f'connect to "{self._address}"'):
            await self._loop.run(connect)

    async def disconnect(self) -> None:
        """Disconnect; who waits for values is told. Failures are not told: the device is gone then as well."""
        if self._client is not None:
            try:
                await self._run("disconnect from", lambda: self._client.disconnect())
            except Exception:
                return

    def services(self) -> list[GattService]:
        """Return the services that the page may use."""
        return [
            {
                "handle": each.handle,
                "uuid": each.uuid,
                "characteristics": [_characteristic(one) for one in self._of(each)],
            }
            for each in self._usable()
        ]

    async def next(self) -> Waiting:
        """Wait for values, and return those that have come. If cancelled, values may have been taken."""

        async def take() -> list[Told | None]:
            assert self._waiting is not None
            found = [await self._waiting.get()]
            while len(found) < MAX_BATCH and not self._waiting.empty():
                found.append(self._waiting.get_nowait())
            return found

        found = await self._loop.run(take)
        return {"values": [each for each in found if each is not None], "connected": None not in found}

    async def read(self, kind: Literal["characteristic", "descriptor"], handle: int) -> bytes:
        """Return a value.

        Raises:
            NoAttribute: the page may use no such thing.
            NotAllowedService: pages do not read it.
            DeviceLost: it is not connected.
            DeviceFailed: it refused.
        """
        found = self._find(kind, handle)
        if not is_readable(found.uuid):
            raise NotAllowedService(f'Cannot read {found.uuid} of "{self._address}": pages do not read it')
        reading = "read_gatt_char" if kind == "characteristic" else "read_gatt_descriptor"
        return bytes(await self._run("read", lambda: getattr(self._client, reading)(found)))

    async def write(
        self, kind: Literal["characteristic", "descriptor"], handle: int, data: bytes, response: bool | None
    ) -> None:
        """Write a value, with or without waiting for the device to say that it has it. Raises as `read` does."""
        found = self._find(kind, handle)
        if not is_writable(found.uuid):
            raise NotAllowedService(f'Cannot write {found.uuid} of "{self._address}": pages do not write it')
        if kind == "characteristic":
            await self._run("write to", lambda: self._client.write_gatt_char(found, data, response=response))
        else:
            await self._run("write to", lambda: self._client.write_gatt_descriptor(found, data))

    async def notify(self, handle: int, on: bool) -> None:
        """Have values of a characteristic come when the device has new ones, or no more. Raises as `read` does."""
        found = self._find("characteristic", handle)
        if not on:
            await self._run("read", lambda: self._client.stop_notify(found))
            return
        if not is_readable(found.uuid):
            raise NotAllowedService(f'Cannot read {found.uuid} of "{self._address}": pages do not read it')
        told = lambda _found, data: self._tell({"handle": handle, "value": bytes(data).hex()})  # noqa: E731
        await self._run("read", lambda: self._client.start_notify(found, told))

    def _tell(self, told: Told | None) -> None:
        """Keep a value for the page. Thread of asyncio."""
        assert self._waiting is not None
        if self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait(told)

    def _usable(self) -> list[Any]:
        if self._client is None or not self._client.is_connected:
            raise DeviceLost(f'Cannot use "{self._address}": it is not connected')
        allowed = self._allowed()
        return [each for each in self._client.services if each.uuid.lower() in allowed and not is_excluded(each.uuid)]

    def _of(self, service: Any) -> Iterator[Any]:
        return (each for each in service.characteristics if not is_excluded(each.uuid))

    def _find(self, kind: Literal["characteristic", "descriptor"], handle: int) -> Any:
        for service in self._usable():
            for each in self._of(service):
                for found in [each] if kind == "characteristic" else each.descriptors:
                    if found.handle == handle:
                        return found
        raise NoAttribute(f'Cannot use {kind} {handle} of "{self._address}": the page may use no such {kind}')

    async def _run(self, verb: str, make: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        with failures(self._bleak, f'{verb} "{self._address}"'):
            return await self._loop.run(make)


def _characteristic(found: Any) -> Attribute:
    return {
        "handle": found.handle,
        "uuid": found.uuid,
        "properties": list(found.properties),
        "descriptors": [
            {"handle": each.handle, "uuid": each.uuid, "properties": [], "descriptors": []}
            for each in found.descriptors
            if not is_excluded(each.uuid)
        ],
    }
