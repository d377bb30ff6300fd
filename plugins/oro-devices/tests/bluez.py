"""A program that does on a bus what BlueZ documents: an adapter, and a sensor of the heart rate near by.

It speaks with the real bleak. `org.example.Hand` has what a test wants of it.
"""

from __future__ import annotations

import asyncio
import contextlib

from dbus_fast import BusType, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

# mypy: ignore-errors
# ruff: noqa: UP037, F722, F821 - annotations of these methods are D-Bus signatures

PERIOD = 0.05
READ = PropertyAccess.READ
ADAPTER = "/org/bluez/hci0"
ADDRESS = "C0:FF:EE:00:00:01"
DEVICE = f"{ADAPTER}/dev_C0_FF_EE_00_00_01"
BASE = "-0000-1000-8000-00805f9b34fb"
HEART, RATE, PLACE, NUMBER, CONFIGURATION = (
    f"0000{number}{BASE}" for number in ("180d", "2a37", "2a38", "2a25", "2902")
)
BATTERY, LEVEL = f"0000180f{BASE}", f"00002a19{BASE}"


class Adapter(ServiceInterface):
    """The adapter, near which the sensor is."""

    def __init__(self, device: Device) -> None:
        super().__init__("org.bluez.Adapter1")
        self._discovering = False
        self._device = device

    @dbus_method()
    def SetDiscoveryFilter(self, properties: "a{sv}"):
        """Take a filter."""

    @dbus_method()
    def StartDiscovery(self):
        """Begin to look."""
        self._discovering = True
        self.emit_properties_changed({"Discovering": True})
        self._advertise()

    def _advertise(self) -> None:
        """Have the sensor advertise itself, as sensors do, again and again while somebody looks."""
        if self._discovering:
            self._device.emit_properties_changed({"RSSI": -40})
            asyncio.get_running_loop().call_later(PERIOD, self._advertise)

    @dbus_method()
    def StopDiscovery(self):
        """Look no more."""
        self._discovering = False
        self.emit_properties_changed({"Discovering": False})

    @dbus_property(access=READ)
    def Address(self) -> "s":
        return "00:11:22:33:44:55"

    @dbus_property(access=READ)
    def Roles(self) -> "as":
        return ["central"]

    @dbus_property(access=READ)
    def Powered(self) -> "b":
        return True

    @dbus_property(access=READ)
    def Discovering(self) -> "b":
        return self._discovering


class Device(ServiceInterface):
    """The sensor."""

    def __init__(self) -> None:
        super().__init__("org.bluez.Device1")
        self.connected = False

    @dbus_method()
    def Connect(self):
        """Connect, and have the services found."""
        self.change(True)

    @dbus_method()
    def Disconnect(self):
        """Disconnect."""
        self.change(False)

    def change(self, connected: bool) -> None:
        self.connected = connected
        self.emit_properties_changed({"Connected": connected, "ServicesResolved": connected})

    @dbus_property(access=READ)
    def Address(self) -> "s":
        return ADDRESS

    @dbus_property(access=READ)
    def AddressType(self) -> "s":
        return "random"

    @dbus_property(access=READ)
    def Adapter(self) -> "o":
        return ADAPTER

    @dbus_property(access=READ)
    def Name(self) -> "s":
        return "Heart sensor"

    @dbus_property(access=READ)
    def Alias(self) -> "s":
        return "Heart sensor"

    @dbus_property(access=READ)
    def Connected(self) -> "b":
        return self.connected

    @dbus_property(access=READ)
    def ServicesResolved(self) -> "b":
        return self.connected

    @dbus_property(access=READ)
    def Paired(self) -> "b":
        return False

    @dbus_property(access=READ)
    def Trusted(self) -> "b":
        return False

    @dbus_property(access=READ)
    def RSSI(self) -> "n":
        return -40

    @dbus_property(access=READ)
    def UUIDs(self) -> "as":
        return [HEART]

    @dbus_property(access=READ)
    def ManufacturerData(self) -> "a{qv}":
        return {0x1234: Variant("ay", b"\x01\x02")}


class Service(ServiceInterface):
    """A service of the sensor."""

    def __init__(self, uuid: str, handle: int) -> None:
        super().__init__("org.bluez.GattService1")
        self._uuid, self._handle = uuid, handle

    @dbus_property(access=READ)
    def UUID(self) -> "s":
        return self._uuid

    @dbus_property(access=READ)
    def Primary(self) -> "b":
        return True

    @dbus_property(access=READ)
    def Device(self) -> "o":
        return DEVICE

    @dbus_property(access=READ)
    def Includes(self) -> "ao":
        return []

    @dbus_property(access=READ)
    def Handle(self) -> "q":
        return self._handle


