"""The service behind `serviceWorker.*`: its routes, its lifetime, and the workers that the configuration registers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio

from oro_framework.errors import OroError
from oro_framework.service import Service
from oro_framework.types import Host, Window
from oro_sw import settings
from oro_sw.container import SERVICE, Container
from oro_sw.registrations.states import Source
from oro_sw.routes.cache_routes import CacheRoutes
from oro_sw.routes.client_routes import ClientRoutes
from oro_sw.routes.fetch_routes import FetchRoutes
from oro_sw.routes.registration_routes import RegistrationRoutes
from oro_sw.routes.request_routes import RequestRoutes
from oro_sw.routes.storage_routes import StorageRoutes
from oro_sw.routes.worker_calls import WorkerCalls
from oro_sw.routes.worker_routes import WorkerRoutes
from oro_sw.storage.cache_store import Caches
from oro_sw.storage.writer import StateWriter
from oro_sw.urls import joined

__all__ = ("ServiceWorkers", "kept_folder")


class ServiceWorkers(Service):
    """Workers that answer for pages: registered by pages, run in a hidden window, asked before the app's own files."""

    name = SERVICE

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.caches = Caches(kept_folder(host.bundle), host.settings[settings.CACHE_BYTES])
        self._writer = StateWriter(host.origin, self.caches, host.log)
        container = Container(host, self.caches, self._writer, shown=host.settings[settings.DEBUG])
        calls = WorkerCalls(container.runner)
        self.container = container
        self.parts = (
            RegistrationRoutes(host, container.registry, container.jobs, container.lifecycle, self._writer.save),
            ClientRoutes(container.registry, container.clients, container.lifecycle, container.runner),
            RequestRoutes(container),
            CacheRoutes(self.caches, container.runner, calls),
            StorageRoutes(container),
            WorkerRoutes(container.runner, container.clients, container.lifecycle, calls),
            FetchRoutes(container, calls),
        )

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run workers for as long as the host runs."""
        async with anyio.create_task_group() as group:
            self.container.lifecycle.run(group)
            self.container.cross_origin.run(group)
            if self.caches.exists() and self.container.allowed:
                database = await self.caches.database()
                for registration in await self.caches.run(lambda: list(database.registrations())):
                    self.container.jobs.restore(registration)
                for scope, values in (await self.caches.run(database.environments)).items():
                    self.container.areas.environment(scope).change(values)
            group.start_soon(self._writer.run)
            group.start_soon(self._register_configured)
            try:
                yield
            finally:
                self.container.runner.close()
                group.cancel_scope.cancel()
        with anyio.CancelScope(shield=True):
            await self.container.cross_origin.close()
            await self._writer.write()
        self.caches.close()

    async def release(self, window: Window) -> None:
        """Let versions that waited for a page's end take over."""
        self.container.clients.released(window)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the scopes that are registered, and the workers that run."""
        return {
            "registrations": [registration.scope for registration in self.container.registry],
            "workers": list(self.container.runner.workers),
        }

    def of_scheme(self, scheme: str) -> Mapping[str, str] | None:
        """Return the registration that answers a scheme of the configuration, None when there is none."""
        found = self.container.registry.get(f"{scheme}:")
        if found is None:
            return None
        described = found.describe()
        return {name: described[name] for name in ("id", "scope", "origin", "scheme", "scriptURL")}

    async def _register_configured(self) -> None:
        """Register the workers that `oro.toml` names."""
        chosen = self.host.settings
        if not chosen[settings.AUTO] or not self.container.allowed:
            return
        wanted = [("", script) for script in chosen[settings.SCRIPTS]]
        wanted += [(scope, str(script)) for scope, script in chosen.family(settings.SCRIPTS_BY_SCOPE.key).items()]
        base = self.host.origin + "/"
        for scope, script in wanted:
            try:
                await self.container.jobs.register(
                    Source(joined(base, script), ""), joined(base, scope) if scope else ""
                )
            except OroError as error:
                if self.container.runner.closed:
                    return
                self.host.log.error('Cannot register the service worker "%s": %s', script, error.message)


def kept_folder(bundle: str) -> Path:
    """Return where the registrations and caches of an app are kept."""
    # Imported at first use: a start imports no library that only some calls need.
    import platformdirs

    return platformdirs.user_data_path(bundle, appauthor=False) / "service-workers"
