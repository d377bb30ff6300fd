"""`oro wasm exec` beside Node, from the shell to their ends."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks.wasm.environment import ORO, built, program

__all__ = ("measured",)

TIMES = 15


def measured() -> Mapping[str, float]:
    """Return the milliseconds that each takes, by turns, so that whatever else the machine does meets both.

    Raises:
        Skipped: there is no Node, or the program cannot be built.
    """
    node = program("node")
    with tempfile.TemporaryDirectory() as folder:
        exec_ = (str(ORO), "wasm", "exec", str(built("hello", Path(folder))))
        environment = {**os.environ, "XDG_CACHE_HOME": f"{folder}/cache"}
        commands: dict[str, tuple[str, ...]] = {"exec": exec_, "node": (node, "-e", "0")}
        for command in commands.values():
            _spent(command, environment)
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(TIMES):
            for name, command in commands.items():
                times[name].append(_spent(command, environment))
    found = {}
    for name, each in times.items():
        found[name] = statistics.median(wall for wall, _ in each)
        found[f"{name}_cpu"] = statistics.median(processor for _, processor in each)
    return found


def _spent(command: tuple[str, ...], environment: Mapping[str, str]) -> tuple[float, float]:
    """Return the milliseconds by the clock, and those of processor time, that a command takes."""
    quiet = [(os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_RDWR, 0) for descriptor in (0, 1)]
    begin = time.perf_counter()
    pid = os.posix_spawn(command[0], command, environment, file_actions=quiet)
    _, status, used = os.wait4(pid, 0)
    wall = time.perf_counter() - begin
    if status:
        raise RuntimeError(f"{command[0]} ended with status {os.waitstatus_to_exitcode(status)}")
    return wall * 1000, (used.ru_utime + used.ru_stime) * 1000
