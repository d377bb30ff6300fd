"""A loop that stands still is seen, and who keeps it is named; one that turns costs nothing and is never named."""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
import trio.lowlevel

from oro_framework.hookspecs import hookimpl
from oro_framework.host.plugins.blame import CodeOwners
from oro_framework.host.trouble.watchdog import Watchdog
from oro_framework.service import Service, route
from oro_framework.testing import PATIENCE, open_host
from oro_framework.types import Call

pytestmark = pytest.mark.anyio
STALL = {"host_watchdog_ms": 20}


class Report(logging.Handler):
    """Lets blocked code wait until the watchdog has said something.

    It says nothing more of a turn in which the machine kept the loop before the code did: then another turn is tried.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.said = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
        self.said.set()

    def naming(self, text: str) -> list[str]:
        """Return what was said of code that contains `text`."""
        return [line for line in self.lines if text in line]


@pytest.fixture
def report() -> Any:
    handler = Report()
    log = logging.getLogger("oro.test")
    log.addHandler(handler)
    yield handler
    log.removeHandler(handler)


class Blocking(Service):
    """Keeps the loop until the watchdog has spoken, or for a second."""

    name = "blocking"
    report: Report

    @route("blocking.wait")
    async def wait(self, call: Call) -> None:
        self._deep()

    def _deep(self) -> None:
        self.report.said.clear()
        if self.report.said.wait(1):
            threading.Event().wait(0.1)  # The watchdog looks again and says no more.


class BlockingPlugin:
    name = "blocks"

    @hookimpl
    def oro_services(self) -> list[type[Service]]:
        return [Blocking]


async def test_the_plugin_the_route_and_the_line_are_named_once_per_stall(report: Report) -> None:
    Blocking.report = report
    stalls = 0
    with trio.fail_after(PATIENCE):
        async with open_host(BlockingPlugin(), settings=STALL) as opened:
            while len(report.naming("self.report.said.wait(1)")) < 2:
                await opened.call("blocking.wait")
                assert (await opened.call("ping")).status == 200
                stalls += 1
    assert len(report.naming("self.report.said.wait(1)")) <= stalls
    for line in report.naming("self.report.said.wait(1)"):
        first, *stack = line.splitlines()
        assert first.startswith("The loop stands still for ")
        assert 'plugin "blocks", route "blocking.wait" at ' in first
        assert "test_watchdog.py" in first
        assert "in _deep" in first
        assert any("self.report.said.wait(1)" in part for part in stack)


async def test_a_service_that_blocks_while_it_starts_is_named(report: Report) -> None:
    class Starting(Service):
        name = "starting"

        @asynccontextmanager
        async def lifespan(self) -> AsyncIterator[None]:
            for _ in range(60):
                if not report.naming('plugin "starts" at '):
                    report.said.wait(1)
                    report.said.clear()
                    await trio.lowlevel.checkpoint()
            yield

    class Plugin:
        name = "starts"

        @hookimpl
        def oro_services(self) -> list[type[Service]]:
            return [Starting]

    async with open_host(Plugin(), settings=STALL):
        pass
    assert report.naming('plugin "starts" at ')


async def test_zero_watches_nothing() -> None:
    async with open_host(settings={"host_watchdog_ms": 0}) as opened:
        assert "oro-watchdog" not in [thread.name for thread in threading.enumerate()]
        await opened.call("ping")


async def test_an_idle_loop_lets_it_sleep_and_any_turn_wakes_it() -> None:
    asleep = threading.Semaphore(0)

    class Wake(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            asleep.release()
            return super().wait(timeout)

    dog = Watchdog(0.002, logging.getLogger("oro.test"), lambda: CodeOwners([], []))
    dog._timing.wake = Wake()
    with trio.fail_after(PATIENCE), dog.watching():
        for _ in range(3):
            await trio.to_thread.run_sync(asleep.acquire)


async def test_it_ends_with_the_block_whether_asleep_or_not() -> None:
    for _ in range(20):
        with Watchdog(30, logging.getLogger("oro.test"), lambda: CodeOwners([], [])).watching():
            await trio.lowlevel.checkpoint()
    assert "oro-watchdog" not in [thread.name for thread in threading.enumerate()]


def test_what_belongs_to_nobody_is_the_hosts() -> None:
    assert str(CodeOwners([], []).of([])) == "the host at an unknown place"
