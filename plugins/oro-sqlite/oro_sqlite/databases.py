"""The databases of every window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
from anyio.lowlevel import checkpoint_if_cancelled

from oro_framework.errors import Busy
from oro_framework.held import Held
from oro_framework.types import Call, Host, Window
from oro_sqlite import settings
from oro_sqlite.engine.access import Access
from oro_sqlite.engine.records import Choices, Limits
from oro_sqlite.errors import AlreadyOpen, NoDatabase, NoStatement
from oro_sqlite.wire.location import Location

if TYPE_CHECKING:
    from oro_sqlite.engine.database import Database
    from oro_sqlite.engine.statement import Statement

__all__ = ("Databases",)


class Databases:
    """Opens, finds and closes the databases of windows."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._most = host.settings[settings.MAX_DATABASES]
        self._limits = Limits(host.settings[settings.MAX_STATEMENTS], host.settings[settings.MAX_ANSWER])
        self._access: Access | None = None
        self.held: Held[Database] = Held(self._most, missing=NoDatabase, taken=AlreadyOpen, full=self._full)

    def get(self, call: Call, id: str) -> Database:
        """Return a database of the calling window.

        Raises:
            NoDatabase: there is none of that id.
        """
        return self.held.get(call.window, id)

    def statement(self, call: Call, id: str) -> tuple[Database, Statement]:
        """Return a prepared statement of the calling window and its database.

        Raises:
            NoStatement: there is none of that id.
        """
        for database in self.held.of(call.window):
            if (statement := database.statements.get(id)) is not None:
                return database, statement
        raise NoStatement(id)

    async def connected(self, call: Call, id: str, location: Location, choices: Choices) -> Database:
        """Return a new connection that is the caller's alone. If cancelled, it is returned all the same, to be closed.

        Raises:
            PathMissing: the database was not to be made and is not there.
            SecurityError: pages may not open that path.
            SQLiteError: SQLite refused.
        """
        if self._access is None:
            # Not when the service is made: other services are there only afterwards.
            self._access = Access(self._host)
        access = self._access

        def work() -> Database:
            from oro_sqlite.engine.database import Database  # loads SQLite, which takes long for the loop thread

            return Database.open(id, call.window, access, location, choices, self._limits)

        return await anyio.to_thread.run_sync(work)

    async def open(self, call: Call, id: str, location: Location, choices: Choices) -> Database:
        """Open a database for the calling window. If cancelled, nothing is open; a file may have been made.

        Raises:
            AlreadyOpen: the window has a database of that id.
            Busy: it has as many as it may.
            Exception: as `connected`.
        """
        self.held.check_new(call.window, id)
        database = await self.connected(call, id, location, choices)
        try:
            await checkpoint_if_cancelled()
            # Raises if another call opened one of that id meanwhile.
            return self.held.add(call.window, id, database)
        except BaseException:
            await database.close()
            raise

    async def close(self, call: Call, id: str) -> None:
        """Close a database of the calling window.

        Raises:
            NoDatabase: there is none of that id.
        """
        await self.held.remove(call.window, id).close()

    async def close_all(self, window: Window | None = None) -> None:
        """Close the databases of a window, or with None of all, even if cancelled."""
        closing = list(self.held) if window is None else self.held.of(window)
        with anyio.CancelScope(shield=True):
            for database in closing:
                if self.held.find(database.window, database.id) is database:
                    self.held.discard(database.window, database.id, database)
                    await database.close()

    def _full(self, id: str) -> Busy:
        return Busy(f"Cannot open a database: the window has {self._most} open already")
