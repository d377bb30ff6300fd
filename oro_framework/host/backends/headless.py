"""The backend without an engine: for tests, for servers, for `oro run --headless`.

It makes windows that exist but show nothing and run no script. Requests come from code instead of a
page: `MemoryReply` is the other end of an exchange for whoever opened it.
"""

from __future__ import annotations

import os
import queue
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

import trio

from oro_framework.errors import Closed, Unsupported
from oro_framework.host.backends.base import Backend, Capabilities, FileDialog, View, ViewEvents, ViewSpec
from oro_framework.host.configuration.colour import Colour
from oro_framework.host.requests.reply import Door, FileSlice, Head
from oro_framework.types import Scheme

__all__ = ("HeadlessBackend", "HeadlessView", "MemoryReply")

BLOCK = 1 << 18


class HeadlessView(View):
    """A view that remembers what it was told."""

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
    capabilities: ClassVar[Capabilities] = Capabilities(
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


class _MemoryWriter:
    """The streamed body of a `MemoryReply`; `write` returns when the reader has taken the chunk."""

    def __init__(self, channel: trio.MemorySendChannel[bytes], reply: MemoryReply) -> None:
        self._channel = channel
        self._reply = reply

    async def write(self, chunk: bytes) -> None:
        try:
            await self._channel.send(chunk)
        except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
            raise Closed("Cannot write: the reader is gone") from error

    def close(self) -> None:
        self._channel.close()

    def abort(self) -> None:
        self._reply.aborted = True
        self._channel.close()


class MemoryReply:
    """An answer as it arrives: wait for `head`, then iterate `body`."""

    def __init__(self) -> None:
        self._arrived = trio.Event()
        self._head: Head | None = None
        self._whole = b""
        self._file: FileSlice | None = None
        self._channel: trio.MemoryReceiveChannel[bytes] | None = None
        self.aborted = False
        """The body ended before its end."""

    def respond(self, head: Head, body: bytes) -> None:
        self._whole = body
        self._arrive(head)

    def respond_file(self, head: Head, file: FileSlice) -> None:
        self._file = file
        self._arrive(head)

    def stream(self, head: Head) -> _MemoryWriter:
        send, self._channel = trio.open_memory_channel[bytes](0)
        self._arrive(head)
        return _MemoryWriter(send, self)

    async def head(self) -> Head:
        """Wait for status and headers."""
        await self._arrived.wait()
        assert self._head is not None
        return self._head

    @property
    def length(self) -> int | None:
        """Bytes of body left to read, once the head is there; None while they come piece by piece."""
        if self._file is not None:
            return self._file.length
        return len(self._whole) if self._channel is None else None

    async def read(self) -> bytes:
        """Return the next piece of the body, empty at its end.

        Raises:
            Closed: the body was cut off.
        """
        if self._file is not None:
            return await self._read_file(self._file)
        if self._channel is not None:
            try:
                return await self._channel.receive()
            except trio.EndOfChannel:
                if self.aborted:
                    raise Closed("Cannot read the rest: the body was cut off") from None
                return b""
        piece, self._whole = self._whole, b""
        return piece

    async def _read_file(self, file: FileSlice) -> bytes:
        piece = await trio.to_thread.run_sync(os.pread, file.fd, min(file.length, BLOCK), file.offset)
        if piece:
            self._file = FileSlice(file.fd, file.offset + len(piece), file.length - len(piece))
        else:
            self.close()
        return piece

    async def body(self) -> AsyncIterator[bytes]:
        """Yield the body piece by piece."""
        while piece := await self.read():
            yield piece

    def close(self) -> None:
        """Stop reading; a writer that goes on gets `Closed`, an unread file is closed."""
        if self._channel is not None:
            self._channel.close()
        if self._file is not None:
            os.close(self._file.fd)
            self._file = None

    def _arrive(self, head: Head) -> None:
        self._head = head
        self._arrived.set()
