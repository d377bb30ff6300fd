"""One open database: a connection whose work is done one piece after another, and its prepared statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import anyio
from msgspec import Struct

from oro_framework.errors import Busy
from oro_framework.types import Window
from oro_sqlite.engine.access import Access, Authorizer
from oro_sqlite.engine.serial_work import Turns
from oro_sqlite.engine.statement import Row, Statement
from oro_sqlite.errors import NoDatabase, told
from oro_sqlite.wire.budget import Budget
from oro_sqlite.wire.columns import Column, columns_of
from oro_sqlite.wire.location import Location
from oro_sqlite.wire.values import Value

if TYPE_CHECKING:
    import apsw

__all__ = ("Choices", "Database", "Limits", "Ran")

T = TypeVar("T")

_STEPS = 20_000
"""Instructions of SQLite's machine, about a millisecond, between two looks at whether to go on."""


class Choices(Struct, frozen=True, kw_only=True):
    """What else is chosen when a database is opened; as it is, everything is as in SQLite itself."""

    timeout: int = 0
    """Milliseconds to wait for a lock."""
    foreign_keys: bool = False
    double_quoted_strings: bool = True


class Limits(Struct, frozen=True):
    """What one database may hold; see the settings of the same names."""

    statements: int
    answer: int

    def budget(self) -> Budget:
        """Return what one answer may hold."""
        return Budget(self.answer)


class Ran(Struct, frozen=True):
    """Rows, and how the connection stands after them."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    done: bool
    changes: int
    last_rowid: int
    in_transaction: bool


class Database:
    """A connection. Make it with `open`; `run` does blocking work with it."""

    def __init__(
        self, id: str, window: Window | None, connection: apsw.Connection, authorizer: Authorizer, limits: Limits
    ) -> None:
        self.id = id
        self.window = window
        self.statements: dict[str, Statement] = {}
        self.sessions: dict[str, apsw.Session] = {}
        """What records changes."""
        self._connection = connection
        self._authorizer = authorizer
        self._limits = limits
        self._turns = Turns(connection.interrupt)
        self._closed = False
        connection.authorizer = self._authorizer
        connection.set_progress_handler(lambda: self._turns.stopping, _STEPS)

    @classmethod
    def open(
        cls, id: str, window: Window | None, access: Access, location: Location, choices: Choices, limits: Limits
    ) -> Database:
        """Open a database; blocks.

        Raises:
            apsw.Error: SQLite refused.
            SecurityError: pages may not open it.
            PathMissing: it was not to be made and is not there.
        """
        import apsw

        with access.still():
            located = access.located(location)
            name, flags = located.for_sqlite()
            if access.confined:
                flags |= apsw.SQLITE_OPEN_NOFOLLOW
            connection = apsw.Connection(name, flags=flags)
            release = access.hold(located.path) if located.path else None
        try:
            _configure(connection, choices)
            return cls(id, window, connection, Authorizer(access, release), limits)
        except BaseException:
            connection.close(True)
            if release is not None:
                release()
            raise

    async def run(self, work: Callable[[apsw.Connection], T]) -> T:
        """Do blocking work when its turn has come.

        Raises:
            SQLiteError: SQLite refused.
            SecurityError: a statement names a file pages may not open.
            NoDatabase: it was closed meanwhile.
        If cancelled, what ran was interrupted, and SQLite undid the statement.
        """
        return await self._turns.run(partial(self._work, work))

    async def close(self) -> None:
        """End what runs and close; what was not committed is undone. Nothing when it is closed already."""
        with anyio.CancelScope(shield=True):
            self._closed = True
            self._turns.stop()
            await self._turns.run(self._close)

    def add(self, id: str, statement: Statement) -> None:
        """Keep a prepared statement.

        Raises:
            Busy: there are as many as there may be.
        """
        if len(self.statements) >= self._limits.statements:
            raise Busy(f'Cannot prepare a statement: database "{self.id}" has {self._limits.statements} already')
        self.statements[id] = statement

    def step(self, statement: Statement, limit: int | None, *, rows: bool) -> Ran:
        """Step a statement, in its turn."""
        if rows:
            got, done = statement.step(limit, self._limits.budget())
            return self._ran(statement.columns, got, done)
        statement.run()
        return self._ran(statement.columns, [], True)

    def execute(self, sql: str, params: Sequence[Value]) -> Ran:
        """Run statements, in their turn; the rows are those of the last that has columns."""
        columns: list[Column] = []
        rows: list[Row] = []
        budget = self._limits.budget()

        def begun(cursor: apsw.Cursor, text: str, bindings: object) -> bool:
            nonlocal budget, columns
            if described := columns_of(cursor.description_full):
                columns, budget = described, self._limits.budget()
                rows.clear()
            return True

        cursor = self._connection.cursor()
        cursor.exec_trace = begun
        try:
            for row in cursor.execute(sql, params):
                budget.take(row)
                rows.append(row)
        finally:
            cursor.close(True)
        return self._ran(columns, rows, True)

    def _ran(self, columns: Sequence[Column], rows: Sequence[Row], done: bool) -> Ran:
        connection = self._connection
        changes, last = connection.changes(), connection.last_insert_rowid()
        return Ran(columns, rows, done, changes, last, connection.in_transaction)

    def _work(self, work: Callable[[apsw.Connection], T]) -> T:
        import apsw

        if self._closed:
            raise NoDatabase(self.id)
        self._authorizer.refusal = None
        with told():
            try:
                return work(self._connection)
            except apsw.AuthError:
                if self._authorizer.refusal is not None:
                    raise self._authorizer.refusal from None
                raise

    def forget_statements(self) -> None:
        """Finalize every statement, in its turn."""
        for statement in self.statements.values():
            statement.reset()
        self.statements.clear()

    def _close(self) -> None:
        self.forget_statements()
        for session in self.sessions.values():
            session.close()
        self.sessions.clear()
        self._connection.close(True)
        self._authorizer.let_go()


def _configure(connection: apsw.Connection, choices: Choices) -> None:
    import apsw

    # A page must not be able to write what makes SQLite read past its own pages.
    connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_FKEY, int(choices.foreign_keys))
    for kind in (apsw.SQLITE_DBCONFIG_DQS_DML, apsw.SQLITE_DBCONFIG_DQS_DDL):
        connection.config(kind, int(choices.double_quoted_strings))
    connection.set_busy_timeout(choices.timeout)
