"""The walls of a container beside its namespaces: those of all of it, and those of each program."""

from __future__ import annotations

import socket
from typing import Any

from oro_container.inside import capabilities, landlock
from oro_container.inside.landlock import Access
from oro_container.inside.seccomp import filters, listeners

__all__ = ("ProgramWalls", "restrict_container")

_WRITABLE = ("writable", "overlay", "tmpfs", "devices")


def restrict_container(mounts: list[dict[str, Any]]) -> None:
    """Keep all of the container from gaining rights, and restrict it to its files where the kernel has Landlock.

    It is one restriction for all, so that programs of the container may signal and look at each other. What the mounts
    do not let be written is not written even if a mount were changed; nothing can be mounted from here on.

    Args:
        mounts: as `make_root` takes them.

    Raises:
        OSError: it could not be restricted.
    """
    capabilities.bound()
    if not landlock.version():
        return
    writable = [each["at"] for each in mounts if any(each.get(name) for name in _WRITABLE)]
    paths: dict[str, Access] = {"/": "run", **dict.fromkeys(writable, "write")}
    landlock.restrict(paths)


class ProgramWalls:
    """The walls of each program.

    Args:
        connect: whether its connections are told of, as some may go out.
    """

    def __init__(self, connect: bool) -> None:
        self._filter = filters.build(filters.NAMESPACES_SOCKETS, ("listen", "connect") if connect else ("listen",))

    def put_on(self, link: socket.socket) -> None:
        """Give up every right, and put the filter on this process; nothing of it can be taken off.

        Args:
            link: where the listener of the filter is sent.

        Raises:
            OSError: it could not be put on.
        """
        capabilities.drop()
        listener = listeners.install(self._filter)
        assert listener is not None
        listeners.send_listener(link, listener)
