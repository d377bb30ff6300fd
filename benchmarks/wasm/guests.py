"""Measure guests that are started inside a running app; `python -m benchmarks.wasm.guests` prints the figures."""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import trio
import wasmtime
from oro_wasm.api import Guests, guests_of
from oro_wasm.engine.cache import Cache
from oro_wasm.folders import cache_folder
from oro_wasm.guests.start import Start
from oro_wasm.programs.runner import Runner
from oro_wasm.runner.messages import Ran, Run

from benchmarks.wasm.environment import built
from oro_framework.testing import open_host

TIMES = 200
ADD = '(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))'


def main() -> None:
    """Print the median milliseconds of each way to run a guest."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        print(json.dumps(trio.run(_measured, Path(folder))))


async def _measured(folder: Path) -> dict[str, float]:
    hello, add = built("hello", folder), folder / "add.wasm"
    add.write_bytes(bytes(wasmtime.wat2wasm(ADD)))
    found = {"runner": await _by_runner(hello)}
    async with open_host(installed=["wasm"], thorough=False) as app:
        guests = await guests_of(app.host)
        found["run"] = await _median(lambda: _run(guests, hello))
        found["call"] = await _median(lambda: _call(guests, add))
    return found


async def _by_runner(path: Path) -> float:
    runner = await Runner.start(Cache(cache_folder() / "code"))
    null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    try:
        return await _median(lambda: runner.ask(Run(Start(path=str(path))), Ran, [null] * 3))
    finally:
        os.close(null)
        await runner.aclose()


async def _run(guests: Guests, path: Path) -> None:
    assert (await guests.run(path)).stdout == b"hello\n"


async def _call(guests: Guests, path: Path) -> None:
    assert await guests.call(path, "add", 2, 3) == 5


async def _median(work: Callable[[], Awaitable[object]]) -> float:
    """Return the milliseconds that something takes, once it was done some times."""
    times = []
    for number in range(TIMES + 20):
        begin = time.perf_counter()
        await work()
        if number >= 20:
            times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
