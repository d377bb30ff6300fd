"""Programs beside the app: who is let in, what they may do, and what becomes of their keys."""

from __future__ import annotations

import json
import stat
import struct
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st
from oro_conduit import plugin
from oro_conduit.access import handshake
from oro_conduit.access.handshake import Asked, Refused, Version1, Version2
from oro_conduit.access.keys import Keys
from oro_conduit.access.tickets import Tickets
from oro_conduit.client import ConnectionFailed, NotRunning, connect, connect_to
from oro_conduit.client import Refused as KeyRefused
from oro_conduit.programs import entries
from oro_conduit.programs.entries import Entry, keep_entry, read_entries
from oro_conduit.programs.keys import ProgramKeys
from oro_conduit.programs.rights import matches
from oro_conduit.service import Conduit

from oro_framework import Call, Host, hookimpl, route
from oro_framework.errors import Denied, InvalidArgument, NotFound, OroError
from oro_framework.requests import Caller
from oro_framework.testing import PATIENCE, OpenHost, open_host, until
from oro_framework.types import Permission, Verdict

pytestmark = pytest.mark.anyio

ORIGIN = "oro://org.example.test"
CALLER = Caller(origin="program test", client="program test", outside=True)


class Ring:
    def redeem(self, key: str) -> Caller | None:
        return CALLER if key == "good" else None


def decide(*protocols: str, host: str = "localhost:5", origins: Sequence[str] = ()) -> Version1 | Version2 | Refused:
    asked = Asked(path="/", host=host, origins=origins, protocols=protocols)
    return handshake.decide(
        asked, port=5, origin=ORIGIN, keys=Keys(ORIGIN), tickets=Tickets(lambda: 0.0), programs=Ring()
    )


# -- who is let in ----------------------------------------------------------------------------------


def test_a_key_lets_a_program_in() -> None:
    assert decide("oro.conduit.v2", "oro.program.good") == Version2(CALLER)


@pytest.mark.parametrize("origins", [["https://evil.example"], ["null"], [ORIGIN], ["http://localhost:5"], [""]])
def test_a_page_of_a_browser_is_refused_whatever_it_knows(origins: list[str]) -> None:
    assert isinstance(decide("oro.conduit.v2", "oro.program.good", origins=origins), Refused)


@pytest.mark.parametrize("host", ["evil.example:5", "", "localhost", "localhost:6", "127.0.0.1.evil.example:5"])
def test_a_name_that_was_made_to_point_here_is_refused(host: str) -> None:
    assert isinstance(decide("oro.conduit.v2", "oro.program.good", host=host), Refused)


@pytest.mark.parametrize(
    "protocols",
    [
        ("oro.conduit.v2", "oro.program."),
        ("oro.conduit.v2", "oro.program.wrong"),
        ("oro.conduit.v2", "oro.program.good", "oro.program.good"),
        ("oro.program.good",),
        ("oro.conduit.v2", "oro.ticket.good"),
        ("oro.conduit.v2",),
    ],
)
def test_other_keys_open_nothing(protocols: tuple[str, ...]) -> None:
    assert isinstance(decide(*protocols), Refused)


# -- what they may do -------------------------------------------------------------------------------


@given(st.text(max_size=12), st.text(max_size=12))
def test_a_pattern_without_a_star_is_the_name_itself(pattern: str, name: str) -> None:
    pattern = pattern.replace("*", "")
    assert matches(pattern, name) == (pattern.lower() == name.lower())
    assert matches("*", name)
    assert matches(f"{pattern}*", pattern + name)


@pytest.mark.parametrize("name", ["notes.add.evil", "xnotes.add", "notesxadd", "notes.add\n"])
def test_a_pattern_is_of_the_whole_name(name: str) -> None:
    assert not matches("notes.add", name)


