"""Timers by the routes."""

from __future__ import annotations

from typing import Any

import anyio
import pytest
from oro_timers import plugin

from oro_framework.testing import PATIENCE, until
from oro_framework.testing.host import OpenHost, open_host

pytestmark = pytest.mark.anyio

LONG = 60_000


def running(app: OpenHost) -> list[str]:
    service: Any = app.host.service("timers")
    found: list[str] = service.diagnostics()["timeout"]
    return found


async def test_an_answer_that_waits_comes_when_the_time_is_over() -> None:
    async with open_host(plugin) as app:
        before = anyio.current_time()
        assert (await app.call("timers.setTimeout", timeout=50, wait=True)).data["id"].isdigit()
        assert anyio.current_time() - before >= 0.05
        assert running(app) == []


async def test_a_page_is_told_when_the_time_is_over() -> None:
    async with open_host(plugin) as app, app.events() as events:
        id = (await app.call("timers.setTimeout", timeout=10)).data["id"]
        assert (await events.push()).params == {"source": "timers.setTimeout", "data": {"id": id}}


async def test_a_timer_can_be_ended() -> None:
    async with open_host(plugin) as app:
        answers: list[Any] = []

        async def wait() -> None:
            answers.append((await app.call("timers.setTimeout", timeout=LONG, wait=True)).data)

        with anyio.fail_after(PATIENCE):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(wait)
                await until(lambda: running(app))
                (id,) = running(app)
                assert (await app.call("timers.clearTimeout", id=id)).data == {"id": id}
        assert answers == [{"id": id}]
        assert (await app.call("timers.clearTimeout", id=id)).err["type"] == "NotFoundError"


async def test_timers_end_with_their_page_and_there_may_be_so_many() -> None:
    async with open_host(plugin, settings={"timers_max": 1}) as app:
        await app.call("timers.setTimeout", timeout=LONG)
        assert (await app.call("timers.setTimeout", timeout=LONG)).err["code"] == "ERR_BUSY"
        await app.host.service("timers").release(app.window)  # type: ignore[union-attr]
        await until(lambda: not running(app))


@pytest.mark.parametrize("timeout", [-1, 2**31, "x", ""])
async def test_what_is_no_time_is_refused(timeout: object) -> None:
    async with open_host(plugin) as app:
        assert (await app.call("timers.setTimeout", timeout=timeout)).err["code"] == "ERR_INVALID_ARG"


async def test_without_the_permission_nobody_waits() -> None:
    async with open_host(plugin, settings={"permissions_allow_timers": False}) as app:
        assert (await app.call("timers.setTimeout", timeout=1)).err["code"] == "ERR_DENIED"
        assert (await app.call("timers.clearTimeout", id="1")).err["code"] == "ERR_DENIED"
