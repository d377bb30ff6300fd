"""The app's documents as clients of workers, with their controllers."""

from __future__ import annotations

import time
from typing import Any

import anyio

from oro_framework.requests import Request
from oro_framework.types import Host, Window, WindowStatus
from oro_sw.clients.questions import Questions
from oro_sw.errors import NotControlled
from oro_sw.registrations.control import Document, Documents
from oro_sw.registrations.frames import UNCONTROLLED, Frame, Nested
from oro_sw.registrations.states import Registration, Registry, Version
from oro_sw.urls import without_fragment
from oro_sw.workers.jobs import Jobs
from oro_sw.workers.lifecycle import Lifecycle
from oro_sw.workers.runner import Runner

__all__ = ("Clients",)

LOADING = 60.0
"""Seconds a frame has to show another document."""
LOOKING = 3.0
"""Seconds a window has to describe its frames; one that waits for a synchronous request cannot."""
CLEARING = 5.0
"""Seconds a document has to clear its data."""


class Clients:
    """Knows the documents of every window. Loop thread.

    Args:
        host: has the windows.
        registry: the registrations.
        documents: the known documents.
        runner: has the window that runs workers, which holds none of them.
        lifecycle: of the versions that documents may hold up.
        jobs: looks for updates with navigations.
    """

    def __init__(
        self, host: Host, registry: Registry, documents: Documents, runner: Runner, lifecycle: Lifecycle, jobs: Jobs
    ) -> None:
        self._host = host
        self._registry = registry
        self._documents = documents
        self._runner = runner
        self._lifecycle = lifecycle
        self._jobs = jobs
        self.questions = Questions()
        self._loading: dict[str, anyio.Event] = {}
        self._awaited: dict[str, anyio.Event] = {}
        """Waits for documents that are being loaded, by client id."""
        self._shown: set[str] = set()
        """The windows that have a document."""

    def released(self, window: Window) -> None:
        """Note that a top document is gone: a version that waited for it may take over."""
        self._runner.released(window)
        self.questions.released(window.id)
        if window in self._host.windows:
            self._shown.add(window.id)
        else:
            self._shown.discard(window.id)
        if window in self._host.windows and not self._runner.owns(window):
            self._documents.replaced(window.id, without_fragment(window.url))
        else:
            self._documents.closed(window.id)
        self._loading.pop(window.id, anyio.Event()).set()
        self._tell_awaited()
        self._freed()

    async def loaded(self, client: str) -> None:
        """Wait until the window of a client has another document, or is closed."""
        # A window that was just opened may say only now that it has the document it has.
        while (document := self._of(client)) is not None:
            await self._loading.setdefault(document.window, anyio.Event()).wait()

    async def shown(self, client: str) -> bool:
        """Wait until a document that is being loaded is there, or is not to be; tell whether it is there."""
        while (document := self._of(client)) is not None and document.top is None:
            await self._awaited.setdefault(client, anyio.Event()).wait()
        return document is not None

    def entered(self, window: Window, frame: Frame) -> Document:
        """Return a frame's document, which is there now."""
        parent = frame.parent if frame.url == "about:srcdoc" else ""
        document = self._documents.entered(window.id, without_fragment(frame.url), frame.id, parent)
        self._tell_awaited()
        return document

    def left(self, window: Window, client: str) -> None:
        """Note that a frame's document is gone."""
        if self._documents.left(window.id, client):
            self._freed()

    def navigated(self, window: Window, url: str) -> Document:
        """Return a document that is being requested, with its controller."""
        controller = self._registry.match(url)
        if controller is not None and controller.active is None:
            controller = None
        if controller is not None:
            self._lifecycle.start(self._jobs.update_after_navigation, controller)
        return self._documents.navigated(window.id, url, controller)

    def asked(self, document: Document) -> None:
        """Look for an update, at most once a day, when a controlled document requests something."""
        if document.controller is not None and document.controller.stale(time.time()):
            self._lifecycle.start(self._jobs.update_stale, document.controller)

    async def asking(self, window: Window, request: Request) -> Document | None:
        """Return the document that makes a request, as its window tells; None where it does not."""
        style = (request.header("accept") or "").startswith("text/css")
        frame = await self.questions.ask(window, "whose", Frame, url=request.target.url, style=style)
        if frame is None or window not in self._host.windows:
            return None
        return Document(window.id, frame.url) if frame.id == UNCONTROLLED else self.document(window, frame)

    def document(self, window: Window, frame: Frame) -> Document:
        """Return the document a page calls from: a frame's by its own id, or its window's top one."""
        if frame.id and frame.id != window.id:
            return self.entered(window, frame)
        return self._top(window)

    async def look(self) -> None:
        """Ask the windows that have frames for the facts only they know."""
        async with anyio.create_task_group() as group:
            for window in self.pages():
                if self._documents.frames(window.id):
                    group.start_soon(self._look, window)

    async def _look(self, window: Window) -> None:
        found = await self.questions.ask(window, "frames", list[Nested], LOOKING)
        if window not in self._host.windows:
            return
        for frame in found or ():
            document = self.entered(window, frame)
            document.focused, document.ancestors = frame.focused, tuple(frame.ancestors)

    async def clear(self) -> None:
        """Have every document clear the engine's data of the origin."""
        async with anyio.create_task_group() as group:
            for window in self._host.windows:
                if window.id in self._shown and window.url.startswith(f"{self._host.origin}/"):
                    group.start_soon(self.questions.ask, window, "clear", bool, CLEARING)

    async def navigate(self, version: Version, client: str, url: str) -> str:
        """Have a frame show another document; return the client id of that, empty when it is of another site.

        Raises:
            NotControlled: the client is none that this version controls.
        """
        document, window = self._found(client)
        controlled = document is not None and document.controller is version.registration
        if document is None or window is None or not controlled or version.registration.active is not version:
            raise NotControlled(f'Cannot navigate to "{url[:200]}": this worker does not control the client')
        frame = await self.questions.ask(window, "navigate", Frame, LOADING, client=document.realm, url=url)
        return "" if frame is None or window not in self._host.windows else self.entered(window, frame).id

    async def focus(self, client: str) -> None:
        """Give a frame's document the keyboard of its window."""
        document, window = self._found(client)
        if document is not None and window is not None:
            await self.questions.ask(window, "focus", bool, client=document.realm)

    def claim(self, version: Version) -> None:
        """Make an active version the controller of every document of its scope.

        Raises:
            WorkerGone: it is not the active one.
        """
        for window in self.pages():
            self._top(window)
        self._lifecycle.claim(version)

    def all(self, registration: Registration) -> list[dict[str, Any]]:
        """Return every document of the app, as `Client` objects are made of them."""
        found: list[dict[str, Any]] = []
        for window in self.pages():
            top = self._top(window)
            frames = self._documents.frames(window.id)
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
            "focused": window.focused if document.top else document.focused,
            "ancestors": document.ancestors,
        }

    def pages(self) -> list[Window]:
        """Return the windows that show documents of the app."""
        return [window for window in self._host.windows if not self._runner.owns(window)]

    def _found(self, client: str) -> tuple[Document | None, Window | None]:
        """Return the document of a client id, and the window it is in."""
        document = self._of(client)
        window = next((each for each in self.pages() if document is not None and each.id == document.window), None)
        return document, window

    def _of(self, client: str) -> Document | None:
        return next((each for each in self._documents if each.id == client), None)

    def _tell_awaited(self) -> None:
        """Have those that wait for a document look again, where it is there or gone."""
        for client in tuple(self._awaited):
            document = self._of(client)
            if document is None or document.top is not None:
                self._awaited.pop(client).set()

    def _top(self, window: Window) -> Document:
        return self._documents.top(window.id, without_fragment(window.url))

    def _freed(self) -> None:
        for registration in (*self._registry, *self._registry.leaving):
            self._lifecycle.freed(registration)
