"""The processes that serve a container's files to the host.

They see the container's file system, but are no processes of it: its programs neither see nor signal them.
"""

from __future__ import annotations

import os
import signal
import socket

from oro_container.inside import files, syscalls
from oro_container.inside.channel import Channel
from oro_container.inside.shared.setup import Setup

__all__ = ("FileServers",)


class FileServers:
    """Forks a process for each socket that the host hands over.

    Args:
        host: the socket to the host.
        setup: what the container is that shares the machine.
    """

    def __init__(self, host: Channel, setup: Setup | None = None) -> None:
        self._host = host
        self._setup = setup

    def run(self) -> None:
        """Serve until the host is gone; the servers end with this process."""
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while (received := self._host.receive()) is not None:
            for fd in received[1]:
                self._fork(fd)
                os.close(fd)

    def _fork(self, fd: int) -> None:
        if os.fork() == 0:
            syscalls.die_with_parent(signal.SIGKILL)
            self._host.close()
            files.serve(Channel(socket.socket(fileno=fd)), self._setup)
