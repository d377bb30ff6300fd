"""`Setup`, what the init of a container is told that shares the machine."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, NamedTuple

from oro_container.inside.landlock import Access

__all__ = ("Setup",)


class Setup(NamedTuple):
    """Where the container is on this machine."""

    address: str
    """Its own, of the machine's loopback."""
    run: str
    """The folder of the sockets on which the host answers."""
    root: str
    """The folder that stands for `/` where it has something of its own: programs and what they need."""
    writable: tuple[str, ...]
    """Folders, by their real paths, that programs may change."""
    paths: dict[str, Access]
    """Files and folders with the access that programs have, if the level holds files."""
    confined: bool
    """Whether it does."""
    connect: bool
    """Whether some connections may go out."""

    @classmethod
    def of(cls, message: dict[str, Any]) -> Setup | None:
        """Return that of a message of the host; None where the container has namespaces."""
        told = message.get("shared")
        if told is None:
            return None
        return cls(
            told["address"],
            told["run"],
            message["root"],
            tuple(told["writable"]),
            told["paths"],
            told["confined"],
            message["connect"],
        )

    @property
    def door(self) -> str:
        """The path of the socket by which programs ask the host."""
        return f"{self.run}/host.sock"

    @property
    def names(self) -> str:
        """The path of the socket on which names are answered."""
        return f"{self.run}/names.sock"

    def may_read(self, descriptor: int) -> bool:
        """Return whether what is open is something that programs are given."""
        return _is_below(descriptor, self.paths)

    def may_change(self, descriptor: int) -> bool:
        """Return whether what is open is in a folder that programs may change."""
        return _is_below(descriptor, self.writable)


def _is_below(descriptor: int, folders: Iterable[str]) -> bool:
    path = os.readlink(f"/proc/self/fd/{descriptor}")
    return any(path == each or path.startswith(f"{each}/") for each in folders)
