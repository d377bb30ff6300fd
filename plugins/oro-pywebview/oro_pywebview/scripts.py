"""Scripts that a page was asked to run, until it answers or is left."""

from __future__ import annotations

import threading
import uuid
from typing import Any

__all__ = ("Asked", "Scripts")


class Asked:
    """One script."""

    def __init__(self) -> None:
        self.id = uuid.uuid4().hex
        self.document: int | None = None
        """The number of the window's document that it was sent to."""
        self.done = threading.Event()
        self.value: Any = None
        self.error: Any = None

    def answer(self, value: Any, error: Any) -> None:
        """Take what came of it."""
        self.value, self.error = value, error
        self.done.set()


class Scripts:
    """The scripts of one window. `begin` may be called on any thread, the others on the loop."""

    def __init__(self) -> None:
        self._asked: dict[str, Asked] = {}

    def begin(self) -> Asked:
        """Return a new one."""
        asked = Asked()
        self._asked[asked.id] = asked
        return asked

    def answer(self, id: str, value: Any, error: Any) -> None:
        """Take what the page says of one; of one that is not waited for, do nothing."""
        if (asked := self._asked.pop(id, None)) is not None:
            asked.answer(value, error)

    def leave(self, document: int) -> None:
        """Answer those that were sent to a document before this one with None: it is gone, and so is their value."""
        for asked in tuple(self._asked.values()):
            if asked.document is not None and asked.document < document:
                self.answer(asked.id, None, None)
