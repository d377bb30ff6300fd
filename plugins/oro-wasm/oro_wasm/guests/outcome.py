"""The outcome of a guest."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

__all__ = ("Frame", "Outcome", "Trap")


class Frame(Struct, frozen=True, kw_only=True):
    """One call of a guest's stack."""

    function: str
    """Its name, or `function N` where the module has no names."""
    offset: int
    """Of the instruction, in bytes from the beginning of the module; -1 where it is not known."""


class Trap(Struct, frozen=True, kw_only=True):
    """The reason why a guest could not go on."""

    code: str
    """The name of the trap, such as `unreachable`, `memory-out-of-bounds` or `out-of-fuel`; `error` for others."""
    message: str
    frames: tuple[Frame, ...] = ()
    """Innermost first."""


class Outcome(Struct, frozen=True, kw_only=True):
    """The end of a guest: by itself with a code, by a trap, or because it was stopped."""

    code: int = 0
    """Its exit code; 134 after a trap, as of a program that aborts, and 137 of one that was stopped."""
    trap: Trap | None = None
    stopped: Literal["", "killed", "timeout"] = ""
    results: tuple[Any, ...] = ()
    """Of a function that was called."""
    types: tuple[str, ...] = ()
    """Of the results, such as `i64`."""
    fuel: int | None = None
    """Instructions used, where they were counted."""
    memory: int | None = None
    """Bytes of its exported memory at the end; None where it exports none, or is a component."""
