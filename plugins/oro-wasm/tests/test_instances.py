"""Instances that stay: from Python and from routes, with their state, their limits and their ends."""

from __future__ import annotations

import errno
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
import trio
import wasmtime
from oro_wasm.api import Directory, ExportType, Grants, Guests, Limits, Trapped
from oro_wasm.errors import BadArguments, CannotRun, NoSuchExport, NotWebAssembly
from oro_wasm.folders import cache_folder
from oro_wasm.service import Wasm

from oro_framework.errors import Closed, ErrnoError, TimedOut
from oro_framework.testing import OpenHost, open_host

from .components.texts import CALC, NUMBERS

pytestmark = pytest.mark.anyio

Made = Callable[[str], Path]

COUNTER = """(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (global $count (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $count (i32.const 100)))
  (func (export "count") (result i32)
    (global.set $count (i32.add (global.get $count) (i32.const 1))) (global.get $count))
  (func (export "same") (param i64 f32 f64) (result i64 f32 f64) (local.get 0) (local.get 1) (local.get 2))
  (func (export "divide") (param f64 f64) (result f64) (f64.div (local.get 0) (local.get 1)))
  (func (export "nothing"))
  (func $inner_part unreachable)
  (func $fail_now (export "fail") (call $inner_part))
  (func (export "exit") (call $exit (i32.const 3)))
  (func (export "grow") (result i32) (memory.grow (i32.const 1000)))
  (func (export "spin") (loop (br 0))))"""
STARTS_BADLY = '(module (func $begin unreachable) (start $begin) (func (export "f")))'
STARTS_LONG = '(module (func $begin (loop (br 0))) (start $begin) (func (export "f")))'


@pytest.fixture
async def guests(programs: Callable[[], Any]) -> Any:
    async with programs() as table:
        yield Guests(table)


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


async def test_calls_of_a_module_share_its_state(guests: Guests, made: Made) -> None:
    async with guests.instance(made(COUNTER)) as first, guests.instance(made(COUNTER)) as second:
        assert [await first.call("count") for _ in range(3)] == [101, 102, 103]
        assert await second.call("count") == 101
        assert first.process != second.process
        assert ExportType("same", ("i64", "f32", "f64"), ("i64", "f32", "f64")) in first.exports
        assert await first.call("nothing") is None
        assert await first.call("same", 1 << 62, 0.5, math.inf) == [1 << 62, 0.5, math.inf]
        assert math.isnan(await first.call("divide", 0, 0))
        process = first.process
        assert process is not None
    assert not psutil.pid_exists(process)
    with pytest.raises(Closed, match=r"Cannot call an instance of .*: it has ended; open another"):
        await first.call("count")


async def test_calls_of_a_component_share_its_state(guests: Guests, made: Made) -> None:
    async with guests.instance(made(CALC)) as calc:
        assert [await calc.call("count") for _ in range(3)] == [1, 2, 3]
        assert ExportType("sameBytes", ("list<u8>",), ("list<u8>",)) in calc.exports
        assert ExportType("plainShapes.shift", ("tuple<f64, string, u8>",), ("tuple<f64, string, u8>",)) in calc.exports
        assert await calc.call("sameBytes", b"\0\xff") == await calc.call("same-bytes", b"\0\xff") == b"\0\xff"
        assert await calc.call("demo:calc/plain-shapes@1.0.0#shift", [1, "x", 7]) == [2.0, "x", 7]
        assert await calc.call("check", 10) == {"tag": "err", "val": "too large"}
        with pytest.raises(Trapped, match=r"in inner_part called by fail_now; the instance has ended") as caught:
            await calc.call("fail")
        assert caught.value.details == {"trap": "unreachable", "frames": ["inner_part", "fail_now"], "ended": True}


async def test_a_call_that_is_refused_leaves_the_instance(guests: Guests, made: Made) -> None:
    async with guests.instance(made(COUNTER)) as counter:
        assert await counter.call("count") == 101
        with pytest.raises(NoSuchExport, match='did you mean "count"'):
            await counter.call("cuont")
        with pytest.raises(BadArguments, match="it takes 2 parameters"):
            await counter.call("divide", 1)
        assert await counter.call("count") == 102
    async with guests.instance(made(CALC)) as calc:
        with pytest.raises(BadArguments, match='parameter "a" is to be u32'):
            await calc.call("add", -1, 1)
        with pytest.raises(NoSuchExport, match='did you mean "count"'):
            await calc.call("cuont")
        assert await calc.call("count") == 1


