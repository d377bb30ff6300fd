"""Errors of routes beyond the framework's own."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import trio

from oro_framework.errors import Closed, Denied, ErrnoError, InvalidArgument, NotFound, Unsupported

__all__ = ("IdTaken", "NoCommand", "NoPipe", "NoSuchChild", "OutOfScope", "StdinNotOpened", "page_errors")


class IdTaken(InvalidArgument):
    """The window has a program of that id."""

    def __init__(self, id: str) -> None:
        super().__init__("A process with that id already exists", id=id)


class NoCommand(InvalidArgument):
    """There is nothing to start."""

    def __init__(self) -> None:
        super().__init__("Spawn requires at least one argument with a length greater than zero")


class NoSuchChild(NotFound):
    """The window has no program of that id, or it has ended and its end is known."""

    def __init__(self, id: str) -> None:
        super().__init__("A process with that id does not exist", id=id)


class StdinNotOpened(Unsupported):
    """The program was started without a pipe to its standard input."""

    def __init__(self, id: str) -> None:
        super().__init__("Child process stdin is not opened", id=id)


class NoPipe(Closed):
    """There is no pipe of that number, or it has been closed."""

    def __init__(self, id: str, fd: int) -> None:
        super().__init__(f"Cannot use pipe {fd} of process {id}: there is none, or it was closed", id=id)


class OutOfScope(Denied):
    """The permission is narrowed, and the program is another."""


@contextmanager
def page_errors(syscall: str, **details: Any) -> Iterator[None]:
    """Turn the system's refusals into errors that say which call it was.

    Raises:
        ErrnoError: the system refused.
    """
    try:
        yield
    except (trio.BrokenResourceError, BrokenPipeError) as error:
        raise ErrnoError(errno.EPIPE, syscall=syscall, **details) from error
    except OSError as error:
        raise ErrnoError(error.errno or errno.EIO, syscall=syscall, **details) from error
