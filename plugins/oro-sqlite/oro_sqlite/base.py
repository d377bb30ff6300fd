"""What every SQLite route stands on: the databases of each window, and the shapes of answers."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

import msgspec

from oro_framework.errors import Busy, InvalidArgument
from oro_framework.parameters import from_json
from oro_framework.service import Service
from oro_framework.types import Call, Host, Window
from oro_sqlite import settings
from oro_sqlite.engine.access import Access
from oro_sqlite.engine.database import Database, Limits, Ran
from oro_sqlite.engine.statement import Statement
from oro_sqlite.errors import AlreadyOpen, NoDatabase, NoStatement
from oro_sqlite.wire.columns import Result, described
from oro_sqlite.wire.values import encoded

__all__ = ("Asked", "Base", "Id", "Mode", "Params", "answer")

Mode = Literal["array", "object", "none"]
Params = list[Any] | dict[str, Any] | None


class Id(TypedDict):
    """The id of a database or statement."""

    id: str


class Asked(msgspec.Struct):
    """What may come in the body instead of the query, which not every text fits in."""

    sql: str = ""
    params: Params = None

    @classmethod
    def of(cls, call: Call, sql: str = "", params: Params = None) -> Asked:
        """Take what the query has, or else what the body has.

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


class Base(Service):
    """State shared by the routes; see `SQLite`."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.held: dict[tuple[str, str], Database] = {}
        self.limits = Limits(host.settings[settings.MAX_STATEMENTS], host.settings[settings.MAX_ANSWER])
        self._max_databases = host.settings[settings.MAX_DATABASES]
        self._access: Access | None = None

    @property
    def access(self) -> Access:
        """Where paths lead; asked when every service is there."""
        if self._access is None:
            self._access = Access(self.host)
        return self._access

    def check_new(self, call: Call, id: str) -> None:
        """Raise unless the calling window may open a database of that id.

        Raises:
            AlreadyOpen: it has one.
            Busy: it has as many as it may.
        """
        owner = owner_of(call.window)
        if (owner, id) in self.held:
            raise AlreadyOpen(id)
        if sum(1 for window, _ in self.held if window == owner) >= self._max_databases:
            raise Busy(f"Cannot open a database: the window has {self._max_databases} open already")

    def keep(self, call: Call, database: Database) -> None:
        """Keep an open database for the calling window."""
        self.held[owner_of(call.window), database.id] = database

    def forget(self, call: Call, id: str) -> Database:
        """Take a database out.

        Raises:
            NoDatabase: there is none of that id.
        """
        database = self.database(call, id)
        del self.held[owner_of(call.window), id]
        return database

    def database(self, call: Call, id: str) -> Database:
        """Return a database of the calling window.

        Raises:
            NoDatabase: there is none of that id.
        """
        database = self.held.get((owner_of(call.window), id))
        if database is None:
            raise NoDatabase(id)
        return database

    def statement(self, call: Call, id: str) -> tuple[Database, Statement]:
        """Return a prepared statement of the calling window and its database.

        Raises:
            NoStatement: there is none of that id.
        """
        owner = owner_of(call.window)
        for (window, _), database in self.held.items():
            if window == owner and (statement := database.statements.get(id)) is not None:
                return database, statement
        raise NoStatement(id)


def owner_of(window: Window | None) -> str:
    """Return what tells windows apart; a caller without one shares with others like it."""
    return "" if window is None else window.id


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
