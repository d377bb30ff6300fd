"""Errors of pages that no code handled: told by the preload with their stack, and by Chromium again without."""

from __future__ import annotations

import re
from collections import deque

from msgspec.structs import replace

from oro_framework.host.backends.interface.console import ConsoleMessage, Part
from oro_framework.worker_scripts import MARK

__all__ = ("UncaughtErrors",)

_IN_WORKER = re.compile(rf"(\?{MARK}=\w+):(\d+)")
_MANY = 64


class UncaughtErrors:
    """The errors of one view that the preload has told last. GUI thread.

    Args:
        worker_lines: how many lines of ours the script of a worker begins with.
    """

    def __init__(self, worker_lines: int) -> None:
        self._lines = worker_lines
        self._told: deque[str] = deque(maxlen=_MANY)

    def told(self, message: ConsoleMessage) -> ConsoleMessage:
        """Take a message of the preload; return it with the lines of workers' scripts as their author counts them."""
        if not message.uncaught:
            return message
        self._told.append(_first_line(message.text))
        parts = [Part(_IN_WORKER.sub(self._own, each.text), each.is_value) for each in message.parts]
        line = message.line - self._lines if f"?{MARK}=" in message.url and message.line > self._lines else message.line
        return replace(message, parts=parts, line=line)

    def knows(self, text: str) -> bool:
        """Return whether the preload has told what Chromium tells now; once for each."""
        line = _first_line(text)
        if line not in self._told:
            return False
        self._told.remove(line)
        return True

    def _own(self, found: re.Match[str]) -> str:
        line = int(found[2])
        return f"{found[1]}:{line - self._lines if line > self._lines else line}"


def _first_line(text: str) -> str:
    return text.partition("\n")[0]
