"""What code of plugins and apps raises ends what it was asked for, and never the app: `SystemExit` neither."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import trio
import trio.testing

from oro_framework.errors import NotFound
from oro_framework.hookspecs import hookimpl
from oro_framework.host.kernel.faults import fault_of
from oro_framework.host.plugins.discovery import Found
from oro_framework.service import Service, route
from oro_framework.testing import PATIENCE, OpenHost, open_host
from oro_framework.types import ByteStream, Call, Event, Mount, Receive, Scope, Send

pytestmark = pytest.mark.anyio


class Odd(BaseException):
    """Neither an `Exception` nor one of Python's own."""


FAULTS: list[Callable[[], BaseException]] = [
    lambda: SystemExit(3),
    lambda: KeyboardInterrupt(),
    lambda: GeneratorExit(),
    lambda: Odd("odd"),
    lambda: BaseExceptionGroup("several", [SystemExit(3)]),
]


@pytest.fixture(params=FAULTS, ids=["SystemExit", "KeyboardInterrupt", "GeneratorExit", "Odd", "group"])
def fault(request: pytest.FixtureRequest) -> Callable[[], BaseException]:
    found: Callable[[], BaseException] = request.param
    return found


def routes_that_raise(fault: Callable[[], BaseException]) -> Any:
    """Return a plugin whose routes raise in every way a route can."""

    @route("odd.plain")
    def plain(call: Call) -> None:
        raise fault()

    @route("odd.waiting")
    async def waiting(call: Call) -> None:
        await trio.lowlevel.checkpoint()
        raise fault()

    @route("odd.together")
    async def together(call: Call) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep_forever)
            nursery.start_soon(_raise, fault)

    @route("odd.threaded")
    async def threaded(call: Call) -> None:
        await trio.to_thread.run_sync(_raise_now, fault)

    @route("odd.stream")
    async def stream(call: Call) -> ByteStream:
        return ByteStream(_pieces(fault))

    handlers = [plain, waiting, together, threaded, stream]
    return SimpleNamespace(name="odd", oro_routes=hookimpl(lambda: handlers))


def _raise_now(fault: Callable[[], BaseException]) -> None:
    raise fault()


async def _raise(fault: Callable[[], BaseException]) -> None:
    _raise_now(fault)


async def _pieces(fault: Callable[[], BaseException]) -> AsyncIterator[bytes]:
    yield b"first"
    raise fault()


async def alive(opened: OpenHost) -> bool:
    return bool((await opened.call("ping")).data == "pong")


@pytest.mark.parametrize("name", ["plain", "waiting", "together", "threaded"])
async def test_a_route_that_raises_it_is_answered_for(
    fault: Callable[[], BaseException], name: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_host(routes_that_raise(fault)) as opened:
        with trio.fail_after(PATIENCE):
            error = (await opened.call(f"odd.{name}")).err
        assert error["code"] == "ERR_HANDLER_FAILED"
        raised = fault()
        leaf = raised.exceptions[0] if isinstance(raised, BaseExceptionGroup) else raised
        assert f"its handler raised {type(leaf).__name__}" in error["message"]
        assert await alive(opened)
    assert f'Cannot answer "odd.{name}": its handler raised' in caplog.text


async def test_a_stream_that_raises_it_is_cut_off(fault: Callable[[], BaseException]) -> None:
    async with open_host(routes_that_raise(fault)) as opened:
        with trio.fail_after(PATIENCE):
            async with opened.stream("ipc://odd.stream") as reply:
                assert [piece async for piece in _until_cut(reply)] == [b"first"]
        assert reply.aborted
        assert await alive(opened)


async def _until_cut(reply: Any) -> AsyncIterator[bytes]:
    from oro_framework.errors import Closed

    try:
        async for piece in reply.body():
            yield piece
    except Closed:
        return


async def test_a_mounted_app_that_raises_it_fails_alone(fault: Callable[[], BaseException]) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise fault()

    plugin = SimpleNamespace(name="odd", oro_mounts=hookimpl(lambda: [Mount(path="/odd", app=app)]))
    async with open_host(plugin) as opened:
        with trio.fail_after(PATIENCE):
            assert (await opened.client.get("/odd/")).status_code == 500
        assert await alive(opened)


async def test_a_hook_that_raises_it_is_not_asked_again(fault: Callable[[], BaseException]) -> None:
    asked: list[str] = []

    def oro_event(event: Event) -> None:
        asked.append(event.name)
        raise fault()

    async with open_host(SimpleNamespace(name="odd", oro_event=hookimpl(oro_event))) as opened:
        opened.host.event(Event(name="one"))
        opened.host.event(Event(name="two"))
        assert asked == ["one"]
        assert await alive(opened)


async def test_a_service_whose_task_raises_it_ends_alone(
    fault: Callable[[], BaseException], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, ended = trio.Event(), trio.Event()

    class Working(Service):
        name = "working"

        @asynccontextmanager
        async def lifespan(self) -> AsyncIterator[None]:
            try:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(self.work)
                    yield
            finally:
                ended.set()

        async def work(self) -> None:
            await go.wait()
            raise fault()

    module = ModuleType("odd_module")
    module.plugin = SimpleNamespace(oro_services=hookimpl(lambda: [Working]))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "odd_module", module)
    monkeypatch.setattr("oro_framework.testing.host.discover", lambda: [Found("odd", "odd_module:plugin", "odd", "1")])
    async with open_host(installed=["odd"]) as opened:
        go.set()
        with trio.fail_after(PATIENCE):
            await ended.wait()
            await trio.testing.wait_all_tasks_blocked()
        assert opened.host.service("working") is None
        assert await alive(opened)
    assert 'Service "working" of plugin "odd" failed' in caplog.text


async def test_a_failure_at_the_moment_of_cancellation_is_told() -> None:
    raised: list[BaseException] = []
    with trio.CancelScope() as scope:
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(trio.sleep_forever)
                nursery.start_soon(_raise, lambda: SystemExit(3))
                scope.cancel()
        except BaseExceptionGroup as error:
            raised.append(fault_of(error))
    assert isinstance(raised[0], SystemExit)


async def test_cancellation_is_no_failure() -> None:
    with trio.CancelScope() as scope:
        scope.cancel()
        try:
            await trio.lowlevel.checkpoint()
        except trio.Cancelled as error:
            for cancelled in (error, BaseExceptionGroup("", [error])):
                with pytest.raises(type(cancelled)):
                    fault_of(cancelled)
            raise
    assert scope.cancelled_caught


def test_a_fault_of_ones_own_is_what_it_is() -> None:
    error = NotFound("Cannot find it")
    assert fault_of(error) is error
    assert fault_of(ExceptionGroup("", [ExceptionGroup("", [error])])) is error
