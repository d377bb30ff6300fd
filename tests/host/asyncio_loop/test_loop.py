"""The loop of asyncio: results, exceptions, context variables and cancellation cross both ways, and it ends well."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TypeVar

import pytest
import trio

from oro_framework.errors import Closed
from oro_framework.host.asyncio_loop import loop as loops
from oro_framework.host.asyncio_loop.loop import AsyncioLoop
from oro_framework.testing import until

pytestmark = pytest.mark.anyio
LOG = logging.getLogger("tests.asyncio_loop")
T = TypeVar("T")
WHO: ContextVar[str] = ContextVar("WHO", default="nobody")


@asynccontextmanager
async def running() -> AsyncIterator[AsyncioLoop]:
    async with trio.open_nursery() as nursery:
        loop = AsyncioLoop(lambda: nursery, LOG)
        try:
            yield loop
        finally:
            await loop.close()


def names() -> list[str]:
    """Return the names of all threads."""
    return [thread.name for thread in threading.enumerate()]


async def given(value: T) -> T:
    """Return a value, on asyncio."""
    await asyncio.sleep(0)
    return value


async def test_there_is_no_thread_before_the_first_call() -> None:
    async with running() as loop:
        assert names().count("oro-asyncio") == 0
        assert await loop.run(given, "done") == "done"
        assert names().count("oro-asyncio") == 1
    assert "oro-asyncio" not in names()


async def test_calls_share_one_loop() -> None:
    async def here() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    found = []

    async def ask(loop: AsyncioLoop) -> None:
        found.append(await loop.run(here))

    async with running() as loop, trio.open_nursery() as several:
        for _ in range(10):
            several.start_soon(ask, loop)
    assert len(found) == 10
    assert len(set(found)) == 1


@pytest.mark.parametrize("raised", [LookupError("x"), SystemExit(3), KeyboardInterrupt()])
async def test_exceptions_reach_the_caller(raised: BaseException) -> None:
    async def fails() -> None:
        raise raised

    async with running() as loop:
        with pytest.raises(type(raised)) as caught:
            await loop.run(fails)
        assert caught.value is raised
        assert await loop.run(given, "goes on") == "goes on"


async def test_exceptions_of_trio_reach_asyncio() -> None:
    async def fails() -> None:
        await trio.lowlevel.checkpoint()
        raise LookupError("on trio")

    async def asks(loop: AsyncioLoop) -> str:
        try:
            await loop.on_trio(fails)
        except LookupError as error:
            return f"caught {error.args[0]}"
        return "nothing"

    async with running() as loop:
        assert await loop.run(asks, loop) == "caught on trio"


async def test_context_variables_cross_both_ways() -> None:
    async def seen_on_trio() -> str:
        return WHO.get()

    async def seen(loop: AsyncioLoop) -> tuple[str, str, str]:
        before = WHO.get()
        WHO.set("asyncio")
        return before, await loop.on_trio(seen_on_trio), await loop.on_trio(WHO.get)

    async with running() as loop:
        WHO.set("trio")
        assert await loop.run(seen, loop) == ("trio", "asyncio", "asyncio")
        assert WHO.get() == "trio"


async def test_cancellation_reaches_asyncio_and_is_waited_for() -> None:
    seen: list[str] = []
    begun = trio.Event()

    async def stays(loop: AsyncioLoop) -> None:
        try:
            await loop.on_trio(begun.set)
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0)
            seen.append("cleaned up")
            raise

    async with running() as loop, trio.open_nursery() as calls:
        calls.start_soon(loop.run, stays, loop)
        await begun.wait()
        calls.cancel_scope.cancel()
    assert seen == ["cleaned up"]


async def test_a_function_that_ends_all_the_same_gives_its_result() -> None:
    begun = trio.Event()

    async def refuses(loop: AsyncioLoop) -> str:
        try:
            await loop.on_trio(begun.set)
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return "kept"
        return "never"

    found: list[str] = []
    async with running() as loop, trio.open_nursery() as calls:

        async def ask() -> None:
            found.append(await loop.run(refuses, loop))

        calls.start_soon(ask)
        await begun.wait()
        calls.cancel_scope.cancel()
    assert found == ["kept"]


async def test_a_call_that_is_cancelled_already_runs_nothing() -> None:
    seen: list[str] = []

    async def notes() -> None:
        seen.append("ran")

    async with running() as loop:
        with trio.CancelScope() as scope:
            scope.cancel()
            await loop.run(notes)
        assert await loop.run(given, 1) == 1
    assert seen == []


async def test_cancellation_reaches_trio_and_is_waited_for() -> None:
    seen: list[str] = []

    async def stays() -> None:
        try:
            await trio.sleep_forever()
        finally:
            with trio.CancelScope(shield=True):
                await trio.lowlevel.checkpoint()
                seen.append("cleaned up")

    async def gives_up(loop: AsyncioLoop) -> str:
        try:
            async with asyncio.timeout(0.01):
                await loop.on_trio(stays)
        except TimeoutError:
            return f"timed out after {seen}"
        return "never"

    async with running() as loop:
        assert await loop.run(gives_up, loop) == "timed out after ['cleaned up']"


async def test_a_task_cancelled_by_asyncio_itself_is_an_error() -> None:
    async def cancels_itself() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await asyncio.sleep(0)

    async with running() as loop:
        with pytest.raises(Closed, match="its task of asyncio was cancelled"):
            await loop.run(cancels_itself)


async def test_what_still_runs_is_cancelled_at_the_end() -> None:
    seen: list[str] = []

    async def behind() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            seen.append("ended")

    async def leaves() -> asyncio.Task[None]:
        task = asyncio.create_task(behind())
        await asyncio.sleep(0)
        return task

    async with running() as loop:
        task = await loop.run(leaves)
    assert seen == ["ended"]
    assert task.cancelled()
    with pytest.raises(Closed, match="Cannot use asyncio: the app ends"):
        await loop.run(leaves)


async def test_a_task_that_does_not_end_is_named(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loops, "STOP", 0.05)
    free = threading.Event()

    async def stubborn() -> None:
        while not free.is_set():
            try:
                await asyncio.sleep(0.01)
            except asyncio.CancelledError:
                continue

    async def leaves() -> asyncio.Task[None]:
        task = asyncio.create_task(stubborn(), name="stubborn")
        await asyncio.sleep(0)
        return task

    async with running() as loop:
        await loop.run(leaves)
    [record] = caplog.records
    assert "Cannot end the loop of asyncio within" in record.message
    assert "stubborn" in record.message
    free.set()
    await until(lambda: "oro-asyncio" not in names())


async def test_a_task_that_nobody_waits_for_cannot_end_the_loop(caplog: pytest.LogCaptureFixture) -> None:
    async def exits() -> None:
        raise SystemExit(1)

    async def leaves() -> None:
        asyncio.get_running_loop().call_soon(asyncio.create_task, exits())

    async with running() as loop:
        await loop.run(leaves)
        assert await loop.run(given, "goes on") == "goes on"
    assert "A task of asyncio raised, which ends no app" in caplog.text


async def test_many_calls_at_once_each_way() -> None:
    async def doubled(number: int) -> int:
        await trio.lowlevel.checkpoint()
        return 2 * number

    async def asks(loop: AsyncioLoop, number: int) -> int:
        found: list[int] = await asyncio.gather(*(loop.on_trio(doubled, number + each) for each in range(20)))
        return sum(found)

    found: dict[int, int] = {}

    async def keep(loop: AsyncioLoop, number: int) -> None:
        found[number] = await loop.run(asks, loop, number)

    async with running() as loop, trio.open_nursery() as calls:
        for number in range(50):
            calls.start_soon(keep, loop, number)
    assert found == {number: 40 * number + 380 for number in range(50)}


async def test_a_call_to_trio_after_the_app_has_ended_is_refused() -> None:
    kept: list[Callable[[], Awaitable[object]]] = []
    nurseries: list[trio.Nursery] = []
    loop = AsyncioLoop(lambda: nurseries[0] if nurseries else None, LOG)

    async def asks() -> None:
        await loop.on_trio(kept.clear)

    try:
        with pytest.raises(Closed, match="the app ends"):
            await loop.run(asks)
    finally:
        await loop.close()
