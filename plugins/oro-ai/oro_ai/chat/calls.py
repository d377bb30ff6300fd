"""Find tool calls in the text of a model. Sans-IO.

Rules
1. A call begins with `<tool_call>`, `[TOOL_CALLS]` or a fence of JSON, or is a JSON object the answer begins with.
2. What follows is a JSON object, or an array of them, each with the name of a known tool and its arguments, which some
   models call `parameters` and some write as text. An object may have doubled braces, as some templates show it by
   mistake. Anything else is not a call and stays text, unchanged.
3. Text that could be a call is held back until it is clear that it is not; text after a call is text again.
4. The result does not depend on how the text is cut into pieces.
5. A call that a grammar constrains from its beginning is reported while it is read, its arguments as they come.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from oro_ai.chat.json_scan import JSONScan

__all__ = ("Begun", "Call", "CallReader", "More", "Said", "gathered")

CLOSERS = {"<tool_call>": "</tool_call>", "[TOOL_CALLS]": "", "```json": "```", "```tool_call": "```"}
"""The text that may follow a call, by the text that begins it."""
_HEAD = re.compile(r'\[?\s*\{\s*"name"\s*:\s*"(?P<name>[^"\\]+)"\s*,\s*"(?:arguments|parameters)"\s*:\s*(?=\{)')
_END = re.compile(r"\s*\}")
_NEXT = re.compile(r"\s*\}\s*(?:(?P<next>,)|(?P<last>\]))")


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a tool."""

    name: str
    arguments: str
    """A JSON object, as text."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The beginning of a call, with the name of its tool."""

    name: str


@dataclass(frozen=True, slots=True)
class More:
    """A further piece of the arguments of the call begun last."""

    arguments: str


Said = str | Call | Begun | More


def gathered(said: Iterable[Said]) -> tuple[str, list[Call]]:
    """Return the text outside calls, and the calls."""
    text, calls = "", list[Call]()
    for one in said:
        if isinstance(one, str):
            text += one
        elif isinstance(one, More):
            calls[-1] = Call(calls[-1].name, calls[-1].arguments + one.arguments)
        else:
            calls.append(one if isinstance(one, Call) else Call(one.name, ""))
    return text, calls


