"""Give QtWebEngine devices to read bodies from, which it does on a thread of its own.

`StreamDevice` is filled from the loop thread while Chromium's IO thread reads. Unlike a socket of Qt's it is safe to
use from two threads, and sure to end (docs/explanation/engines.md#the-end-of-a-stream). It calls itself random-access:
both bindings then see the end by `atEnd`, while a sequential device would have to return -1, which one
of them cannot.

Locks: `Pipe` holds its own only for moving bytes. `readyRead` is emitted outside it, since Qt
takes locks of its own then; `emitting` tells the GUI thread not to release the device meanwhile.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections import deque
from collections.abc import Callable

import trio
from qtpy.QtCore import QIODevice

from oro_framework.errors import Closed

__all__ = ("BrokenDevice", "PartDevice", "Pipe", "StreamDevice")

HIGH = 512 * 1024
"""Bytes a stream may hold before its writer waits."""
LOW = 128 * 1024
"""Bytes left when a waiting writer is woken."""

_MODE = QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered


class Pipe:
    """The bytes between a writer on the loop thread and Chromium's IO thread; holds at most `HIGH` and one chunk.

    Args:
        fail: called when the writer aborts; makes Qt end the answer with an error, and then closes. Any thread.
    """

    def __init__(self, fail: Callable[[], None]) -> None:
        self._fail = fail
        self._lock = threading.Lock()
        self._chunks: deque[memoryview] = deque()
        self._size = 0
        self._starved = True
        self._room: trio.Event | None = None
        self._token = trio.lowlevel.current_trio_token()
        self._device: StreamDevice | None = None
        self.ended = False
        self.gone = False
        self.emitting = False

    # -- loop thread: a `BodyWriter` ---------------------------------------------------------------

    async def write(self, chunk: bytes) -> None:
        """Hand over a chunk and wait until there is room for the next.

        Raises:
            Closed: the page went away. If cancelled, the chunk will still be sent.
        """
        await trio.lowlevel.checkpoint_if_cancelled()
        with self._lock:
            if not self.gone and chunk:
                self._chunks.append(memoryview(chunk))
                self._size += len(chunk)
                self._room = trio.Event() if self._size > HIGH else None
            room = self._room
        self._announce()
        if room is not None:
            await room.wait()
        if self.gone:
            raise Closed("Cannot write to the page: it closed the stream")

    def close(self) -> None:
        """End the body normally. Any thread."""
        with self._lock:
            self.ended = True
            self._starved = True
        self._announce()

    def nudge(self) -> None:
        """Make Qt read again, though no bytes were written. Any thread."""
        with self._lock:
            self._starved = True
        self._announce()

    def abort(self) -> None:
        """End the body with a network error."""
        if not self.ended:
            self._fail()

    def _announce(self) -> None:
        with self._lock:
            if self._device is None or not self._starved or self.gone:
                return
            device = self._device
            self._starved, self.emitting = False, True
        device.readyRead.emit()
        del device
        self.emitting = False

    # -- GUI thread ----------------------------------------------------------------------------------

    def attach(self, device: StreamDevice) -> None:
        """Name the device that reads."""
        with self._lock:
            self._device = device

    def prepend(self, prefix: bytes) -> None:
        """Put bytes before what was written; no device reads yet."""
        with self._lock:
            self._chunks.appendleft(memoryview(prefix))
            self._size += len(prefix)

    def detach(self) -> None:
        """Tell the writer that the reader is gone."""
        with self._lock:
            self.gone = True
            self._device = None
            self._chunks.clear()
            room, self._room = self._room, None
        self._wake(room)

    # -- Chromium's IO thread ---------------------------------------------------------------------------

    def read(self, limit: int) -> bytes:
        """Return up to `limit` bytes, or none if none are there yet."""
        room = None
        with self._lock:
            parts = []
            while limit > 0 and self._chunks:
                part = self._chunks[0][:limit]
                parts.append(part)
                limit -= len(part)
                self._size -= len(part)
                if len(part) == len(self._chunks[0]):
                    self._chunks.popleft()
                else:
                    self._chunks[0] = self._chunks[0][len(part) :]
            self._starved = not self._chunks
            if self._room is not None and self._size <= LOW:
                room, self._room = self._room, None
        self._wake(room)
        return b"".join(parts)

    def waiting(self) -> int:
        """Return how many bytes can be read at once."""
        return self._size

    def finished(self) -> bool:
        """Return whether all bytes were written and read."""
        with self._lock:
            return self.ended and not self._chunks

    def _wake(self, room: trio.Event | None) -> None:
        if room is not None:
            with contextlib.suppress(trio.RunFinishedError):
                self._token.run_sync_soon(room.set)


class StreamDevice(QIODevice):  # type: ignore[misc]
    """A body that is still being written; created and released on the GUI thread."""

    def __init__(self, pipe: Pipe) -> None:
        super().__init__()
        self._pipe = pipe
        self.open(_MODE)
        pipe.attach(self)

    def isSequential(self) -> bool:
        return False

    def atEnd(self) -> bool:
        return self._pipe.finished()

    def bytesAvailable(self) -> int:
        return self._pipe.waiting()

    def readData(self, limit: int) -> bytes:
        return self._pipe.read(limit)


class BrokenDevice(QIODevice):  # type: ignore[misc]
    """A body that never arrives, given to Qt so that a request can fail."""

    def __init__(self) -> None:
        super().__init__()
        self.open(_MODE)

    def isSequential(self) -> bool:
        return False

    def atEnd(self) -> bool:
        return False

    def readData(self, _limit: int) -> bytes:
        return b""


class PartDevice(QIODevice):  # type: ignore[misc]
    """A part of something larger, at its place in the whole: Qt may seek in it.

    Args:
        read: `(offset, limit)` → bytes of the part. Called on Chromium's IO thread.
        start: place of the part in the whole.
        length: bytes of the part.
        total: bytes of the whole; 0 keeps it from Qt.
        source: kept alive as long as the device.
    """

    def __init__(
        self, read: Callable[[int, int], bytes], start: int, length: int, total: int, source: object = None
    ) -> None:
        super().__init__()
        self.source = source
        self._read, self._start, self._length, self._total = read, start, length, total
        self._at = 0
        self.open(_MODE)

    @classmethod
    def of_bytes(cls, body: bytes, start: int, total: int) -> PartDevice:
        """Offer bytes already in memory."""
        return cls(lambda offset, limit: body[offset : offset + limit], start, len(body), total)

    @classmethod
    def of_file(cls, fd: int, offset: int, length: int, start: int, total: int, source: object) -> PartDevice:
        """Offer `length` bytes of an open file from `offset`; `source` closes `fd` when it goes."""
        return cls(lambda at, limit: os.pread(fd, limit, offset + at), start, length, total, source)

    def isSequential(self) -> bool:
        return False

    def size(self) -> int:
        return self._total

    def atEnd(self) -> bool:
        return self._at >= self._start + self._length

    def bytesAvailable(self) -> int:
        return max(0, self._start + self._length - self._at)

    def seek(self, position: int) -> bool:
        if not self._total:
            return True  # Qt seeks to the range that was asked for though it knows no size
        self._at = position
        return bool(super().seek(position))

    def readData(self, limit: int) -> bytes:
        offset = self._at - self._start
        try:
            chunk = self._read(offset, min(limit, self._length - offset)) if 0 <= offset < self._length else b""
        except OSError:
            chunk = b""
        self._at += len(chunk)
        if not chunk:
            self._start, self._length = self._at, 0  # the file shrank: what is not there must not be waited for
        return chunk
