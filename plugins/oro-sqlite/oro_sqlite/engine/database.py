"""One open database: a connection whose work is done one piece after another, and its prepared statements."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import anyio
import apsw

from oro_framework.errors import Busy
from oro_framework.types import Window
from oro_sqlite.engine.access import Access
from oro_sqlite.engine.authorizer import Authorizer
from oro_sqlite.engine.backup import copied
from oro_sqlite.engine.images import Images, check_schema
from oro_sqlite.engine.records import Choices, Limits, Ran, Status
from oro_sqlite.engine.refusals import page_errors
from oro_sqlite.engine.serial_work import SerialWork
from oro_sqlite.engine.sessions import Sessions
from oro_sqlite.engine.statement import Statement
from oro_sqlite.errors import NoDatabase
from oro_sqlite.wire.columns import Column, columns_of
from oro_sqlite.wire.location import Location
from oro_sqlite.wire.values import Row, Value

__all__ = ("Database",)

T = TypeVar("T")

_STEPS = 20_000
"""Instructions of SQLite's machine, about a millisecond, between two looks at whether to go on."""


class Database:
    """A connection. Make it with `open`; `run` does blocking work with it."""

    def __init__(
        self, id: str, window: Window | None, connection: apsw.Connection, authorizer: Authorizer, limits: Limits
    ) -> None:
        self.id = id
        self.window = window
        self.path: str | None = connection.filename or None
        """None in memory."""
        self.statements: dict[str, Statement] = {}
        self.sessions = Sessions(id, self.run, limits.answer)
        self.images = Images(self.run, self.forget_statements, limits.answer)
        self._connection = connection
        self._authorizer = authorizer
        self._limits = limits
        self._serial = SerialWork(connection.interrupt)
        self._closed = False
        connection.authorizer = self._authorizer
        connection.set_progress_handler(lambda: self._serial.stopping, _STEPS)

    @classmethod
    def open(
        cls, id: str, window: Window | None, access: Access, location: Location, choices: Choices, limits: Limits
    ) -> Database:
        """Open a database; blocks.

        Raises:
            SQLiteError: SQLite refused.
            SecurityError: pages may not open it.
            PathMissing: it was not to be made and is not there.
        """
        with page_errors():
            connection, release = _connected(access, location)
            try:
                _configure(connection, choices)
                return cls(id, window, connection, Authorizer(access, release), limits)
            except BaseException:
                connection.close(True)
                if release is not None:
                    release()
                raise

    async def run(self, work: Callable[[apsw.Connection], T]) -> T:
        """Do blocking work in a thread, after all that was asked before.

        Raises:
            SQLiteError: SQLite refused.
            SecurityError: a statement names a file pages may not open.
            NoDatabase: it was closed meanwhile.
        If cancelled, what ran was interrupted, and SQLite undid the statement.
        """
        return await self._serial.run(partial(self._work, work))

    async def close(self) -> None:
        """End what runs and close; what was not committed is undone. Nothing when it is closed already."""
        with anyio.CancelScope(shield=True):
            self._closed = True
            self._serial.stop()
            await self._serial.run(self._close)

    async def status(self, schema: str) -> Status:
        """Return how a schema stands.

        Raises:
            SQLiteError: there is none of that name.
        """
        return await self.run(partial(_status, schema))

    async def prepare(self, sql: str) -> tuple[str, Statement]:
        """Prepare the first statement of `sql`, and return it with its id.

        Raises:
            SQLiteError: it is no SQL, or names what is not there.
            Busy: the database has as many as it may.
        """
        statement = await self.run(lambda connection: Statement(connection, sql))
        if len(self.statements) >= self._limits.statements:
            raise Busy(f'Cannot prepare a statement: database "{self.id}" has {self._limits.statements} already')
        id = str(secrets.randbits(64))
        self.statements[id] = statement
        return id, statement

    async def copy_to(self, target: Database, names: tuple[str, str], rate: int) -> int:
        """Copy a schema over one of another database; see `backup.copied`."""
        return await copied(self.run, target.run, names, rate)

    def step(self, statement: Statement, limit: int | None, *, rows: bool) -> Ran:
        """Step a statement, within `run`."""
        if rows:
            got, done = statement.step(limit, self._limits.budget())
            return self._ran(statement.columns, got, done)
        statement.run()
        return self._ran(statement.columns, [], True)

    def execute(self, sql: str, params: Sequence[Value]) -> Ran:
        """Run statements, within `run`; the rows are those of the last that has columns."""
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
        if self._closed:
            raise NoDatabase(self.id)
        self._authorizer.refusal = None
        with page_errors():
            try:
                return work(self._connection)
            except apsw.AuthError:
                if self._authorizer.refusal is not None:
                    raise self._authorizer.refusal from None
                raise

    def forget_statements(self) -> None:
        """Finalize every statement, within `run`."""
        for statement in self.statements.values():
            statement.reset()
        self.statements.clear()

    def _close(self) -> None:
        self.forget_statements()
        self.sessions.close_all()
        self._connection.close(True)
        self._authorizer.let_go()


def _status(schema: str, connection: apsw.Connection) -> Status:
    path = check_schema(connection, schema)
    return Status(path or None, connection.readonly(schema), connection.in_transaction)


def _connected(access: Access, location: Location) -> tuple[apsw.Connection, Callable[[], None] | None]:
    """Return a connection, and what lets its file's folder be moved again."""
    with access.still():
        located = access.located(location)
        name, flags = located.for_sqlite()
        if access.confined:
            flags |= apsw.SQLITE_OPEN_NOFOLLOW
        connection = apsw.Connection(name, flags=flags)
        return connection, access.hold(located.path) if located.path else None


def _configure(connection: apsw.Connection, choices: Choices) -> None:
    # Keeps pages from writing what makes SQLite read past its own pages.
    connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_FKEY, int(choices.foreign_keys))
    for kind in (apsw.SQLITE_DBCONFIG_DQS_DML, apsw.SQLITE_DBCONFIG_DQS_DDL):
        connection.config(kind, int(choices.double_quoted_strings))
    connection.set_busy_timeout(choices.timeout)
