"""The messages about instances between an app and a runner."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from oro_wasm.components.wit import Function
from oro_wasm.guests.outcome import Trap
from oro_wasm.guests.start import Grants, Limits

__all__ = ("ExportType", "Invoke", "Open", "Opened", "Returned", "Stopped")


class Open(Struct, frozen=True, tag=True, kw_only=True):
    """Make the instance that later calls go to, in place of one that is there."""

    path: str
    digest: str = ""
    """The SHA-256 of that file's bytes; found out when empty."""
    functions: tuple[tuple[str, Function], ...] | None = None
    """Those of a component that are called, each with the name of its interface, empty for a function of the world;
    None for all that a module or a component exports, which are then called by their names."""
    name: str = ""
    """The first of its arguments; the name of its file when empty."""
    args: tuple[str, ...] = ()
    grants: Grants = Grants()
    limits: Limits = Limits()


class ExportType(Struct, frozen=True):
    """The name of an exported function, and its types: those of modules, such as `i32`, or those of WIT."""

    name: str
    params: tuple[str, ...]
    results: tuple[str, ...]


class Opened(Struct, frozen=True, tag=True):
    """The instance is there."""

    exports: tuple[ExportType, ...] = ()
    """Its functions, where all may be called."""


class Invoke(Struct, frozen=True, tag=True):
    """Call a function of the instance."""

    function: int | str
    """Its place among those of `Open`, or its name."""
    values: tuple[Any, ...]
    fresh: bool = False
    """Make a new instance first."""
    json: bool = False
    """Answer with a list of results as they are in JSON."""


class Returned(Struct, frozen=True, tag=True):
    """The result of a function: None where it returns nothing, several of a module as a list."""

    value: Any = None
    types: tuple[str, ...] = ()
    """Those of its results, where JSON was asked for."""


class Stopped(Struct, frozen=True, tag=True):
    """A function could not go on; its instance is gone."""

    trap: Trap
    exit: int | None = None
    """The exit code, where the guest exited."""
