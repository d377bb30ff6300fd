"""The app's documents as clients of workers: which there are, who they are, and who controls them."""

from __future__ import annotations

import time
from typing import Any

import anyio

from oro_framework.types import Host, Window, WindowStatus
from oro_sw.control import Document, Documents
from oro_sw.jobs import Jobs
from oro_sw.lives import Lives
from oro_sw.runner import Runner
from oro_sw.states import Registration, Registry, Version
from oro_sw.urls import without_fragment

__all__ = ("Clients",)


class Clients:
    """See the module. Loop thread.

    Args:
        host: whose windows they are in.
        registry: the registrations.
        documents: what is known of them.
        runner: whose window is none of them.
        lives: told when documents go.
        jobs: told of navigations, with which updates are looked for.
    """

    def __init__(
        self, host: Host, registry: Registry, documents: Documents, runner: Runner, lives: Lives, jobs: Jobs
    ) -> None:
        self._host = host
        self._registry = registry
        self._documents = documents
        self._runner = runner
        self._lives = lives
        self._jobs = jobs
        self._loading: dict[str, anyio.Event] = {}

    def released(self, window: Window) -> None:
        """A top document went, so a version that waited for it may take over."""
        self._runner.released(window)
        if window in self._host.windows and not self._runner.owns(window):
            self._documents.replaced(window.id, without_fragment(window.url))
        else:
            self._documents.closed(window.id)
        self._loading.pop(window.id, anyio.Event()).set()
        self._freed()

    async def loaded(self, client: str) -> None:
        """Wait until the window of a client has another document, or is closed."""
        document = next((each for each in self._documents if each.id == client), None)
        if document is not None:
            await self._loading.setdefault(document.window, anyio.Event()).wait()

    def left(self, window: Window, client: str) -> None:
        """A frame's document went."""
        if self._documents.left(window.id, client):
            self._freed()

    def navigated(self, window: Window, url: str) -> Document:
        """A document of a URL is asked for: return it, with who controls it."""
        controller = self._registry.match(url)
        if controller is not None and controller.active is None:
            controller = None
        if controller is not None:
            self._lives.start(self._jobs.update_softly, controller)
        return self._documents.navigated(window.id, url, controller)

    def asked(self, document: Document) -> None:
        """A controlled document asks for something: once a day that is a reason to look for an update."""
        if document.controller is not None and document.controller.stale(time.time()):
            self._lives.start(self._jobs.update_stale, document.controller)

    def document(self, window: Window, client: str, url: str = "") -> Document:
        """Return the document a page calls from: a frame's by its own id, or its window's top one."""
        if client and client != window.id:
            return self._documents.entered(window.id, without_fragment(url or window.url), client)
        return self._top(window)

    def claim(self, version: Version) -> None:
        """Make an active version the controller of every document of its scope.

        Raises:
            WorkerGone: it is not the active one.
        """
        for window in self.pages():
            self._top(window)
        self._lives.claim(version)

    def all(self, registration: Registration) -> list[dict[str, Any]]:
        """Return every document of the app, as `Client` objects are made of them."""
        found: list[dict[str, Any]] = []
        for window in self.pages():
            top = self._top(window)
            frames = [each for each in self._documents if each.window == window.id and each.top is False]
            found += [
                self.describe(document, window) | {"controlled": document.controller is registration}
                for document in (top, *frames)
            ]
        return found

    def describe(self, document: Document, window: Window) -> dict[str, Any]:
        """Return a document as a `Client` is made of it."""
        return {
            "id": document.id,
            "realm": document.realm,
            "url": window.url if document.top else document.url,
            "index": window.index,
            "type": "window",
            "frameType": "top-level" if document.top else "nested",
            "visible": window.status is WindowStatus.SHOWN,
            "focused": bool(document.top) and window.focused,
        }

    def pages(self) -> list[Window]:
        """Return the windows that show documents of the app."""
        return [window for window in self._host.windows if not self._runner.owns(window)]

    def _top(self, window: Window) -> Document:
        return self._documents.top(window.id, without_fragment(window.url))

    def _freed(self) -> None:
        for registration in (*self._registry, *self._registry.leaving):
            self._lives.freed(registration)
