"""USB devices for pages, with the real pyusb on a backend of the tests."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest
import usb.backend.libusb1
from oro_devices import plugin

from oro_framework.testing import PATIENCE, OpenHost, Reply, open_host

from .callers import heard, post
from .person import Person, choosing
from .usb_stand_in import Backend

pytestmark = pytest.mark.anyio
BOARD = "2e8a:000a/@3-1.2"
SETUP = {"requestType": "vendor", "recipient": "device", "request": 1, "value": 2, "index": 3}


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Backend:
    made = Backend()
    monkeypatch.setattr(usb.backend.libusb1, "get_backend", lambda: made)
    return made


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[OpenHost, Person]]:
    person = Person(choosing(BOARD))
    async with open_host(plugin, person) as host:
        yield host, person


async def begun(host: OpenHost) -> str:
    """Have the person give the board, and open it with its first interface."""
    id: str = (await post(host, "usb.requestDevice", filters=[])).data["id"]
    assert (await host.call("usb.open", id=id)).data == {"configuration": 1}
    assert (await host.call("usb.claimInterface", id=id, number=0)).data is None
    return id


async def test_the_person_chooses_among_devices_that_fit(backend: Backend) -> None:
    async with opened() as (host, person):
        told = (await post(host, "usb.requestDevice", filters=[{"vendorId": 0x2E8A, "classCode": 0xFF}])).data
        assert told["id"] == BOARD
        info = told["info"]
        assert (info["usbVersion"], info["deviceVersion"], info["deviceClass"]) == (0x0201, 0x0123, 0xEF)
        first, second = info["configurations"][0]["interfaces"]
        assert first["alternates"][0]["endpoints"] == [
            {"endpointNumber": 1, "direction": "in", "type": "bulk", "packetSize": 64},
            {"endpointNumber": 1, "direction": "out", "type": "bulk", "packetSize": 64},
        ]
        assert second["alternates"][0]["interfaceClass"] == 3
        for filters in (
            [{"vendorId": 1}],
            [{"classCode": 8}],
            [{"serialNumber": "x"}],
            [{"vendorId": 0x2E8A, "productId": 1}],
        ):
            assert (await post(host, "usb.requestDevice", filters=filters)).status == 404
        assert (
            await post(host, "usb.requestDevice", filters=[], exclusionFilters=[{"vendorId": 0x2E8A}])
        ).status == 404
        assert person.offered() == [[BOARD], [], [], [], [], []]
        assert backend.log == []


async def test_data_go_both_ways(backend: Backend) -> None:
    async with opened() as (host, _):
        id = await begun(host)
        assert not backend.driven()
        assert (await host.call("usb.transferOut", b"ping", id=id, endpoint=1)).data == {"bytesWritten": 4}
        with anyio.fail_after(PATIENCE):
            assert (await host.call("usb.transferIn", id=id, endpoint=1, length=64)).body == b"ping"
        assert (await host.call("usb.controlTransferIn", id=id, length=64, **SETUP)).body == b"c0 1 2 3"
        assert (await host.call("usb.controlTransferOut", b"data", id=id, **SETUP)).data == {"bytesWritten": 4}
        assert (await host.call("usb.clearHalt", id=id, direction="in", endpoint=1)).status == 200
        assert (await host.call("usb.selectAlternateInterface", id=id, number=0, setting=0)).status == 200
        assert (await host.call("usb.reset", id=id)).status == 200
        assert (await host.call("usb.releaseInterface", id=id, number=0)).status == 200
        assert backend.driven(), "the kernel has its interface again"
        assert (await host.call("usb.close", id=id)).status == 200
        assert {"claim 0", "control 40 1 data", "clear 81", "set 0 0", "reset", "release 0", "close"} <= set(
            backend.log
        )


async def test_who_waits_for_data_is_told_that_the_device_was_closed(backend: Backend) -> None:
    async with opened() as (host, _):
        id = await begun(host)
        replies: list[Reply] = []

        async def read() -> None:
            replies.append(await host.call("usb.transferIn", id=id, endpoint=1, length=64))

        with anyio.fail_after(PATIENCE):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(read)
                await anyio.wait_all_tasks_blocked()
                assert (await host.call("usb.close", id=id)).status == 200
        assert replies[0].err["code"] == "ERR_DEVICE_CLOSED"


async def test_a_stall_is_told_as_such(backend: Backend) -> None:
    async with opened() as (host, _):
        id = await begun(host)
        err = (await host.call("usb.controlTransferIn", id=id, length=1, **{**SETUP, "request": 9})).err
        assert (err["code"], err["transfer"]) == ("ERR_USB_TRANSFER", "stall")


async def test_what_is_not_claimed_or_protected_is_refused(backend: Backend) -> None:
    async with opened() as (host, _):
        id: str = (await post(host, "usb.requestDevice", filters=[])).data["id"]
        assert (await host.call("usb.transferIn", id=id, endpoint=1, length=1)).err["code"] == "ERR_DEVICE_CLOSED"
        assert (await host.call("usb.open", id=id)).status == 200
        assert (await host.call("usb.open", id=id)).err["type"] == "InvalidStateError"
        assert (await host.call("usb.transferIn", id=id, endpoint=1, length=1)).err["type"] == "NotFoundError"
        protected = (await host.call("usb.claimInterface", id=id, number=1)).err
        assert (protected["type"], protected["message"]) == (
            "SecurityError",
            'Cannot claim interface 1 of "USB device 2e8a:000a (2e8a:000a)": pages do not use those of class HID',
        )
        assert (await host.call("usb.claimInterface", id=id, number=5)).status == 404
        assert (await host.call("usb.selectConfiguration", id=id, value=9)).status == 404
        control = {**SETUP, "recipient": "interface", "index": 0}
        assert (await host.call("usb.controlTransferIn", id=id, length=1, **control)).err["type"] == "InvalidStateError"
        assert "claim 1" not in backend.log


async def test_the_right_that_lacks_is_told_with_the_rule_that_gives_it(backend: Backend) -> None:
    backend.refuses = errno.EACCES
    async with opened() as (host, _):
        id: str = (await post(host, "usb.requestDevice", filters=[])).data["id"]
        err = (await host.call("usb.open", id=id)).err
        assert err["udev"] == 'SUBSYSTEM=="usb", ATTR{idVendor}=="2e8a", ATTR{idProduct}=="000a", TAG+="uaccess"'
        assert err["message"].startswith('Cannot open "/dev/bus/usb/003/007": Permission denied. Write SUBSYSTEM')


async def test_a_device_that_is_pulled_out_is_told(backend: Backend) -> None:
    async with opened() as (host, _), host.events() as events:
        id = await begun(host)
        assert (await host.call("usb.watch")).status == 200
        backend.there = False
        with anyio.fail_after(PATIENCE):
            assert (await host.call("usb.transferOut", b"x", id=id, endpoint=1)).err["code"] == "ERR_DEVICE_LOST"
            assert await heard(events, "devicedisconnected") == {"kind": "usb", "id": id}
            backend.there = True
            assert (await heard(events, "deviceconnected"))["id"] == id


async def test_without_libusb_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    missing: Any = lambda: None  # noqa: E731
    monkeypatch.setattr(usb.backend.libusb1, "get_backend", missing)
    async with opened() as (host, _):
        err = (await post(host, "usb.requestDevice", filters=[])).err
        assert err["code"] == "ERR_NOT_INSTALLED"
        assert "sudo apt install libusb-1.0-0" in err["message"]
        support = (await host.call("devices.support")).data
        assert (support["serial"], support["usb"]) == ("", err["message"])
