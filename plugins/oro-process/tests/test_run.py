"""Programs run to their end."""

from __future__ import annotations

import json
import signal
from urllib.parse import unquote

import anyio
import pytest

from .conftest import PATIENCE, Opener, gone

pytestmark = pytest.mark.anyio
LONGER = (300, 3000, 30_000)
"""Milliseconds a program is given, one after the other: until it had the time to begin."""


async def test_output_and_end(opened: Opener) -> None:
    async with opened() as app:
        told, outputs = await app.run("sh", "-c", "cat; echo err >&2; exit 4", given=b"in", input=0)
        assert (told["code"], told["signal"], told["cut"]) == (4, None, None)
        assert outputs == {1: b"in", 2: b"err\n"}
        assert list(app.service.children.held) == []


async def test_much_input_and_output(opened: Opener) -> None:
    async with opened() as app:
        big = bytes(range(256)) * 8192
        with anyio.fail_after(PATIENCE):
            _, outputs = await app.run("cat", given=big, input=0)
        assert outputs[1] == big


async def test_input_nobody_reads_is_let_be(opened: Opener) -> None:
    async with opened() as app:
        with anyio.fail_after(PATIENCE):
            told, _ = await app.run("true", given=bytes(1 << 20), input=0)
        assert told["code"] == 0


async def test_what_takes_too_long_is_ended(opened: Opener) -> None:
    async with opened() as app:
        for timeout in LONGER:
            told, outputs = await app.run("sh", "-c", "echo begun; sleep 100", timeout=timeout)
            assert (told["code"], told["signal"], told["cut"]) == (None, "SIGTERM", 110)
            if outputs[1]:
                break
        assert outputs[1] == b"begun\n"


async def test_the_signal_can_be_chosen(opened: Opener) -> None:
    async with opened() as app:
        told, _ = await app.run("sleep", "100", timeout=50, killSignal=int(signal.SIGKILL))
        assert told["signal"] == "SIGKILL"


async def test_too_much_output_is_cut(opened: Opener) -> None:
    async with opened() as app:
        with anyio.fail_after(PATIENCE):
            told, outputs = await app.run("yes", maxBuffer=5)
        assert (told["cut"], outputs[1]) == (105, b"y\ny\ny")
        assert told["code"] is None


async def test_what_cannot_be_started_is_told(opened: Opener) -> None:
    async with opened() as app:
        assert await _refused(app, "no-such-program") == {"errno": -2, "name": "ENOENT", "outputs": []}
        assert (await app.call("run", b"\0\0\0\5{}")).err["code"] == "ERR_INVALID_ARG"


async def _refused(app: object, file: str) -> object:
    head = json.dumps({"file": file, "args": [file]}).encode()
    body = (await app.call("run", len(head).to_bytes(4, "big") + head)).body  # type: ignore[attr-defined]
    return json.loads(body[4:])


async def test_a_page_that_gives_up_ends_it(opened: Opener) -> None:
    async with opened() as app:
        with anyio.move_on_after(0.3):
            async with app.opened.stream("ipc://child_process.exec?id=1&args=sleep%20100"):
                pass
        with anyio.fail_after(PATIENCE):
            while list(app.service.children.held):  # noqa: ASYNC110 - no event tells it
                await anyio.sleep(0.005)


# -- exec -----------------------------------------------------------------------------------------


async def test_exec_runs_a_command_line(opened: Opener) -> None:
    async with opened() as app:
        told = await app.ok("exec", id=1, args="echo a b\1&& echo ü >&2;\1exit 3")
        assert (told["id"], told["code"], told["stdout"]) == ("1", 3, "a%20b%0A")
        assert unquote(told["stderr"]) == "ü\n"
        assert told["pid"] > 0


async def test_exec_has_folder_and_environment(opened: Opener) -> None:
    async with opened() as app:
        told = await app.ok("childProcess.exec", id=1, args="pwd; echo $A", cwd="/usr", env="A=b=c")
        assert unquote(told["stdout"]) == "/usr\nb=c\n"


async def test_exec_that_takes_too_long_is_an_error(opened: Opener) -> None:
    async with opened() as app:
        for timeout in LONGER:
            err = (await app.call("exec", id=1, args="echo begun; sleep 100", timeout=timeout)).err
            assert (err["code"], err["id"]) == ("ETIMEDOUT", "1")
            await gone(err["pid"])
            if err["stdout"]:
                break
        assert err["stdout"] == "begun%0A"


@pytest.mark.parametrize("route", ["exec", "spawn", "childProcess.spawn"])
async def test_there_must_be_a_command(opened: Opener, route: str) -> None:
    async with opened() as app:
        err = (await app.call(route, id=1, args="\1x")).err
        assert err["message"] == "Spawn requires at least one argument with a length greater than zero"
