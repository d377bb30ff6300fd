"""Programs in C that compute, compiled for WASI and by gcc."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.wasm.environment import ORO, built, native

__all__ = ("measured",)

PROGRAMS = ("fannkuch", "matmul", "hash")
TIMES = 5


def measured() -> Mapping[str, float]:
    """Return the milliseconds that each says its work took, by turns.

    Raises:
        Skipped: there is no gcc, or a program cannot be built.
        RuntimeError: the two compute something else.
    """
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": f"{folder}/cache"}
        for name in PROGRAMS:
            ours = [str(ORO), "wasm", "exec", str(built(name, Path(folder)))]
            theirs = [str(native(name, Path(folder)))]
            pairs = [(_told(ours, environment), _told(theirs, environment)) for _ in range(TIMES)]
            if len({result for pair in pairs for result, _ in pair}) > 1:
                raise RuntimeError(f"{name} gives other results as WebAssembly than by gcc")
            found[name] = statistics.median(mine for (_, mine), _ in pairs)
            found[f"{name}_gcc"] = statistics.median(other for _, (_, other) in pairs)
    return found


def _told(command: list[str], environment: Mapping[str, str]) -> tuple[str, float]:
    """Return a program's result, and the milliseconds it took for it."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    result, nanoseconds = done.stdout.split()
    return result, int(nanoseconds) / 1e6
