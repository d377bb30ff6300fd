"""Measure the way from `boot` to a program that runs, with a launcher that waits and with none."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import trio
from oro_container.api import Container, Containers

__all__ = ("measured",)

TIMES = 15


def measured() -> Mapping[str, float]:
    """Return milliseconds: `boot_cold` where the launcher has to be started, `boot` where it was, `spawn` of them."""
    return trio.run(_measured)


async def _measured() -> Mapping[str, float]:
    cold: list[float] = []
    warm: list[float] = []
    spawns: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(TIMES + 1):
            async with Containers(Path(folder)) as containers:
                for found in (cold, warm):
                    begun = time.perf_counter()
                    container = await containers.boot()
                    booted = time.perf_counter()
                    process = await container.spawn("true")
                    ended = time.perf_counter()
                    found.append(ended - begun)
                    spawns.append(ended - booted)
                    await process.wait()
                    await _end(container)
    # The first of each imports what both need.
    return {
        "boot": statistics.median(warm[1:]) * 1000,
        "boot_cold": statistics.median(cold[1:]) * 1000,
        "spawn": statistics.median(spawns[2:]) * 1000,
    }


async def _end(container: Container) -> None:
    container.close()
    await container.ended.wait()
