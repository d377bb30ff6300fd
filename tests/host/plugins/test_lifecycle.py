"""Services that hang, leak or refuse to go are named and cost the app a deadline, no more."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from types import ModuleType
from typing import Any, cast

import pytest
import trio
import trio.testing
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.errors import Broken, PluginUnavailable
from oro_framework.hookspecs import hookimpl
from oro_framework.host import running as host_running
from oro_framework.host.backends.headless import HeadlessView
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.kernel.loop_states import LoopState, may_follow
from oro_framework.host.launch import _drain_console
from oro_framework.host.plugins import lifecycle
from oro_framework.host.plugins.discovery import Found
from oro_framework.host.windows.activity import Activity
from oro_framework.service import Service, route
from oro_framework.testing import open_host, until
from oro_framework.types import Call, Message, Mount, Scope, WindowStatus

pytestmark = pytest.mark.anyio


class Sound(Service):
    name = "sound"

    @route("sound.play")
    async def play(self, call: Call) -> str:
        return "played"


def plugin(title: str, *services: type[Service]) -> Any:
    return type("Made", (), {"name": title, "oro_services": hookimpl(lambda self: services)})()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host_running, "STOP_DEADLINE", 0.05)
    monkeypatch.setattr(lifecycle, "LAST", 0.05)


class Hangs(Service):
    name = "hangs"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        await self._reach_nobody()
        yield

    async def _reach_nobody(self) -> None:
        await trio.sleep_forever()


async def test_a_service_that_hangs_in_its_start_is_set_aside_with_the_line_it_waits_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = ModuleType("hanging_module")
    module.__file__ = __file__
    module.plugin = plugin("hanging", Hangs)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    found = Found("hanging", "hanging_module:plugin", "oro-hanging", "1")
    monkeypatch.setattr("oro_framework.testing.host.discover", lambda: [found])
    settings = {"host_start_deadline": "0.05"}
    async with open_host(plugin("sound", Sound), settings=settings, installed=["hanging"]) as opened:
        assert (await opened.call("sound.play")).data == "played"
        info = opened.host.plugins.infos["hanging"]
        assert info.state == "broken"
        assert info.error.startswith('service "hangs": Cannot start within 0.05 s: it waits at ')
        assert "test_lifecycle.py" in info.error
        assert info.error.endswith("in _reach_nobody")


async def test_a_required_one_that_hangs_stops_the_start() -> None:
    with pytest.raises(PluginUnavailable, match=r"Cannot start within 0.05 s: it waits at .*_reach_nobody"):
        async with open_host(plugin("hanging", Hangs), settings={"host_start_deadline": "0.05"}):
            pytest.fail("it started")


@pytest.mark.parametrize(
    ("error", "traced"), [(Broken("Cannot take port 80: it is taken"), False), (ValueError(), True)]
)
async def test_a_service_that_says_why_it_cannot_start_needs_no_traceback(
    error: Exception, traced: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async def refuse() -> None:
        raise error

    class Refuses(Service):
        name = "refuses"

        @asynccontextmanager
        async def lifespan(self) -> AsyncIterator[None]:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(refuse)
            yield

    with pytest.raises(PluginUnavailable):
        async with open_host(plugin("refusing", Refuses)):
            pytest.fail("it started")
    failures = [record for record in caplog.records if record.levelno >= logging.ERROR and record.exc_info]
    assert bool(failures) == traced


@pytest.mark.usefixtures("impatient")
async def test_a_service_that_does_not_stop_is_cancelled_and_named(caplog: pytest.LogCaptureFixture) -> None:
    ended: list[str] = []

    class Lingers(Service):
        name = "lingers"

        @asynccontextmanager
        async def lifespan(self) -> AsyncIterator[None]:
            yield
            try:
                await trio.sleep_forever()
            finally:
                ended.append("lingers")

    class Before(Service):
        name = "before"

        @asynccontextmanager
        async def lifespan(self) -> AsyncIterator[None]:
            yield
            ended.append("before")

    async with open_host(plugin("slow", Before, Lingers)):
        pass
    assert ended == ["lingers", "before"]
    assert 'Service "lingers" of plugin "slow" did not stop in time, it waits at ' in caplog.text
    assert "in lifespan: it is cancelled" in caplog.text


@pytest.mark.usefixtures("impatient")
async def test_one_that_resists_being_cancelled_is_named_as_that(caplog: pytest.LogCaptureFixture) -> None:
    let_go = trio.Event()

    class Resists(Service):
        name = "resists"

        @asynccontextmanager
        async def lifespan(self) -> AsyncIterator[None]:
            yield
            with trio.CancelScope(shield=True):
                await let_go.wait()

    async with trio.open_nursery() as nursery, open_host(plugin("stubborn", Resists)) as opened:
        stopped = opened.host

        async def free() -> None:
            await until(lambda: "does not end although it is cancelled" in caplog.text)
            let_go.set()

        nursery.start_soon(free)
    assert stopped.state is LoopState.SHUTDOWN
    assert 'Service "resists" of plugin "stubborn" does not end although it is cancelled: it waits at ' in caplog.text


@pytest.mark.usefixtures("impatient")
async def test_a_call_that_resists_holds_up_nothing_but_itself(caplog: pytest.LogCaptureFixture) -> None:
    let_go, running = trio.Event(), trio.Event()

    class Stays(Service):
        name = "stays"

        @route("stays.here")
        async def here(self, call: Call) -> None:
            with trio.CancelScope(shield=True):
                running.set()
                await let_go.wait()

        @asynccontextmanager
        async def lifespan(self) -> AsyncIterator[None]:
            yield
            let_go.set()

    async with trio.open_nursery() as nursery:
        async with open_host(plugin("stays", Stays)) as opened:
            nursery.start_soon(opened.call, "stays.here")
            await running.wait()
        nursery.cancel_scope.cancel()


async def test_tasks_and_threads_a_plugin_leaves_behind_are_named(caplog: pytest.LogCaptureFixture) -> None:
    end = threading.Event()
    leave = trio.Event()
    threads: list[threading.Thread] = []

    async def forgotten() -> None:
        await leave.wait()

    class Leaks(Service):
        name = "leaks"

        @asynccontextmanager
        async def lifespan(self) -> AsyncIterator[None]:
            trio.lowlevel.spawn_system_task(forgotten)
            threads.append(threading.Thread(target=lambda: end.wait(), name="forgotten-thread"))
            threads[0].start()
            yield

    async with open_host(plugin("leaky", Leaks)):
        pass
    end.set()
    threads[0].join()
    leave.set()
    assert 'Plugin "leaky" leaves a task behind: ' in caplog.text
    assert "in forgotten" in caplog.text
    assert (
        'Plugin "leaky" leaves a thread behind, which keeps the process from ending: "forgotten-thread"' in caplog.text
    )


async def test_an_app_that_a_plugin_mounts_leaves_nothing_behind(caplog: pytest.LogCaptureFixture) -> None:
    class Mounting:
        name = "mounting"

        @hookimpl
        def oro_services(self) -> list[type[Service]]:
            return [Sound]

        @hookimpl
        def oro_mounts(self) -> list[Mount]:
            return [Mount(path="/mounted", app=served)]

    async def served(scope: Scope, receive: Callable[[], Awaitable[Message]], send: Callable[..., Any]) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async with open_host(Mounting()):
        pass
    assert "leaves a task behind" not in caplog.text


STATES = st.sampled_from(LoopState)


@given(st.lists(STATES, max_size=30))
def test_any_wishes_lead_along_the_diagram(wishes: list[LoopState]) -> None:
    """From none a loop ends in shutdown once, never leaves stopped but for it, and resumes through init alone."""
    state, path = LoopState.NONE, [LoopState.NONE]
    for wish in wishes:
        if may_follow(state, wish):
            state = wish
            path.append(state)
    assert path.count(LoopState.STOPPED) <= 1
    assert path.count(LoopState.SHUTDOWN) <= 1
    assert LoopState.SHUTDOWN not in path[:-1]
    for before, after in pairwise(path):
        if before is LoopState.PAUSED:
            assert after in (LoopState.INIT, LoopState.STOPPED)
        if after is LoopState.SHUTDOWN:
            assert before is LoopState.STOPPED
        assert before is not after


EVENTS = st.tuples(
    st.sampled_from(["opened", "active", "inactive", "minimized", "restored", "closed"]), st.integers(0, 3)
)


@given(st.lists(EVENTS, max_size=40))
def test_the_app_is_in_the_background_when_it_is_known_to_be(events: list[tuple[str, int]]) -> None:
    """Whatever windows tell, in whatever order: one that has the keyboard and is no icon keeps the app in front."""
    activity = Activity()
    is_open, active, icon = [False] * 4, [False] * 4, [False] * 4
    known = False
    for what, index in events:
        if what == "opened":
            activity.opened(index)
            is_open[index] = True
        elif what in ("active", "inactive"):
            activity.activated(index, what == "active")
            active[index] = is_open[index] and what == "active"
            known = known or active[index]
        elif what in ("minimized", "restored"):
            activity.minimized(index, what == "minimized")
            icon[index] = is_open[index] and what == "minimized"
        else:
            activity.closed(index)
            known = known and not active[index]
            is_open[index] = active[index] = icon[index] = False
        front = any(a and not i for a, i in zip(active, icon, strict=True))
        icons = any(is_open) and is_open == icon
        assert activity.background == (icons or (known and any(is_open) and not front))


@pytest.mark.parametrize("always", [True, False])
async def test_who_looks_away_pauses_the_app_and_who_returns_resumes_it(always: bool) -> None:
    heard: list[str] = []

    class Pausing(Service):
        name = "pausing"

        async def pause(self) -> None:
            heard.append("pause")

        async def resume(self) -> None:
            heard.append("resume")

    settings = {"lifecycle_desktop_always_running": always}
    async with open_host(plugin("pausing", Pausing), settings=settings) as opened:
        host, view = opened.host, opened.window.view
        assert isinstance(view, HeadlessView)
        view.show()
        paused = []
        async with opened.stream("ipc://internal.events") as reply:
            for active, event in ((True, ""), (False, "applicationpause"), (True, "applicationresume")):
                view.events.focused(active)
                seen = b""
                while event.encode() not in seen:
                    seen += await reply.read()
                paused.append(host.paused)
        assert paused == [False, True, False]
        assert heard == ([] if always else ["pause", "resume"])


async def test_between_two_windows_of_the_app_attention_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oro_framework.host.background.ATTENTION", 3600)  # it comes to rest after the test
    async with open_host() as opened:
        activity, background = opened.host.windows_manager.activity, opened.host.background
        first = opened.window.view
        second = opened.host.windows_manager.create(ViewSpec(url=opened.host.origin), 1).view
        assert isinstance(first, HeadlessView)
        assert isinstance(second, HeadlessView)
        first.show()
        first.events.focused(True)
        first.events.focused(False)
        await until(lambda: background.settling and activity.background)
        second.events.focused(True)
        await until(lambda: not activity.background)
        assert background.settling
        assert not opened.host.paused


def test_a_dialog_of_its_own_keeps_the_app_in_front() -> None:
    activity = Activity()
    activity.opened(0)
    activity.activated(0, True)
    with activity.asking():
        activity.activated(0, False)
        assert not activity.background
    assert activity.background


async def test_only_windows_that_are_there_are_told_of_the_apps_life() -> None:
    async with open_host() as opened:
        window = opened.window
        for status, told in ((WindowStatus.CREATED, 0), (WindowStatus.HIDDEN, 1), (WindowStatus.SHOWN, 1)):
            window.move_to(status)
            window.events.clear()
            opened.host.tell("applicationpause")
            assert len(window.events) == told, status
        window.move_to(WindowStatus.CLOSING)
        window.events.clear()
        opened.host.tell("applicationpause")
        assert len(window.events) == 0


async def test_a_service_that_does_not_pause_in_time_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(lifecycle, "STEP", 0.05)
    heard: list[str] = []

    class Stuck(Service):
        name = "stuck"

        async def pause(self) -> None:
            await trio.sleep_forever()

    class After(Service):
        name = "after"

        async def pause(self) -> None:
            heard.append("pause")

    settings = {"lifecycle_desktop_always_running": False}
    async with open_host(plugin("both", Stuck, After), settings=settings) as opened:
        await opened.host.pause()
    assert heard == ["pause"]
    assert 'Cannot pause service "stuck": it took more than 0.05 s' in caplog.text


@pytest.mark.parametrize(("spoke", "waited"), [(0.5, 1.0), (3.0, 0.256)])
def test_only_a_page_that_spoke_of_late_is_waited_for_when_it_hangs(spoke: float, waited: float) -> None:
    class Hanging:
        heard = 0.0

        async def evaluate(self, script: str) -> None:
            await trio.sleep_forever()

    async def time() -> float:
        await trio.sleep(spoke)
        began = trio.current_time()
        await _drain_console(cast(Any, Hanging()))
        return trio.current_time() - began

    clock = trio.testing.MockClock(autojump_threshold=0)
    assert trio.run(time, clock=clock) == pytest.approx(waited)
