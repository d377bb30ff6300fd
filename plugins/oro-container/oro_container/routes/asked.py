"""Requests of pages, as JSON describes them."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import asdict

from oro_container.core.policy import Folder, Level, Narrowing
from oro_container.previews.scripts import ForwardErrors

__all__ = (
    "AskedEntry",
    "AskedFolder",
    "AskedPolicy",
    "AskedProcess",
    "AskedRequest",
    "AskedSize",
    "Booting",
    "Cloning",
)

Positive = Annotated[int, Meta(gt=0)]
Cells = Annotated[int, Meta(ge=1, le=65535)]


class AskedFolder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A folder of the machine."""

    host: str
    guest: str
    writable: bool = False


class AskedPolicy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """How a page narrows the policy of its app; what is not given stays."""

    env: tuple[str, ...] | None = None
    folders: tuple[AskedFolder, ...] | None = None
    programs: tuple[str, ...] | None = None
    hosts: tuple[str, ...] | None = None
    listen: bool | None = None
    packages: bool | None = None
    scripts: bool | None = None
    processes: Positive | None = None
    memory: Positive | None = None
    cpus: Annotated[float, Meta(gt=0)] | None = None
    cpu_seconds: Positive | None = None
    seconds: Annotated[float, Meta(gt=0)] | None = None
    disk: Positive | None = None
    files: Positive | None = None
    level: Level | None = None

    def narrowing(self) -> Narrowing:
        """Return it as the core knows it."""
        folders = None if self.folders is None else tuple(Folder(**asdict(each)) for each in self.folders)
        return Narrowing(**{**asdict(self), "folders": folders})


class Booting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """A container to boot."""

    name: str = ""
    """By which its files are kept; without one they go with it."""
    workdir: str = "project"
    """The name of its working folder."""
    policy: AskedPolicy = AskedPolicy()
    image: str = ""
    """The name of an image that is kept, or that a package ships; its working folder is then the container's."""
    forward_preview_errors: ForwardErrors = False


class Cloning(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """A copy of a container."""

    name: str = ""
    """By which its files are kept; without one they go with it."""
    policy: AskedPolicy = AskedPolicy()
    """How that of the other is narrowed."""
    forward_preview_errors: ForwardErrors = False


class AskedSize(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The size of a terminal, in characters."""

    cols: Cells = 80
    rows: Cells = 24


class AskedProcess(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program to start."""

    command: str
    args: tuple[str, ...] = ()
    cwd: str = ""
    env: dict[str, str] = {}
    terminal: AskedSize | None = None
    merged: bool = True
    """Whether its error output comes with its output."""
    clear: bool = False
    """Whether it gets the least of variables beside its own."""
    discarded: tuple[Annotated[int, Meta(ge=0, le=2)], ...] = ()
    """Descriptors of which nothing is wanted."""


class AskedEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of a container's files, for the reference runtime."""

    entry: str
    args: tuple[str, ...] = ()
    port: Annotated[int, Meta(ge=0, le=65535)] = 0
    """Where it is served; 0 is any that is free."""
    env: dict[str, str] = {}


class AskedRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request for a server in the container, without its body."""

    method: str = "GET"
    path: str = "/"
    """With its query, encoded."""
    headers: tuple[tuple[str, str], ...] = ()
