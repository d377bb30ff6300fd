"""Record which modules call each other while something runs, as the messages of a sequence diagram."""

from __future__ import annotations

import dis
import functools
import inspect
import sys
from collections.abc import Collection, Mapping, Sequence
from types import CodeType, FrameType
from typing import Any, NamedTuple

__all__ = ("Message", "Recorder", "sequence")

RETURNS = ("RETURN_VALUE", "RETURN_CONST")


class Message(NamedTuple):
    """One call or answer between two participants."""

    source: str
    target: str
    text: str
    answer: bool = False


class Recorder:
    """Records calls between participants, on this thread, while it is entered.

    Calls within a participant, calls of other modules and properties are left out. A function counts once, when it is
    entered: one that waited and goes on is the same call.

    Args:
        participants: the name of each module that takes part.
        callers: those of which only what they call is recorded.
    """

    def __init__(self, participants: Mapping[str, str], callers: Collection[str] = ()) -> None:
        self._participants = participants
        self._only_callers = callers
        self._callers: dict[FrameType, str] = {}
        """The caller of each function that was entered; held, so that a frame is not taken for a later one."""
        self.messages: list[Message] = []

    def __enter__(self) -> list[Message]:
        """Begin a list of messages, which grows."""
        self.messages = []
        sys.setprofile(self._profile)
        return self.messages

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _profile(self, frame: FrameType, event: str, argument: Any) -> None:
        target = self._participant(frame)
        if not target or target in self._only_callers or _is_hidden(frame):
            return
        if event == "call" and frame not in self._callers:
            source = self._callers[frame] = self._caller(frame)
            if source not in ("", target):
                self.messages.append(Message(source, target, f"{_name(frame.f_code)}()"))
        elif event == "return" and argument is not None and frame.f_lasti in _ends(frame.f_code):
            source = self._callers.get(frame, "")
            if source not in ("", target):
                self.messages.append(Message(target, source, type(argument).__name__.lstrip("_"), answer=True))

    def _caller(self, frame: FrameType) -> str:
        above = frame.f_back
        while above is not None and not self._participant(above):
            above = above.f_back
        return "" if above is None else self._participant(above)

    def _participant(self, frame: FrameType) -> str:
        return self._participants.get(frame.f_globals.get("__name__", ""), "")


def sequence(participants: Mapping[str, str], messages: Sequence[Message]) -> str:
    """Return the diagram of what was recorded, without participants that no message names.

    A call that comes again at once, with its answer, is drawn once.
    """
    named = {name for message in messages for name in (message.source, message.target)}
    lines = ["sequenceDiagram"]
    lines += [f"  participant {name}" for name in dict.fromkeys(participants.values()) if name in named]
    for index, message in enumerate(messages):
        if message not in messages[max(0, index - 2) : index]:
            source, target, text, answer = message
            lines.append(f"  {source}{'-->>' if answer else '->>'}{target}: {text}")
    return "\n".join(lines)


def _is_hidden(frame: FrameType) -> bool:
    """Return whether a function is a property or a comprehension."""
    owner, _, name = frame.f_code.co_qualname.rpartition(".")
    found = frame.f_globals.get(owner)
    attribute = inspect.getattr_static(found, name, None) if isinstance(found, type) else None
    return name.startswith("<") or isinstance(attribute, property)


def _name(code: CodeType) -> str:
    """Return what a reader looks for: the class where that is called, else the function."""
    owner, _, name = code.co_qualname.rpartition(".")
    return owner.rpartition(".")[2] if name in ("__init__", "__call__") else name


@functools.cache
def _ends(code: CodeType) -> frozenset[int]:
    """Return where a function ends; at other places a coroutine waits."""
    return frozenset(step.offset for step in dis.get_instructions(code) if step.opname in RETURNS)
