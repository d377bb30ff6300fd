"""Bluetooth devices for pages: the real bleak, on a bus of the test's own with a program that does what BlueZ says."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from oro_devices import plugin
from oro_devices.bluetooth.filters import BluetoothFilter, DataFilter, fits, services_of
from oro_devices.bluetooth.uuids import is_excluded, is_writable, short
from oro_devices.device import Device

from oro_framework.desktop_bus import BusService, DesktopBus
from oro_framework.testing import PATIENCE, OpenHost, open_host
from oro_framework.testing.session_bus import SessionBus

from .callers import post
from .person import Person, choosing

pytestmark = [
    pytest.mark.anyio,
    # bleak keeps its connection to BlueZ until the process ends.
    pytest.mark.filterwarnings("ignore:.*socket:pytest.PytestUnraisableExceptionWarning"),
]
SENSOR = "C0:FF:EE:00:00:01"
HEART, BATTERY = short(0x180D), short(0x180F)
HAND = BusService("org.bluez", "/org/example/Hand", "org.example.Hand")
PROGRAM = Path(__file__).with_name("bluez.py")


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Have what bleak leaves behind collected in the test that made it."""
    yield
    gc.collect()


@pytest.fixture
def bluez(bus: SessionBus) -> SessionBus:
    bus.start([sys.executable, str(PROGRAM)], "org.bluez", os.environ)
    return bus


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[OpenHost, Person]]:
    person = Person(choosing(SENSOR))
    async with open_host(plugin, person, settings={"devices_bluetooth_scan": 0.3}) as host:
        yield host, person


@asynccontextmanager
async def hand() -> AsyncIterator[DesktopBus]:
    bus = DesktopBus("SYSTEM")
    async with anyio.create_task_group() as tasks:
        await tasks.start(bus.run)
        yield bus
        tasks.cancel_scope.cancel()


async def connected(host: OpenHost) -> dict[str, Any]:
    """Have the person give the sensor, connect, and return the handles of its characteristics."""
    await post(host, "bluetooth.requestDevice", filters=[{"services": [HEART]}])
    (service,) = (await host.call("bluetooth.connect", id=SENSOR)).data["services"]
    return {each["uuid"]: each["handle"] for each in service["characteristics"]}


async def test_the_person_chooses_among_devices_near_by(bluez: SessionBus) -> None:
    async with opened() as (host, person):
        assert (await host.call("bluetooth.getAvailability")).data == {"available": True, "reason": ""}
        told = (await post(host, "bluetooth.requestDevice", filters=[{"namePrefix": "Heart"}])).data
        assert (told["id"], told["info"]["name"], told["info"]["uuids"]) == (SENSOR, "Heart sensor", [HEART])
        assert (await post(host, "bluetooth.requestDevice", filters=[{"name": "Other"}])).status == 404
        assert person.offered() == [[SENSOR], []]
        assert [each["id"] for each in (await host.call("bluetooth.getDevices")).data] == [SENSOR]
        hidden = await post(host, "bluetooth.requestDevice", filters=[{"services": [short(0x1812)]}])
        assert hidden.err["type"] == "SecurityError"
        assert len(person.questions) == 2


async def test_only_services_that_were_named_are_there(bluez: SessionBus) -> None:
    async with opened() as (host, _):
        handles = await connected(host)
        assert set(handles) == {short(0x2A37), short(0x2A38)}, "no battery, and no serial number"
        assert (await host.call("bluetooth.read", id=SENSOR, kind="characteristic", handle=0x21)).status == 404
        assert (await host.call("bluetooth.read", id=SENSOR, kind="characteristic", handle=0x15)).status == 404
        assert (await host.call("bluetooth.disconnect", id=SENSOR)).status == 200
        more = {"filters": [{"services": [HEART]}], "optionalServices": [BATTERY]}
        assert (await post(host, "bluetooth.requestDevice", **more)).status == 200
        services = (await host.call("bluetooth.connect", id=SENSOR)).data["services"]
        assert {each["uuid"] for each in services} == {HEART, BATTERY}


