"""The description of a guest: its code, its grants and its limits."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

__all__ = ("Directory", "Grants", "Limits", "Start")


class Directory(Struct, frozen=True, kw_only=True):
    """A folder of the machine that a guest sees under a name of its own."""

    host: str
    """Its absolute path."""
    guest: str
    writable: bool = False


class Grants(Struct, frozen=True, kw_only=True):
    """The parts of the machine a guest reaches; without any it computes, reads its input and writes its output."""

    directories: tuple[Directory, ...] = ()
    env: dict[str, str] = {}
    clocks: bool = True
    random: bool = True
    network: bool = False
    """Connect, listen and resolve names; components only, for preview 1 has no sockets."""


class Limits(Struct, frozen=True, kw_only=True):
    """The limits of a guest; None stands for no limit."""

    memory: int = 1 << 32
    """Bytes of each memory."""
    table: int = 10_000_000
    """Elements of each table."""
    fuel: int | None = None
    """Instructions, as the engine counts them."""
    timeout: float | None = None
    """Seconds from its start."""


class Start(Struct, frozen=True, kw_only=True):
    """A guest to run to its end."""

    path: str
    """The file of its code, absolute."""
    digest: str = ""
    """The SHA-256 of that file's bytes; found out when empty."""
    name: str = ""
    """The first argument of a program; the name of its file when empty."""
    args: tuple[Any, ...] = ()
    """The program's arguments; its name comes before them by itself. Of a function, its parameters."""
    texts: bool = False
    """The parameters are texts of a command line, such as `[1, 2]` for a list of a component."""
    function: str = ""
    """The export to call; empty for the program's own start."""
    grants: Grants = Grants()
    limits: Limits = Limits()
