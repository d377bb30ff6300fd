"""The routes of the window that runs workers, and of the workers in it: nobody else may call them."""

from __future__ import annotations

from typing import Any

from oro_framework.errors import Denied, NotFound
from oro_framework.parameters import Url
from oro_framework.service import route
from oro_framework.types import Call
from oro_sw.container import Container
from oro_sw.workers.worker import Worker

__all__ = ("WorkerRoutes",)


class WorkerRoutes:
    """See the module; a part of the service."""

    container: Container

    @route("serviceWorker.worker.ready", internal=True)
    def ready(self, call: Call) -> list[dict[str, Any]]:
        """Tell that the window's page hears events; return the workers it is to start."""
        self._check(call)
        return self.container.runner.ready()

    @route("serviceWorker.worker.arm", internal=True)
    def arm(self, call: Call, *, id: str) -> bool:
        """Tell that a worker is about to ask for its script; false when it is wanted no more."""
        self._check(call)
        return self.container.runner.arm(id) is not None

    @route("serviceWorker.worker.failed", internal=True)
    def failed(self, call: Call, *, id: str, message: str) -> None:
        """Tell that a worker could not be started."""
        self._check(call)
        self.container.runner.failed(id, message)

    @route("serviceWorker.worker.run", internal=True, deadline=0)
    async def run(self, call: Call, *, id: str) -> None:
        """Be the stream between a worker and the host: lines of JSON both ways."""
        self._check(call)
        worker = self._worker(id)
        await worker.run(call.stream())

    @route("serviceWorker.worker.claim", internal=True)
    def claim(self, call: Call, *, id: str) -> None:
        """Make an active worker the controller of its clients."""
        self._check(call)
        self.container.clients.claim(self._worker(id).version)

    @route("serviceWorker.worker.skipWaiting", internal=True)
    def skip_waiting_of(self, call: Call, *, id: str) -> dict[str, Any]:
        """Let a worker wait no longer; return its registration as it is then."""
        self._check(call)
        version = self._worker(id).version
        self.container.lives.skip_waiting(version)
        return version.registration.describe()

    @route("serviceWorker.worker.clients", internal=True)
    async def clients(self, call: Call, *, id: str) -> list[dict[str, Any]]:
        """Return the documents of the app's windows, as clients of a worker."""
        self._check(call)
        registration = self._worker(id).version.registration
        await self.container.clients.look()
        return self.container.clients.all(registration)

    @route("serviceWorker.worker.navigate", internal=True, deadline=0)
    async def navigate(self, call: Call, *, id: str, client: str, url: Url) -> str:
        """Have a frame show another document; return the client id of that, or nothing."""
        self._check(call)
        return await self.container.clients.navigate(self._worker(id).version, client, url)

    @route("serviceWorker.worker.focus", internal=True, deadline=60)
    async def focus(self, call: Call, *, client: str) -> None:
        """Give a frame's document the keyboard of its window."""
        self._check(call)
        await self.container.clients.focus(client)

    @route("serviceWorker.worker.loaded", internal=True, deadline=60)
    async def loaded(self, call: Call, *, id: str, client: str) -> None:
        """Return once the window of a client has another document."""
        self._check(call)
        await self.container.clients.loaded(client)

    def _check(self, call: Call) -> None:
        if not self.container.runner.owns(call.window):
            raise Denied(f'Cannot call "{call.route}": it is for the window that runs service workers')

    def _worker(self, id: str) -> Worker:
        worker = self.container.runner.workers.get(id)
        if worker is None:
            raise NotFound(f'There is no running service worker "{id[:40]}"')
        return worker
