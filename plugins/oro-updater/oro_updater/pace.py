"""`Pace`: the speed at which an answer comes."""

from __future__ import annotations

import time

from oro_updater.errors import UpdateUnreachable

__all__ = ("Pace",)


class Pace:
    """See the module.

    Args:
        speed: bytes per second that have to come.
        window: seconds over which they are counted.
    """

    def __init__(self, speed: float, window: float) -> None:
        self._speed = speed
        self._window = window
        self._since = time.monotonic()
        self._got = 0

    def add(self, size: int) -> None:
        """Count bytes.

        Raises:
            UpdateUnreachable: too few came in the last window.
        """
        self._got += size
        passed = time.monotonic() - self._since
        if passed < self._window:
            return
        if self._got < self._speed * passed:
            speed = self._got / passed
            raise UpdateUnreachable(f"Cannot update: the server sends too slowly ({speed:.0f} bytes a second)")
        self._since, self._got = time.monotonic(), 0
