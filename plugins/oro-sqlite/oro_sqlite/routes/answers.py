"""Parameters and answers that several routes share."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

import msgspec

from oro_framework.errors import InvalidArgument
from oro_framework.parameters import from_json
from oro_framework.types import Call
from oro_sqlite.engine.records import Ran
from oro_sqlite.wire.columns import Result, described
from oro_sqlite.wire.values import encoded

__all__ = ("Id", "Mode", "Params", "Query", "answer", "body_of")

Mode = Literal["array", "object", "none"]
Params = list[Any] | dict[str, Any] | None


class Id(TypedDict):
    """The id of a database, statement or session."""

    id: str


class Query(msgspec.Struct):
    """SQL and parameters, from the body where the URL's query has none: not every text fits in that."""

    sql: str = ""
    params: Params = None

    @classmethod
    def of(cls, call: Call, sql: str = "", params: Params = None) -> Query:
        """Read the query of a call.

        Raises:
            InvalidArgument: the body is no JSON of that shape, or there is a lone surrogate in it.
        """
        if not call.body:
            return cls(sql, params)
        try:
            written = from_json(call.body, cls)
        except ValueError as error:
            raise InvalidArgument(
                f'Cannot call "{call.route}": its body is no JSON of sql and params: {error}'
            ) from error
        return cls(sql or written.sql, written.params if params is None else params)


def answer(ran: Ran, mode: Mode, *, bigints: bool = False) -> Result:
    """Build the answer that tells what a statement came to."""
    names = [column[0] for column in ran.columns]
    rows: list[Any] = [[encoded(value, bigints=bigints) for value in row] for row in ran.rows]
    if mode == "object":
        rows = [dict(zip(names, row, strict=True)) for row in rows]
    return {
        "rows": [] if mode == "none" else rows,
        "columns": names,
        "columnsMeta": described(ran.columns, ran.rows[0] if ran.rows else None),
        "changes": ran.changes,
        "lastInsertRowid": encoded(ran.last_rowid),
        "inTransaction": ran.in_transaction,
        "done": ran.done,
    }


def body_of(call: Call) -> bytes:
    """Return the body of a call.

    Raises:
        InvalidArgument: it is empty.
    """
    if not call.body:
        raise InvalidArgument(f'Cannot call "{call.route}": its body is empty')
    return bytes(call.body)
