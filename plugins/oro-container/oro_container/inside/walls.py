"""The walls of a container beside its namespaces: those of all of it, and those of each program."""

from __future__ import annotations

import os
import socket
from typing import Any

from oro_container.inside import capabilities, landlock
from oro_container.inside.landlock import Access
from oro_container.inside.seccomp import filters, listeners
from oro_container.inside.shared.setup import Setup

__all__ = ("ProgramWalls", "restrict_container", "restrict_shared")

_TRUNCATE_SINCE = 3
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


def restrict_shared(setup: Setup) -> None:
    """Do the same where the container shares the machine's files; terminals are opened by what is restricted here.

    Raises:
        OSError: it could not be restricted.
    """
    capabilities.bound()
    if setup.confined:
        terminals: dict[str, Access] = dict.fromkeys(("/dev/ptmx", "/dev/pts"), "write")
        landlock.restrict({**setup.paths, **terminals, setup.run: "write"})


class ProgramWalls:
    """The walls of each program.

    Args:
        connect: whether its connections are told of, as some may go out.
        setup: what the container is, where it shares the machine.
    """

    def __init__(self, connect: bool, setup: Setup | None = None) -> None:
        self._setup = setup
        if setup is None:
            self._filter = filters.build(filters.NAMESPACES_SOCKETS, ("listen", "connect") if connect else ("listen",))
            return
        truncates = not setup.confined or landlock.version() >= _TRUNCATE_SINCE
        self._filter = filters.build(filters.SHARED_SOCKETS, filters.SHARED_TOLD, shared=True, truncates=truncates)

    def prefixed(self, path: str) -> str:
        """Return where on this machine a path is that only containers have."""
        return path if self._setup is None else self._setup.root + path

    def put_on(self, link: socket.socket, *, terminal: bool = False) -> None:
        """Give up every right, and put the filter on this process; nothing of it can be taken off.

        Args:
            link: where the listener of the filter is sent.
            terminal: whether its standard input is a terminal, which it may open again.

        Raises:
            OSError: it could not be put on.
        """
        capabilities.drop()
        if self._setup is not None and self._setup.confined:
            own: dict[str, Access] = {os.ttyname(0): "write"} if terminal else {}
            # Signals end at the walls of the container, not at those of each of its programs.
            landlock.restrict({**self._setup.paths, **own}, scopes=False)
        listener = listeners.install(self._filter)
        assert listener is not None
        listeners.send_listener(link, listener)
