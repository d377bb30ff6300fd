"""Gathers what a job tells, and sends it a few times a second by a thread of its own, so that telling costs little."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from threading import Condition, Thread
from typing import Any

__all__ = ("INTERVAL", "MAX_LINES", "MAX_PARTIALS", "Message", "Outbox")

Message = tuple[Any, ...]
"""`("progress", done, total, message)`, `("log", lines, dropped)` or `("partial", pickled)`."""
INTERVAL = 0.1
"""Seconds between two parcels."""
MAX_LINES = 500
"""Lines of one parcel; of more, the first are dropped and counted."""
MAX_PARTIALS = 16
"""Parts of a result that may wait; a job that gives out more waits for them."""


class Outbox:
    """The listener of one running job. Any thread.

    Args:
        send: sends messages in order, and may block; what it raises ends the telling, not the job.
    """

    def __init__(self, send: Callable[[Sequence[Message]], None]) -> None:
        self._send = send
        self._changed = Condition()
        self._progress: Message | None = None
        self._lines: list[str] = []
        self._dropped = 0
        self._partials: list[Message] = []
        self._closed = False
        self._thread: Thread | None = None

    def progress(self, done: float, total: float | None, message: str) -> None:
        """Keep how far the job is, in place of what was not sent yet."""
        with self._changed:
            self._progress = ("progress", done, total, message)
            self._wake()

    def log(self, line: str) -> None:
        """Keep one line."""
        with self._changed:
            self._lines.append(line)
            if len(self._lines) > MAX_LINES:
                del self._lines[0]
                self._dropped += 1
            self._wake()

    def partial(self, value: Any) -> None:
        """Keep a part of the result; waits while 16 are not sent yet."""
        pickled = pickle.dumps(value, protocol=5)
        with self._changed:
            self._changed.wait_for(lambda: len(self._partials) < MAX_PARTIALS or self._closed)
            self._partials.append(("partial", pickled))
            self._wake()

    def close(self) -> None:
        """Send what is left, and end."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = Thread(target=self._work, name="oro-jobs-outbox", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._has_messages())
                closed, messages = self._closed, self._taken()
                self._changed.notify_all()
            try:
                if messages:
                    self._send(messages)
            except Exception:  # nobody listens any longer; the job itself goes on
                with self._changed:
                    self._closed = closed = True
                    self._changed.notify_all()
            if closed:
                return
            with self._changed:
                self._changed.wait_for(lambda: self._closed or len(self._partials) >= MAX_PARTIALS, INTERVAL)

    def _has_messages(self) -> bool:
        return bool(self._progress or self._lines or self._partials)

    def _taken(self) -> list[Message]:
        messages: list[Message] = []
        if self._lines:
            messages.append(("log", self._lines, self._dropped))
        messages += self._partials
        if self._progress is not None:
            messages.append(self._progress)
        self._progress, self._lines, self._dropped, self._partials = None, [], 0, []
        return messages
