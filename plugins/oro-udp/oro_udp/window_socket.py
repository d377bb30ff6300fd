"""A socket as a window holds it."""

from __future__ import annotations

import socket
from typing import Literal

from oro_framework.types import Window
from oro_udp.outlet import Outlet
from oro_udp.receiver import Receiver
from oro_udp.sock import Socket

__all__ = ("WindowSocket",)


class WindowSocket:
    """A socket, the window that holds it, and how its datagrams reach the page."""

    def __init__(self, socket: Socket, window: Window | None) -> None:
        self.socket = socket
        self.window = window
        self.outlet: Outlet | None = None
        self.receiver: Receiver | None = None
        self.receiving = False
        """Whether the page wants datagrams; a suspended socket that receives has no receiver."""
        self.sending = 0
        """How many datagrams wait for the kernel to take them."""

    @property
    def id(self) -> str:
        """The id by which the window knows the socket."""
        return self.socket.id

    @property
    def family(self) -> Literal[4, 6]:
        """The only family of addresses the socket can use."""
        return 6 if self.socket.family == socket.AF_INET6 else 4

    def stop(self) -> None:
        """Take no more datagrams from the descriptor."""
        if self.receiver is not None:
            self.receiver.stop()
            self.receiver = None
