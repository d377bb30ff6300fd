"""The containers that commands run: each has a socket in the user's runtime folder, by which others ask it.

A command connects and sends one line of JSON with what it wants, and for `exec` its three standard descriptors. It gets
lines of JSON. A socket that does not answer is left from a command that was killed, and is removed.
"""

from __future__ import annotations

import array
import json
import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from oro_framework.errors import NotFound
from oro_framework.suggestions import did_you_mean, nearest
from oro_framework.user_runtime import user_runtime

__all__ = (
    "ANSWERING",
    "LONGEST",
    "START",
    "NoSuchRunning",
    "address_of",
    "ask",
    "connected",
    "folder",
    "running",
    "socket_of",
)

ANSWERING = 10.0
"""Seconds a container has to answer, or to end."""
START = "`oro container run --name NAME FOLDER -- COMMAND` runs one"
SUFFIX = ".sock"
LONGEST = 80
"""Bytes of a name, as the kernel takes addresses of 107."""


class NoSuchRunning(NotFound):
    """No container of that name runs."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        near = nearest(name, known)
        meant = f"; {did_you_mean(near)}" if near else f"; there are {', '.join(known)}" if known else ""
        none = "none of that name runs" if known else f"no container runs; {START}"
        super().__init__(f'Cannot find container "{name[:200]}": {none}{meant}')


def folder() -> Path:
    """Return the folder of the sockets."""
    return user_runtime("container")


def socket_of(name: str) -> Path:
    """Return the socket of a container."""
    return folder() / f"{name}{SUFFIX}"


@contextmanager
def address_of(path: Path) -> Iterator[str]:
    """Yield an address of a socket that the kernel takes, however long the path of its folder is."""
    at = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{at}/{path.name}"
    finally:
        os.close(at)


def running() -> list[Mapping[str, Any]]:
    """Return what the containers that run say of themselves, by name; blocks."""
    found = []
    for name in _known():
        with suppress(NoSuchRunning, OSError, ValueError):
            found.append(ask(name, {"do": "describe"}))
    return found


def ask(name: str, question: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the answer of a container; blocks.

    Raises:
        NoSuchRunning: there is none.
        OSError: it does not answer.
    """
    with connected(name, question) as link, link.makefile("rb") as lines:
        answer: Mapping[str, Any] = json.loads(lines.readline() or b"{}")
        return answer


def connected(name: str, question: Mapping[str, Any], descriptors: Sequence[int] = ()) -> socket.socket:
    """Return a connection to a container on which a question was asked; blocks.

    Raises:
        NoSuchRunning: there is none of that name.
        OSError: it does not answer.
    """
    path = socket_of(name)
    if path.parent != folder() or len(os.fsencode(name)) > LONGEST:
        raise NoSuchRunning(name, _known())
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    link.settimeout(ANSWERING)
    try:
        with address_of(path) as address:
            link.connect(address)
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))] if descriptors else []
        link.sendmsg([json.dumps(question).encode() + b"\n"], rights)
    except (FileNotFoundError, ConnectionRefusedError):
        link.close()
        path.unlink(missing_ok=True)
        raise NoSuchRunning(name, _known()) from None
    except BaseException:
        link.close()
        raise
    return link


def _known() -> list[str]:
    """Return the names of those that seem to run."""
    return sorted(each.name.removesuffix(SUFFIX) for each in folder().glob(f"*{SUFFIX}"))
