"""A prepared statement: what it is, what is bound to it, and how far it has run. Its methods block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import apsw
import apsw.ext

from oro_framework.errors import InvalidArgument
from oro_sqlite.wire.budget import Budget
from oro_sqlite.wire.columns import Column, columns_of
from oro_sqlite.wire.parameters import parameters_of
from oro_sqlite.wire.values import Row, Value, decoded

__all__ = ("Statement",)


class Statement:
    """One statement of one connection; nothing has run yet. `sql` is empty when there was nothing but comments.

    Raises:
        apsw.Error: it is no SQL.
    """

    def __init__(self, connection: apsw.Connection, sql: str) -> None:
        info = apsw.ext.query_info(connection, sql)
        self._connection = connection
        self._cursor: apsw.Cursor | None = None
        self.sql = _without_tail(info.first_query) if info.has_vdbe else ""
        self.columns: Sequence[Column] = columns_of(info.description_full or ())
        self.parameters = parameters_of(self.sql)
        self.bound: list[Value] = [None] * info.bindings_count

    def bind(self, params: Sequence[Any] | Mapping[str, Any]) -> None:
        """Replace what is bound: by position, or by name with or without its prefix; what is not given is NULL.

        Raises:
            apsw.BindingsError: there are more than parameters.
            InvalidArgument: a value is none, or a name is not there.
        """
        bound: list[Value] = [None] * len(self.bound)
        if isinstance(params, Mapping):
            for name, item in params.items():
                bound[self._position(name)] = decoded(item)
        elif len(params) > len(bound):
            raise apsw.BindingsError("column index out of range")
        else:
            bound[: len(params)] = [decoded(item) for item in params]
        self.reset()
        self.bound = bound

    def step(self, limit: int | None, budget: Budget) -> tuple[list[Row], bool]:
        """Return the next rows, at most `limit`, and whether there are no more; then it begins anew.

        Raises:
            TooLarge: they are over the budget.
            apsw.Error: SQLite refused; what ran is undone as SQLite says, and the statement is reset.
        """
        rows: list[Row] = []
        try:
            cursor = self._started()
            while limit is None or len(rows) < limit:
                row = next(cursor, None)
                if row is None:
                    self.reset()
                    return rows, True
                budget.take(row)
                rows.append(row)
        except BaseException:
            self.reset()
            raise
        return rows, False

    def run(self) -> None:
        """Run it to its end, whatever rows come.

        Raises:
            apsw.Error: SQLite refused.
        """
        self.reset()
        try:
            for _ in self._started():
                pass
        finally:
            self.reset()

    def reset(self) -> None:
        """Let the next step begin anew; what is bound stays."""
        if self._cursor is not None:
            self._cursor.close(True)
            self._cursor = None

    def expanded(self) -> str:
        """Return its SQL with what is bound in the place of parameters.

        Raises:
            apsw.Error: the tables it names have gone.
        """
        text = apsw.ext.query_info(self._connection, self.sql, bindings=self.bound, expanded_sql=True).expanded_sql
        return text or self.sql

    def _started(self) -> apsw.Cursor:
        if self._cursor is None:
            cursor = self._connection.cursor()
            cursor.exec_trace = self._begun
            self._cursor = cursor.execute(self.sql, self.bound)
        return self._cursor

    def _begun(self, cursor: apsw.Cursor, sql: str, bindings: object) -> bool:
        # The tables may have changed since it was prepared.
        self.columns = columns_of(cursor.description_full)
        return True

    def _position(self, name: str) -> int:
        prefixed = [index for index, known in enumerate(self.parameters) if known == name]
        found = prefixed or [index for index, known in enumerate(self.parameters) if known and known[1:] == name]
        if len(found) != 1:
            state = "two parameters have" if found else "no parameter has"
            raise InvalidArgument(f'Cannot bind "{name[:80]}": {state} that name')
        return found[0]


def _without_tail(sql: str) -> str:
    """Return a statement without the space that led to the next one."""
    stripped = sql.rstrip()
    return stripped if stripped.endswith(";") else sql
