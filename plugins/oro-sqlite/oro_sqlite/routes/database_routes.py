"""Routes that open databases, run SQL in them and close them."""

from __future__ import annotations

from typing import TypedDict

from oro_framework.errors import InvalidArgument
from oro_framework.parameters import Word
from oro_framework.service import route
from oro_framework.types import Call
from oro_sqlite.databases import Databases
from oro_sqlite.engine.records import Choices
from oro_sqlite.routes.answers import Id, Mode, Params, Query, answer
from oro_sqlite.wire.columns import Result
from oro_sqlite.wire.flags import CREATE, READWRITE, checked_flags
from oro_sqlite.wire.location import Location
from oro_sqlite.wire.values import decoded

__all__ = ("DatabaseRoutes", "Opened", "Status")


class Opened(TypedDict):
    """An open database: the caller's id and where it is, null in memory."""

    id: str
    path: str | None


class Status(TypedDict):
    """How a database stands."""

    id: str
    path: str | None
    readOnly: bool
    inTransaction: bool


class Copied(TypedDict):
    """How much a backup copied."""

    pages: int


class DatabaseRoutes:
    """Databases, from open to close."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases

    @route("sqlite.open", permission="sqlite")
    async def open(
        self,
        call: Call,
        *,
        id: str,
        path: Word = "",
        flags: int = 0,
        timeout: int = 0,
        foreignKeys: bool = False,
        doubleQuotedStrings: bool = True,
    ) -> Opened:
        """Open a database of this window.

        Args:
            call: the call.
            id: chosen by the caller.
            path: a file, `:memory:`, or empty for a temporary one.
            flags: SQLite's own, or-ed; READWRITE, CREATE and FULLMUTEX when 0.
            timeout: milliseconds to wait for a lock of another connection.
            foreignKeys: enforce them.
            doubleQuotedStrings: take "text" that is no column's name for text.

        Raises:
            AlreadyOpen: the window has a database of that id.
            PathMissing: it was not to be made and is not there.
            SecurityError: pages may not open that path.
            SQLiteError: SQLite refused.
        If cancelled, nothing is open; the file may have been made.
        """
        location = Location.parse(path, checked_flags(flags))
        choices = Choices(timeout=timeout, foreign_keys=foreignKeys, double_quoted_strings=doubleQuotedStrings)
        database = await self._databases.open(call, id, location, choices)
        return {"id": id, "path": database.path}

    @route("sqlite.close", permission="sqlite")
    async def close(self, call: Call, *, id: str) -> Id:
        """Close a database and its statements; what runs is interrupted, what was not committed undone.

        Raises:
            NoDatabase: there is none of that id.
        """
        await self._databases.close(call, id)
        return {"id": id}

    @route("sqlite.exec", permission="sqlite", deadline=0)
    async def exec(
        self, call: Call, *, id: str, sql: str = "", mode: Mode = "array", params: Params = None, bigints: bool = False
    ) -> Result:
        """Run one or more statements; the rows are those of the last that has any columns.

        Args:
            call: the call; a body is JSON with members `sql` and `params`.
            id: of the database.
            sql: one or more statements.
            mode: `array`, `object` by column name, or `none`.
            params: what is bound, in the order of all parameters.
            bigints: send every integer as `{type, value}`.

        Raises:
            NoDatabase: there is none of that id.
            SQLiteError: SQLite refused; statements before that one have run.
            TooLarge: the rows are over `sqlite_max_answer`.
        If cancelled, the statement that ran was undone.
        """
        database, query = self._databases.get(call, id), Query.of(call, sql, params)
        if isinstance(query.params, dict):
            raise InvalidArgument(f'Cannot call "{call.route}": parameter "params" must be an array, got an object')
        values = [decoded(item) for item in query.params or ()]
        ran = await database.run(lambda _: database.execute(query.sql, values))
        return answer(ran, mode, bigints=bigints)

    @route("sqlite.status", permission="sqlite")
    async def status(self, call: Call, *, id: str, name: Word = "main") -> Status:
        """Tell where a database is and how it stands.

        Raises:
            NoDatabase: there is none of that id.
            SQLiteError: nothing is attached as `name`.
        """
        status = await self._databases.get(call, id).status(name)
        return {
            "id": id,
            "path": status.path,
            "readOnly": status.read_only,
            "inTransaction": status.in_transaction,
        }

    @route("sqlite.backup", permission="sqlite", deadline=0)
    async def backup(
        self, call: Call, *, id: str, path: Word, source: Word = "main", target: Word = "main", rate: int = 100
    ) -> Copied:
        """Copy a database into a file; others may use it meanwhile, also between two pieces of the copy.

        Args:
            call: the call.
            id: of the database.
            path: a file, made when it is missing.
            source: `main`, or what is attached by that name.
            target: where in that file's connection.
            rate: pages copied at a time.

        Raises:
            NoDatabase: there is none of that id.
            SecurityError: pages may not open that path.
            SQLiteError: SQLite refused.
        If cancelled, the file holds nothing whole.
        """
        if rate < 1:
            raise InvalidArgument(f'Cannot call "{call.route}": parameter "rate" must be 1 or more, got {rate}')
        database = self._databases.get(call, id)
        destination = await self._databases.connected(call, id, Location.parse(path, READWRITE | CREATE), Choices())
        try:
            return {"pages": await database.copy_to(destination, (source, target), rate)}
        finally:
            await destination.close()
