"""Routes of prepared statements."""

from __future__ import annotations

from typing import TypedDict

from oro_framework.errors import InvalidArgument
from oro_framework.service import route
from oro_framework.types import Call
from oro_sqlite.databases import Databases
from oro_sqlite.engine.records import Ran
from oro_sqlite.routes.answers import Id, Mode, Params, Query, answer
from oro_sqlite.wire.columns import ColumnMeta, Result, described

__all__ = ("Expanded", "Prepared", "StatementRoutes")


class Prepared(TypedDict):
    """A prepared statement; `parameters` has a name with its prefix, or null, for each number from 1 on."""

    id: str
    sql: str
    columns: list[str]
    columnsMeta: list[ColumnMeta]
    parameters: list[str | None]


class Expanded(TypedDict):
    """A statement as text, with what is bound in the place of parameters."""

    sql: str


class StatementRoutes:
    """Statements, from prepare to finalize."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases

    @route("sqlite.prepare", permission="sqlite", deadline=0)
    async def prepare(self, call: Call, *, id: str, sql: str = "") -> Prepared:
        """Prepare the first statement of `sql` without running it.

        Raises:
            NoDatabase: there is none of that id.
            SQLiteError: it is no SQL, or names what is not there.
            Busy: the database has as many as it may.
        """
        database, query = self._databases.get(call, id), Query.of(call, sql)
        made, statement = await database.prepare(query.sql)
        return {
            "id": made,
            "sql": statement.sql,
            "columns": [column[0] for column in statement.columns],
            "columnsMeta": described(statement.columns, None),
            "parameters": list(statement.parameters),
        }

    @route("sqlite.statement.bind", permission="sqlite", deadline=0)
    async def bind(self, call: Call, *, id: str, params: Params = None) -> Id:
        """Bind values, by position or by name, in place of all that were; the next step begins anew.

        Raises:
            NoStatement: there is none of that id.
            InvalidArgument: a value is none SQLite can hold, or a name is not there.
            SQLiteError: there are more than parameters.
        """
        database, statement = self._databases.statement(call, id)
        given = Query.of(call, params=params).params
        await database.run(lambda _: statement.bind(given or ()))
        return {"id": id}

    @route("sqlite.statement.step", permission="sqlite", deadline=0)
    async def step(
        self,
        call: Call,
        *,
        id: str,
        limit: int = 0,
        mode: Mode = "array",
        params: Params = None,
        reset: bool = False,
        finish: bool = False,
        bigints: bool = False,
    ) -> Result:
        """Return the next rows. When `done`, there are no more and the next step begins anew.

        Args:
            call: the call; a body is JSON with member `params`.
            id: of the statement.
            limit: rows at most; 0 for all of them.
            mode: `array`, `object` by column name, or `none` to run it to its end for no rows.
            params: bound first, as `sqlite.statement.bind` does, unless null.
            reset: begin anew first.
            finish: let the step after this one begin anew, so that nothing stays locked.
            bigints: send every integer as `{type, value}`.

        Raises:
            NoStatement: there is none of that id.
            SQLiteError: SQLite refused.
            TooLarge: the rows are over `sqlite_max_answer`; the statement is reset.
        If cancelled, the statement is reset.
        """
        if limit < 0:
            raise InvalidArgument(f'Cannot call "{call.route}": parameter "limit" must be 0 or more, got {limit}')
        database, statement = self._databases.statement(call, id)
        given = Query.of(call, params=params).params

        def work(_: object) -> Ran:
            if given is not None:
                statement.bind(given)
            if reset:
                statement.reset()
            ran = database.step(statement, limit or None, rows=mode != "none")
            if finish:
                statement.reset()
            return ran

        return answer(await database.run(work), mode, bigints=bigints)

    @route("sqlite.statement.reset", permission="sqlite", deadline=0)
    async def reset(self, call: Call, *, id: str) -> Id:
        """Let the next step begin anew; what is bound stays.

        Raises:
            NoStatement: there is none of that id.
        """
        database, statement = self._databases.statement(call, id)
        await database.run(lambda _: statement.reset())
        return {"id": id}

    @route("sqlite.statement.expanded", permission="sqlite", deadline=0)
    async def expanded(self, call: Call, *, id: str) -> Expanded:
        """Tell a statement with what is bound in the place of parameters.

        Raises:
            NoStatement: there is none of that id.
            SQLiteError: what it names is not there any more.
        """
        database, statement = self._databases.statement(call, id)
        return {"sql": await database.run(lambda _: statement.expanded())}

    @route("sqlite.statement.finalize", permission="sqlite", deadline=0)
    async def finalize(self, call: Call, *, id: str) -> Id:
        """Forget a statement.

        Raises:
            NoStatement: there is none of that id.
        """
        database, statement = self._databases.statement(call, id)
        del database.statements[id]
        await database.run(lambda _: statement.reset())
        return {"id": id}
