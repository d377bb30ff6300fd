"""Tables of pyarrow, pandas and polars, and queries of DuckDB, as an Arrow IPC stream."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

from oro_data.frame import Buffer, Part

__all__ = ("TABLE", "Tables")

TABLE = "import('oro:data').Table"
"""The type of a table in pages."""
ROWS = 1 << 16
"""Rows of one batch, so that a page can show the first before it has read the last."""


class Tables:
    """Carries tables of pyarrow, data frames, and relations of DuckDB to pages; pandas and DuckDB need pyarrow."""

    kind = "table"
    classes: ClassVar[Mapping[str, str]] = dict.fromkeys(
        (
            "pyarrow.Table",
            "pyarrow.RecordBatch",
            "pandas.DataFrame",
            "pandas.Series",
            "polars.DataFrame",
            "polars.Series",
            "duckdb.DuckDBPyRelation",
        ),
        TABLE,
    )

    def encode(self, value: Any) -> Part:
        """Return a table's part.

        Raises:
            ValueError: a column has no counterpart in Arrow, or pyarrow is not installed; the message says which.
        """
        package = type(value).__module__.partition(".")[0]
        shaped = "" if package == "duckdb" else f" of shape {_shape(value)}"  # that of a relation is a query of its own
        try:
            if package == "polars":
                return Part(self.kind, {"shape": _shape(value)}, _polars_stream(value))
            table = _as_arrow(value, package)
            return Part(self.kind, {"shape": _shape(table)}, _stream(table))
        except Exception as error:
            raise ValueError(f"a {type(value).__name__}{shaped} is no Arrow table: {error}") from error

    def decode(self, part: Part, wanted: str) -> Any:
        """Return a table of the wanted class; without one, the bytes of the stream.

        Raises:
            ValueError: it is no Arrow IPC stream.
        """
        if not wanted:
            return part.data
        if wanted.startswith("duckdb."):
            raise ValueError("relations cross to pages only; take a pyarrow.Table, which DuckDB reads by its name")
        package, _, name = wanted.partition(".")
        try:
            return _READERS[package](part.data, name)
        except Exception as error:
            raise ValueError(f"{len(part.data)} bytes are no Arrow IPC stream of a {wanted}: {error}") from error


def _shape(value: Any) -> tuple[int, ...]:
    """Return the number of rows, and of columns where it has several."""
    return tuple(value.shape) if hasattr(value, "shape") else (value.num_rows, value.num_columns)


def _polars_stream(value: Any) -> Buffer:
    from io import BytesIO

    frame = value if hasattr(value, "write_ipc_stream") else value.to_frame()
    file = BytesIO()
    frame.write_ipc_stream(file, compat_level=_compat())
    return file.getbuffer()


def _compat() -> Any:
    """Return the level without string views, which not every reader in pages knows."""
    return import_module("polars").CompatLevel.oldest()


def _as_arrow(value: Any, package: str) -> Any:
    pa = import_module("pyarrow")
    if package == "duckdb":
        return value.to_arrow_table()
    if package == "pandas":
        return pa.Table.from_pandas(value if hasattr(value, "columns") else value.to_frame())
    return pa.Table.from_batches([value]) if isinstance(value, pa.RecordBatch) else value


def _stream(table: Any) -> Buffer:
    pa = import_module("pyarrow")
    ipc = import_module("pyarrow.ipc")
    sink = pa.BufferOutputStream()
    with ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=ROWS)
    return memoryview(sink.getvalue())


def _pyarrow(data: Buffer, name: str) -> Any:
    pa, ipc = import_module("pyarrow"), import_module("pyarrow.ipc")
    table = ipc.open_stream(pa.py_buffer(data)).read_all()
    return table if name == "Table" else table.combine_chunks().to_batches()[0]


def _pandas(data: Buffer, name: str) -> Any:
    frame = _pyarrow(data, "Table").to_pandas()
    return frame if name == "DataFrame" else frame.iloc[:, 0]


def _polars(data: Buffer, name: str) -> Any:
    frame = import_module("polars").read_ipc_stream(bytes(data))
    return frame if name == "DataFrame" else frame.to_series(0)


_READERS = {"pyarrow": _pyarrow, "pandas": _pandas, "polars": _polars}