@pytest.mark.parametrize(
    ("function", "trap", "words"),
    [
        ("fail", {"trap": "unreachable", "frames": ["inner_part", "fail_now"]}, "in inner_part called by fail_now"),
        ("exit", {"trap": "exit", "frames": [], "exit": 3}, "it ended itself with exit code 3"),
    ],
)
async def test_a_trap_and_an_exit_end_it(
    guests: Guests, made: Made, function: str, trap: dict[str, Any], words: str
) -> None:
    async with guests.instance(made(COUNTER)) as counter:
        process = counter.process
        assert process is not None
        with pytest.raises(Trapped, match=words) as caught:
            await counter.call(function)
        assert caught.value.details == {**trap, "ended": True}
        assert (counter.ended, psutil.pid_exists(process)) == (True, False)
        with pytest.raises(Closed):
            await counter.call("count")


async def test_a_call_that_takes_too_long_ends_it_and_those_that_wait(guests: Guests, made: Made) -> None:
    async with guests.instance(made(COUNTER), limits=Limits(timeout=0.2)) as counter:
        assert await counter.call("count") == 101
        process = counter.process
        assert process is not None
        waiting = trio.Event()

        async def wait() -> None:
            with pytest.raises(Closed):
                await counter.call("count")
            waiting.set()

        async def spin() -> None:
            with pytest.raises(TimedOut, match=r'"spin": its 0\.2 s are over; the instance has ended'):
                await counter.call("spin")

        async with trio.open_nursery() as nursery:
            nursery.start_soon(spin)
            await trio.testing.wait_all_tasks_blocked()
            nursery.start_soon(wait)
        assert waiting.is_set()
        assert not psutil.pid_exists(process)


async def test_a_cancelled_call_ends_it_and_one_that_waits_does_not(guests: Guests, made: Made) -> None:
    async with guests.instance(made(COUNTER)) as counter:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(counter.call, "spin")
            await trio.testing.wait_all_tasks_blocked()
            with trio.move_on_after(0) as waited:
                await counter.call("count")
            assert (waited.cancelled_caught, counter.ended) == (True, False)
            nursery.cancel_scope.cancel()
        assert counter.ended
        assert counter.process is None


async def test_limits_and_grants_hold(guests: Guests, made: Made, tmp_path: Path) -> None:
    async with guests.instance(made(COUNTER), limits=Limits(memory=1 << 20, fuel=10_000)) as counter:
        assert await counter.call("grow") == -1
        with pytest.raises(Trapped, match="used up the 10000 instructions"):
            await counter.call("spin")
    grants = Grants(directories=(Directory(host=str(tmp_path / "nowhere"), guest="/data"),))
    with pytest.raises(CannotRun, match="Cannot grant the folder"):
        async with guests.instance(made(COUNTER), grants=grants):
            pytest.fail("it was opened")


async def test_what_cannot_be_opened_says_why_and_leaves_nothing(guests: Guests, made: Made, tmp_path: Path) -> None:
    with pytest.raises(Trapped, match=r'Cannot finish "the start": .*unreachable.*, in begin'):
        async with guests.instance(made(STARTS_BADLY)):
            pytest.fail("it was opened")
    with pytest.raises(TimedOut, match=r"its 0\.2 s are over"):
        async with guests.instance(made(STARTS_LONG), limits=Limits(timeout=0.2)):
            pytest.fail("it was opened")
    with pytest.raises(CannotRun, match=r'it imports "env\.f"'):
        async with guests.instance(made('(module (import "env" "f" (func)))')):
            pytest.fail("it was opened")
    (tmp_path / "text.wasm").write_text("text")
    with pytest.raises(NotWebAssembly):
        async with guests.instance(tmp_path / "text.wasm"):
            pytest.fail("it was opened")
    with pytest.raises(ErrnoError, match="No such file"):
        async with guests.instance(tmp_path / "nowhere.wasm"):
            pytest.fail("it was opened")


def service(app: OpenHost) -> Wasm:
    found = app.host.service("wasm")
    assert isinstance(found, Wasm)
    return found


async def opened(app: OpenHost, text: str, **asked: Any) -> dict[str, Any]:
    digest = (await app.call("wasm.load", bytes(wasmtime.wat2wasm(text)))).data["digest"]
    told = (await app.call("wasm.open", json.dumps({"digest": digest, **asked}).encode())).data
    assert isinstance(told, dict)
    return told


async def invoked(app: OpenHost, id: str, export: str, *params: Any) -> Any:
    reply = await app.call("wasm.invoke", json.dumps(params).encode(), id=id, export=export)
    return reply.err or reply.data