class Notes:
    """Routes with permissions, and what is decided about them."""

    def __init__(self) -> None:
        self.seen: list[tuple[str | None, bool, Any]] = []
        self.denies = False

    @hookimpl
    def oro_permissions(self) -> Sequence[Permission]:
        return [Permission(name="notes", description="Read notes"), Permission(name="bin", description="Empty the bin")]

    @hookimpl
    def oro_routes(self, host: Host) -> Sequence[Any]:
        return [self.read, self.empty, self.free, self.hidden, self.waits]

    @hookimpl
    def oro_check(self, call: Call, permission: str) -> tuple[Verdict, str] | None:
        if self.denies and call.origin == "program test":
            return Verdict.DENY, "no programs today"
        return None

    @route("notes.read", permission="notes")
    def read(self, call: Call) -> str:
        self.seen.append((call.origin, call.outside, call.window))
        return "a note"

    @route("notes.empty", permission="bin")
    def empty(self, call: Call) -> None: ...

    @route("other.free")
    def free(self, call: Call) -> str:
        return "free"

    @route("notes.hidden", internal=True)
    def hidden(self, call: Call) -> None: ...

    @route("notes.waits")
    async def waits(self, call: Call) -> None:
        await trio.sleep_forever()


def keys_of(opened: OpenHost) -> ProgramKeys:
    service = opened.host.service("conduit")
    assert isinstance(service, Conduit)
    return service.programs


def joined(opened: OpenHost, name: str = "test", **rights: Any) -> Any:
    keys = keys_of(opened)
    return connect(keys.address, keys.issue(name, **rights), patience=0.2)


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
async def opened(notes: Notes) -> AsyncIterator[OpenHost]:
    async with open_host(plugin, notes) as opened:
        yield opened


async def test_a_program_is_a_caller_of_its_own(opened: OpenHost, notes: Notes) -> None:
    async with joined(opened, routes=["notes.*"], permissions=["notes"]) as app:
        assert await app.call("notes.read") == "a note"
    assert notes.seen == [("program test", True, None)]


async def test_a_program_has_its_routes_and_no_others(opened: OpenHost) -> None:
    async with joined(opened, routes=["notes.*"], permissions=["*"]) as app:
        with pytest.raises(Denied, match=r'Cannot call "other\.free": program test may not call it'):
            await app.call("other.free")
        with pytest.raises(Denied):
            await app.call("ping")
        with pytest.raises(NotFound, match="internal"):
            await app.call("notes.hidden")
        assert {each["name"] for each in (await app.describe())["routes"]} == {
            "notes.read", "notes.empty", "notes.waits",
        }  # fmt: skip


async def test_a_program_has_its_permissions_and_no_others(opened: OpenHost) -> None:
    async with joined(opened, routes=["*"], permissions=["notes"]) as app:
        assert await app.call("notes.read") == "a note"
        with pytest.raises(Denied, match="program test lacks permission bin; it has notes"):
            await app.call("notes.empty")


async def test_a_program_has_no_permission_that_the_app_lacks(notes: Notes) -> None:
    settings = {"permissions_allow_notes": False, "permissions_windows_bin": [0]}
    async with (
        open_host(plugin, notes, settings=settings) as opened,
        joined(opened, routes=["*"], permissions=["*"]) as app,
    ):
        for name in ("notes.read", "notes.empty"):
            with pytest.raises(Denied):
                await app.call(name)


async def test_plugins_are_asked_about_programs(opened: OpenHost, notes: Notes) -> None:
    notes.denies = True
    async with joined(opened, routes=["*"], permissions=["*"]) as app:
        with pytest.raises(Denied, match="no programs today"):
            await app.call("notes.read")


async def test_the_audit_log_names_the_program(notes: Notes, tmp_path: Path) -> None:
    log = tmp_path / "audit.jsonl"
    async with (
        open_host(plugin, notes, settings={"permissions_audit": str(log)}) as opened,
        joined(opened, name="backup", routes=["notes.*"], permissions=["notes"]) as app,
    ):
        await app.call("notes.read")
        with pytest.raises(Denied):
            await app.call("notes.empty")
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    told = [(line["target"], line["verdict"]) for line in lines if line["origin"] == "program backup"]
    assert told == [("notes.read", "allow"), ("notes.empty", "deny")]
    assert all("window" not in line for line in lines if line["origin"] == "program backup")


