"""Routes that give and take 100 MB: as an array of numpy, and as bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oro_framework import Call, Host, hookimpl, route

VALUES = np.arange(100_000_000 // 8, dtype=np.float64).reshape(-1, 100)
BYTES = VALUES.tobytes()
ROOM = 1 << 28


@route("bench.bare")
async def bare(call: Call) -> bytes:
    """Return the bytes of the array."""
    return BYTES


@route("bench.array")
async def array(call: Call) -> Any:
    """Return the array."""
    return VALUES


@route("bench.list")
async def as_list(call: Call) -> list[list[float]]:
    """Return a tenth of the array as JSON."""
    listed: list[list[float]] = VALUES[: len(VALUES) // 10].tolist()
    return listed


@route("bench.takeBare", max_body=ROOM)
async def take_bare(call: Call) -> int:
    """Take the bytes of an array."""
    return len(call.body)


@route("bench.takeArray", max_body=ROOM)
async def take_array(call: Call, *, values: NDArray[np.float64]) -> int:
    """Take an array."""
    return values.nbytes


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes."""
    return [bare, array, as_list, take_bare, take_array]
