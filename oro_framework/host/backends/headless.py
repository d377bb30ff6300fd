"""Run without an engine: for tests, for servers, for `oro run --headless`.

It makes windows that exist but show nothing and run no script. Requests come from code instead of a
page: `MemoryReply` is the other end of an exchange for the code that opened it.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from oro_framework.errors import Unsupported
from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.backends.interface.capabilities import Capabilities
from oro_framework.host.backends.interface.file_dialog import FileDialog
from oro_framework.host.backends.interface.view import View
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.configuration.colour import Colour
from oro_framework.host.requests.reply import Door
from oro_framework.types import Scheme

__all__ = ("HeadlessBackend", "HeadlessView")


class HeadlessView(View):
    """A view that records the calls of its methods."""

    def __init__(self, spec: ViewSpec, events: ViewEvents) -> None:
        self.spec = spec
        self.events = events
        self.url = spec.url
        self.title = spec.title
        self.box = (spec.x or 0, spec.y or 0, spec.width, spec.height)
        self.visible = False

    def show(self) -> None:
        self.visible = True
        self.events.shown()

    def hide(self) -> None:
        self.visible = False
        self.events.hidden()

    def close(self) -> None:
        self.events.closed()

    def maximize(self) -> None: ...
    def minimize(self) -> None: ...
    def restore(self) -> None: ...

    def load(self, url: str) -> None:
        self.url = url
        self.events.document_replaced(url)

    def set_title(self, title: str) -> None:
        self.title = title

    def resize(self, width: int, height: int) -> None:
        self.box = (*self.box[:2], width, height)

    def move(self, x: int, y: int) -> None:
        self.box = (x, y, *self.box[2:])

    def geometry(self) -> tuple[int, int, int, int]:
        return self.box

    def set_background(self, colour: Colour) -> None:
        self.background = colour

    def evaluate(self, script: str, done: Callable[[Any, str | None], None] | None = None) -> None:
        if done is not None:
            done(None, "the headless backend runs no script")

    def snapshot(self, path: Path, done: Callable[[str | None], None]) -> None:
        done("the headless backend paints nothing")

    def show_inspector(self) -> None:
        raise Unsupported("Cannot show an inspector: the headless backend has no engine")


class HeadlessBackend(Backend):
    """See the module. `run` serves posted calls on the main thread until `quit`."""

    name: ClassVar[str] = "headless"
    capabilities: Capabilities = Capabilities(
        status=True,
        native_status=True,
        headers=True,
        stream_response=True,
        request_body=True,
        cancel=True,
        redirect=False,
        range=True,
        media=False,
        preload=False,
        preload_frames=False,
        user_agent=False,
        console=False,
        navigation_policy=False,
        evaluate=False,
        windows=False,
        raising=False,
        verified=True,
        notes=("no engine: requests come from code",),
    )

    def __init__(self, schemes: Sequence[Scheme], door: Door, app_id: str) -> None:
        super().__init__(schemes, door, app_id)
        self._calls: queue.SimpleQueue[tuple[Callable[..., object], tuple[object, ...]] | None] = queue.SimpleQueue()

    @classmethod
    def missing(cls) -> list[str]:
        return []

    def run(self, ready: Callable[[], None]) -> None:
        ready()
        while (call := self._calls.get()) is not None:
            call[0](*call[1])

    def post(self, function: Callable[..., object], *args: object) -> None:
        self._calls.put((function, args))

    def quit(self) -> None:
        self._calls.put(None)

    def create_view(self, spec: ViewSpec, events: ViewEvents) -> View:
        return HeadlessView(spec, events)

    def open_external(self, url: str) -> None:
        raise Unsupported(f'Cannot open "{url}": the headless backend has no desktop')

    def screen_size(self) -> tuple[int, int]:
        return (1024, 768)

    def file_dialog(self, dialog: FileDialog, done: Callable[[list[str]], None]) -> None:
        done([])