async def test_a_program_follows_its_events_and_no_others(opened: OpenHost) -> None:
    async with joined(opened, events=["note*"]) as app, app.events() as events:
        for name in ("secret", "noted", "other", "notes"):
            opened.host.emit(name)
        assert [(await anext(events)).name, (await anext(events)).name] == ["noted", "notes"]


async def test_pages_are_not_taken_for_programs(opened: OpenHost) -> None:
    keys_of(opened).issue("test", routes=["*"])
    for name in ("conduit.events", "conduit.describe", "conduit.resume"):
        assert (await opened.call(name)).err["code"] == "ERR_DENIED"


async def test_programs_send_no_messages(opened: OpenHost) -> None:
    async with joined(opened, routes=["*"]) as app:
        app._link._streams.message({"client": "x", "to": "y"}, b"")
        app._link._wake.set()
        with pytest.raises(ConnectionFailed, match="no messages"), trio.fail_after(PATIENCE):
            await app.call("notes.waits")


async def test_answers_are_kept_for_the_program_that_asked(opened: OpenHost) -> None:
    service = opened.host.service("conduit")
    assert isinstance(service, Conduit)
    async with (
        joined(opened, "one", routes=["*"]) as one,
        joined(opened, "two", routes=["*"]) as two,
        trio.open_nursery() as tasks,
    ):
        tasks.start_soon(one.call, "notes.waits")
        await until(lambda: len(service.calls) == 1)
        ((_, id),) = service.calls._calls
        with pytest.raises(NotFound, match="never arrived"):
            await two.call("conduit.resume", call=id)
        tasks.cancel_scope.cancel()


# -- what becomes of keys ---------------------------------------------------------------------------


async def test_a_revoked_key_opens_nothing_and_closes_what_is_open(opened: OpenHost) -> None:
    keys = keys_of(opened)
    key = keys.issue("test", routes=["*"])
    async with connect(keys.address, key) as app:
        assert keys.revoke("test")
        assert not keys.revoke("test")
        with pytest.raises(KeyRefused), trio.fail_after(PATIENCE):
            await app.call("notes.waits")
    with pytest.raises(KeyRefused):
        async with connect(keys.address, key):
            raise AssertionError


async def test_a_key_ends_with_its_time(opened: OpenHost) -> None:
    keys = keys_of(opened)
    key = keys.issue("test", routes=["*"], seconds=0.1)
    async with connect(keys.address, key) as app:
        with pytest.raises(KeyRefused), trio.fail_after(PATIENCE):
            await app.call("notes.waits")


async def test_a_new_key_takes_the_place_of_the_old_one(opened: OpenHost) -> None:
    keys = keys_of(opened)
    old, new = keys.issue("test", routes=["*"], seconds=0.1), keys.issue("test", routes=["*"])
    await trio.sleep(0.15)
    with pytest.raises(KeyRefused):
        async with connect(keys.address, old):
            raise AssertionError
    async with connect(keys.address, new) as app:
        assert await app.call("ping") == "pong"


async def test_a_key_of_an_earlier_run_opens_nothing(notes: Notes) -> None:
    settings = {"conduit_attach": True}
    async with open_host(plugin, notes, settings=settings, bundle="org.example.replay"):
        (before,) = read_entries(bundle="org.example.replay")
    assert read_entries(bundle="org.example.replay") == []
    port = int(before.address.rpartition(":")[2])
    async with open_host(plugin, notes, settings={**settings, "conduit_port": port}, bundle="org.example.replay"):
        with pytest.raises(KeyRefused):
            async with connect(before.address, before.key):
                raise AssertionError
        async with connect_to("org.example.replay") as app:
            assert await app.call("ping") == "pong"


@pytest.mark.parametrize("name", ["", "a b", "../x", "x" * 65, "ä"])
async def test_a_name_has_few_signs(opened: OpenHost, name: str) -> None:
    with pytest.raises(InvalidArgument):
        keys_of(opened).issue(name)


