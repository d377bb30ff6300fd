"""The parts of the machine that a guest asks for, in groups that grants are given by."""

from __future__ import annotations

from msgspec import Struct

from oro_wasm.analysis.component import Component
from oro_wasm.analysis.module import Module
from oro_wasm.analysis.preview_1 import GROUPS, MODULE
from oro_wasm.guests.start import Grants

__all__ = ("Want", "wants_of_component", "wants_of_module")

MEANINGS = {
    "arguments": "read the words behind -- on the command line",
    "standard streams": "read its input, write its output and errors",
    "files": "open, read and write files in folders it is granted",
    "environment": "read environment variables",
    "clocks": "read the time, and sleep",
    "randomness": "get random numbers",
    "network": "connect, listen and resolve names",
    "HTTP": "send HTTP requests",
    "process": "end itself with an exit code",
}
"""The actions that functions of each group allow a guest."""
FLAGS = {"files": "--dir .", "environment": "--env NAME=VALUE", "network": "--network", "HTTP": "--network"}
"""The flag that grants a group; the others are granted unless they are withheld."""
_INTERFACES = {
    "wasi:cli/environment": "environment",
    "wasi:cli/exit": "process",
    "wasi:cli/": "standard streams",
    "wasi:filesystem/": "files",
    "wasi:clocks/": "clocks",
    "wasi:random/": "randomness",
    "wasi:sockets/": "network",
    "wasi:http/": "HTTP",
}
_ARGUMENTS = "get-arguments"
_FOLDERS_ONLY = {"fd_prestat_get", "fd_prestat_dir_name", "fd_filestat_get"}
"""Functions of files that programs import to find out which folders they have, whether or not they open any file."""


class Want(Struct, frozen=True, kw_only=True):
    """A group of functions of the machine that a guest imports."""

    group: str
    """`files`, `network`, `clocks`."""
    meaning: str
    """The actions that it allows the guest."""
    functions: tuple[str, ...]
    """Those it imports."""
    granted: bool
    """Whether the grants that were given include the group."""
    flag: str = ""
    """The option that grants it; empty where it needs none."""
    likely: bool = True
    """False for a module that only asks which parts of the group are granted."""


def wants_of_module(module: Module, grants: Grants) -> tuple[Want, ...]:
    """Return what a module wants of WASI preview 1.

    Args:
        module: the module.
        grants: what it would be granted.
    """
    imported = {each.name for each in module.imports if each.module == MODULE}
    wants = []
    for group, names in GROUPS.items():
        if found := tuple(each for each in names.split() if each in imported):
            wants.append(_want(group, found, grants, likely=not _FOLDERS_ONLY.issuperset(found)))
    return tuple(each if each.group != "network" else _no_sockets(each) for each in wants)


def wants_of_component(component: Component, grants: Grants) -> tuple[Want, ...]:
    """Return what a component wants of WASI 0.2.

    Args:
        component: the component.
        grants: what it would be granted.
    """
    found: dict[str, list[str]] = {}
    for each in component.imports:
        interface = each.name.partition("@")[0]
        group = next((group for prefix, group in _INTERFACES.items() if interface.startswith(prefix)), None)
        if group is None:
            continue
        for function in each.functions or ():
            name = "arguments" if function.name == _ARGUMENTS else group
            found.setdefault(name, []).append(f"{interface}#{function.name}")
    return tuple(_want(group, tuple(found[group]), grants) for group in MEANINGS if group in found)


def _want(group: str, functions: tuple[str, ...], grants: Grants, *, likely: bool = True) -> Want:
    given = {
        "files": bool(grants.directories),
        "environment": bool(grants.env),
        "network": grants.network,
        "clocks": grants.clocks,
        "randomness": grants.random,
        "HTTP": grants.network,
    }
    return Want(
        group=group,
        meaning=MEANINGS[group],
        functions=functions,
        granted=given.get(group, True),
        flag=FLAGS.get(group, ""),
        likely=likely and group != "environment",
    )


def _no_sockets(want: Want) -> Want:
    """Return the same want as it is for modules: preview 1 has no way to open a socket."""
    return Want(group=want.group, meaning="use sockets it was started with", functions=want.functions, granted=False)
