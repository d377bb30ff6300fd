"""Routes that record changes and make them again: SQLite's sessions and changesets."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypedDict

from oro_framework.errors import Busy, InvalidArgument, TooLarge
from oro_framework.parameters import Word
from oro_framework.service import route
from oro_framework.types import Call
from oro_sqlite.base import Id
from oro_sqlite.errors import NoSession
from oro_sqlite.routes.image_routes import ImageRoutes

if TYPE_CHECKING:
    import apsw

__all__ = ("MOST_SESSIONS", "Applied", "SessionRoutes", "Tables")

MOST_SESSIONS = 64
"""Sessions one database may have open."""

_OMIT, _REPLACE, _ABORT = range(3)
"""SQLITE_CHANGESET_OMIT and the like: what can be done about a conflict."""
_REPLACEABLE = (1, 3)
"""SQLITE_CHANGESET_DATA and _CONFLICT: where there is something that the change can replace."""


class Tables(TypedDict):
    """Tables, by name, in which a changeset changes something."""

    tables: list[str]


class Applied(TypedDict):
    """How a changeset was applied: not at all where `applied` is false, and `conflict` is why nobody could say how."""

    applied: bool
    conflict: int | None


class SessionRoutes(ImageRoutes):
    """Changes as bytes."""

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
        database = self.database(call, id)
        if len(database.sessions) >= MOST_SESSIONS:
            raise Busy(f'Cannot record changes: database "{id}" has {MOST_SESSIONS} sessions already')
        own = secrets.token_hex(8)

        def work(connection: apsw.Connection) -> None:
            import apsw

            session = apsw.Session(connection, name)
            session.attach(table or None)
            database.sessions[own] = session

        await database.run(work)
        return {"id": own}

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
        database = self.database(call, id)
        if session not in database.sessions:
            raise NoSession(session)

        def work(connection: apsw.Connection) -> bytes:
            recorded = database.sessions[session]
            return recorded.changeset() if kind == "changeset" else recorded.patchset()

        changes = await database.run(work)
        if len(changes) > self.limits.answer:
            raise TooLarge(f"Cannot answer with {len(changes)} bytes: sqlite_max_answer is {self.limits.answer}")
        return changes

    @route("sqlite.session.close", permission="sqlite")
    async def session_close(self, call: Call, *, id: str, session: str) -> Id:
        """Record no more, and forget what was.

        Raises:
            NoDatabase: there is none of that id.
            NoSession: the database has none of that id.
        """
        database = self.database(call, id)
        if (closing := database.sessions.pop(session, None)) is None:
            raise NoSession(session)
        await database.run(lambda connection: closing.close())
        return {"id": session}

    @route("sqlite.changeset.tables", permission="sqlite", deadline=0)
    async def changeset_tables(self, call: Call, *, id: str) -> Tables:
        """Tell in which tables the changeset that is the body changes something.

        Raises:
            NoDatabase: there is none of that id.
            SQLiteError: the body is no changeset.
        """
        changes = _body(call)

        def work(connection: apsw.Connection) -> list[str]:
            import apsw

            return list(dict.fromkeys(change.name for change in apsw.Changeset.iter(changes)))

        return {"tables": await self.database(call, id).run(work)}

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
        changes = _body(call)
        rest = iter(answers)
        unanswered: list[int] = []
        misused: list[int] = []

        def conflict(kind: int, change: object) -> int:
            answer = next(rest, None)
            if answer is None:
                unanswered.append(kind)
            elif answer not in (_OMIT, _REPLACE, _ABORT) or (answer == _REPLACE and kind not in _REPLACEABLE):
                misused.append(answer)
            else:
                return answer
            return _ABORT

        def work(connection: apsw.Connection) -> bool:
            import apsw

            wanted = None if tables is None else set(tables).__contains__
            try:
                apsw.Changeset.apply(changes, connection, filter=wanted, conflict=conflict)
            except apsw.AbortError:
                if misused:
                    raise apsw.exception_for(apsw.SQLITE_MISUSE) from None
                return False
            return True

        applied = await self.database(call, id).run(work)
        return {"applied": applied, "conflict": unanswered[0] if unanswered else None}


def _body(call: Call) -> bytes:
    if not call.body:
        raise InvalidArgument(f'Cannot call "{call.route}": its body is empty')
    return bytes(call.body)
