"""`Shared`, the answers to calls that programs make where they share the machine."""

from __future__ import annotations

import errno
import os
import socket

from oro_container.inside.seccomp import notifications
from oro_container.inside.seccomp.notifications import Notification
from oro_container.inside.seccomp.numbers import number
from oro_container.inside.shared.attributes import Attributes
from oro_container.inside.shared.loopback import Loopback
from oro_container.inside.shared.reach import Reach
from oro_container.inside.shared.setup import Setup
from oro_container.inside.shared.watches import Watches

__all__ = ("Shared",)


class Shared:
    """Answers them, but for those that connect and listen.

    Args:
        setup: what the container is.
    """

    def __init__(self, setup: Setup) -> None:
        self.loopback = Loopback(setup.address)
        self._reach, self._attributes, self._watches = Reach(), Attributes(setup), Watches(setup)
        self._bind = number("bind", os.uname().machine)

    def answer(self, listener: int, call: Notification) -> None:
        """Answer a call."""
        if call.call == self._bind:
            error = self.loopback.bind(listener, call)
            if error is None:
                return
        elif self._watches.decides(call.call):
            self._watches.watch(listener, call)
            return
        elif self._attributes.decides(call.call):
            error = self._attributes.decide(call)
        elif self._reach.decides(call.call):
            error = self._reach.decide(call)
        else:
            error = errno.ENOSYS
        if error is None:
            notifications.proceed(listener, call.id)
        else:
            notifications.answer(listener, call.id, error)

    def where(self, port: int) -> tuple[int, str]:
        """Return the family and the address at which programs listen on a port.

        Raises:
            OSError: ECONNREFUSED, none does.
        """
        if not self.loopback.listens(port):
            raise ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))
        return socket.AF_INET, self.loopback.address
