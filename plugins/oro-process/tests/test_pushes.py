"""Programs told of by pushes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest

from oro_framework.testing import Events, Pushed

from .conftest import PATIENCE, App, Opener, alive

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def listening(app: App) -> AsyncIterator[Events]:
    async with app.opened.events() as events:
        with anyio.fail_after(PATIENCE):
            yield events


async def told(events: Events) -> Pushed:
    pushed = await events.push()
    assert pushed.params["source"] == "child_process.spawn"
    return pushed


async def until_close(events: Events) -> list[Pushed]:
    found = [await told(events)]
    while found[-1].data.get("status") != "close":
        found.append(await told(events))
    return found


async def test_output_exit_and_close_are_pushed(opened: Opener) -> None:
    async with opened() as app, listening(app) as events:
        told = await app.ok("spawn", id=9, args="sh\1-c\1echo out; echo err >&2; exit 3")
        assert (told["id"], told["pid"] > 0) == ("9", True)
        pushes = await until_close(events)
        outputs = {push.data["source"]: push.body for push in pushes if "source" in push.data}
        assert outputs == {"stdout": b"out\n", "stderr": b"err\n"}
        ends = [push.data for push in pushes if "status" in push.data]
        assert ends == [
            {"id": "9", "status": "exit", "code": 3, "signal": None},
            {"id": "9", "status": "close", "code": 3, "signal": None, "outputCount": len(pushes) - 2},
        ]
        assert list(app.service.children.held) == []


async def test_input_is_written_and_signals_are_sent(opened: Opener) -> None:
    async with opened() as app, listening(app) as events:
        await app.ok("childProcess.spawn", id=9, args="cat", stderr="false")
        await app.ok("childProcess.write", b"hello", id=9)
        assert (await told(events)).body == b"hello"
        await app.ok("childProcess.kill", id=9, signal=15)
        assert (await told(events)).data == {"id": "9", "status": "exit", "code": 143, "signal": 15}


async def test_a_page_that_does_not_fetch_holds_the_program_up(opened: Opener) -> None:
    async with opened() as app:
        pid = (await app.ok("spawn", id=9, args="yes"))["pid"]
        with anyio.fail_after(PATIENCE):
            while (kept := app.opened.host.queued.count(app.opened.window)) < 256:  # noqa: ASYNC110
                await anyio.sleep(0.01)
        for _ in range(20):
            await app.opened.call("ping")  # A turn of the loop in which more could have been taken.
        assert app.opened.host.queued.count(app.opened.window) == kept
        assert alive(pid)
        await app.ok("kill", id=9, signal=9)


async def test_no_shell_unless_asked(opened: Opener) -> None:
    async with opened() as app, listening(app) as events:
        await app.ok("spawn", id=9, args="echo\1a;\1echo $0")
        assert b"".join(push.body or b"" for push in await until_close(events)) == b"a; echo $0\n"
        await app.ok("spawn", id=9, args="echo\1a;\1echo $0", shell=True)
        assert b"".join(push.body or b"" for push in await until_close(events)) == b"a\n/bin/sh\n"
