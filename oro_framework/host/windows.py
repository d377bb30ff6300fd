"""The windows of one host, by index, and their way through the state machine (contract b.5, b.17).

Everything here runs on the loop thread, except the callbacks of `_events`, which the GUI thread makes
and which only cross over. A window without a view (headless backend, or not made yet) is a window all
the same: it has an index, an id, a status and a queue of events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import trio

from oro_framework.errors import Broken, NotFound, UsageError
from oro_framework.host.backends.base import Backend, View, ViewEvents, ViewSpec
from oro_framework.host.envelope import new_id
from oro_framework.host.events import LOSSY_LIMIT, EventQueue, QueuedResponses
from oro_framework.host.protocol import Caller
from oro_framework.host.threads import Threads
from oro_framework.types import Host, Push, WindowStatus

__all__ = ("MAX_WINDOWS", "ManagedWindow", "Windows")

MAX_WINDOWS = 64


class ManagedWindow:
    """One window. Loop thread."""

    def __init__(self, owner: Windows, index: int, spec: ViewSpec) -> None:
        self._owner = owner
        self._index = index
        self._id = new_id()
        self._status = WindowStatus.NONE
        self.spec = spec
        self.title = spec.title
        self._url = spec.url
        self.ready_state = "none"
        self.view: View | None = None
        self.events = EventQueue()
        self.closed = trio.Event()

    def __repr__(self) -> str:
        return f"<window {self._index} {self._url} {self._status.name.lower()}>"

    @property
    def index(self) -> int:
        return self._index

    @property
    def id(self) -> str:
        return self._id

    @property
    def url(self) -> str:
        return self._url

    @url.setter
    def url(self, value: str) -> None:
        self._url = value

    @property
    def status(self) -> WindowStatus:
        return self._status

    @property
    def host(self) -> Host:
        return self._owner.host

    def emit(self, name: str, detail: Any = None) -> None:
        """Dispatch a DOM event in the page; see `Window.emit`."""
        self.events.put(name, detail)

    def push(self, message: Push) -> bool:
        """Send an unsolicited message; see `Window.push`."""
        if message.lossy and max(len(self.events), self._owner.queued.count(self)) >= LOSSY_LIMIT:
            return False
        body_id = self._owner.queued.add(self, message) if message.body is not None else None
        params: dict[str, Any] = {"source": message.source}
        if message.err is not None:
            params["err"] = message.err
        elif message.data is not None:
            params["data"] = message.data
        push = {"id": body_id, "params": params, "headers": dict(message.headers), "seq": "-1"}
        self.events.put("data", push=push)
        return True

    def move_to(self, status: WindowStatus) -> None:
        """Enter a state and tell every plugin; the same state again is no change."""
        old, self._status = self._status, status
        if old is not status:
            self._owner.changed(self, old, status)

    def act(self, method: str, *args: Any) -> None:
        """Call a method of the view on the GUI thread; nothing happens once the view is gone."""

        def run() -> None:
            if self.view is not None:
                getattr(self.view, method)(*args)

        self._owner.threads.loop_to_gui(run)

    async def evaluate(self, script: str) -> Any:
        """Run a script in the top frame and return its JSON value.

        Raises:
            Broken: the script threw; carries its message.
        If cancelled, the script may have run.
        """
        value, error = await self._owner.ask_gui(partial(self._on_view, "evaluate", script))
        if error is not None:
            raise Broken(f"Cannot evaluate a script in window {self._index}: {error}")
        return value

    async def snapshot(self, path: Path) -> None:
        """Save what is painted as a PNG.

        Raises:
            Broken: the engine could not.
        """
        (error,) = await self._owner.ask_gui(partial(self._on_view, "snapshot", path))
        if error is not None:
            raise Broken(f'Cannot save "{path}": {error}')

    def _on_view(self, method: str, argument: Any, done: Callable[..., None]) -> None:
        if self.view is None:
            done(*((None, "the window has no view") if method == "evaluate" else ("the window has no view",)))
        else:
            getattr(self.view, method)(argument, done)

    def describe(self) -> dict[str, Any]:
        """Return the window JSON of contract b.17."""
        parts = urlsplit(self._url)
        location = {
            "href": self._url, "protocol": f"{parts.scheme}:", "host": parts.netloc, "hostname": parts.hostname or "",
            "pathname": parts.path, "search": f"?{parts.query}" if parts.query else "",
            "hash": f"#{parts.fragment}" if parts.fragment else "", "origin": f"{parts.scheme}://{parts.netloc}",
        }  # fmt: skip
        spec = self.spec
        return {
            "id": self._id, "index": self._index, "title": self.title, "url": self._url, "location": location,
            "token": None, "width": spec.width, "height": spec.height, "minWidth": spec.min_width,
            "minHeight": spec.min_height, "resizable": spec.resizable, "frameless": spec.frameless,
            "status": int(self._status), "readyState": self.ready_state, "origin": self._owner.host.origin,
            "backgroundColor": spec.background, "size": {"width": spec.width, "height": spec.height},
            "position": {"x": spec.x or 0, "y": spec.y or 0},
        }  # fmt: skip


class Windows:
    """The indexed manager.

    Args:
        host: the host the windows belong to.
        threads: the crossing.
        navigate: (window, url, top level) → `allow`, `deny` or `external`; asked on the GUI thread.
        changed: told of every change of state.
        released: told when a window's document was replaced or it closed: what the page held is free.
        all_closed: told when the last window has closed.
    """

    def __init__(
        self,
        host: Host,
        threads: Threads,
        *,
        navigate: Callable[[ManagedWindow, str, bool], str],
        changed: Callable[[ManagedWindow, WindowStatus, WindowStatus], None],
        released: Callable[[ManagedWindow], None],
        all_closed: Callable[[], None],
        console: Callable[[ManagedWindow, str, str], None],
        queued: QueuedResponses,
    ) -> None:
        self.host = host
        self.threads = threads
        self.changed = changed
        self.queued = queued
        self._navigate = navigate
        self._released = released
        self._all_closed = all_closed
        self._console = console
        self._backend: Backend | None = None
        self._windows: dict[int, ManagedWindow] = {}

    def attach(self, backend: Backend) -> None:
        """Name the backend that makes views."""
        self._backend = backend

    def __iter__(self) -> Iterator[ManagedWindow]:
        return iter([self._windows[index] for index in sorted(self._windows)])

    def __len__(self) -> int:
        return len(self._windows)

    def get(self, index: int) -> ManagedWindow:
        """Return the window of an index.

        Raises:
            NotFound: there is none.
        """
        if index not in self._windows:
            raise NotFound(f"Target window not found: there is no window {index}")
        return self._windows[index]

    def create(
        self, spec: ViewSpec, index: int | None = None, preload: Callable[[ManagedWindow], str] | None = None
    ) -> ManagedWindow:
        """Make a window and start loading its page; None takes the lowest free index.

        Raises:
            UsageError: the index is taken or beyond the limit.
        """
        if index is None:
            index = next((free for free in range(MAX_WINDOWS) if free not in self._windows), MAX_WINDOWS)
        if index in self._windows:
            raise UsageError(f"Window with index {index} already exists")
        if not 0 <= index < MAX_WINDOWS:
            raise UsageError(f"Cannot create a window with index {index}: indices go from 0 to {MAX_WINDOWS - 1}")
        window = ManagedWindow(self, index, spec)
        self._windows[index] = window
        window.move_to(WindowStatus.CREATING)
        if preload is not None:
            window.spec = replace(spec, preload=preload(window))
        self.threads.loop_to_gui(self._create_view, window)
        return window

    def close(self, window: ManagedWindow) -> None:
        """Close a window; it is gone when `window.closed` is set."""
        window.move_to(WindowStatus.CLOSING)
        window.act("close")

    async def ask_gui(self, start: Callable[[Callable[..., None]], None]) -> tuple[Any, ...]:
        """Run `start(done)` on the GUI thread and wait for what it passes to `done`."""
        answer: list[tuple[Any, ...]] = []
        arrived = trio.Event()

        def settle(*values: Any) -> None:
            answer.append(values)
            arrived.set()

        def run() -> None:
            start(lambda *values: self.threads.gui_to_loop(settle, *values))

        self.threads.loop_to_gui(run)
        await arrived.wait()
        return answer[0]

    # -- GUI thread ------------------------------------------------------------------------------

    def _create_view(self, window: ManagedWindow) -> None:
        if self._backend is None:
            return
        try:
            window.view = self._backend.create_view(window.spec, self._events(window))
        except Exception:
            self.threads.gui_to_loop(self._failed, window)
            raise
        self.threads.gui_to_loop(window.move_to, WindowStatus.CREATED)

    def _events(self, window: ManagedWindow) -> ViewEvents:
        cross = self.threads.gui_to_loop

        def caller(origin: str | None, top_level: bool) -> Caller:
            return Caller(window=window, origin=origin, client=window.id, top_level=top_level)

        return ViewEvents(
            caller=caller,
            document_replaced=partial(cross, self._document_replaced, window),
            title_changed=partial(cross, self._title_changed, window),
            shown=partial(cross, window.move_to, WindowStatus.SHOWN),
            hidden=partial(cross, window.move_to, WindowStatus.HIDDEN),
            closed=partial(cross, self._closed, window),
            crashed=partial(cross, self._crashed, window),
            console=partial(cross, self._console, window),
            navigate=partial(self._navigate, window),
        )

    # -- back on the loop thread -----------------------------------------------------------------

    def _document_replaced(self, window: ManagedWindow, url: str) -> None:
        window.url = url
        window.ready_state = "loading"
        window.events.clear()
        self.queued.forget(window)
        self._released(window)

    def _title_changed(self, window: ManagedWindow, title: str) -> None:
        window.title = title

    def _closed(self, window: ManagedWindow) -> None:
        if self._windows.pop(window.index, None) is None:
            return
        window.view = None
        window.move_to(WindowStatus.CLOSED)
        window.closed.set()
        self.queued.forget(window)
        self._released(window)
        for other in self:
            other.emit("windowclosed", {"index": window.index, "data": window.index})
        if not self._windows:
            self._all_closed()

    def _failed(self, window: ManagedWindow) -> None:
        window.move_to(WindowStatus.ERROR)
        self._closed(window)

    def _crashed(self, window: ManagedWindow, reason: str) -> None:
        self.host.log.error("The page of window %d died: %s", window.index, reason)
        self._released(window)
        for other in self:
            other.emit("windowcrashed", {"index": window.index, "reason": reason})
