"""HID devices for pages, with a stand-in for hidapi and, where the kernel has it, devices of /dev/uhid."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from oro_devices import plugin
from oro_devices.hid.descriptor import read_descriptor
from oro_devices.hid.devices import as_devices
from oro_devices.hid.protected import is_protected, open_collections, report_ids

from oro_framework.consent import Answer, Chosen, Question
from oro_framework.testing import PATIENCE, OpenHost, open_host

from . import hid_stand_in
from .callers import heard, post
from .person import Person, choosing

pytestmark = pytest.mark.anyio
PAD = "1209:0001/P1"
UHID = Path("/dev/uhid")


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    plugged = dict(hid_stand_in.plugged)
    monkeypatch.setitem(sys.modules, "hidraw", hid_stand_in)
    yield
    hid_stand_in.plugged.clear()
    hid_stand_in.plugged.update(plugged)
    hid_stand_in.refused.clear()
    hid_stand_in.written.clear()


@asynccontextmanager
async def opened(id: str = PAD) -> AsyncIterator[tuple[OpenHost, Person]]:
    person = Person(choosing(id))
    async with open_host(plugin, person) as host:
        yield host, person


async def given(host: OpenHost) -> str:
    id: str = (await post(host, "hid.requestDevice", filters=[])).data["id"]
    return id


async def test_the_person_chooses_among_devices_that_fit_and_that_nobody_types_on() -> None:
    async with opened() as (host, person):
        told = (await post(host, "hid.requestDevice", filters=[{"usagePage": 0xFF00, "usage": 1}])).data
        assert (told["id"], told["info"]["productName"], told["info"]["vendorId"]) == (PAD, "Pad", 0x1209)
        for filters, excluded in ([{"vendorId": 1}], []), ([], [{"vendorId": 0x1209}]), ([{"usagePage": 1}], []):
            reply = await post(host, "hid.requestDevice", filters=filters, exclusionFilters=excluded)
            assert reply.status == 404
        assert person.offered() == [[PAD], [], [], []]


async def test_reports_go_both_ways() -> None:
    async with opened() as (host, _):
        assert (await host.call("hid.open", id=PAD)).status == 403
        id = await given(host)
        collections = (await host.call("hid.open", id=id)).data["collections"]
        assert [each["reportId"] for each in collections[0]["inputReports"]] == [1]
        assert (await host.call("hid.open", id=id)).err["type"] == "InvalidStateError"
        for byte in (b"\x05", b"\x06"):
            assert (await host.call("hid.sendReport", byte, id=id, reportId=2)).status == 200
        with anyio.fail_after(PATIENCE):
            read = b""
            while len(read) < 10:
                read += (await host.call("hid.read", id=id)).body
        assert read == b"\x02\x00\x01\x05\xfa\x02\x00\x01\x06\xf9"
        assert (await host.call("hid.sendFeatureReport", b"abcd", id=id, reportId=3)).status == 200
        assert (await host.call("hid.receiveFeatureReport", id=id, reportId=3)).body == b"\x03\x09\x08\x07\x06"
        assert hid_stand_in.written == [b"\x02\x05", b"\x02\x06", b"\x03abcd"]
        failed = (await host.call("hid.sendFeatureReport", b"abc", id=id, reportId=3)).err
        assert failed["message"] == 'Cannot write to "/dev/hidraw90": of the wrong size'
        assert (await host.call("hid.sendReport", b"x", id=id, reportId=7)).status == 403
        assert (await host.call("hid.close", id=id)).status == 200
        assert (await host.call("hid.read", id=id)).err["code"] == "ERR_DEVICE_CLOSED"


async def test_a_device_that_is_pulled_out_is_told() -> None:
    async with opened() as (host, _), host.events() as events:
        id = await given(host)
        assert (await host.call("hid.open", id=id)).status == 200
        assert (await host.call("hid.watch")).status == 200
        entry = hid_stand_in.plugged.pop("/dev/hidraw90")
        with anyio.fail_after(PATIENCE):
            assert (await host.call("hid.read", id=id)).err["code"] == "ERR_DEVICE_LOST"
            assert (await heard(events, "devicedisconnected"))["id"] == id
            hid_stand_in.plugged["/dev/hidraw90"] = entry
            assert (await heard(events, "deviceconnected"))["info"]["productName"] == "Pad"


async def test_what_does_not_open_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as (host, _):
        id = await given(host)
        hid_stand_in.refused.add("/dev/hidraw90")
        err = (await host.call("hid.open", id=id)).err
        assert (err["type"], err["message"]) == ("NetworkError", 'Cannot open "/dev/hidraw90": open failed')
        monkeypatch.setattr(os.path, "exists", lambda _path: True)
        monkeypatch.setattr(os, "access", lambda *_args: False)
        err = (await host.call("hid.open", id=id)).err
        assert err["udev"] == 'SUBSYSTEM=="hidraw", ATTRS{idVendor}=="1209", ATTRS{idProduct}=="0001", TAG+="uaccess"'


async def test_a_forgotten_device_is_closed_and_gone() -> None:
    async with opened() as (host, _):
        id = await given(host)
        assert (await host.call("hid.open", id=id)).status == 200
        assert (await host.call("hid.forget", id=id)).status == 200
        assert (await host.call("hid.getDevices")).data == []
        assert (await host.call("hid.open", id=id)).status == 403


# -- descriptors ------------------------------------------------------------------------------------------------


def test_a_descriptor_is_read_as_the_web_has_it() -> None:
    (pad,) = read_descriptor(hid_stand_in.PAD)
    assert (pad["usagePage"], pad["usage"], pad["type"]) == (0xFF00, 1, 1)
    (report,) = pad["inputReports"]
    (item,) = report["items"]
    assert (report["reportId"], item["reportSize"], item["reportCount"]) == (1, 8, 2)
    assert (item["logicalMinimum"], item["logicalMaximum"], item["usages"]) == (0, 255, [0xFF000002])
    assert (item["isArray"], item["isAbsolute"], item["isConstant"], item["unitSystem"]) == (False, True, False, "none")
    assert [report_ids([pad], each) for each in ("inputReports", "outputReports", "featureReports")] == [{1}, {2}, {3}]


def test_a_keyboard_is_kept_from_pages() -> None:
    (keyboard,) = read_descriptor(hid_stand_in.KEYBOARD)
    assert is_protected(keyboard["usagePage"], keyboard["usage"])
    assert keyboard["inputReports"][0]["items"][0]["usageMinimum"] == 0x000700E0
    assert open_collections(read_descriptor(hid_stand_in.KEYBOARD + hid_stand_in.PAD)) == read_descriptor(
        hid_stand_in.PAD
    )


def test_nested_collections_have_their_reports_in_those_around_them() -> None:
    mouse = bytes.fromhex(
        "05010902a1010901a100050919012903150025019503750181029501750581010501093009311581257f750895028106c0c0"
    )
    (outer,) = read_descriptor(mouse)
    (inner,) = outer["children"]
    assert outer["inputReports"] == inner["inputReports"]
    assert [each["reportCount"] for each in inner["inputReports"][0]["items"]] == [3, 1, 2]
    assert inner["inputReports"][0]["items"][2]["logicalMinimum"] == -127


@for_all(st.binary(max_size=400))
def test_any_bytes_give_collections(data: bytes) -> None:
    for each in read_descriptor(data):
        assert 0 <= each["usagePage"] <= 0xFFFF
        assert 0 <= each["usage"] <= 0xFFFF


def test_a_device_without_a_serial_number_is_known_by_its_socket(tmp_path: Path) -> None:
    folder = tmp_path / "hidraw5" / "device"
    folder.mkdir(parents=True)
    (folder / "uevent").write_text("HID_NAME=Pad\nHID_PHYS=usb-0000:00:14.0-2/input0\n")
    (folder / "report_descriptor").write_bytes(hid_stand_in.PAD)
    entry: dict[str, Any] = {"path": b"/dev/hidraw5", "vendor_id": 1, "product_id": 2, "serial_number": ""}
    (device,) = as_devices([entry], tmp_path)
    assert device.id == "0001:0002/@usb-0000:00:14.0-2/input0"
    assert device.info["collections"] == read_descriptor(hid_stand_in.PAD)


# -- the kernel -------------------------------------------------------------------------------------------------


def first_pad(question: Question) -> Answer | Chosen:
    found = [choice for choice in question.choices or () if choice.id.startswith("1209:0001/")]
    return Chosen(found[0]) if found else Answer.DISMISSED


@pytest.mark.skipif(not os.access(UHID, os.W_OK), reason="needs /dev/uhid, which this kernel lacks or keeps to itself")
async def test_a_device_of_the_kernel_is_used_by_the_real_hidapi(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "hidraw")
    descriptor = hid_stand_in.PAD
    create = struct.pack(
        "<I128s64s64sHHIIII4096s", 11, b"Pad", b"oro", b"U1", len(descriptor), 3, 0x1209, 1, 0, 0, descriptor
    )
    with UHID.open("r+b", buffering=0) as kernel:  # noqa: ASYNC230 - it blocks no longer than the kernel takes it
        kernel.write(create)
        person = Person(first_pad)
        async with open_host(plugin, person) as host:
            with anyio.fail_after(PATIENCE):
                while (asked := await post(host, "hid.requestDevice", filters=[{"vendorId": 0x1209}])).status != 200:
                    await anyio.lowlevel.checkpoint()
                id = asked.data["id"]
                assert (await host.call("hid.open", id=id)).status == 200
                kernel.write(struct.pack("<IH", 12, 3) + b"\x01\x05\x06")
                assert (await host.call("hid.read", id=id)).body == b"\x02\x00\x01\x05\x06"
