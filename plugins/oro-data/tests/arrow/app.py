"""Routes that return tables of every column type pages show, and take what pages made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]

from oro_framework import Call, Service, hookimpl, route

MONDAY = dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC)


class Tables(Service):
    """Tables of pyarrow and polars."""

    name = "tables"

    @route("tables.columns")
    async def columns(self, call: Call, *, library: str) -> Any:
        """Return a column of each type."""
        columns = {
            "number": [1.5, None, -2.0],
            "whole": [1, 2, 2**60],
            "text": ["a", "ß", None],
            "flag": [True, False, None],
            "when": [MONDAY, None, MONDAY + dt.timedelta(days=1)],
            "list": [[1, 2], [], None],
        }
        if library == "polars":
            return pl.DataFrame(columns).with_columns(kind=pl.Series(["x", "y", "x"], dtype=pl.Categorical))
        return pa.table({**columns, "kind": pa.array(["x", "y", "x"]).dictionary_encode()})

    @route("tables.rows")
    def rows(self, call: Call) -> Iterator[pa.RecordBatch]:
        """Yield a million rows in batches."""
        for begin in range(0, 1_000_000, 100_000):
            yield pa.record_batch({"n": np.arange(begin, begin + 100_000)})

    @route("tables.sum")
    async def sum(self, call: Call, *, table: pa.Table) -> dict[str, Any]:
        """Return the types of a table's columns and the sum of its first one."""
        return {"types": [str(field.type) for field in table.schema], "sum": sum(table.column(0).to_pylist())}


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the routes."""
    return [Tables]
