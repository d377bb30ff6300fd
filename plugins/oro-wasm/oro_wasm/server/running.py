"""The servers that run: each keeps a file in the user's runtime folder that says where it listens for `oro wasm stop`.

A file names a port on loopback and a token, and only the user can read it. A command connects, sends one line of JSON,
and gets one: who the server is, or that it stops; then the connection stays open until the server has ended. A file
whose server does not answer is left from one that was killed, and is removed.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hmac import compare_digest
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from oro_framework.atomic import replace_file
from oro_framework.user_runtime import user_runtime

__all__ = ("Announced", "Question", "Running", "ask", "folder", "kept", "running_servers", "understood")

ANSWERING = 5.0
"""Seconds a server has to answer, and to end."""
LIMIT = 64 * 1024


class Running(Struct, frozen=True, kw_only=True):
    """A server that runs."""

    pid: int
    path: str
    """The folder or file it shows, absolute."""
    mode: Literal["window", "http"]
    url: str = ""
    """Where a browser finds it; empty for a window."""
    port: int = 0
    started: float
    """Seconds since 1970."""

    @property
    def place(self) -> str:
        """Its address, or that it is a window."""
        return self.url or "a window"


class Announced(Struct, frozen=True, kw_only=True):
    """The file of a server."""

    port: int
    token: str


class Question(Struct, frozen=True, kw_only=True):
    """The question of a command."""

    token: str
    do: Literal["info", "stop"]


class Found(Struct, frozen=True):
    """A server that answered."""

    running: Running
    announced: Announced


def folder() -> Path:
    """Return the folder of these files in the user's runtime folder, made if it is not there.

    Raises:
        Broken: it cannot be made, or others can write it.
    """
    return user_runtime("wasm")


@contextmanager
def kept(path: Path, port: int) -> Iterator[str]:
    """Keep the file of a server during the block; yield its token.

    Args:
        path: the folder of these files.
        port: where the server listens for commands.
    """
    token = secrets.token_urlsafe(32)
    file = path / f"{os.getpid()}-{secrets.token_hex(4)}.json"
    replace_file(file, msgspec.json.encode(Announced(port=port, token=token)), 0o600)
    try:
        yield token
    finally:
        file.unlink(missing_ok=True)


def understood(line: bytes, token: str) -> Question | None:
    """Return what a line asks, or None when it is no question or its token is another."""
    try:
        question = msgspec.json.decode(line, type=Question)
    except (msgspec.DecodeError, UnicodeError):
        return None
    return question if compare_digest(question.token.encode("utf-8", "replace"), token.encode()) else None


def running_servers(path: Path) -> list[Found]:
    """Return the servers that run, the oldest first; remove the files of those that do not. Blocks."""
    found = [each for file in path.glob("*.json") if (each := _found(file)) is not None]
    return sorted(found, key=lambda each: each.running.started)


def ask(server: Found, progress: Callable[[], object] | None = None) -> bool:
    """Have a server stop, and wait until it has; return whether it did in time. Blocks."""
    try:
        with socket.create_connection(("127.0.0.1", server.announced.port), timeout=ANSWERING) as connection:
            connection.sendall(_line(Question(token=server.announced.token, do="stop")))
            until = time.monotonic() + ANSWERING
            while connection.recv(LIMIT) and time.monotonic() < until:
                if progress is not None:
                    progress()
    except TimeoutError:
        return False
    except OSError:
        return True
    return time.monotonic() < until


def _found(file: Path) -> Found | None:
    try:
        announced = msgspec.json.decode(file.read_bytes(), type=Announced)
        return Found(_info(announced), announced)
    except (OSError, msgspec.DecodeError, UnicodeError):
        with suppress(OSError):
            file.unlink(missing_ok=True)
        return None


def _info(announced: Announced) -> Running:
    """Ask a server who it is.

    Raises:
        OSError: none listens there.
        msgspec.DecodeError: it is another program that listens there by now.
    """
    with socket.create_connection(("127.0.0.1", announced.port), timeout=ANSWERING) as connection:
        connection.sendall(_line(Question(token=announced.token, do="info")))
        return msgspec.json.decode(connection.makefile("rb").readline(LIMIT), type=Running)


def _line(question: Question) -> bytes:
    return msgspec.json.encode(question) + b"\n"
