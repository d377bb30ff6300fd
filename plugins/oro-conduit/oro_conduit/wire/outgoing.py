"""The queues of what waits to be sent, and their order. Sans-IO.

Rules
1. Credit grants and answers to pings go first.
2. Streams that have something to send take turns of at most 16 KiB; one that is alone may fill a batch.
3. A batch is up to 128 KiB of whole frames: two pieces of 64 KiB. A frame that is larger goes alone.
4. DATA never goes beyond the credit of its stream.
"""

from __future__ import annotations

from collections import deque

from oro_conduit.wire.frame_v2 import END, HEADER, Kind

__all__ = ("BATCH", "TURN", "WIDE", "WINDOW", "Outgoing", "Queue")

WINDOW = 256 * 1024
"""Credit each direction of a stream begins with."""
WIDE = 1024 * 1024
"""Credit of a stream whose reader keeps up."""
TURN = 16 * 1024
_HEADER_SIZE = HEADER.size
BATCH = 2 * (64 * 1024 + _HEADER_SIZE)


class Queue:
    """The queue of one stream: frames as they are, then body bytes that need credit, then the end."""

    __slots__ = ("_at", "body", "credit", "ending", "frames", "id", "pending", "ready", "whole")

    def __init__(self, id: int) -> None:
        self.id = id
        self.credit = WINDOW
        self.frames: deque[bytes] = deque()
        self.body: deque[bytes] = deque()
        self.pending = 0
        """Bytes of body that wait."""
        self.ending = False
        """Nothing follows but what waits; the end is still to be said."""
        self.whole = False
        """The last of the frames says the end."""
        self.ready = False
        self._at = 0

    def sendable(self) -> bool:
        """Tell whether anything can go now."""
        return bool(self.frames or (self.pending and self.credit > 0) or (self.ending and not self.pending))

    def add(self, data: bytes) -> None:
        """Queue body bytes."""
        self.body.append(data)
        self.pending += len(data)

    def clear(self) -> None:
        """Forget the body that waits."""
        self.body.clear()
        self.pending = self._at = 0
        self.ending = False

    def piece(self, limit: int) -> bytes | memoryview:
        """Take up to `limit` bytes of body off, never over the credit: part of a large piece, or small ones together.

        A large piece is not copied.
        """
        size = min(limit, self.pending, self.credit)
        first = self.body[0]
        if (left := len(first) - self._at) >= TURN - _HEADER_SIZE:
            size = min(size, left)
        self.pending -= size
        self.credit -= size
        parts: list[bytes | memoryview] = []
        while size:
            first = self.body[0]
            end = min(self._at + size, len(first))
            parts.append(first if end - self._at == len(first) else memoryview(first)[self._at : end])
            size -= len(parts[-1])
            self._at = end
            if end == len(first):
                self.body.popleft()
                self._at = 0
        return parts[0] if len(parts) == 1 else b"".join(parts)


class Outgoing:
    """The line of streams with something to send.

    `queued` counts bytes that no credit holds back: whole frames that wait.
    """

    def __init__(self) -> None:
        self.queued = 0
        self.messages = Queue(0)
        self.ended: list[int] = []
        """Streams whose last frame went since this was last cleared."""
        self.relieved: list[Queue] = []
        """Streams that sent body bytes since this was last cleared."""
        self._first: deque[bytes] = deque()
        self._line: deque[Queue] = deque()

    def first(self, frame: bytes) -> None:
        """Queue a frame that goes before everything else."""
        self._first.append(frame)
        self.queued += len(frame)

    def frame(self, queue: Queue, frame: bytes) -> None:
        """Queue a whole frame of a stream."""
        queue.frames.append(frame)
        self.queued += len(frame)
        self.offer(queue)

    def offer(self, queue: Queue) -> None:
        """Give a stream a place in the line if it can send."""
        if not queue.ready and queue.sendable():
            queue.ready = True
            self._line.append(queue)

    def drop(self, queue: Queue) -> None:
        """Forget everything of a stream that was given up."""
        self.queued -= sum(map(len, queue.frames))
        queue.frames.clear()
        queue.clear()
        queue.whole = False

    def waiting(self) -> bool:
        """Tell whether `take` would return anything."""
        return bool(self._first or self._line)

    def take(self) -> list[bytes | memoryview]:
        """Return the next batch of whole frames, in parts; empty when nothing can go."""
        parts: list[bytes | memoryview] = []
        room = BATCH
        while self._first and (room == BATCH or len(self._first[0]) <= room):
            room -= len(self._first[0])
            self.queued -= len(self._first[0])
            parts.append(self._first.popleft())
        while self._line and room > _HEADER_SIZE and not self._first:
            queue = self._line.popleft()
            left = self._turn(queue, parts, room, room if not self._line else min(room, TURN))
            queue.ready = queue.sendable()
            if queue.ready and left == room:
                self._line.appendleft(queue)
                break
            if queue.ready:
                self._line.append(queue)
            room = left
        return parts

    def _turn(self, queue: Queue, parts: list[bytes | memoryview], room: int, turn: int) -> int:
        """Let one stream send up to `turn` bytes; return what room is left."""
        began = room
        while queue.frames and (len(queue.frames[0]) <= turn or began == room):
            size = len(queue.frames[0])
            if size > room and room < BATCH:
                return room
            parts.append(queue.frames.popleft())
            self.queued -= size
            room -= size
            turn -= size
        if queue.whole and not queue.frames:
            self._over(queue)
        if queue.frames or room <= _HEADER_SIZE:
            return room
        if queue.pending and queue.credit > 0 and turn > _HEADER_SIZE:
            body = queue.piece(turn - _HEADER_SIZE)
            over = queue.ending and not queue.pending
            parts += (HEADER.pack(Kind.DATA, END if over else 0, queue.id, len(body)), body)
            room -= _HEADER_SIZE + len(body)
            self.relieved.append(queue)
            if over:
                self._over(queue)
        elif queue.ending and not queue.pending:
            parts.append(HEADER.pack(Kind.END, END, queue.id, 0))
            room -= _HEADER_SIZE
            self._over(queue)
        return room

    def _over(self, queue: Queue) -> None:
        queue.ending = queue.whole = False
        self.ended.append(queue.id)
