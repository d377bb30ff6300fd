"""Errors of containers: each says what happened, to which, why, and what to do.

OroError
├── BadImage           a folder or archive is no image                               400
├── NoSuchContainer    the window has no container of that id                        404
├── NoSuchImage        no image has that name                                        404
├── NoSuchProcess      the container has no process of that number                   404
├── NoSuchWatch        the container has no watch of that id                         404
├── TornDown           the container has ended                                       410
├── CannotBoot         this machine cannot make the container that is asked for      501
├── CannotFetch        a registry does not give a package                            500
├── NotInStore         a package must not be fetched, and was not before             404
├── ScriptFailed       a script of a package ended with another status than 0        500
└── ProgramNotFound    the container has no program of that name                     404
"""

from __future__ import annotations

from collections.abc import Iterable

from oro_framework.errors import Broken, Closed, NotFound, Unsupported, UsageError
from oro_framework.suggestions import did_you_mean, nearest

__all__ = (
    "BadImage",
    "CannotBoot",
    "CannotFetch",
    "NoSuchContainer",
    "NoSuchImage",
    "NoSuchProcess",
    "NoSuchWatch",
    "NotInStore",
    "ProgramNotFound",
    "ScriptFailed",
    "TornDown",
)


class BadImage(UsageError):
    """A folder or archive is no image."""


class CannotBoot(Unsupported):
    """This machine cannot make the container that is asked for."""


class CannotFetch(Broken):
    """A registry does not give a package."""

    def __init__(self, what: str, url: str, why: str) -> None:
        super().__init__(f"Cannot fetch {what[:300]} from {url[:500]}: {why}")


class NotInStore(NotFound):
    """A package must not be fetched, and was not before."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Cannot install offline: the {what[:300]} is not in the store; install it once with the network",
        )


class NoSuchContainer(NotFound):
    """The window has no container of that id."""

    def __init__(self, id: str) -> None:
        super().__init__(f'Cannot use container "{id[:80]}": there is none of that id, or it was torn down', id=id)


class NoSuchImage(NotFound):
    """No image has that name."""

    def __init__(self, name: str, known: Iterable[str] = ()) -> None:
        there = sorted(set(known))
        meant = did_you_mean(nearest(name, there), f"there are {', '.join(there)}" if there else "none is kept")
        super().__init__(f'Cannot find image "{name[:200]}": {meant}', name=name[:200])


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

    def __init__(self, name: str, why: str = "") -> None:
        missing = "the container has no program of that name; `programs` of its policy grants one of this machine"
        super().__init__(f'Cannot start "{name[:200]}": {why or missing}')


class ScriptFailed(Broken):
    """A script of a package ended with another status than 0."""

    def __init__(self, package: str, event: str, command: str, status: int) -> None:
        super().__init__(
            f'Cannot install "{package[:200]}": its script {event} (`{command[:300]}`) ended with status {status}',
            status=status,
        )
