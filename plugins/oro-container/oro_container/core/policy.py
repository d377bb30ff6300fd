"""`Policy`, what a container may do; a caller can narrow one, never widen it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ("LEVELS", "Folder", "Level", "Policy")

Level = Literal["namespaces", "landlock", "node-permission", "none"]
LEVELS: tuple[Level, ...] = ("namespaces", "landlock", "node-permission", "none")
"""The levels of walls, the strongest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder of the machine that a container sees."""

    host: str
    """Its absolute path on the machine."""
    guest: str
    """Its absolute path in the container."""
    writable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a container may do. The default is a container without network and folders of the machine."""

    env: tuple[str, ...] = ()
    """Names of the app's own variables that its programs get."""
    folders: tuple[Folder, ...] = ()
    programs: tuple[str, ...] = ()
    """Programs of the machine, by name or absolute path, beside those every container has."""
    hosts: tuple[str, ...] = ()
    """Where its programs may connect to: `name`, `name:port`, `*.domain`, `*`; without a port, 80 and 443."""
    listen: bool = True
    """Whether its programs may listen."""
    scripts: bool = False
    """Whether packages may run scripts while they are installed."""
    processes: int = 512
    """Processes at once."""
    memory: int | None = None
    """Bytes of memory for each process; None is unlimited."""
    cpu_seconds: int | None = None
    """Processor seconds for each process."""
    seconds: float | None = None
    """Seconds until the container ends."""
    disk: int | None = None
    """Bytes of its files."""
    files: int | None = None
    """Files and folders it may have."""
    level: Level = "none"
    """The weakest level of walls with which it boots."""
