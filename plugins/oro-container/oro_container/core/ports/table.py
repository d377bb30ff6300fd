"""`PortTable`: the ports of one container. Each container has its own, so two may both have 3000."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ("EPHEMERAL", "LAST", "PortEvent", "PortTable", "PortTaken")

EPHEMERAL = range(49152, 65536)
"""Given to those who ask for port 0."""
LAST = 65535


class PortTaken(Exception):
    """Another process listens there."""


@dataclass(frozen=True, slots=True)
class PortEvent:
    """A port was opened or closed."""

    kind: Literal["open", "close"]
    port: int
    url: str
    """Where its server answers."""


class PortTable:
    """The ports of one container.

    Args:
        told: told of each port that is opened or closed.
        url: makes the address of a port's server.
    """

    def __init__(self, told: Callable[[PortEvent], None], url: Callable[[int], str]) -> None:
        self._told = told
        self._url = url
        self._owners: dict[int, int] = {}
        self._next = 0

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Yield each port with its owner."""
        return iter(sorted(self._owners.items()))

    def listen(self, port: int, pid: int) -> int:
        """Open a port for a process, and return it; 0 is any that is free.

        Raises:
            PortTaken: another process listens there, or none is free.
            ValueError: there is no such port.
        """
        if not 0 <= port <= LAST:
            raise ValueError(f"Cannot listen on port {port}: ports are 0 to {LAST}")
        chosen = port or self._free()
        if chosen in self._owners:
            raise PortTaken(f"Cannot listen on port {chosen}: process {self._owners[chosen]} does")
        self._owners[chosen] = pid
        self._told(PortEvent("open", chosen, self._url(chosen)))
        return chosen

    def close(self, port: int, pid: int | None = None) -> bool:
        """Close a port; return whether it was open, and the process's own where one is named."""
        owner = self._owners.get(port)
        if owner is None or (pid is not None and owner != pid):
            return False
        del self._owners[port]
        self._told(PortEvent("close", port, self._url(port)))
        return True

    def close_all(self, pid: int) -> None:
        """Close the ports of a process."""
        for port in self.of(pid):
            self.close(port)

    def owner(self, port: int) -> int | None:
        """Return the process that listens on a port, or None."""
        return self._owners.get(port)

    def of(self, pid: int) -> list[int]:
        """Return the ports of a process."""
        return sorted(port for port, owner in self._owners.items() if owner == pid)

    def _free(self) -> int:
        for _ in EPHEMERAL:
            port = EPHEMERAL[self._next % len(EPHEMERAL)]
            self._next += 1
            if port not in self._owners:
                return port
        raise PortTaken("Cannot listen on any port: none is free; close some")
