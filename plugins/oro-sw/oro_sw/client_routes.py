"""The routes of documents as clients of workers: who controls them, which frames there are, whom they wake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from oro_framework.errors import NotFound
from oro_framework.service import route
from oro_framework.types import Call
from oro_sw.container import Container
from oro_sw.settings import PERMISSION
from oro_sw.urls import without_fragment

__all__ = ("ClientRoutes", "Frame")


class Frame(TypedDict):
    """A frame's document, by the id under which it is a client."""

    id: str
    url: str


class ClientRoutes:
    """See the module; a part of the service."""

    container: Container

    @route("serviceWorker.controller", permission=PERMISSION)
    def controller(self, call: Call, *, client: str = "", url: str = "") -> dict[str, Any]:
        """Return the active version that controls the calling document, or `{}`."""
        if call.window is None:
            return {}
        found = self.container.clients.document(call.window, client or call.client, url).controller
        if found is None or found.active is None:
            return {}
        return {"registration": found.describe(), "worker": found.active.describe()}

    @route("serviceWorker.client.entered", permission=PERMISSION)
    def entered(self, call: Call, *, id: str, url: str) -> None:
        """Tell that the document of a frame is there, and by which id it is a client of workers."""
        if call.window is not None and not self.container.runner.owns(call.window):
            self.container.documents.entered(call.window.id, without_fragment(url), id)

    @route("serviceWorker.client.left", permission=PERMISSION)
    def left(self, call: Call, *, id: str) -> None:
        """Tell that the document of a frame is gone."""
        if call.window is not None:
            self.container.clients.left(call.window, id)

    @route("serviceWorker.wake", permission=PERMISSION, deadline=60)
    async def wake(
        self, call: Call, *, id: str, client: str = "", url: str = "", frames: Sequence[Frame] = ()
    ) -> dict[str, Any] | None:
        """Return once the worker of a version runs, so that it hears a message; says who the calling document is.

        Args:
            call: the call.
            id: of the version.
            client: of the calling document, as `__args` has it.
            url: of the calling document.
            frames: of the calling document, which are clients as well.

        Raises:
            NotFound: it is redundant.
            EvaluationFailed: it cannot be run.
        """
        version = self.container.registry.version(id)
        if version is None:
            raise NotFound(f"Cannot post a message: the service worker {id} is redundant")
        window = call.window
        for frame in frames:
            self.entered(call, id=frame["id"], url=frame["url"])
        await self.container.lives.awake(version)
        if window is None or self.container.runner.owns(window):
            return None
        return self.container.clients.describe(self.container.clients.document(window, client, url), window)