class CallReader:
    """Separate the text of a model into plain text and tool calls.

    Args:
        names: the names of the tools it may call.
        certain: the texts that begin calls constrained by a grammar; an empty text for a bare object.
    """

    def __init__(self, names: Collection[str], certain: Collection[str] = ()) -> None:
        self._names = frozenset(names)
        self._certain = frozenset(certain)
        self._streaming = False
        """Whether the held text belongs to a call that was reported as begun."""
        self._held = ""
        self._opener: str | None = None
        """The text that began the possible call; empty for a bare object, None where there is no possible call."""
        self._json = 0
        """The position in the held text where the JSON begins."""
        self._scan: JSONScan | None = JSONScan()
        """The scan for the end of the JSON; None once the arguments of a begun call have ended."""
        self._closer: str | None = None
        """The text that may follow the call just read."""
        self._blank = True
        """Whether there were only calls and blanks so far."""
        self.called = False
        """Whether a call has been read."""

    def feed(self, text: str) -> list[Said]:
        """Take text and return the parts that are certain."""
        self._held += text
        said: list[Said] = []
        while self._advance(said):
            pass
        return _merged(said)

    def finish(self) -> list[Said]:
        """Return the rest when the model has ended."""
        left, self._held = self._held, ""
        if self._streaming or self._opener in self._certain:
            # The call was cut off: its arguments have all been reported, and without a name there is no call.
            return []
        after_call = self._closer is not None or (self.called and self._blank)
        if self._opener is None and after_call and (not left.strip() or self._closing(left)):
            return []
        self._opener = None
        return [left] if left else []

    def _closing(self, text: str) -> bool:
        return self._closer is not None and self._closer.startswith(text.strip())

    def _advance(self, said: list[Said]) -> bool:
        """Move the certain beginning of the held text to `said`; return False when nothing more is certain."""
        if self._closer is not None:
            return self._close()
        if self._streaming:
            return self._stream(said)
        return self._find(said) if self._opener is None else self._read(said)

    def _close(self) -> bool:
        assert self._closer is not None
        text = self._held.lstrip()
        if text.startswith(self._closer) and text:
            self._held = text[len(self._closer) :]
        elif not text or self._closer.startswith(text):
            return False
        self._closer = None
        return True

    def _find(self, said: list[Said]) -> bool:
        """Look for the beginning of a call."""
        text = self._held
        if self._blank:
            bare = text.lstrip()
            if not bare:
                return False
            if bare[0] == "{":
                self._begin("", len(text) - len(bare))
                return True
        found = [(place, opener) for opener in CLOSERS if (place := text.find(opener)) >= 0]
        if found:
            place, opener = min(found)
            if text[:place].strip():
                self._say(said, text[:place])
                self._held = text[place:]
                place = 0
            self._begin(opener, place + len(opener))
            return True
        kept = _beginning(text)
        if kept and not text[: len(text) - kept].strip() and self._blank:
            return False
        self._held = text[len(text) - kept :]
        self._say(said, text[: len(text) - kept])
        return False

    def _begin(self, opener: str, place: int) -> None:
        self._opener, self._json, self._scan = opener, place, JSONScan()

    def _read(self, said: list[Said]) -> bool:
        """Read the JSON of a call as far as it has arrived."""
        assert self._opener is not None
        assert self._scan is not None
        text = self._held
        if not self._scan.begun:
            start = self._json + len(text[self._json :]) - len(text[self._json :].lstrip())
            if start == len(text):
                return False
            if text[start] not in "{[":
                self._release(said, self._json)
                return True
            self._json = start
        if self._opener in self._certain:
            return self._start(said)
        length = self._scan.feed(text, self._json)
        if length is None:
            return False
        calls = self._calls(text[self._json : length])
        if not calls:
            self._release(said, length)
            return True
        said += calls
        self.called, self._blank = True, True
        self._held, self._closer, self._opener = text[length:], CLOSERS.get(self._opener, ""), None
        return True

    def _start(self, said: list[Said]) -> bool:
        """Report a call constrained by a grammar once its name has arrived."""
        head = _HEAD.match(self._held, self._json)
        if head is None:
            return False
        said.append(Begun(head["name"]))
        self._held, self._scan, self._streaming = self._held[head.end() :], JSONScan(), True
        self.called = self._blank = True
        return True

    def _stream(self, said: list[Said]) -> bool:
        """Report the arguments of a call as far as they have arrived, and find their end."""
        if self._scan is not None and self._held:
            end = self._scan.feed(self._held, 0)
            if end is None:
                said.append(More(self._held))
                self._held = ""
                self._scan.again()
                return False
            said.append(More(self._held[:end]))
            self._held, self._scan = self._held[end:], None
        return self._scan is None and self._after()

    def _after(self) -> bool:
        """Skip the end of a call, up to the next call of the same array."""
        assert self._opener is not None
        end = (_NEXT if self._opener == "[TOOL_CALLS]" else _END).match(self._held)
        if end is None:
            return False
        self._held, self._streaming = self._held[end.end() :], False
        if end.lastgroup == "next":
            self._json, self._scan = 0, JSONScan()
        else:
            self._closer, self._opener = CLOSERS.get(self._opener, ""), None
        return True

    def _release(self, said: list[Said], end: int) -> None:
        """Report held text as plain text."""
        self._say(said, self._held[:end])
        self._held, self._opener = self._held[end:], None

    def _say(self, said: list[Said], text: str) -> None:
        if text:
            said.append(text)
            self._blank = False

    def _calls(self, text: str) -> list[Call]:
        if text.startswith("{{") and text.endswith("}}"):
            text = text[1:-1]
        try:
            value = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            return []
        calls = [self._call(one) for one in (value if isinstance(value, list) else [value])]
        return [call for call in calls if call is not None] if all(calls) else []

    def _call(self, value: Any) -> Call | None:
        if isinstance(value, dict) and isinstance(value.get("function"), dict):
            value = value["function"]
        if not isinstance(value, dict) or value.get("name") not in self._names:
            return None
        arguments = value.get("arguments", value.get("parameters", {}))
        if isinstance(arguments, str):
            try:
                arguments = json.loads(arguments or "{}")
            except (ValueError, RecursionError):
                return None
        if not isinstance(arguments, dict):
            return None
        return Call(value["name"], json.dumps(arguments, ensure_ascii=False))


def _beginning(text: str) -> int:
    """Return the number of characters at the end that could begin a call."""
    for length in range(min(max(map(len, CLOSERS)) - 1, len(text)), 0, -1):
        if any(opener.startswith(text[-length:]) for opener in CLOSERS):
            return length
    return 0


def _merged(said: list[Said]) -> list[Said]:
    """Join adjacent texts, and adjacent pieces of arguments."""
    merged: list[Said] = []
    for one in said:
        last = merged[-1] if merged else None
        if isinstance(one, str) and isinstance(last, str):
            merged[-1] = last + one
        elif isinstance(one, More) and isinstance(last, More):
            merged[-1] = More(last.arguments + one.arguments)
        else:
            merged.append(one)
    return merged