async def test_programs_of_the_configuration_find_their_keys(notes: Notes) -> None:
    settings = {"conduit_programs_backup_routes": ["notes.*"], "conduit_programs_backup_permissions": ["notes"]}
    async with open_host(plugin, notes, settings=settings, bundle="org.example.named"):
        async with connect_to("org.example.named", "backup") as app:
            assert await app.call("notes.read") == "a note"
            with pytest.raises(OroError):
                await app.call("ping")
        with pytest.raises(NotRunning, match='none runs that lets program "oro" in'):
            async with connect_to("org.example.named"):
                raise AssertionError


# -- the files of keys ------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(entries, "user_runtime", lambda _name: tmp_path)
    return tmp_path


def test_a_file_is_for_its_user_alone(folder: Path) -> None:
    path = keep_entry("org.example.a", "127.0.0.1:1", "oro", "key", folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.key for each in read_entries()] == ["key"]
    path.chmod(0o644)
    assert read_entries() == [], "others may have read it, or written it"


def test_files_of_apps_that_ended_and_others_count_for_nothing(folder: Path) -> None:
    import msgspec

    gone = Entry(bundle="a", pid=2**22 + 1, started=1.0, address="127.0.0.1:1", program="oro", key="k")
    for name, content in {"1.json": msgspec.json.encode(gone), "2.json": b"{", "3.json": b"[]", "4.txt": b""}.items():
        path = folder / name
        path.write_bytes(content)
        path.chmod(0o600)
    assert read_entries() == []
    assert not (folder / "1.json").exists()
    assert (folder / "4.txt").exists()


async def test_pages_reach_no_file_of_keys(notes: Notes) -> None:
    async with open_host(plugin, notes, settings={"conduit_attach": True}, installed=["fs"]) as opened:
        path = next(iter(keys_of(opened)._entries.values()))
        assert path.exists()
        for route_name in ("fs.readFile", "fs.stat", "fs.unlink"):
            reply = await opened.call(route_name, path=str(path))
            assert (reply.status, "where programs find running apps" in reply.err["message"]) == (403, True)
        assert path.exists()


# -- programs of another make -----------------------------------------------------------------------


async def test_a_client_of_another_make_speaks_the_documented_protocol(opened: OpenHost) -> None:
    """Frames are written by hand, as docs/reference/conduit-protocol.md has them, over `websockets`."""
    from websockets.sync.client import connect as dial
    from websockets.typing import Subprotocol

    keys = keys_of(opened)
    key = keys.issue("stranger", routes=["notes.read"], permissions=["notes"])

    def header(name: str, text: str) -> bytes:
        return bytes([len(name)]) + name.encode() + b"\x05" + struct.pack(">I", len(text)) + text.encode()

    def speak() -> tuple[int, bytes]:
        offered = [Subprotocol("oro.conduit.v2"), Subprotocol(f"oro.program.{key}")]
        with dial(f"ws://{keys.address}/", subprotocols=offered) as socket:
            assert socket.subprotocol == "oro.conduit.v2"
            block = struct.pack(">H", 1) + header("url", "ipc://notes.read")
            socket.send(struct.pack(">BBII", 1, 1, 1, len(block)) + block)
            answer = socket.recv()
            assert isinstance(answer, bytes)
            return answer[0], answer

    kind, answer = await trio.to_thread.run_sync(speak)
    assert kind == 11, "ANSWER"
    assert b'"data":"a note"' in answer


async def test_a_page_of_a_browser_that_knows_the_key_is_refused(opened: OpenHost) -> None:
    from websockets.exceptions import InvalidStatus
    from websockets.sync.client import connect as dial
    from websockets.typing import Origin, Subprotocol

    keys = keys_of(opened)
    offered = [Subprotocol("oro.conduit.v2"), Subprotocol(f"oro.program.{keys.issue('test', routes=['*'])}")]

    def speak() -> int:
        try:
            dial(f"ws://{keys.address}/", subprotocols=offered, origin=Origin("https://evil.example")).close()
        except InvalidStatus as error:
            return int(error.response.status_code)
        return 0

    assert await trio.to_thread.run_sync(speak) == 403
