"""`Process`, one program that runs or has run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .signals import NUMBERS

__all__ = ("Process", "State")

State = Literal["running", "stopped", "zombie"]


@dataclass(slots=True, kw_only=True)
class Process:
    """One program that runs or has run."""

    pid: int
    parent: int
    """The process that waits for it; 1 takes over orphans."""
    group: int
    argv: tuple[str, ...]
    cwd: str
    env: dict[str, str] = field(default_factory=dict)
    state: State = "running"
    exit_code: int | None = None
    """Of a process that ended by itself."""
    signal: str | None = None
    """Of a process that a signal ended."""
    handled: set[str] = field(default_factory=set)
    """Signals it is told of instead of being ended."""
    deferred: set[str] = field(default_factory=set)
    """Those of them that wait in `raised` until it looks, as traps of a shell do."""
    raised: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The status as a shell has it: the exit code, or 128 and the signal's number."""
        if self.signal is not None:
            return 128 + NUMBERS[self.signal]
        return self.exit_code or 0
