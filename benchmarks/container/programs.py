"""Measure programs in a container that is up beside the same programs outside, by turns."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import trio
from oro_container.api import Container, Containers

__all__ = ("measured", "outside")

TIMES = 20
PROGRAMS: Mapping[str, tuple[str, ...]] = {"node": ("node", "-e", "0"), "true": ("/bin/true",)}


def measured() -> Mapping[str, float]:
    """Return the milliseconds that each takes to its end, its output collected."""
    return trio.run(_measured)


def outside(container: Container) -> dict[str, str]:
    """Return the variables of programs in a container, for one outside: others may lead Node to read more."""
    return {**container.environment({}), **{name: os.environ[name] for name in ("HOME", "PATH")}}


async def _measured() -> Mapping[str, float]:
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        async with Containers(Path(folder)) as containers, containers.booted() as container:
            for name, command in PROGRAMS.items():
                pairs = [
                    (await _inside(container, command), await _outside(container, command)) for _ in range(TIMES + 1)
                ][1:]
                found[name] = statistics.median(inside for inside, _ in pairs) * 1000
                found[f"{name}_outside"] = statistics.median(outside for _, outside in pairs) * 1000
    return found


async def _inside(container: Container, command: tuple[str, ...]) -> float:
    begun = time.perf_counter()
    done = await container.run(*command)
    assert done.exit.code == 0, done.output
    return time.perf_counter() - begun


async def _outside(container: Container, command: tuple[str, ...]) -> float:
    variables = outside(container)
    begun = time.perf_counter()
    await trio.run_process(command, stdin=b"", capture_stdout=True, stderr=subprocess.STDOUT, env=variables)
    return time.perf_counter() - begun
