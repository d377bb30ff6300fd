"""The supervisors of windows, each started when its window starts its first program."""

from __future__ import annotations

import trio

from oro_process.supervisor.supervisor import Supervisor

__all__ = ("Supervisors",)

_DETACHED = "detached"


class Supervisors:
    """Opens a supervisor for each window, and one for all detached programs.

    Args:
        grace: seconds between SIGTERM and SIGKILL at the end of a window's programs.
    """

    def __init__(self, grace: float) -> None:
        self._grace = grace
        self._open: dict[str, Supervisor] = {}
        self._opening: dict[str, trio.Lock] = {}

    async def get(self, tasks: trio.Nursery, owner: str, *, detached: bool) -> Supervisor:
        """Return the supervisor of a window's programs, by the window's id; one is started when there is none.

        Args:
            tasks: where the link to it is served.
            owner: the id of the window.
            detached: the one whose programs outlive the window.

        Raises:
            OSError: it could not be started.
            Unsupported: there is no Python to run it.
        """
        key = _DETACHED if detached else owner
        async with self._opening.setdefault(key, trio.Lock()):
            supervisor = self._open.get(key)
            if supervisor is None or supervisor.lost:
                supervisor = await Supervisor.open(None if detached else self._grace)
                self._open[key] = supervisor
                tasks.start_soon(supervisor.listen)
            return supervisor

    def pop(self, owner: str) -> Supervisor | None:
        """Take a window's supervisor out, to be closed."""
        return self._open.pop(owner, None)

    def pop_all(self) -> list[Supervisor]:
        """Take every supervisor out, to be closed."""
        going = list(self._open.values())
        self._open.clear()
        return going
