"""Questions to the documents of a window about facts that engines do not tell, such as the document of a request.

The window's top document answers for its frames, as far as it may look into them.
"""

from __future__ import annotations

import secrets
from typing import Any, TypeVar

import anyio

from oro_framework.parameters import from_json
from oro_framework.types import Window
from oro_sw.events import QUESTION

__all__ = ("Questions",)

T = TypeVar("T")

NOTHING = "null"
PATIENCE = 10.0
"""Seconds a document has to answer what it can at once."""


class Questions:
    """Asks documents, and takes their answers. Loop thread."""

    def __init__(self) -> None:
        self._open: dict[str, _Question] = {}

    async def ask(self, window: Window, what: str, kind: type[T], seconds: float = PATIENCE, **given: Any) -> T | None:
        """Return what a window's top document answers; None when it goes, or says nothing of that kind in time."""
        id, question = secrets.token_hex(16), _Question(window.id)
        self._open[id] = question
        try:
            window.emit(QUESTION, {"id": id, "what": what, "given": given})
            with anyio.move_on_after(seconds):
                await question.answered.wait()
            return None if question.answer == NOTHING else from_json(question.answer, kind)
        except ValueError:
            return None
        finally:
            del self._open[id]

    def answer(self, window: str, id: str, answer: str) -> None:
        """Take the answer of a window's document; an answer to no question is ignored."""
        question = self._open.get(id)
        if question is not None and question.window == window:
            question.answer = answer
            question.answered.set()

    def released(self, window: str) -> None:
        """End the questions to a window whose top document is gone."""
        for question in self._open.values():
            if question.window == window:
                question.answered.set()


class _Question:
    def __init__(self, window: str) -> None:
        self.window = window
        self.answer = NOTHING
        self.answered = anyio.Event()
