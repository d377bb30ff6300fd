"""Measure how long Vite takes until it listens, in a container beside outside, by turns."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import trio
from oro_container.api import Container, Containers

from benchmarks.container.programs import outside
from benchmarks.environment import ROOT
from benchmarks.rounds import Skipped

__all__ = ("measured",)

TIMES = 5
TESTS = ROOT / "plugins" / "oro-container" / "tests"
PACKAGES = TESTS / "strangers" / "node_modules"
PROJECT = TESTS / "previews" / "vite" / "project"
COMMAND = ("node", "node_modules/vite/bin/vite.js", "--port", "0", "--host", "127.0.0.1")
QUIET = {"NO_COLOR": "1"}
PATIENCE = 60
NAME = "vite"


def measured() -> Mapping[str, float]:
    """Return the milliseconds from the start of the program to its address, with packages and project copied before.

    Raises:
        Skipped: there is no Vite.
    """
    if not (PACKAGES / "vite").is_dir():
        raise Skipped(f"there is no {PACKAGES.relative_to(ROOT)}/vite; `npm ci` there fetches it")
    return trio.run(_measured)


async def _measured() -> Mapping[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        project = Path(shutil.copytree(PROJECT, Path(folder) / "project"))
        shutil.copytree(PACKAGES, project / "node_modules", symlinks=True)
        kept = Path(folder) / "containers"
        shutil.copytree(project, kept / f"named-{NAME}" / "work" / "app", symlinks=True)
        async with Containers(kept) as containers, containers.booted(name=NAME) as container:
            pairs = [(await _inside(container), await _outside(project, outside(container))) for _ in range(TIMES + 1)][
                1:
            ]
    return {
        "vite": statistics.median(inside for inside, _ in pairs) * 1000,
        "vite_outside": statistics.median(outside for _, outside in pairs) * 1000,
    }


async def _inside(container: Container) -> float:
    begun = time.perf_counter()
    process = await container.spawn(*COMMAND, cwd="app", env=QUIET)
    await _listens(process.take)
    taken = time.perf_counter() - begun
    await container.kill(process)
    await process.wait()
    await process.aclose()
    return taken


async def _outside(project: Path, variables: Mapping[str, str]) -> float:
    begun = time.perf_counter()
    process = await trio.lowlevel.open_process(
        COMMAND, cwd=project, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**variables, **QUIET}
    )
    assert process.stdout is not None
    await _listens(process.stdout.receive_some)
    taken = time.perf_counter() - begun
    process.kill()
    await process.wait()
    await process.stdout.aclose()
    return taken


async def _listens(take: Callable[[], Awaitable[bytes | bytearray]]) -> None:
    said = b""
    with trio.fail_after(PATIENCE):
        while b"127.0.0.1:" not in said:
            piece = await take()
            assert piece, said
            said += piece
