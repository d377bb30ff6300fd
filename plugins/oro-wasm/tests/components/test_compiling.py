"""Components are compiled once: when the app is idle, or by a call that comes before; pages and the log are told."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
import trio
import trio.testing
import wasmtime
from oro_wasm.components.idleness import until_idle
from oro_wasm.engine.cache import Cache
from oro_wasm.engine.code import Store
from oro_wasm.engine.digest import digest_of
from oro_wasm.engine.keys import key_of, library
from oro_wasm.events import COMPILE
from oro_wasm.folders import cache_folder
from oro_wasm.runner.priority import STEP
from oro_wasm.service import Wasm
from oro_wasm.sizes import shown_size
from wasmtime import _ffi

from oro_framework.testing import OpenHost, open_host, until
from oro_framework.testing.lines import Events

from .texts import CALC

pytestmark = pytest.mark.anyio

FILLER = "".join(
    f"(func (param i32) (result i32) {'(local.set 0 (i32.mul (local.get 0) (i32.const 3)))' * 200} (local.get 0))"
    for _ in range(200)
)
LARGE = bytes(wasmtime.wat2wasm(CALC.replace("(core module $m", f"(core module $m {FILLER}")))
"""A component of some 300 kB, which takes a while to compile."""
SUBTRACTS = CALC.replace("(i32.add (local.get 0) (local.get 1))", "(i32.sub (local.get 0) (local.get 1))")
OTHER_TYPES = CALC.replace(
    '(param "a" u32) (param "the-other" u32) (result u32)', '(param "a" s32) (param "b" s32) (result s32)'
)
INVALID = bytes(wasmtime.wat2wasm(CALC.replace("(i32.add (local.get 0) (local.get 1))", "(local.get 0) (local.get 1)")))
"""A component whose types can be read, and whose code is not valid."""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@asynccontextmanager
async def app(components: dict[str, bytes], **settings: Any) -> AsyncIterator[OpenHost]:
    """Run an app with components, whose page has loaded."""
    files: dict[str, str | bytes] = {f"extensions/{name}.wasm": data for name, data in components.items()}
    async with open_host(installed=("wasm",), files=files, settings=settings) as opened:
        view: Any = opened.window.view
        view.events.document_replaced(f"{opened.host.origin}/index.html")
        await trio.testing.wait_all_tasks_blocked()
        yield opened


def service(opened: OpenHost) -> Wasm:
    found = opened.host.service("wasm")
    assert isinstance(found, Wasm)
    return found


async def compiling(opened: OpenHost) -> psutil.Process:
    """Wait for the process that compiles."""
    runners = service(opened).programs.runners
    [process] = await until(lambda: runners.processes)
    return psutil.Process(process)


async def told(events: Events, count: int) -> list[tuple[str, str]]:
    """Return the next events of compiles: the component, and what became of it."""
    lines = [await events.next() for _ in range(count)]
    assert {line["name"] for line in lines} == {COMPILE}
    return [(line["detail"]["component"], line["detail"]["state"]) for line in lines]


def entries() -> Sequence[str]:
    return sorted(path.name for path in (cache_folder() / "code").glob("*"))


def compile_now(file: Path, data: bytes) -> None:
    """Put the code of a component into the cache."""
    file.write_bytes(data)
    Store(Cache(cache_folder() / "code")).load(file)


async def test_a_component_is_compiled_once_the_app_is_idle(caplog: pytest.LogCaptureFixture) -> None:
    async with app({"calc": LARGE}) as opened, opened.events() as events:
        process = await compiling(opened)
        assert process.pid not in service(opened).components.processes().get("calc", [])
        await until(lambda: process.nice() == os.nice(0) + STEP)
        began, ended = (await events.next())["detail"], (await events.next())["detail"]
        assert (began["state"], began["bytes"], began["seconds"]) == ("started", len(LARGE), 0)
        assert (ended["component"], ended["state"], ended["message"]) == ("calc", "finished", "")
        assert 0 < ended["seconds"] < 60
        assert entries() == [key_of(digest_of(LARGE), fuel=False, component=True)]
        await until(lambda: not process.is_running())
        assert (await opened.call("calc.add", a=2, theOther=3)).data == 5
    lines = [(record.levelno, record.getMessage()) for record in caplog.records if record.name == "oro.wasm.components"]
    assert [level for level, _ in lines] == [logging.INFO] * 2
    assert lines[0][1] == f'Component "calc" is being compiled, {shown_size(len(LARGE))}; calls of it wait'
    assert lines[1][1].startswith('Component "calc" is compiled, in ')


async def test_calls_wait_for_the_compile_that_is_under_way_and_their_time_does_not_pass() -> None:
    async with app({"calc": LARGE}, ipc_deadline=0.5) as opened, opened.events() as events:
        process = await compiling(opened)
        process.send_signal(signal.SIGSTOP)
        answers: list[Any] = []

        async def add() -> None:
            answers.append((await opened.call("calc.add", a=2, theOther=3)).data)

        async with trio.open_nursery() as calls:
            for _ in range(2):
                calls.start_soon(add)
            await trio.sleep(1)  # longer than the deadline
            assert answers == []
            assert service(opened).programs.runners.processes == [process.pid]
            process.send_signal(signal.SIGCONT)
        assert answers == [5, 5]
        assert await told(events, 2) == [("calc", "started"), ("calc", "finished")]
        err = (await opened.call("calc.spin")).err
        assert err["message"] == 'Cannot answer "calc.spin": its deadline of 0.5 s passed and it was cancelled'
        assert err["type"] == "TimeoutError"
        assert (await opened.call("calc.count")).data == 1
        assert len(entries()) == 1


async def test_a_call_before_the_app_is_idle_begins_the_compile_and_may_be_given_up() -> None:
    async with app({"calc": LARGE}) as opened, opened.events() as events:
        async with trio.open_nursery() as calls:
            calls.start_soon(opened.call, "calc.count")
            process = await compiling(opened)
            assert process.nice() == os.nice(0)
            calls.cancel_scope.cancel()
        assert await told(events, 2) == [("calc", "started"), ("calc", "finished")]
        assert (await opened.call("calc.count")).data == 1


async def test_a_component_that_is_in_the_cache_is_not_compiled(tmp_path: Path) -> None:
    cached, other = bytes(wasmtime.wat2wasm(CALC)), bytes(wasmtime.wat2wasm(SUBTRACTS))
    compile_now(tmp_path / "cached.wasm", cached)
    async with app({"calc": cached, "other": other}) as opened, opened.events() as events:
        assert await told(events, 2) == [("other", "started"), ("other", "finished")]
        assert (await opened.call("calc.add", a=3, theOther=2)).data == 5
        assert (await opened.call("other.add", a=3, theOther=2)).data == 1
        assert len(entries()) == 2
    async with app({"calc": cached, "other": other}) as opened:
        await until_idle(opened.host)
        assert service(opened).programs.runners.processes == []
        assert (await opened.call("calc.count")).data == 1
        assert len(opened.window.events) == 0


async def test_a_component_that_cannot_be_compiled_says_why(caplog: pytest.LogCaptureFixture) -> None:
    async with app({"calc": INVALID}) as opened, opened.events() as events:
        assert await told(events, 1) == [("calc", "started")]
        failed = (await events.next())["detail"]
        assert failed["state"] == "failed"
        assert "type mismatch: values remaining on stack" in failed["message"]
        assert failed["message"] in (await opened.call("calc.count")).err["message"]
    assert f'Cannot compile component "calc": {failed["message"]}' in caplog.text


async def test_a_compile_whose_process_ends_is_begun_anew_by_the_next_call() -> None:
    async with app({"calc": LARGE}) as opened, opened.events() as events:
        (await compiling(opened)).kill()
        assert await told(events, 2) == [("calc", "started"), ("calc", "failed")]
        assert (await opened.call("calc.count")).data == 1
        assert await told(events, 2) == [("calc", "started"), ("calc", "finished")]


async def test_code_that_cannot_be_kept_is_compiled_by_the_process_that_runs_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with app({"calc": LARGE}, wasm_cache_size=1000) as opened, opened.events() as events:
        assert await told(events, 2) == [("calc", "started"), ("calc", "finished")]
        assert (await opened.call("calc.count")).data == 1
        assert entries() == []
    assert 'Cannot keep the code of component "calc": it is more than wasm_cache_size' in caplog.text


async def test_the_end_of_the_app_ends_a_compile() -> None:
    async with app({"calc": LARGE}) as opened:
        process = await compiling(opened)
        process.send_signal(signal.SIGSTOP)
    assert not process.is_running()


async def test_a_file_that_changes_is_taken_up_while_the_app_is_watched() -> None:
    async with app({"calc": bytes(wasmtime.wat2wasm(CALC))}, webview_watch=True) as opened:
        assert (await opened.call("calc.add", a=3, theOther=2)).data == 5
        [before] = service(opened).components.processes()["calc"]
        path = opened.host.root / "extensions" / "calc.wasm"
        path.write_bytes(b"\0asm\x0d\0\1\0half of a")
        assert "Cannot read the types of" in (await opened.call("calc.add", a=3, theOther=2)).err["message"]
        path.write_bytes(bytes(wasmtime.wat2wasm(SUBTRACTS)))
        assert (await opened.call("calc.add", a=3, theOther=2)).data == 1
        await until(lambda: not psutil.pid_exists(before))


async def test_a_function_that_changes_counts_from_the_next_start_of_the_app() -> None:
    async with app({"calc": bytes(wasmtime.wat2wasm(CALC))}, webview_watch=True) as opened:
        (opened.host.root / "extensions" / "calc.wasm").write_bytes(bytes(wasmtime.wat2wasm(OTHER_TYPES)))
        err = (await opened.call("calc.add", a=3, theOther=2)).err
        assert "no longer has a function of that name with these types; start the app again" in err["message"]
        assert (await opened.call("calc.sameText", text="a")).data == "a"


def test_the_library_of_the_engine_is_found_without_it() -> None:
    assert library() == Path(_ffi.filename)
