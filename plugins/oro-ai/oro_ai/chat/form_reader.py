"""Read answers that are either tool calls or text in a requested format. Sans-IO.

Rules
1. A grammar applies from the first token: the beginning of an answer tells which of the two it is, as a whole.
2. Text that the style marks as a call is a call. Without a mark, or in a fence, one object with exactly the members
   of a call, a known tool's name and arguments, is a call.
3. Any other answer is plain text, unchanged but without its fence; a string in it is never taken for a call.
4. The result does not depend on how the text is cut into pieces.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from enum import Enum, auto

from oro_ai.chat.calls import CallReader, Said
from oro_ai.chat.tools import FENCE, Style

__all__ = ("FormReader",)


class Seen(Enum):
    """The kind of an answer, by its beginning."""

    NOTHING = auto()
    MARKED = auto()
    """Calls, with the marks of the style."""
    OBJECT = auto()
    """An object that begins like a call; its end decides whether it is one."""
    FORM = auto()


class FormReader:
    """Read the text of a model that either calls tools or answers in a requested format.

    Args:
        names: the names of the tools it may call.
        style: how the model writes calls.
    """

    def __init__(self, names: Collection[str], style: Style) -> None:
        self._style = style
        self._calls = CallReader(names, (style.trigger,) if style.trigger else ())
        self._heads = [f'{{"name":"{name}","{style.arguments}":{{' for name in names]
        """The beginnings of calls, without blanks."""
        self._held = ""
        """Text that is not reported yet."""
        self._fenced = False
        self._seen = Seen.NOTHING

    def feed(self, text: str) -> list[Said]:
        """Take text and return the parts that are certain."""
        self._held += text
        if self._seen is Seen.NOTHING:
            self._seen = self._look()
        if self._seen is Seen.MARKED:
            return self._calls.feed(self._taken())
        return _told(self._taken()) if self._seen is Seen.FORM else []

    def finish(self) -> list[Said]:
        """Return the rest when the model has ended."""
        if self._seen is Seen.MARKED:
            return self._calls.finish()
        left = self._taken()
        if self._seen is Seen.OBJECT and self._is_call(left):
            return [*self._calls.feed(left), *self._calls.finish()]
        return _told(left)

    def _look(self) -> Seen:
        """Return the kind of answer that the held text begins, `NOTHING` while that is open."""
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
        """Return the kind of an object that may be a call, as far as it has arrived."""
        said = "".join(self._held.split())
        if any(said.startswith(head) for head in self._heads):
            return Seen.OBJECT
        return Seen.NOTHING if any(head.startswith(said) for head in self._heads) else Seen.FORM

    def _taken(self) -> str:
        """Take the held text, except the part that may end the fence."""
        end = FENCE.closed if self._fenced else ""
        kept = next((length for length in range(len(end), 0, -1) if self._held.endswith(end[:length])), 0)
        text, self._held = self._held[: len(self._held) - kept], self._held[len(self._held) - kept :]
        return text

    def _is_call(self, text: str) -> bool:
        """Return whether an object has exactly the members of a call."""
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return False
        return list(value) == ["name", self._style.arguments]


def _told(text: str) -> list[Said]:
    return [text] if text else []
