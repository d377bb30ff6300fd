"""Routes of documents as clients of workers: their controllers, their frames, and the workers they wake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oro_framework.errors import NotFound
from oro_framework.parameters import Url
from oro_framework.service import route
from oro_framework.types import Call
from oro_sw.clients.client_table import Clients
from oro_sw.registrations.frames import Frame
from oro_sw.registrations.states import Registry
from oro_sw.settings import PERMISSION
from oro_sw.workers.lifecycle import Lifecycle
from oro_sw.workers.runner import Runner

__all__ = ("ClientRoutes",)


class ClientRoutes:
    """Documents that enter, leave, answer, and wake workers."""

    def __init__(self, registry: Registry, clients: Clients, lifecycle: Lifecycle, runner: Runner) -> None:
        self._registry = registry
        self._clients = clients
        self._lifecycle = lifecycle
        self._runner = runner

    @route("serviceWorker.controller", permission=PERMISSION)
    def controller(self, call: Call, *, client: str = "", url: Url = "", parent: str = "") -> dict[str, Any]:
        """Return the active version that controls the calling document, or `{}`."""
        if call.window is None:
            return {}
        frame = Frame(id=client or call.client, url=url or call.window.url, parent=parent)
        found = self._clients.document(call.window, frame).controller
        if found is None or found.active is None:
            return {}
        return {"registration": found.describe(), "worker": found.active.describe()}

    @route("serviceWorker.client.entered", permission=PERMISSION)
    def entered(self, call: Call, *, id: str, url: Url, parent: str = "") -> None:
        """Tell that the document of a frame is there, and by which id it is a client of workers."""
        if call.window is not None and not self._runner.owns(call.window):
            self._clients.entered(call.window, Frame(id=id, url=url, parent=parent))

    @route("serviceWorker.client.answer", permission=PERMISSION)
    def answer(self, call: Call, *, id: str, answer: str) -> None:
        """Answer, in JSON, what the host asked the documents of this window."""
        if call.window is not None:
            self._clients.questions.answer(call.window.id, id, answer)

    @route("serviceWorker.client.left", permission=PERMISSION)
    def left(self, call: Call, *, id: str) -> None:
        """Tell that the document of a frame is gone."""
        if call.window is not None:
            self._clients.left(call.window, id)

    @route("serviceWorker.wake", permission=PERMISSION, deadline=60)
    async def wake(
        self, call: Call, *, id: str, client: str = "", url: Url = "", parent: str = "", frames: Sequence[Frame] = ()
    ) -> dict[str, Any] | None:
        """Return once the worker of a version runs and can get a message; describe the calling document.

        Args:
            call: the call.
            id: of the version.
            client: of the calling document, as `__args` has it.
            url: of the calling document.
            parent: of the calling document, if it is a frame's.
            frames: of the calling document, which are clients as well.

        Raises:
            NotFound: it is redundant.
            EvaluationFailed: it cannot be run.
        """
        version = self._registry.version(id)
        if version is None:
            raise NotFound(f"Cannot post a message: the service worker {id} is redundant")
        window = call.window
        for frame in frames:
            self.entered(call, id=frame.id, url=frame.url, parent=frame.parent)
        await self._lifecycle.awake(version)
        if window is None or self._runner.owns(window):
            return None
        calling = Frame(id=client, url=url or window.url, parent=parent)
        return self._clients.describe(self._clients.document(window, calling), window)
