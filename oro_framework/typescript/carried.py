"""Classes whose values plugin oro-data carries, as what a page gets: known by name, so that no library is imported."""

from __future__ import annotations

__all__ = ("CARRIED", "carried_type")

_ARRAY, _TABLE = "import('oro:data').NDArray", "import('oro:data').Table"
CARRIED = {
    "numpy.ndarray": _ARRAY,
    "pyarrow.Table": _TABLE,
    "pyarrow.RecordBatch": _TABLE,
    "pyarrow.RecordBatchReader": f"AsyncIterable<{_TABLE}>",
    "pandas.DataFrame": _TABLE,
    "pandas.Series": _TABLE,
    "polars.DataFrame": _TABLE,
    "polars.Series": _TABLE,
    "duckdb.DuckDBPyRelation": _TABLE,
    "PIL.Image": "Blob",
    "matplotlib.Figure": "Blob",
}
"""Types by top-level package and name of the class."""


def carried_type(cls: type) -> str:
    """Return the type of a class in pages."""
    return CARRIED.get(f"{cls.__module__.partition('.')[0]}.{cls.__name__}", "any")
