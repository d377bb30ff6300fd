"""SQLite's sessions, which record changes as changesets, and changesets made again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Literal

import apsw

from oro_framework.errors import Busy, TooLarge
from oro_sqlite.engine.serial_work import Runner
from oro_sqlite.errors import NoSession

__all__ = ("MOST_SESSIONS", "Sessions")

MOST_SESSIONS = 64
"""Sessions one database may have open."""

_OMIT, _REPLACE, _ABORT = range(3)
"""SQLITE_CHANGESET_OMIT and the like: what can be done about a conflict."""
_REPLACEABLE = (1, 3)
"""SQLITE_CHANGESET_DATA and _CONFLICT: where there is something that the change can replace."""


class Sessions:
    """Records changes of one database, and makes recorded ones.

    Args:
        database: its id, for messages.
        run: does work with the connection.
        limit: bytes of an answer.
    """

    def __init__(self, database: str, run: Runner[apsw.Connection], limit: int) -> None:
        self._database = database
        self._run = run
        self._limit = limit
        self._open: dict[str, apsw.Session] = {}

    async def create(self, table: str, schema: str) -> str:
        """Record from now on the changes of a table, or with an empty name of all; return the session's id.

        Raises:
            Busy: too many record already.
        """
        if len(self._open) >= MOST_SESSIONS:
            raise Busy(f'Cannot record changes: database "{self._database}" has {MOST_SESSIONS} sessions already')
        id = secrets.token_hex(8)

        def work(connection: apsw.Connection) -> None:
            session = apsw.Session(connection, schema)
            session.attach(table or None)
            self._open[id] = session

        await self._run(work)
        return id

    async def changes(self, id: str, kind: Literal["changeset", "patchset"]) -> bytes:
        """Return the changes recorded so far.

        Raises:
            NoSession: there is none of that id.
            TooLarge: they are more than an answer may have.
        """
        if id not in self._open:
            raise NoSession(id)

        def work(connection: apsw.Connection) -> bytes:
            session = self._open[id]
            return session.changeset() if kind == "changeset" else session.patchset()

        changes = await self._run(work)
        if len(changes) > self._limit:
            raise TooLarge(f"Cannot answer with {len(changes)} bytes: sqlite_max_answer is {self._limit}")
        return changes

    async def close(self, id: str) -> None:
        """Record no more, and forget the changes.

        Raises:
            NoSession: there is none of that id.
        """
        if (closing := self._open.pop(id, None)) is None:
            raise NoSession(id)
        await self._run(lambda _: closing.close())

    def close_all(self) -> None:
        """Close every session, within the work of the connection."""
        for session in self._open.values():
            session.close()
        self._open.clear()

    async def tables(self, changes: bytes) -> list[str]:
        """Return the tables in which a changeset changes something.

        Raises:
            SQLiteError: it is no changeset.
        """
        return await self._run(lambda _: list(dict.fromkeys(change.name for change in apsw.Changeset.iter(changes))))

    async def apply(
        self, changes: bytes, tables: Sequence[str] | None, answers: Sequence[int]
    ) -> tuple[bool, int | None]:
        """Make the changes of a changeset; tell whether they were made, and the conflict no answer was given for.

        Args:
            tables: the only ones to change.
            answers: what to do about each conflict, in order.

        Raises:
            SQLiteError: it is no changeset, or an answer does not fit its conflict.
        """
        conflicts = _Conflicts(answers)

        def work(connection: apsw.Connection) -> bool:
            wanted = None if tables is None else set(tables).__contains__
            try:
                apsw.Changeset.apply(changes, connection, filter=wanted, conflict=conflicts.decide)
            except apsw.AbortError:
                if conflicts.misused:
                    raise apsw.exception_for(apsw.SQLITE_MISUSE) from None
                return False
            return True

        return await self._run(work), conflicts.unanswered


class _Conflicts:
    """Decides conflicts by answers given beforehand; one without an answer, or with a wrong one, ends it all."""

    def __init__(self, answers: Sequence[int]) -> None:
        self._answers = iter(answers)
        self.unanswered: int | None = None
        self.misused = False

    def decide(self, kind: int, change: object) -> int:
        """Return what SQLite is to do about a conflict."""
        answer = next(self._answers, None)
        if answer is None:
            self.unanswered = kind if self.unanswered is None else self.unanswered
            return _ABORT
        if answer not in (_OMIT, _REPLACE, _ABORT) or (answer == _REPLACE and kind not in _REPLACEABLE):
            self.misused = True
            return _ABORT
        return answer
