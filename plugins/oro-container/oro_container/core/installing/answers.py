"""`Answers`, those of addresses that are asked at the same time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..tasks.scheduler import suspended

__all__ = ("Answer", "Answers", "Ask")

AT_ONCE = 12
"""Addresses asked at the same time; what they answered and was not read is in memory."""

Ask = Callable[[str, Mapping[str, str], Callable[[Mapping[str, Any]], None]], None]
"""Asks an address with headers; the function is told of `status` and `body`, or of `error`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of an address."""

    status: int = 0
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    """Why it answered nothing."""


class Answers:
    """Ask addresses, and take the answers as they come.

    Args:
        ask: asks one.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._queue: deque[tuple[str, str, Mapping[str, str]]] = deque()
        self._came: deque[tuple[str, Answer]] = deque()
        self._under_way = 0
        self._go_on: Callable[[], None] | None = None

    def ask(self, key: str, url: str, headers: Mapping[str, str]) -> None:
        """Have an address asked once there is room."""
        self._queue.append((key, url, headers))
        self._begin()

    async def next(self) -> tuple[str, Answer]:
        """Return the next answer, by its key."""
        while not self._came:
            await suspended(self._wait)
        came = self._came.popleft()
        self._begin()
        return came

    def _wait(self, go_on: Callable[[], None]) -> None:
        self._go_on = go_on

    def _begin(self) -> None:
        while self._queue and self._under_way + len(self._came) < AT_ONCE:
            key, url, headers = self._queue.popleft()
            self._under_way += 1
            self._ask(url, headers, self._taker(key))

    def _taker(self, key: str) -> Callable[[Mapping[str, Any]], None]:
        def take(said: Mapping[str, Any]) -> None:
            self._under_way -= 1
            error = str(said.get("error") or "")
            body = bytes(said.get("body") or b"")
            self._came.append((key, Answer(int(said.get("status") or 0), body, said.get("headers") or {}, error)))
            go_on, self._go_on = self._go_on, None
            if go_on is not None:
                go_on()

        return take
