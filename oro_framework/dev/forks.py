"""Processes of an app that follow each other under `oro dev`, forked from one that has imported what they need.

    oro dev ──fork──→ first process of the app ── its code changes: it says so and ends
       │  imports what that process had imported, but for the app and the engine
       └──fork──→ second process: only the app and the engine are to begin

The first process starts before anything is imported, so that it does not wait. Where processes cannot be forked, or
this one has threads, the process replaces itself by a new one instead.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from oro_framework.dev.generations import HANDED, Generation, flush
from oro_framework.dev.preloadable import preloadable

__all__ = ("first_generation",)

PASSED_ON = ("SIGINT", "SIGTERM", "SIGHUP")
HEARD = (*PASSED_ON, "SIGCHLD", "SIGUSR1")
"""Signals for the process that forks: SIGUSR1 says that the other has told its imports."""
_PR_SET_PDEATHSIG = 1


class _Forked(Generation):
    """A process that was forked.

    Args:
        channel: the file descriptor to the process it was forked from.
    """

    def __init__(self, before: str, channel: int) -> None:
        super().__init__(before)
        self._channel = channel

    def tell_imports(self, app: Path) -> None:
        self._write({"modules": preloadable(app)})
        os.kill(os.getppid(), signal.SIGUSR1)

    def replace(self, text: str) -> NoReturn:
        self._write({"again": text})
        flush()
        os._exit(0)

    def _write(self, message: object) -> None:
        with suppress(OSError):  # the other process is gone, and this one ends, too
            os.write(self._channel, json.dumps(message).encode() + b"\n")


def first_generation() -> Generation:
    """Begin the first process of an app; return in it, and in each that follows it."""
    return _forked() if _can_fork() else Generation(os.environ.pop(HANDED, ""))


def _can_fork() -> bool:
    """Return whether this process is a whole command on Linux, without threads."""
    own = sys.stdout is sys.__stdout__ and sys.stderr is sys.__stderr__
    return sys.platform == "linux" and own and len(os.listdir("/proc/self/task")) == 1


def _forked() -> Generation:
    """Fork one process after another as they ask for it; return in each of them, end with the last in this one."""
    before, parent = "", os.getpid()
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, _signals(HEARD))
    while True:
        reader, writer = os.pipe()
        flush()
        if not (child := os.fork()):
            os.close(reader)
            _end_with(parent)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            return _Forked(before, writer)
        os.close(writer)
        os.set_blocking(reader, False)
        code, again = _followed(child, reader)
        os.close(reader)
        if again is None:
            os._exit(code)
        before = again


def _followed(child: int, reader: int) -> tuple[int, str | None]:
    """Wait for the end of a process; return its exit code, and what it hands over if it wants another."""
    again: str | None = None
    waiting, passed_on = b"", _signals(PASSED_ON)
    while True:
        heard = signal.sigwaitinfo(_signals(HEARD))
        if heard.si_signo in passed_on and heard.si_code <= 0:  # a terminal tells every process by itself
            os.kill(child, heard.si_signo)
        ended, status = os.waitpid(child, os.WNOHANG)
        *lines, waiting = (waiting + _read(reader)).split(b"\n")
        for line in lines:
            message = json.loads(line)
            again = message.get("again", again)
            _import(message.get("modules", ()))
        if ended:
            code = os.waitstatus_to_exitcode(status)
            return (128 - code if code < 0 else code), again


def _signals(named: Sequence[str]) -> set[int]:
    return {int(getattr(signal, name)) for name in named}


def _read(reader: int) -> bytes:
    found = b""
    with suppress(BlockingIOError):
        while piece := os.read(reader, 1 << 16):
            found += piece
    return found


def _import(names: list[str]) -> None:
    """Import modules for the next process; one that cannot be imported here is imported there."""
    for name in names:
        if name not in sys.modules:
            with suppress(Exception):
                importlib.import_module(name)


def _end_with(parent: int) -> None:
    """Have this process end in order when the one it was forked from is killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
