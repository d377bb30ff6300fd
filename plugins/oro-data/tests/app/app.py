"""Routes that return and take arrays, tables, images and figures of real libraries."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import count
from typing import Any, ClassVar

import matplotlib
import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import trio
from matplotlib.figure import Figure
from numpy.typing import NDArray
from oro_data.codec import Codec
from oro_data.frame import Part
from PIL import Image

from oro_framework import Call, Host, Service, hookimpl, route
from oro_framework.errors import NotFound

matplotlib.use("svg")


class Point:
    """A class that no library has."""

    def __init__(self, x: int, y: int) -> None:
        self.x, self.y = x, y


class Points:
    """Carries points as two numbers of 32 bits."""

    kind = "point"
    classes: ClassVar = {f"{__name__.partition('.')[0]}.Point": "{ x: number, y: number }"}

    def encode(self, value: Any) -> Part:
        return Part(self.kind, {}, np.array([value.x, value.y], "<i4").tobytes())

    def decode(self, part: Part, wanted: str) -> Any:
        return Point(*np.frombuffer(part.data, "<i4").tolist())


class Lab(Service):
    """Values of every kind."""

    name = "lab"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.left = trio.Event()
        self.turn = 0

    @route("lab.grid")
    def grid(self, call: Call, *, dtype: str) -> Any:
        """Return 0 to 5 as two rows, at once."""
        return np.arange(6).reshape(2, 3).astype(dtype)

    @route("lab.turned")
    async def turned(self, call: Call, *, values: NDArray[np.float64]) -> np.ndarray[Any, Any]:
        """Return an array with its axes in the other order: its memory does not lie in order."""
        return values.T

    @route("lab.kept")
    async def kept(self, call: Call, *, values: NDArray[Any], note: str, factor: float = 1) -> dict[str, Any]:
        """Return what came, with what is known of it."""
        return {
            "note": note,
            "dtype": str(values.dtype),
            "shape": list(values.shape),
            "inner": [values * factor],
            "mean": values.mean(),
        }

    @route("lab.objects")
    async def objects(self, call: Call) -> Any:
        """Return what no page can have."""
        return np.array([object(), None, 1])

    @route("lab.huge")
    async def huge(self, call: Call) -> Any:
        """Return more than the limit."""
        return np.zeros((1000, 2000))

    @route("lab.table")
    async def table(self, call: Call, *, library: str) -> Any:
        """Return the same table by a library."""
        columns = {"n": [1, 2, 3], "word": ["a", "b", "c"]}
        return {"pyarrow": pa.table, "pandas": pd.DataFrame, "polars": pl.DataFrame}[library](columns)

    @route("lab.pandas")
    async def pandas(self, call: Call, *, table: pd.DataFrame) -> list[Any]:
        """Return the rows of a data frame."""
        rows: list[Any] = table[["n", "word"]].values.tolist()
        return rows

    @route("lab.polars")
    async def polars(self, call: Call, *, table: pl.DataFrame) -> list[Any]:
        """Return the rows of a data frame."""
        return [list(row) for row in table.rows()]

    @route("lab.arrow")
    async def arrow(self, call: Call, *, table: pa.Table | None = None) -> list[Any]:
        """Return the rows of a table."""
        return [] if table is None else [[row["n"], row["word"]] for row in table.to_pylist()]

    @route("lab.image")
    async def image(self, call: Call) -> Any:
        """Return a red image of 3 by 2."""
        return Image.new("RGB", (3, 2), (255, 0, 0))

    @route("lab.colour")
    async def colour(self, call: Call, *, image: Image.Image) -> list[Any]:
        """Return the size and the first pixel of an image."""
        return [*image.size, *image.convert("RGB").getpixel((0, 0))]  # type: ignore[misc]

    @route("lab.figure")
    async def figure(self, call: Call) -> Any:
        """Return a chart."""
        figure = Figure(figsize=(2, 1))
        figure.subplots().plot([1, 3, 2])
        return figure

    @route("lab.point")
    async def point(self, call: Call, *, point: Any = None) -> Any:
        """Return a point, moved by one."""
        return Point(1, 2) if point is None else Point(point.x + 1, point.y + 1)

    @route("lab.reader")
    async def reader(self, call: Call, *, rows: int, batch: int) -> pa.RecordBatchReader:
        """Return many rows, of which a batch is made when it is asked for."""
        schema = pa.schema([("n", pa.int64()), ("word", pa.dictionary(pa.int32(), pa.string()))])

        def batches() -> Iterator[pa.RecordBatch]:
            for begin in range(0, rows, batch):
                numbers = pa.array(range(begin, min(begin + batch, rows)), pa.int64())
                words = pa.array([f"word {begin}"] * len(numbers)).dictionary_encode()
                yield pa.RecordBatch.from_arrays([numbers, words], schema=schema)

        return pa.RecordBatchReader.from_batches(schema, batches())

    @route("lab.counted")
    async def counted(self, call: Call, *, values: NDArray[np.float64]) -> AsyncIterator[NDArray[np.float64]]:
        """Yield an array again and again, each time one more, until the page leaves."""
        try:
            for turn in count():
                self.turn = turn
                yield values + turn
        finally:
            self.left.set()

    @route("lab.left")
    async def has_left(self, call: Call) -> int:
        """Wait until `lab.counted` has ended, and return which turn was its last."""
        await self.left.wait()
        return self.turn

    @route("lab.asyncio", loop="asyncio")
    async def on_asyncio(self, call: Call) -> AsyncIterator[Any]:
        """Return an iterator that waits as asyncio does."""

        async def values() -> AsyncIterator[Any]:
            for turn in range(3):
                await asyncio.sleep(0)
                yield {"turn": turn, "values": np.full(2, turn)}

        return values()

    @route("lab.breaking")
    def breaking(self, call: Call, *, how: str) -> Iterator[Any]:
        """Yield a number, then fail."""
        yield np.int64(1)
        if how == "ours":
            raise NotFound("Cannot find the second value")
        raise KeyError("second")

    @route("lab.stream")
    async def stream(self, call: Call) -> bytes:
        """Return the bytes of an Arrow IPC stream."""
        sink = io.BytesIO()
        with pa.ipc.new_stream(sink, pa.schema([("n", pa.int64())])):
            pass
        return sink.getvalue()


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the routes."""
    return [Lab]


@hookimpl
def oro_data_codecs() -> Sequence[Codec]:
    """Declare the codec of points."""
    return [Points()]
