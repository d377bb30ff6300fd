"""An app whose pages have it do long work."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from oro_jobs import current, job

from oro_framework import Call, hookimpl, route


@job
def count(total: int, pause: float = 0.01) -> dict[str, Any]:
    """Count, and tell everything."""
    for number in range(total):
        current().check_cancelled()
        current().progress(number + 1, total, "counting")
        current().log(f"line {number}")
        current().partial([number])
        time.sleep(pause)
    return {"counted": total, "process": os.getpid()}


@job(name="hold", retries=0)
def hold_until(path: str) -> str:
    current().progress(1, 4)
    while not Path(path).exists():
        current().check_cancelled()
        time.sleep(0.01)
    return "went"


@job
def breaks(reason: str, attempts: int = 1000) -> str:
    if current().attempt < attempts:
        raise ValueError(reason)
    return f"attempt {current().attempt}"


def hidden() -> None:
    """Not for pages."""


@route("test.paths")
def paths(call: Call) -> dict[str, Any]:
    import tempfile

    return {"never": os.path.join(tempfile.gettempdir(), f"oro-never-{os.getpid()}"), "process": os.getpid()}


@hookimpl
def oro_routes() -> Sequence[Callable[..., Any]]:
    return [paths]


@hookimpl
def oro_jobs_functions() -> Sequence[Callable[..., Any]]:
    return [count, hold_until, breaks]