class Characteristic(ServiceInterface):
    """A characteristic."""

    def __init__(self, service: str, uuid: str, handle: int, flags: list[str], value: bytes) -> None:
        super().__init__("org.bluez.GattCharacteristic1")
        self._service, self._uuid, self._handle, self._flags = service, uuid, handle, flags
        self.value, self.notifying = value, False

    @dbus_method()
    def ReadValue(self, options: "a{sv}") -> "ay":
        return self.value

    @dbus_method()
    def WriteValue(self, value: "ay", options: "a{sv}"):
        self.value = bytes(value)

    @dbus_method()
    def StartNotify(self):
        self.notifying = True
        self.emit_properties_changed({"Notifying": True})

    @dbus_method()
    def StopNotify(self):
        self.notifying = False
        self.emit_properties_changed({"Notifying": False})

    def tell(self, value: bytes) -> None:
        self.value = value
        if self.notifying:
            self.emit_properties_changed({"Value": value})

    @dbus_property(access=READ)
    def UUID(self) -> "s":
        return self._uuid

    @dbus_property(access=READ)
    def Service(self) -> "o":
        return self._service

    @dbus_property(access=READ)
    def Value(self) -> "ay":
        return self.value

    @dbus_property(access=READ)
    def Notifying(self) -> "b":
        return self.notifying

    @dbus_property(access=READ)
    def Flags(self) -> "as":
        return self._flags

    @dbus_property(access=READ)
    def Handle(self) -> "q":
        return self._handle

    @dbus_property(access=READ)
    def MTU(self) -> "q":
        return 185


class Descriptor(ServiceInterface):
    """A descriptor."""

    def __init__(self, characteristic: str, uuid: str, handle: int, value: bytes) -> None:
        super().__init__("org.bluez.GattDescriptor1")
        self._characteristic, self._uuid, self._handle, self.value = characteristic, uuid, handle, value

    @dbus_method()
    def ReadValue(self, options: "a{sv}") -> "ay":
        return self.value

    @dbus_method()
    def WriteValue(self, value: "ay", options: "a{sv}"):
        self.value = bytes(value)

    @dbus_property(access=READ)
    def UUID(self) -> "s":
        return self._uuid

    @dbus_property(access=READ)
    def Characteristic(self) -> "o":
        return self._characteristic

    @dbus_property(access=READ)
    def Value(self) -> "ay":
        return self.value

    @dbus_property(access=READ)
    def Handle(self) -> "q":
        return self._handle


class Hand(ServiceInterface):
    """What a test does to the sensor."""

    def __init__(self, device: Device, rate: Characteristic) -> None:
        super().__init__("org.example.Hand")
        self._device, self._rate = device, rate

    @dbus_method()
    def Beat(self, rate: "y"):
        """Have the sensor tell a heart rate."""
        self._rate.tell(bytes([0, rate]))

    @dbus_method()
    def Leave(self):
        """Have the sensor go out of reach."""
        self._device.change(False)


async def main() -> None:
    bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
    device, heart, battery = Device(), f"{DEVICE}/service0010", f"{DEVICE}/service0020"
    rate = Characteristic(heart, RATE, 0x11, ["notify"], b"\x00\x00")
    exported = {
        ADAPTER: Adapter(device),
        DEVICE: device,
        heart: Service(HEART, 0x10),
        f"{heart}/char0011": rate,
        f"{heart}/char0011/desc0012": Descriptor(f"{heart}/char0011", CONFIGURATION, 0x12, b"\x00\x00"),
        f"{heart}/char0013": Characteristic(heart, PLACE, 0x13, ["read", "write"], b"\x01"),
        f"{heart}/char0015": Characteristic(heart, NUMBER, 0x15, ["read"], b"secret"),
        battery: Service(BATTERY, 0x20),
        f"{battery}/char0021": Characteristic(battery, LEVEL, 0x21, ["read"], b"\x63"),
        "/org/example/Hand": Hand(device, rate),
    }
    for path, interface in exported.items():
        bus.export(path, interface)
    await bus.request_name("org.bluez")
    await asyncio.get_running_loop().create_future()


with contextlib.suppress(KeyboardInterrupt):
    asyncio.run(main())
