"""What pages are told of the app's own process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psutil
import pytest

from .conftest import Opener

pytestmark = pytest.mark.anyio


async def test_what_the_process_is(opened: Opener) -> None:
    async with opened() as app:
        told = await app.ok("process.info")
        assert (told["pid"], told["ppid"], told["cwd"]) == (os.getpid(), os.getppid(), os.getcwd())
        assert (told["argv"], told["execPath"]) == (sys.argv, sys.executable)
        assert told["tty"].keys() == {"stdin", "stdout", "stderr"}
        assert told["started"] == psutil.Process().create_time() * 1000
        assert await app.ok("process.uptime") > 0


async def test_what_it_uses(opened: Opener) -> None:
    async with opened() as app:
        assert (await app.ok("process.memoryUsage"))["rss"] > 1 << 20
        used = await app.ok("process.resourceUsage")
        assert used["userCPUTime"] > 0
        assert used["maxRSS"] > 1024


async def test_its_environment(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORO_TEST_VALUE", "1")
    async with opened() as app:
        assert (await app.ok("process.env"))["ORO_TEST_VALUE"] == "1"
        await app.ok("process.env.delete", key="ORO_TEST_VALUE")
        assert "ORO_TEST_VALUE" not in os.environ
        assert (await app.call("process.env.delete", key="A=B")).err["code"] == "ERR_INVALID_ARG"
    async with opened(permissions_allow_env=False) as app:
        assert (await app.call("process.env")).err["code"] == "ERR_DENIED"


async def test_its_mask(opened: Opener) -> None:
    before = os.umask(0o022)
    try:
        async with opened() as app:
            assert await app.ok("process.umask") == 0o022
            assert await app.ok("process.umask", mask=0o077) == 0o022
            assert await app.ok("process.umask") == 0o077
            assert (await app.call("process.umask", mask=512)).err["code"] == "ERR_INVALID_ARG"
    finally:
        os.umask(before)


async def test_signals_to_any_process(opened: Opener) -> None:
    async with opened() as app:
        id, pid = await app.started("sleep", "100")
        await app.ok("process.sendSignal", pid=pid, signal=0)
        await app.ok("process.sendSignal", pid=pid, signal=int(signal.SIGTERM))
        await app.ok("wait", id=id)
        for number, sent, name in ((pid, 0, "ESRCH"), (os.getpid(), 999, "EINVAL"), (1 << 40, 0, "ESRCH")):
            err = (await app.call("process.sendSignal", pid=number, signal=sent)).err
            assert (err["name"], err["syscall"]) == (name, "kill")


READS = """
import anyio
from oro_process import plugin
from oro_framework.testing.host import open_host
async def main():
    async with open_host(plugin) as app:
        print(repr((await app.call("process.stdin")).body))
anyio.run(main, backend="trio")
"""


@pytest.mark.parametrize("given", [b"", b"some lines\nof text\n", bytes(100_000)])
def test_standard_input_is_read_to_its_end(given: bytes) -> None:
    run = subprocess.run([sys.executable, "-c", READS], input=given, capture_output=True, timeout=60, check=True)
    assert run.stdout.strip() == repr(given).encode()
