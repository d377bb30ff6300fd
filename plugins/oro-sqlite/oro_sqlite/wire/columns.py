"""Descriptions of the columns of a result. Sans-IO."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, TypedDict

from oro_sqlite.wire.values import Value

__all__ = ("Column", "ColumnMeta", "Result", "columns_of", "described")

StorageClass = Literal["null", "integer", "real", "text", "blob"]
Column = tuple[str, str | None, str | None, str | None, str | None]
"""Name, declared type, and the database, table and column it comes from."""


class ColumnMeta(TypedDict):
    """One column; `type` is the storage class of its value in the first row, null where there is none."""

    name: str
    declType: str | None
    type: StorageClass | None
    database: str | None
    table: str | None
    column: str | None


class Result(TypedDict):
    """The rows of a statement, and how the connection stands after them."""

    rows: list[Any]
    columns: list[str]
    columnsMeta: list[ColumnMeta]
    changes: int
    lastInsertRowid: Any
    inTransaction: bool
    done: bool


def columns_of(description: Iterable[Sequence[str | None]]) -> list[Column]:
    """Read the binding's description of a result."""
    return [(str(name), declared, base, table, origin) for name, declared, base, table, origin in description]


def described(columns: Sequence[Column], first: Sequence[Value] | None) -> list[ColumnMeta]:
    """Describe columns, given the first row of values if there is one."""
    return [
        {
            "name": name,
            "declType": declared,
            "type": None if first is None else _storage(first[index]),
            "database": base,
            "table": table,
            "column": origin,
        }
        for index, (name, declared, base, table, origin) in enumerate(columns)
    ]


def _storage(value: Value) -> StorageClass:
    if value is None:
        return "null"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "real"
    return "text" if isinstance(value, str) else "blob"