@pytest.mark.usefixtures("own_cache")
async def test_routes_open_call_and_shut() -> None:
    async with open_host(installed=["wasm"]) as app:
        told = await opened(app, COUNTER, id="mine")
        assert told["id"] == "mine"
        assert {"name": "divide", "params": ["f64", "f64"], "results": ["f64"]} in told["exports"]
        assert [(await invoked(app, "mine", "count"))["results"] for _ in range(2)] == [[101], [102]]
        same = await invoked(app, "mine", "same", str(-(1 << 63)), "NaN", "-Infinity")
        assert same == {"results": [str(-(1 << 63)), "NaN", "-Infinity"], "types": ["i64", "f32", "f64"]}
        assert await invoked(app, "mine", "nothing") == {"results": [], "types": []}
        [instance] = service(app).instances.held
        process = instance.process
        assert process is not None
        assert service(app).diagnostics()["instances"] == {app.window.id: ["mine"]}
        assert (await app.call("wasm.shut", id="mine")).data == {}
        assert not psutil.pid_exists(process)
        err = await invoked(app, "mine", "count")
        assert err["message"] == 'Cannot use instance "mine": there is none of that id, or it has ended'


@pytest.mark.usefixtures("own_cache")
async def test_routes_carry_numbers_of_components() -> None:
    async with open_host(installed=["wasm"]) as app:
        id = (await opened(app, NUMBERS))["id"]
        for name, value, kind in [
            ("sameS64", 5, "s64"),
            ("sameS64", str(-(1 << 63)), "s64"),
            ("sameU64", str((1 << 64) - 1), "u64"),
            ("sameF64", 0.5, "f64"),
            ("sameF64", "NaN", "f64"),
            ("sameF64", "-Infinity", "f64"),
        ]:
            assert await invoked(app, id, name, value) == {"results": [value], "types": [kind]}


@pytest.mark.usefixtures("own_cache")
async def test_an_instance_that_trapped_is_forgotten() -> None:
    async with open_host(installed=["wasm"]) as app:
        id = (await opened(app, COUNTER))["id"]
        err = await invoked(app, id, "fail")
        assert (err["trap"], err["frames"], err["ended"]) == ("unreachable", ["inner_part", "fail_now"], True)
        assert list(service(app).instances.held) == []
        assert (await invoked(app, id, "count"))["type"] == "NotFoundError"


@pytest.mark.usefixtures("own_cache")
async def test_instances_end_with_their_page_and_with_the_app() -> None:
    async with open_host(installed=["wasm"]) as app:
        for _ in range(2):
            await opened(app, COUNTER)
        processes = [instance.process for instance in service(app).instances.held]
        async with trio.open_nursery() as nursery:
            [first, _] = service(app).instances.held.ids()[app.window.id]
            errors: list[Any] = []

            async def spin() -> None:
                errors.append(await invoked(app, first, "spin"))

            nursery.start_soon(spin)
            await trio.testing.wait_all_tasks_blocked()
            await service(app).release(app.window)
        assert [each["type"] for each in errors] == ["AbortError"]
        assert list(service(app).instances.held) == []
        last = (await opened(app, COUNTER))["id"]
        processes.append(service(app).instances.held.get(app.window, last).process)
    assert len(processes) == 3
    assert not any(psutil.pid_exists(each) for each in processes if each is not None)


@pytest.mark.usefixtures("own_cache")
async def test_what_a_page_asks_for_is_checked() -> None:
    async with open_host(installed=["wasm"], settings={"wasm_max_programs": 1}) as app:
        neither = (await app.call("wasm.open", b"{}")).err
        assert "give either the path of its file, or the digest of its bytes" in neither["message"]
        assert "Cannot open an instance: " in (await app.call("wasm.open", b'{"function": "f"}')).err["message"]
        assert (await app.call("wasm.open", b'{"digest": "abc"}')).err["type"] == "NotFoundError"
        told = await opened(app, COUNTER, id="one")
        network = {"digest": "a", "grants": {"network": True}}
        assert (await app.call("wasm.open", json.dumps(network).encode())).status in (403, 404)
        reply = await app.call("wasm.invoke", b'{"a": 1}', id=told["id"], export="count")
        assert 'Cannot call "count": its parameters are to be an array' in reply.err["message"]
        digest = (await app.call("wasm.load", bytes(wasmtime.wat2wasm(COUNTER)))).data["digest"]
        again = await app.call("wasm.open", json.dumps({"digest": digest, "id": "one"}).encode())
        assert again.err["message"] == 'Cannot open instance "one": there is one of that id'
        more = await app.call("wasm.open", json.dumps({"digest": digest}).encode())
        assert more.err["code"] == -errno.EAGAIN


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize(("size", "kept"), [(1 << 30, 1), (1000, 0)])
async def test_the_size_of_the_cache_is_that_of_the_setting(size: int, kept: int) -> None:
    async with open_host(installed=["wasm"], settings={"wasm_cache_size": size}) as app:
        id = (await opened(app, COUNTER))["id"]
        assert (await invoked(app, id, "count"))["results"] == [101]
    assert len(list((cache_folder() / "code").glob("*"))) == kept
