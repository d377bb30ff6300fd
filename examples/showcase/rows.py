"""Ten million rows, of which pages ask for slices; numpy is imported when the first one is."""

from __future__ import annotations

from functools import cache
from typing import Any

from anyio import to_thread

from oro_framework import Call, Service, route
from oro_framework.errors import InvalidArgument, Unsupported

COUNT = 10_000_000
LARGEST = 10_000
WIDEST = 4096


class Rows(Service):
    """A walk of ten million steps."""

    name = "showcase-rows"

    @route("showcase.rows")
    async def rows(self, call: Call, *, begin: int = 0, count: int = 0) -> dict[str, Any]:
        """Return some rows as columns, and how many there are.

        Raises:
            InvalidArgument: they are none of the rows, or too many at once.
        """
        values = await to_thread.run_sync(_values)
        if not (0 <= begin <= COUNT and 0 <= count <= LARGEST):
            raise InvalidArgument(f"Cannot show {count} rows from {begin}: of {COUNT}; at most {LARGEST} at once")
        slice = values[begin : begin + count]
        return {"count": COUNT, "value": slice, "step": _steps(values, begin, count)}

    @route("showcase.extremes")
    async def extremes(self, call: Call, *, width: int) -> Any:
        """Return the least and the greatest value in each of `width` equal parts of all rows: what a chart draws."""
        if not 1 <= width <= WIDEST:
            raise InvalidArgument(f"Cannot draw a chart of {width} columns: 1 to {WIDEST} can be drawn")
        values = await to_thread.run_sync(_values)
        return await to_thread.run_sync(_extremes, values, width)


@cache
def _values() -> Any:
    try:
        import numpy as np
    except ImportError:
        raise Unsupported("Cannot show the rows: numpy is not installed; pip install numpy") from None

    return np.random.default_rng(7).standard_normal(COUNT, np.float32).cumsum(dtype=np.float32)


def _steps(values: Any, begin: int, count: int) -> Any:
    """Return how far each row is from the one before it."""
    import numpy as np

    before = values[max(begin - 1, 0) : begin + count]
    return np.diff(before, prepend=before[:1])[1 if begin else 0 :]


def _extremes(values: Any, width: int) -> Any:
    import numpy as np

    parts = values[: COUNT - COUNT % width].reshape(width, -1)
    return np.stack([parts.min(axis=1), parts.max(axis=1)])
