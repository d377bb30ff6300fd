"""Descriptions of programs made into what a supervisor starts, within the scope of the permission."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from oro_framework.errors import ErrnoError
from oro_framework.types import Host, Window
from oro_process.children.description import Start
from oro_process.errors import OutOfScope
from oro_process.program import ProgramScope, find

__all__ = ("Launch",)


@runtime_checkable
class Lender(Protocol):
    """The service that opens files for pages, as far as it is asked."""

    def lend(self, window: Window | None, number: int) -> int:
        """Return another descriptor of a file that a page of the window holds open; the caller closes it."""
        ...


class Launch:
    """Resolves a program, its environment and its files.

    Args:
        programs: the programs pages may start.
    """

    def __init__(self, host: Host, programs: ProgramScope) -> None:
        self._host = host
        self._programs = programs

    def resolved(self, asked: Start) -> Mapping[str, object]:
        """Return the order that starts a program.

        Raises:
            OSError: there is no such program or working directory.
            OutOfScope: the permission is narrowed to others.
        """
        env = {**os.environ, **asked.overlay} if asked.env is None else dict(asked.env)
        if asked.channel is not None:
            env |= {"NODE_CHANNEL_FD": str(asked.channel), "NODE_CHANNEL_SERIALIZATION_MODE": "json"}
        cwd = os.path.join(os.getcwd(), asked.cwd or "")
        if not os.path.isdir(cwd):
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        return {
            "path": self._allowed(find(asked.file, cwd, env)),
            "argv": asked.argv,
            "env": env,
            "cwd": cwd,
            "uid": asked.uid,
            "gid": asked.gid,
            "session": asked.detached,
        }

    def lent(self, window: Window | None, number: int) -> int:
        """Return a copy of a file that a page of the window holds open, from the plugin that opens files.

        Raises:
            OSError: EBADF, there is none of that number.
        """
        files: object = self._host.service("fs")
        if not isinstance(files, Lender):
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        try:
            return files.lend(window, number)
        except ErrnoError as error:
            raise OSError(error.errno, os.strerror(error.errno)) from error

    def _allowed(self, path: str) -> str:
        if not self._host.scoped("permissions_process_programs", path, self._programs.allows(path)):
            raise OutOfScope(f'Cannot start "{path}": permissions_process_programs allows only {self._programs}')
        return path
