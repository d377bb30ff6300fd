"""Serial ports for pages, over pseudo-terminals and with the real pyserial."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from oro_devices import plugin
from oro_devices.device import Device
from oro_devices.serial.filters import PortFilter, fits
from oro_devices.serial.ports import extra_port, port_device

from oro_framework.consent import Answer, Chosen, Question
from oro_framework.testing import PATIENCE, OpenHost, Reply, open_host

from .callers import heard, post
from .person import Person, choosing
from .terminals import Terminal

pytestmark = pytest.mark.anyio


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path / "board")
    yield terminal
    terminal.close()


@asynccontextmanager
async def opened(board: Terminal, person: Person, ids: str = "=2341:0043") -> AsyncIterator[OpenHost]:
    async with open_host(plugin, person, settings={"devices_serial_ports": [f"{board.path}{ids}"]}) as host:
        yield host


def kept(path: Path) -> Any:
    return json.loads(path.read_bytes()) if path.exists() else None


async def given(host: OpenHost, **members: Any) -> str:
    """Have the person give a port, and return its id."""
    id: str = (await post(host, "serial.requestPort", **members)).data["id"]
    return id


async def test_the_person_chooses_among_the_ports_that_fit(board: Terminal) -> None:
    person = Person(choosing(board.path))
    async with opened(board, person) as host:
        filters = [{"usbVendorId": 0x2341}]
        port = (await post(host, "serial.requestPort", filters=filters)).data
        assert port == {"id": str(board.path), "info": {"usbVendorId": 0x2341, "usbProductId": 0x43}}
        (question,) = person.questions
        assert (question.permission, question.description) == ("serial", "Choose the serial port that it may use.")
        assert person.offered() == [[str(board.path)]]
        missed = await post(host, "serial.requestPort", filters=[{"usbVendorId": 0x1234}])
        assert (missed.status, missed.err["type"]) == (404, "NotFoundError")
        assert missed.err["message"] == "Cannot use a serial port: none was chosen"
        assert person.offered()[1] == []


async def test_a_page_has_no_port_that_it_was_not_given(board: Terminal) -> None:
    async with opened(board, Person(lambda _: Answer.DISMISSED)) as host:
        assert (await post(host, "serial.requestPort")).status == 404
        assert (await host.call("serial.getPorts")).data == []
        refused = await host.call("serial.open", id=str(board.path), baudRate=9600)
        assert (refused.status, refused.err["type"]) == (403, "SecurityError")


async def test_grants_are_kept_listed_and_taken_back(board: Terminal, state: Path) -> None:
    async with opened(board, Person(choosing(board.path))) as host:
        id = await given(host)
    assert kept(state) == {"oro://org.example.test": {f"serial:{id}": True}}
    async with opened(board, Person(choosing(board.path))) as host:
        assert [port["id"] for port in (await host.call("serial.getPorts")).data] == [id]
        assert host.host.permissions.query(f"serial:{id}").reason == "the person said yes"
        assert (await host.call("serial.forget", id=id)).status == 200
        assert (await host.call("serial.getPorts")).data == []
    assert kept(state) == {}


async def test_a_grant_for_this_time_is_not_kept(board: Terminal, state: Path) -> None:
    async with opened(board, Person(choosing(board.path, lasting=False))) as host:
        id = await given(host)
        assert len((await host.call("serial.getPorts")).data) == 1
        assert (await host.call("permissions.request", name=f"serial:{id}x")).data["state"] == "prompt"
    assert kept(state) is None


async def test_the_person_may_search_again(board: Terminal) -> None:
    board.pull_out()

    def search(question: Question) -> Answer | Chosen:
        chosen = choosing(board.path)(question)
        if chosen is not Answer.DISMISSED:
            return chosen
        board.plug_in()
        return Answer.AGAIN

    person = Person(search)
    async with opened(board, person) as host:
        assert await given(host) == str(board.path)
        assert [str(board.path) in ids for ids in person.offered()] == [False, True]


async def test_bytes_go_both_ways(board: Terminal) -> None:
    async with opened(board, Person(choosing(board.path))) as host:
        id = await given(host)
        assert (await host.call("serial.open", id=id, baudRate=115200, parity="even", stopBits=2)).data is None
        again = await host.call("serial.open", id=id, baudRate=115200)
        assert (again.err["type"], again.err["code"]) == ("InvalidStateError", "ERR_DEVICE_OPENED")
        with anyio.fail_after(PATIENCE):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_written, host, id, b"x" * 20_000)
                assert await board.read(20_000) == b"x" * 20_000
            board.write(b"pong")
            assert (await host.call("serial.read", id=id)).body == b"pong"
            assert (await host.call("serial.drain", id=id)).status == 200
        board.write(b"stale")
        assert (await host.call("serial.discard", id=id, what="incoming")).status == 200
        board.write(b"fresh")
        assert (await host.call("serial.read", id=id)).body == b"fresh"
        assert (await host.call("serial.close", id=id)).status == 200
        closed = await host.call("serial.read", id=id)
        assert (closed.err["type"], closed.err["code"]) == ("InvalidStateError", "ERR_DEVICE_CLOSED")


async def _written(host: OpenHost, id: str, data: bytes) -> None:
    assert (await host.call("serial.write", data, id=id)).status == 200


async def test_who_reads_is_told_that_the_port_was_closed_or_lost(board: Terminal) -> None:
    async with opened(board, Person(choosing(board.path))) as host:
        id = await given(host)
        replies: list[Reply] = []

        async def read() -> None:
            replies.append(await host.call("serial.read", id=id))

        for end, code in ((_close(host, id), "ERR_DEVICE_CLOSED"), (_lose(board), "ERR_DEVICE_LOST")):
            assert (await host.call("serial.open", id=id, baudRate=9600)).status == 200
            with anyio.fail_after(PATIENCE):
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(read)
                    await anyio.wait_all_tasks_blocked()
                    await end
            assert replies[-1].err["code"] == code


async def _close(host: OpenHost, id: str) -> None:
    await host.call("serial.close", id=id)


async def _lose(board: Terminal) -> None:
    board.lose()


async def test_a_port_taken_back_by_the_command_can_be_used_no_more(board: Terminal) -> None:
    async with opened(board, Person(choosing(board.path))) as host:
        id = await given(host)
        assert (await host.call("serial.open", id=id, baudRate=9600)).status == 200
        host.host.answers.forget([f"serial:{id}"])
        assert (await host.call("serial.write", b"x", id=id)).err["type"] == "SecurityError"


async def test_a_page_that_goes_closes_its_ports(board: Terminal) -> None:
    async with opened(board, Person(choosing(board.path))) as host:
        id = await given(host)
        assert (await host.call("serial.open", id=id, baudRate=9600)).status == 200
        service = host.host.service("devices")
        assert service is not None
        assert list(service.diagnostics()["serial"].values()) == [[id]]
        await service.release(host.window)
        assert service.diagnostics() == {"serial": {}, "hid": {}, "usb": {}, "bluetooth": {}, "watched": []}
        assert (await host.call("serial.open", id=id, baudRate=9600)).status == 200


async def test_a_port_has_signals_or_says_that_it_has_none(board: Terminal) -> None:
    async with opened(board, Person(choosing(board.path))) as host:
        id = await given(host)
        assert (await host.call("serial.open", id=id, baudRate=9600)).status == 200
        failed = await host.call("serial.getSignals", id=id)
        assert (failed.err["type"], failed.err["code"]) == ("NetworkError", "ERR_DEVICE")
        assert failed.err["message"].startswith(f'Cannot read the signals of "{board.path}": ')
        assert (await host.call("serial.setSignals", id=id, brk=True)).status in (200, 500)


async def test_ports_that_are_plugged_in_and_out_are_told_to_pages_that_watch(board: Terminal) -> None:
    async with opened(board, Person(choosing(board.path))) as host, host.events() as events:
        id = await given(host)
        assert (await host.call("serial.watch")).status == 200
        await anyio.wait_all_tasks_blocked()
        with anyio.fail_after(PATIENCE):
            board.pull_out()
            assert await heard(events, "devicedisconnected") == {"kind": "serial", "id": id}
            board.plug_in()
            told = await heard(events, "deviceconnected")
            assert (told["id"], told["info"]["usbVendorId"]) == (id, 0x2341)
        assert (await host.call("serial.watch", on=False)).status == 200


async def test_without_the_permission_nothing_is_asked(board: Terminal) -> None:
    person = Person(choosing(board.path))
    settings = {"permissions_allow_serial": False}
    async with open_host(plugin, person, settings=settings) as host:
        assert (await post(host, "serial.requestPort")).status == 403
        assert (await host.call("serial.getPorts")).status == 403
    assert person.questions == []


async def test_where_nobody_can_be_asked_nothing_is_given(board: Terminal) -> None:
    async with open_host(plugin, settings={"devices_serial_ports": [str(board.path)]}) as host:
        assert (await post(host, "serial.requestPort")).err["type"] == "NotFoundError"


async def test_the_right_that_lacks_is_told_with_the_rule_that_gives_it(
    board: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    import serial

    def refuse(*_args: object, **_named: object) -> None:
        raise serial.SerialException(13, f"could not open port {board.path}")

    monkeypatch.setattr(serial, "Serial", refuse)
    async with opened(board, Person(choosing(board.path))) as host:
        err = (await host.call("serial.open", id=await given(host), baudRate=9600)).err
        rule = 'SUBSYSTEM=="tty", ATTRS{idVendor}=="2341", ATTRS{idProduct}=="0043", TAG+="uaccess"'
        assert (err["type"], err["code"], err["udev"]) == ("NetworkError", "ERR_DEVICE_OPEN", rule)
        assert err["message"].startswith(f'Cannot open "{board.path}": Permission denied. Write {rule} to ')


async def test_a_library_that_is_not_installed_is_named(board: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "serial.tools.list_ports", None)
    async with opened(board, Person(choosing(board.path))) as host:
        err = (await post(host, "serial.requestPort")).err
        assert (err["type"], err["code"]) == ("NotSupportedError", "ERR_NOT_INSTALLED")
        assert err["message"].endswith('type: pip install "oro-devices[serial]"')


def test_a_usb_port_is_known_by_its_serial_number_or_its_socket() -> None:
    uno: dict[str, Any] = {
        "device": "/dev/ttyACM0",
        "vid": 0x2341,
        "pid": 0x43,
        "product": "Uno",
        "location": "1-2:1.0",
    }
    assert port_device({**uno, "serial_number": "A1"}) == Device(
        id="2341:0043/A1/1.0",
        label="Uno (/dev/ttyACM0)",
        path="/dev/ttyACM0",
        info={"usbVendorId": 0x2341, "usbProductId": 0x43},
    )
    assert port_device({**uno, "serial_number": None}).id == "2341:0043/@1-2:1.0"
    assert port_device({"device": "/dev/ttyS0", "vid": None}).id == "/dev/ttyS0"


def test_filters_fit_as_the_web_says() -> None:
    uno, plain = extra_port("/tmp/uno=2341:0043"), extra_port("/dev/ttyS0")
    assert fits(uno, [])
    assert fits(plain, [])
    assert fits(uno, [PortFilter(usb_vendor_id=1), PortFilter(usb_vendor_id=0x2341)])
    assert not fits(uno, [PortFilter(usb_vendor_id=0x2341, usb_product_id=1)])
    assert not fits(plain, [PortFilter(usb_vendor_id=0x2341)])
    assert not fits(uno, [PortFilter(bluetooth_service_class_id=0x1101)])