async def test_values_are_read_written_and_told(bluez: SessionBus) -> None:
    async with opened() as (host, _), hand() as sensor:
        handles = await connected(host)
        place, rate = handles[short(0x2A38)], handles[short(0x2A37)]
        value = {"id": SENSOR, "kind": "characteristic", "handle": place}
        assert (await host.call("bluetooth.read", **value)).body == b"\x01"
        assert (await host.call("bluetooth.write", b"\x02", response=True, **value)).status == 200
        assert (await host.call("bluetooth.read", **value)).body == b"\x02"
        refused = await host.call("bluetooth.write", b"\x01\x00", id=SENSOR, kind="descriptor", handle=0x12)
        assert refused.err["type"] == "SecurityError"
        assert (await host.call("bluetooth.read", id=SENSOR, kind="descriptor", handle=0x12)).body == b"\0\0"
        assert (await host.call("bluetooth.notify", id=SENSOR, handle=rate)).status == 200
        await sensor.call(HAND, "Beat", "y", 72)
        with anyio.fail_after(PATIENCE):
            waiting = (await host.call("bluetooth.wait", id=SENSOR)).data
        assert waiting == {"values": [{"handle": rate, "value": "0048"}], "connected": True}
        assert (await host.call("bluetooth.notify", id=SENSOR, handle=rate, on=False)).status == 200


async def test_a_device_that_leaves_is_told(bluez: SessionBus) -> None:
    async with opened() as (host, _), hand() as sensor:
        await connected(host)
        again = await host.call("bluetooth.connect", id=SENSOR)
        assert again.err["type"] == "InvalidStateError"
        await sensor.call(HAND, "Leave")
        with anyio.fail_after(PATIENCE):
            assert (await host.call("bluetooth.wait", id=SENSOR)).data == {"values": [], "connected": False}
        gone = await host.call("bluetooth.read", id=SENSOR, kind="characteristic", handle=0x13)
        assert gone.err["type"] == "InvalidStateError"
        assert len(await connected(host)) == 2


async def test_grants_are_kept_with_their_services_and_taken_back(bluez: SessionBus) -> None:
    async with opened() as (host, _):
        await connected(host)
        service = host.host.service("devices")
        assert service is not None
        await service.release(host.window)
        assert service.diagnostics()["bluetooth"] == {}
    async with opened() as (host, _):
        (service_,) = (await host.call("bluetooth.connect", id=SENSOR)).data["services"]
        assert service_["uuid"] == HEART
        assert (await host.call("bluetooth.forget", id=SENSOR)).status == 200
        assert (await host.call("bluetooth.getDevices")).data == []
        assert (await host.call("bluetooth.connect", id=SENSOR)).status == 403
        assert host.host.answers.all().get(host.host.origin, {}) == {}


async def test_without_a_bus_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    async with opened() as (host, person):
        told = (await host.call("bluetooth.getAvailability")).data
        assert told["available"] is False
        assert told["reason"].startswith("Cannot use Bluetooth: ")
        asked = await post(host, "bluetooth.requestDevice", filters=[])
        assert (asked.status, asked.err["type"], person.questions) == (404, "NotFoundError", [])


async def test_without_an_adapter_it_is_told(bus: SessionBus) -> None:
    async with opened() as (host, _):
        assert (await host.call("bluetooth.getAvailability")).data["available"] is False


def test_filters_fit_as_the_web_says() -> None:
    info = {"name": "Heart", "uuids": [HEART], "manufacturerData": {"4660": "0102"}, "serviceData": {}}
    device = Device(id=SENSOR, label="", path="", info=info)
    assert fits(device, [])
    assert fits(device, [BluetoothFilter(services=(HEART,), name="Heart", name_prefix="He")])
    assert not fits(device, [BluetoothFilter(services=(HEART, BATTERY))])
    data = {"key": "4660", "data_prefix": "0003"}
    assert not fits(device, [BluetoothFilter(manufacturer_data=(DataFilter(**data),))])
    assert fits(device, [BluetoothFilter(manufacturer_data=(DataFilter(**data, mask="0000"),))])
    assert not fits(device, [BluetoothFilter(service_data=(DataFilter(key=HEART),))])
    assert not fits(device, [], [BluetoothFilter(name_prefix="H")])
    assert services_of([BluetoothFilter(services=(HEART,))], [BATTERY]) == {HEART, BATTERY}


def test_what_no_page_reaches() -> None:
    assert is_excluded(short(0x1812))
    assert not is_excluded(HEART)
    assert not is_writable(short(0x2902))
