"""Routes for the window that runs workers, and for the workers in it; others may not call them."""

from __future__ import annotations

from typing import Any

from oro_framework.parameters import Url
from oro_framework.service import route
from oro_framework.types import Call
from oro_sw.clients.client_table import Clients
from oro_sw.routes.worker_calls import WorkerCalls
from oro_sw.workers.lifecycle import Lifecycle
from oro_sw.workers.runner import Runner

__all__ = ("WorkerRoutes",)


class WorkerRoutes:
    """Starts of workers, and the calls of workers about their clients."""

    def __init__(self, runner: Runner, clients: Clients, lifecycle: Lifecycle, calls: WorkerCalls) -> None:
        self._runner = runner
        self._clients = clients
        self._lifecycle = lifecycle
        self._calls = calls

    @route("serviceWorker.worker.ready", internal=True)
    def ready(self, call: Call) -> list[dict[str, Any]]:
        """Tell that the window's page hears events; return the workers it is to start."""
        self._calls.check(call)
        return self._runner.ready()

    @route("serviceWorker.worker.arm", internal=True)
    def arm(self, call: Call, *, id: str) -> bool:
        """Tell that a worker is about to ask for its script; false when it is wanted no more."""
        self._calls.check(call)
        return self._runner.arm(id) is not None

    @route("serviceWorker.worker.failed", internal=True)
    def failed(self, call: Call, *, id: str, message: str) -> None:
        """Tell that a worker could not be started."""
        self._calls.check(call)
        self._runner.failed(id, message)

    @route("serviceWorker.worker.run", internal=True, deadline=0)
    async def run(self, call: Call, *, id: str) -> None:
        """Be the stream between a worker and the host: lines of JSON both ways."""
        await self._calls.worker(call, id).run(call.stream())

    @route("serviceWorker.worker.claim", internal=True)
    def claim(self, call: Call, *, id: str) -> None:
        """Make an active worker the controller of its clients."""
        self._clients.claim(self._calls.worker(call, id).version)

    @route("serviceWorker.worker.skipWaiting", internal=True)
    def skip_waiting_of(self, call: Call, *, id: str) -> dict[str, Any]:
        """Let a worker wait no longer; return its registration as it is then."""
        version = self._calls.worker(call, id).version
        self._lifecycle.skip_waiting(version)
        return version.registration.describe()

    @route("serviceWorker.worker.clients", internal=True)
    async def clients(self, call: Call, *, id: str) -> list[dict[str, Any]]:
        """Return the documents of the app's windows, as clients of a worker."""
        registration = self._calls.worker(call, id).version.registration
        await self._clients.look()
        return self._clients.all(registration)

    @route("serviceWorker.worker.shown", internal=True, deadline=60)
    async def shown(self, call: Call, *, client: str) -> bool:
        """Return once a document that is being loaded is there, or is not to be: whether it is there."""
        self._calls.check(call)
        return await self._clients.shown(client)

    @route("serviceWorker.worker.navigate", internal=True, deadline=0)
    async def navigate(self, call: Call, *, id: str, client: str, url: Url) -> str:
        """Have a frame show another document; return the client id of that, or nothing."""
        return await self._clients.navigate(self._calls.worker(call, id).version, client, url)

    @route("serviceWorker.worker.focus", internal=True, deadline=60)
    async def focus(self, call: Call, *, client: str) -> None:
        """Give a frame's document the keyboard of its window."""
        self._calls.check(call)
        await self._clients.focus(client)

    @route("serviceWorker.worker.loaded", internal=True, deadline=60)
    async def loaded(self, call: Call, *, id: str, client: str) -> None:
        """Return once the window of a client has another document."""
        self._calls.check(call)
        await self._clients.loaded(client)
