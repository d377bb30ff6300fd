"""The service that answers `sqlite.*`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import anyio

from oro_framework.types import Window
from oro_sqlite.statement_routes import StatementRoutes

__all__ = ("SQLite",)


class SQLite(StatementRoutes):
    """SQLite databases for pages. A database belongs to the window that opened it and closes with its page."""

    name = "sqlite"
    on_demand = True

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """At the end close every database."""
        try:
            yield
        finally:
            await self._close_all(None)

    async def release(self, window: Window) -> None:
        """Close the databases of a page that went; what was not committed is undone."""
        await self._close_all(window)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of databases by window, and of prepared statements by database."""
        databases: dict[str, list[str]] = {}
        statements: dict[str, list[str]] = {}
        for (owner, id), database in self.held.items():
            databases.setdefault(owner, []).append(id)
            statements.setdefault(id, []).extend(database.statements)
        return {"databases": databases, "statements": statements}

    async def _close_all(self, window: Window | None) -> None:
        closing = [key for key, held in self.held.items() if window is None or held.window is window]
        with anyio.CancelScope(shield=True):
            for key in closing:
                if (database := self.held.pop(key, None)) is not None:
                    await database.close()
