"""Errors of containers: each says what happened, to which, why, and what to do.

OroError
├── NoSuchContainer    the window has no container of that id                        404
├── NoSuchProcess      the container has no process of that number                   404
├── NoSuchWatch        the container has no watch of that id                         404
├── TornDown           the container has ended                                       410
├── CannotBoot         this machine cannot make the container that is asked for      501
└── ProgramNotFound    the container has no program of that name                     404
"""

from __future__ import annotations

from oro_framework.errors import Closed, NotFound, Unsupported

__all__ = ("CannotBoot", "NoSuchContainer", "NoSuchProcess", "NoSuchWatch", "ProgramNotFound", "TornDown")


class CannotBoot(Unsupported):
    """This machine cannot make the container that is asked for."""


class NoSuchContainer(NotFound):
    """The window has no container of that id."""

    def __init__(self, id: str) -> None:
        super().__init__(f'Cannot use container "{id[:80]}": there is none of that id, or it was torn down', id=id)


class NoSuchProcess(NotFound):
    """The container has no process of that number."""

    def __init__(self, pid: int) -> None:
        super().__init__(f"Cannot use process {pid}: the container has none of that number", pid=pid)


class NoSuchWatch(NotFound):
    """The container has no watch of that id."""

    def __init__(self, id: str) -> None:
        super().__init__(f'Cannot use watch "{id[:80]}": there is none of that id, or it was closed', id=id)


class TornDown(Closed):
    """The container has ended."""

    def __init__(self, id: str) -> None:
        super().__init__(f'Cannot use container "{id}": it was torn down')


class ProgramNotFound(NotFound):
    """The container has no program of that name."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f'Cannot start "{name[:200]}": {why}')
