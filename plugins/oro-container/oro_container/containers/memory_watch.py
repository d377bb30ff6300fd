"""Tells when the kernel ended programs of a container because its memory was full."""

from __future__ import annotations

from collections.abc import Callable

import trio

from oro_container.containers.control_groups.control_group import ControlGroup

__all__ = ("MemoryWatch",)

_PAUSE = 1.0
"""Seconds between two looks."""


class MemoryWatch:
    """Looks whether programs were ended.

    Args:
        group: the control group of the container, where it has one.
        most: bytes of memory that its policy allows.
        tell: called with a sentence.
    """

    def __init__(self, group: ControlGroup | None, most: int | None, tell: Callable[[str], None]) -> None:
        self._group = group if most is not None and group is not None and "memory" in group.limited else None
        self._most = most
        self._tell = tell
        self._told = 0

    async def watch(self) -> None:
        """Look again and again, until this is cancelled."""
        while self._group is not None:
            self.look()
            await trio.sleep(_PAUSE)

    def look(self) -> None:
        """Tell of what was ended since the last look."""
        ended = self._group.ended() if self._group is not None else 0
        if (more := ended - self._told) > 0:
            self._told = ended
            what = "a program" if more == 1 else f"{more} programs"
            self._tell(f"The kernel ended {what}: the {self._most} bytes of memory that the policy allows were full")
