"""What the page asks of every framework, the same in each."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
MB = 1 << 20
FILE_SIZE = 100 * MB

FILE = Path(os.environ.get("BENCH_FILE", "/dev/null"))
"""A file of FILE_SIZE bytes."""

SPAWNED = float(os.environ.get("BENCH_SPAWNED", "0"))
"""When this process was asked for, in milliseconds since the epoch."""

BODIES = {size * MB: bytes(size * MB) for size in (1, 16)}


def page(adapter: str) -> str:
    """Return the page with its workload and the adapter that speaks to one framework."""
    text = (HERE / "page.html").read_text()
    return text.replace("/*workload*/", (HERE / "workload.js").read_text()).replace("/*adapter*/", adapter)


def memory() -> int:
    """Return the proportional resident bytes of this process and all it started."""
    return sum(_proportional(pid) for pid in _family(os.getpid()))


def report(values: dict[str, Any]) -> None:
    """Print what the page measured, as the one line the runner reads."""
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _family(int(child))


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
