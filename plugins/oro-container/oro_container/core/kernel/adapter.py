"""`Adapter`, what the kernel asks of the surroundings it runs in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

__all__ = ("Adapter", "Message")

Message = dict[str, Any]
"""Plain values and bytes, with what it is as `kind`."""


class Adapter(Protocol):
    """The surroundings that the kernel runs in."""

    def wake(self) -> None:
        """Have `Kernel.run()` called soon."""
        ...

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        """Have a function called after some time."""
        ...

    def now(self) -> float:
        """Return the seconds since 1970."""
        ...

    def shelve(self, rows: str, data: bytes) -> None:
        """Keep files for programs that start: rows as JSON, and the bytes of their files, one after the other."""
        ...

    def start(self, pid: int, message: Message) -> None:
        """Start a program in a worker of its own, with the files that are kept."""
        ...

    def send(self, pid: int, message: Message) -> None:
        """Send a message to a program."""
        ...

    def mail(self, token: str, message: Message) -> None:
        """Have a message kept for a program that stands still for it."""
        ...

    def end(self, pid: int) -> None:
        """End a program's worker."""
        ...

    def ask(self, url: str, headers: Mapping[str, str], done: Callable[[Mapping[str, Any]], None]) -> None:
        """Ask an address; the function is told of `status`, `headers` and `body`, or of `error`, why there are none."""
        ...

    def tell(self, message: Message) -> None:
        """Send a message to the page."""
        ...
