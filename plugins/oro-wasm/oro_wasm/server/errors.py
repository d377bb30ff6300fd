"""Errors of the development server.

OroError
├── NothingToShow      a path is no project, module or site                           400
├── NoSuchServer       no server runs of that folder or port                          404
├── PortTaken          another program listens on a port                              503
├── NotServed          a path of a request is outside what is served, or not there    404
└── NotReadable        the parts of a module that decide what it keeps are damaged    400
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from oro_framework.errors import Busy, InvalidArgument, NotFound, UsageError

__all__ = ("NoSuchServer", "NotReadable", "NotServed", "NothingToShow", "PortTaken")


class NothingToShow(UsageError):
    """A path is no project, module or site."""

    def __init__(self, path: Path, why: str, next_step: str) -> None:
        super().__init__(f'Cannot run "{path}": {why}; {next_step}')


class NoSuchServer(NotFound):
    """No server runs of that folder or port."""

    def __init__(self, asked: str, there: Sequence[str]) -> None:
        hint = f"; there are {', '.join(there)}" if there else "; no server runs"
        super().__init__(f'Cannot stop "{asked}": no development server has that folder or port{hint}')


class PortTaken(Busy):
    """Another program listens on a port."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f'Cannot serve at port "{port}": another program listens there; '
            "end it (`oro wasm stop --list` shows development servers), or choose another with --port"
        )


class NotServed(NotFound):
    """A path of a request is outside what is served, or not there."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f'Cannot serve "{path[:200]}": {why}')


class NotReadable(InvalidArgument):
    """A module cannot be taken apart."""

    def __init__(self, why: str) -> None:
        super().__init__(f"Cannot read the module: {why}")
