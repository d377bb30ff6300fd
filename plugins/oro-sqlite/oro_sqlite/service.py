"""The service that answers `sqlite.*`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from oro_framework.service import Service
from oro_framework.types import Host, Window
from oro_sqlite.databases import Databases
from oro_sqlite.routes.database_routes import DatabaseRoutes
from oro_sqlite.routes.image_routes import ImageRoutes
from oro_sqlite.routes.session_routes import SessionRoutes
from oro_sqlite.routes.statement_routes import StatementRoutes

__all__ = ("SQLite",)


class SQLite(Service):
    """SQLite databases for pages. A database belongs to the window that opened it and closes with its page."""

    name = "sqlite"
    on_demand = True

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.databases = Databases(host)
        self.parts = (
            DatabaseRoutes(self.databases),
            ImageRoutes(self.databases),
            SessionRoutes(self.databases),
            StatementRoutes(self.databases),
        )

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """At the end close every database."""
        try:
            yield
        finally:
            await self.databases.close_all()

    async def release(self, window: Window) -> None:
        """Close the databases of a page that is gone; changes that were not committed are undone."""
        await self.databases.close_all(window)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of databases by window, and of prepared statements by database."""
        statements: dict[str, list[str]] = {}
        for database in self.databases.held:
            statements.setdefault(database.id, []).extend(database.statements)
        return {"databases": self.databases.held.ids(), "statements": statements}
