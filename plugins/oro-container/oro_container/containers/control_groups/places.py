"""Places of control groups: the folder of the group that a process is in, for each controller."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal, get_args

__all__ = ("CONTROLLERS", "LEAF", "Controller", "Place", "mounts", "own_places", "usable")

Controller = Literal["cpu", "memory", "pids"]
CONTROLLERS: tuple[Controller, ...] = get_args(Controller)
LEAF = "oro-host"
"""The name of a group into which processes were moved so that the one above can have groups of containers."""


@dataclass(frozen=True, slots=True)
class Place:
    """A group, below which those of containers are made."""

    folder: Path
    version: Literal[1, 2]


@dataclass(frozen=True, slots=True)
class _Mount:
    """A file system of groups."""

    folder: Path
    root: PurePosixPath
    """The group that is there."""
    version: Literal[1, 2]
    controllers: frozenset[str]
    """Of version 1."""


def own_places(system: Path, process: int | Literal["self"] = "self") -> dict[Controller, Place]:
    """Return the group that a process is in, or was before it was moved into a leaf, by each controller there is.

    Args:
        system: the root of the machine.
        process: its number.
    """
    groups = dict(_groups(system / f"proc/{process}/cgroup"))
    found: dict[Controller, Place] = {}
    for mount in sorted(_mounts(system), key=lambda each: each.version):
        for controller in CONTROLLERS:
            of = controller if mount.version == 1 else ""
            if controller in found or of not in groups or (of and of not in mount.controllers):
                continue
            with suppress(ValueError):
                folder = mount.folder / PurePosixPath(groups[of]).relative_to(mount.root)
                found[controller] = Place(folder.parent if folder.name == LEAF else folder, mount.version)
    return found


def usable(places: Mapping[Controller, Place]) -> dict[Controller, Place]:
    """Return the places below which this user may make groups that limit."""
    return {controller: place for controller, place in places.items() if _can_limit(controller, place)}


def mounts(system: Path) -> list[Path]:
    """Return where control groups are mounted."""
    return [each.folder for each in _mounts(system)]


def _can_limit(controller: Controller, place: Place) -> bool:
    if not os.access(place.folder, os.W_OK):
        return False
    if place.version == 1:
        return True
    # With version 2, groups below have only what is handed down.
    with suppress(OSError):
        return controller in (place.folder / "cgroup.subtree_control").read_text().split()
    return False


def _groups(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each controller of version 1 with the group of it, and that of version 2 without a name."""
    for line in _lines(path):
        _, controllers, group = line.split(":", 2)
        for controller in controllers.split(","):
            yield controller, group


def _mounts(system: Path) -> Iterator[_Mount]:
    for line in _lines(system / "proc/self/mountinfo"):
        before, _, after = line.partition(" - ")
        words, kind = before.split(), after.split(" ", 2)
        if len(kind) == 3 and kind[0] in ("cgroup", "cgroup2"):
            folder, root = system / words[4].lstrip("/"), PurePosixPath(words[3])
            yield _Mount(folder, root, 1 if kind[0] == "cgroup" else 2, frozenset(kind[2].split(",")))


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
