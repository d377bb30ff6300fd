"""Answers that are either calls of tools or what a form allows. Sans-IO.

Rules
1. A grammar holds from the first token: how an answer begins says which it is, and it is nothing else besides.
2. What a style marks as a call is one. Without a mark, or in a fence, which may be around either, one object of just a
   known tool's name and its arguments is.
3. What is no call is what the model says, to the letter and without its fence; a text in it may look as it likes.
4. Where the text is cut into pieces changes nothing but the pieces.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from enum import Enum, auto

from oro_ai.chat.calls import CallReader, Said
from oro_ai.chat.tools import FENCE, Style

__all__ = ("FormReader",)


class Seen(Enum):
    """What an answer is, by how it begins."""

    NOTHING = auto()
    MARKED = auto()
    """Calls, for they are marked."""
    OBJECT = auto()
    """What begins as a call does; its end says whether it is one."""
    FORM = auto()


class FormReader:
    """Reads what a model says that calls a tool or answers in a form.

    Args:
        names: of the tools it may call.
        style: how it writes calls.
    """

    def __init__(self, names: Collection[str], style: Style) -> None:
        self._style = style
        self._calls = CallReader(names, (style.trigger,) if style.trigger else ())
        self._heads = [f'{{"name":"{name}","{style.arguments}":{{' for name in names]
        """How calls begin, without the blanks."""
        self._held = ""
        """What is not told yet."""
        self._fenced = False
        self._seen = Seen.NOTHING

    def feed(self, text: str) -> list[Said]:
        """Take text and return what is certain."""
        self._held += text
        if self._seen is Seen.NOTHING:
            self._seen = self._look()
        if self._seen is Seen.MARKED:
            return self._calls.feed(self._taken())
        return _told(self._taken()) if self._seen is Seen.FORM else []

    def finish(self) -> list[Said]:
        """Return what is left when the model has ended."""
        if self._seen is Seen.MARKED:
            return self._calls.finish()
        left = self._taken()
        if self._seen is Seen.OBJECT and self._is_call(left):
            return [*self._calls.feed(left), *self._calls.finish()]
        return _told(left)

    def _look(self) -> Seen:
        """Return what the held text begins."""
        if self._held.startswith(FENCE.opened) and not self._fenced:
            self._fenced, self._held = True, self._held[len(FENCE.opened) :]
        if self._fenced:
            return self._object()
        trigger = self._style.trigger
        if trigger and self._held.startswith(trigger):
            return Seen.MARKED
        if FENCE.opened.startswith(self._held) or trigger.startswith(self._held):
            return Seen.NOTHING
        return Seen.FORM if trigger else self._object()

    def _object(self) -> Seen:
        """Return what an object that may be a call is as far as it is there."""
        said = "".join(self._held.split())
        if any(said.startswith(head) for head in self._heads):
            return Seen.OBJECT
        return Seen.NOTHING if any(head.startswith(said) for head in self._heads) else Seen.FORM

    def _taken(self) -> str:
        """Take the held text, but for what may end the fence."""
        end = FENCE.closed if self._fenced else ""
        kept = next((length for length in range(len(end), 0, -1) if self._held.endswith(end[:length])), 0)
        text, self._held = self._held[: len(self._held) - kept], self._held[len(self._held) - kept :]
        return text

    def _is_call(self, text: str) -> bool:
        """Return whether what begins as a call has a call's members, and no more."""
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return False
        return list(value) == ["name", self._style.arguments]


def _told(text: str) -> list[Said]:
    return [text] if text else []
