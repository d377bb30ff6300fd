"""Separate the text of a model into thoughts, plain text and tool calls. Sans-IO.

Rules
1. An answer that begins with `<think>` is a thought up to `</think>`; where the prompt ends with `<think>`, the answer
   begins within the thought. Thoughts and blanks around their marks are not part of the text.
2. What follows the thought is read by the reader of calls or forms.
3. The result does not depend on how the text is cut into pieces.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from oro_ai.chat.calls import Call, Said, gathered

__all__ = ("CLOSED", "OPENED", "AnswerReader", "Part", "Read", "Thought", "collected")

OPENED, CLOSED = "<think>", "</think>"


@dataclass(frozen=True, slots=True)
class Thought:
    """A piece of what the model thinks before it answers."""

    text: str


Part = Said | Thought


class Reads(Protocol):
    """A reader of the text after the thought."""

    def feed(self, text: str) -> list[Said]:
        """Take text and return the parts that are certain."""
        ...

    def finish(self) -> list[Said]:
        """Return the rest when the model has ended."""
        ...


@dataclass(frozen=True, slots=True)
class Read:
    """A whole answer."""

    text: str
    thought: str
    calls: list[Call]


def collected(parts: Iterable[Part]) -> Read:
    """Return a whole answer from its parts."""
    thoughts, said = list[str](), list[Said]()
    for part in parts:
        if isinstance(part, Thought):
            thoughts.append(part.text)
        else:
            said.append(part)
    text, calls = gathered(said)
    return Read(text, "".join(thoughts), calls)


class AnswerReader:
    """Read an answer.

    Args:
        inner: the reader of what follows the thought; None for plain text.
        thinking: whether the answer begins within a thought.
        thinks: whether to look for a thought; if False, `<think>` is text as any other.
    """

    def __init__(self, inner: Reads | None = None, *, thinking: bool = False, thinks: bool = True) -> None:
        self._inner = inner
        self._held = ""
        self._state = "thinking" if thinking else "before" if thinks else "after"
        self._blank = thinking or thinks
        """Whether leading blanks are dropped: of a thought, and of the text after one."""

    def feed(self, text: str) -> list[Part]:
        """Take text and return the parts that are certain."""
        if self._state == "after":
            return [*self._rest(text)]
        self._held += text
        parts: list[Part] = []
        if self._state == "before":
            self._look(parts)
        if self._state == "thinking":
            self._think(parts)
        return parts

    def finish(self) -> list[Part]:
        """Return the rest when the model has ended."""
        left, self._held = self._held, ""
        if self._state == "thinking":
            return [Thought(left.rstrip())] if left.strip() else []
        said = self._rest(left) if left else []
        return [*said, *(self._inner.finish() if self._inner is not None else [])]

    def _look(self, parts: list[Part]) -> None:
        text = self._held.lstrip()
        if text.startswith(OPENED):
            self._held, self._state = text[len(OPENED) :], "thinking"
        elif text and not OPENED.startswith(text):
            self._end(parts, self._held, strip=False)

    def _think(self, parts: list[Part]) -> None:
        if self._blank:
            self._held = self._held.lstrip()
            self._blank = not self._held
        place = self._held.find(CLOSED)
        if place >= 0:
            if thought := self._held[:place].rstrip():
                parts.append(Thought(thought))
            self._end(parts, self._held[place + len(CLOSED) :], strip=True)
            return
        kept = _tail(self._held)
        if thought := self._held[: len(self._held) - kept]:
            parts.append(Thought(thought))
            self._held = self._held[len(thought) :]

    def _end(self, parts: list[Part], rest: str, *, strip: bool) -> None:
        self._held, self._state, self._blank = "", "after", strip
        parts += self._rest(rest)

    def _rest(self, text: str) -> list[Said]:
        if self._blank and self._state == "after":
            text = text.lstrip()
            self._blank = not text
        if self._inner is not None:
            return self._inner.feed(text) if text else []
        return [text] if text else []


def _tail(text: str) -> int:
    """Return the number of characters at the end that may be blanks before, or a part of, the end of a thought."""
    for length in range(min(len(CLOSED) - 1, len(text)), -1, -1):
        if CLOSED.startswith(text[len(text) - length :]):
            body = text[: len(text) - length]
            return length + len(body) - len(body.rstrip())
    return 0
