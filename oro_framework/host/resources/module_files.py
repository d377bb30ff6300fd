"""Find the files of JavaScript modules, and name them.

Rules
1. In a plugin's package, `js/NAME.js` is the module NAME; folders are part of the name (`fs/promises`).
2. The framework's own modules stand in rooms, the folders `rooms.json` lists: `node/buffer.js` is the module `buffer`.
   The list says what the names of a room's modules begin with.
3. A module of a room is served at the URL of its name, and at that of its place (`/oro/node/buffer.js`), which is what
   the relative imports of its neighbours lead to.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec
from msgspec.structs import replace

from oro_framework.types import Module

__all__ = ("framework_folder", "framework_modules", "modules_in", "name_at", "place_of")

_SKIPPED_FOLDERS = frozenset({"node_modules", "tests"})
_SKIPPED_ENDINGS = (".d.ts", ".test.js", ".test.ts")


@cache
def framework_folder() -> Path:
    """Return the folder of the framework's own modules: the built one, or a checkout's sources."""
    package = Path(__file__).resolve().parents[2]
    built = package / "js"
    return built.resolve() if built.is_dir() else package.parent / "js-api" / "src"


def framework_modules(folder: Path) -> Iterator[Module]:
    """Yield the modules of every room (rule 2).

    Raises:
        OSError: the list of rooms cannot be read.
    """
    for room, prefix in _rooms(folder).items():
        for module in modules_in(folder / room):
            yield replace(module, name=f"{prefix}{module.name}")


def modules_in(folder: Path) -> Iterator[Module]:
    """Yield what a `js` folder offers, its other files included; nothing when it is not there."""
    root = os.path.realpath(folder)
    for here, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED_FOLDERS and not name.startswith("."))
        within = here[len(root) + 1 :].replace(os.sep, "/")
        for name in sorted(files):
            if not name.startswith(".") and not name.endswith(_SKIPPED_ENDINGS):
                named = name.removesuffix(".js")
                yield Module(name=f"{within}/{named}" if within else named, path=Path(f"{here}/{name}"))


def name_at(place: str) -> str:
    """Return the name of the framework's file at a path such as `node/buffer.js`, or an empty text outside of rooms."""
    room, _, rest = place.partition("/")
    prefix = _rooms(framework_folder()).get(room)
    return "" if prefix is None else f"{prefix}{rest}"


def place_of(module: Module) -> str:
    """Return the path of a framework's module with its room, or an empty text when its name is that path."""
    folder = os.fspath(framework_folder())
    place = os.fspath(module.path).removeprefix(f"{folder}{os.sep}").replace(os.sep, "/")
    name = f"{module.name}{module.path.suffix}"
    return place if place != name and name_at(place) == name else ""


@cache
def _rooms(folder: Path) -> Mapping[str, str]:
    return msgspec.json.decode((folder / "rooms.json").read_bytes(), type=dict[str, str])
