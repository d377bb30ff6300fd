"""`Policy`, what a container may do; a caller can narrow one, never widen it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from oro_container.core.hosts import covers

__all__ = ("LEVELS", "Folder", "Level", "Narrowing", "Policy", "Widened")

Number = TypeVar("Number", int, float)
Level = Literal["namespaces", "landlock", "node-permission", "none"]
LEVELS: tuple[Level, ...] = ("namespaces", "landlock", "node-permission", "none")
"""The levels of walls, the strongest first."""


class Widened(ValueError):
    """A caller asks for more than a policy grants; `member` is its name, `asked` what is too much."""

    def __init__(self, member: str, asked: str) -> None:
        super().__init__(f'{member} does not grant "{asked}"')
        self.member = member
        self.asked = asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder of the machine that a container sees."""

    host: str
    """Its absolute path on the machine."""
    guest: str
    """Its absolute path in the container."""
    writable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """A caller's wishes; None is what the policy grants."""

    env: tuple[str, ...] | None = None
    folders: tuple[Folder, ...] | None = None
    programs: tuple[str, ...] | None = None
    hosts: tuple[str, ...] | None = None
    listen: bool | None = None
    packages: bool | None = None
    scripts: bool | None = None
    processes: int | None = None
    memory: int | None = None
    cpus: float | None = None
    cpu_seconds: int | None = None
    seconds: float | None = None
    disk: int | None = None
    files: int | None = None
    level: Level | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rights of a container. The default is one without network and folders of the machine."""

    env: tuple[str, ...] = ()
    """Names of the app's own variables that its programs get."""
    folders: tuple[Folder, ...] = ()
    programs: tuple[str, ...] = ()
    """Programs of the machine, by name or absolute path, beside those every container has."""
    hosts: tuple[str, ...] = ()
    """Where its programs may connect to: `name`, `name:port`, `*.domain`, `*`; without a port, 80 and 443."""
    listen: bool = True
    """Whether its programs may listen."""
    packages: bool = True
    """Whether the host installs packages from the registry that npm is set to, wherever programs may connect to."""
    scripts: bool = False
    """Whether packages may run scripts while they are installed."""
    processes: int = 512
    """Processes at once."""
    memory: int | None = None
    """Bytes of memory for all processes together, or for each where that cannot be held; None is unlimited."""
    cpus: float | None = None
    """Processors that all processes together may use, such as 1.5."""
    cpu_seconds: int | None = None
    """Processor seconds for each process."""
    seconds: float | None = None
    """Seconds until the container ends."""
    disk: int | None = None
    """Bytes of its files."""
    files: int | None = None
    """Files and folders it may have."""
    level: Level = "landlock"
    """The weakest level of walls with which it boots."""

    def narrowed(self, asked: Narrowing) -> Policy:
        """Return what a caller gets that asks for this: limits are the smaller ones, the level is the stronger one.

        Raises:
            Widened: the caller names a variable, folder, program or host, or asks for scripts or ports, that are not
                granted.
        """
        return replace(
            self,
            env=_named("env", self.env, asked.env),
            folders=_folders(self.folders, asked.folders),
            programs=_named("programs", self.programs, asked.programs),
            hosts=_hosts(self.hosts, asked.hosts),
            listen=_allowed("listen", self.listen, asked.listen),
            packages=_allowed("packages", self.packages, asked.packages),
            scripts=_allowed("scripts", self.scripts, asked.scripts),
            processes=_least(self.processes, asked.processes) or self.processes,
            memory=_least(self.memory, asked.memory),
            cpus=_least(self.cpus, asked.cpus),
            cpu_seconds=_least(self.cpu_seconds, asked.cpu_seconds),
            seconds=_least(self.seconds, asked.seconds),
            disk=_least(self.disk, asked.disk),
            files=_least(self.files, asked.files),
            level=LEVELS[min(LEVELS.index(self.level), LEVELS.index(asked.level or "none"))],
        )


def _named(member: str, granted: tuple[str, ...], asked: tuple[str, ...] | None) -> tuple[str, ...]:
    for name in asked or ():
        if name not in granted:
            raise Widened(member, name)
    return granted if asked is None else asked


def _hosts(granted: tuple[str, ...], asked: tuple[str, ...] | None) -> tuple[str, ...]:
    for host in asked or ():
        if not covers(granted, host):
            raise Widened("hosts", host)
    return granted if asked is None else asked


def _folders(granted: Iterable[Folder], asked: tuple[Folder, ...] | None) -> tuple[Folder, ...]:
    for folder in asked or ():
        if not any(_within(each, folder) for each in granted):
            raise Widened("folders", folder.host)
    return tuple(granted) if asked is None else asked


def _within(granted: Folder, asked: Folder) -> bool:
    if asked.writable and not granted.writable:
        return False
    names = asked.host.split("/")
    above = granted.host.rstrip("/").split("/")
    return names[: len(above)] == above and not {".", ".."} & set(names)


def _allowed(member: str, granted: bool, asked: bool | None) -> bool:
    if asked and not granted:
        raise Widened(member, "true")
    return granted if asked is None else asked


def _least(granted: Number | None, asked: Number | None) -> Number | None:
    given = [each for each in (granted, asked) if each is not None]
    return min(given) if given else None
