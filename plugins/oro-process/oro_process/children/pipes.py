"""The descriptors of a program: its ends of pipes, and ours."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import trio
from msgspec import Struct, field

from oro_framework.pipes import wide_pipe
from oro_process.children.description import Stdio

__all__ = ("Ends", "Pipe", "opened")

Pipe = trio.lowlevel.FdStream | trio.SocketStream


class Ends(Struct):
    """The two sides of a program's descriptors."""

    theirs: dict[int, int] = field(default_factory=dict)
    """Descriptors by the number they have in the program."""
    ours: dict[int, Pipe] = field(default_factory=dict)
    """Where what it reads is written, and what it writes is read."""


@contextmanager
def opened(stdio: Sequence[Stdio], lend: Callable[[int], int]) -> Iterator[Ends]:
    """Open what is asked for; at the end their side is closed here, and after an error ours too.

    Args:
        stdio: what each descriptor is to be.
        lend: gives a copy of a file of the page, by its number.

    Raises:
        OSError: there are no descriptors left, or the page holds no file of some number.
    """
    ends = Ends()
    borrowed: set[int] = set()
    try:
        for number, what in enumerate(stdio):
            if what == "ignore":
                # Beyond the first three, nothing is what a program expects.
                if number < 3:
                    ends.theirs[number] = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
            elif what == "pipe":
                _pipe(ends, number)
            elif what > 2:
                ends.theirs[number] = lend(what)
            else:
                borrowed.add(what)
                ends.theirs[number] = what
        yield ends
    except BaseException:
        for stream in ends.ours.values():
            _close(stream)
        raise
    finally:
        for fd in ends.theirs.values():
            if fd not in borrowed:
                os.close(fd)


def _pipe(ends: Ends, number: int) -> None:
    """Make a pipe for the first three; beyond, a socket that goes both ways, as Node has it."""
    if number > 2:
        one, other = socket.socketpair()
        ends.theirs[number] = other.detach()
        ends.ours[number] = trio.SocketStream(trio.socket.from_stdlib_socket(one))
        return
    reader, writer = wide_pipe()
    ends.theirs[number], mine = (reader, writer) if number == 0 else (writer, reader)
    ends.ours[number] = trio.lowlevel.FdStream(mine)


def _close(stream: Pipe) -> None:
    if isinstance(stream, trio.SocketStream):
        stream.socket.close()
    else:
        stream.close()
