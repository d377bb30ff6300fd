"""Routes that record changes and make them again: SQLite's sessions and changesets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

from oro_framework.parameters import Word
from oro_framework.service import route
from oro_framework.types import Call
from oro_sqlite.databases import Databases
from oro_sqlite.routes.answers import Id, body_of

__all__ = ("Applied", "SessionRoutes", "Tables")


class Tables(TypedDict):
    """Tables, by name, in which a changeset changes something."""

    tables: list[str]


class Applied(TypedDict):
    """Whether a changeset was applied; if not, `conflict` is the one for which there was no answer."""

    applied: bool
    conflict: int | None


class SessionRoutes:
    """Changes as bytes."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases

    @route("sqlite.session.create", permission="sqlite")
    async def session_create(self, call: Call, *, id: str, table: Word = "", name: Word = "main") -> Id:
        """Record from now on what is changed by way of this database; answer the session's id.

        Args:
            call: the call.
            id: of the database.
            table: the only one whose changes are recorded; every table when empty.
            name: `main`, or what is attached by that name.

        Raises:
            NoDatabase: there is none of that id.
            Busy: too many record already.
        """
        return {"id": await self._databases.get(call, id).sessions.create(table, name)}

    @route("sqlite.session.changes", permission="sqlite", deadline=0)
    async def session_changes(
        self, call: Call, *, id: str, session: str, kind: Literal["changeset", "patchset"] = "changeset"
    ) -> bytes:
        """Answer what was recorded so far.

        Raises:
            NoDatabase: there is none of that id.
            NoSession: the database has none of that id.
            TooLarge: it is over `sqlite_max_answer`.
        """
        return await self._databases.get(call, id).sessions.changes(session, kind)

    @route("sqlite.session.close", permission="sqlite")
    async def session_close(self, call: Call, *, id: str, session: str) -> Id:
        """Record no more, and forget what was.

        Raises:
            NoDatabase: there is none of that id.
            NoSession: the database has none of that id.
        """
        await self._databases.get(call, id).sessions.close(session)
        return {"id": session}

    @route("sqlite.changeset.tables", permission="sqlite", deadline=0)
    async def changeset_tables(self, call: Call, *, id: str) -> Tables:
        """Tell in which tables the changeset that is the body changes something.

        Raises:
            NoDatabase: there is none of that id.
            SQLiteError: the body is no changeset.
        """
        changes = body_of(call)
        return {"tables": await self._databases.get(call, id).sessions.tables(changes)}

    @route("sqlite.changeset.apply", permission="sqlite", deadline=0)
    async def changeset_apply(
        self, call: Call, *, id: str, tables: Sequence[str] | None = None, answers: Sequence[int] = ()
    ) -> Applied:
        """Make the changes of the changeset that is the body.

        A page decides conflicts one after another: a call that meets one more than it has answers for changes
        nothing and tells what conflict it was, and the page calls again.

        Args:
            call: the call.
            id: of the database.
            tables: the only ones to change; all when left out.
            answers: what to do about each conflict, in order: 0 leaves the change out, 1 makes it, 2 makes none.

        Raises:
            NoDatabase: there is none of that id.
            SQLiteError: the body is no changeset, or an answer is none for that conflict.
        """
        changes = body_of(call)
        applied, conflict = await self._databases.get(call, id).sessions.apply(changes, tables, answers)
        return {"applied": applied, "conflict": conflict}
