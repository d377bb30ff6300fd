"""End a program that is a module, with any exit code: the engine's own exit takes those above 125 for errors."""

from __future__ import annotations

from typing import NoReturn

__all__ = ("Exited", "proc_exit")


class Exited(Exception):
    """A program has exited.

    Args:
        code: its exit code, 32 bits, below 0 where the first of them is set.
    """

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def proc_exit(code: int) -> NoReturn:
    """End the program that calls it."""
    raise Exited(code)
