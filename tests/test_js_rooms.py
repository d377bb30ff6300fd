"""The rooms of js-api stand on each other in one order, and no module's imports lead back to it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "js-api" / "src"
ORDER = tuple(json.loads((SOURCE / "rooms.json").read_text("utf-8")))
"""A room imports from itself and those before it."""
FOLDERS = {"js-api": SOURCE} | {path.parent.name: path for path in sorted(ROOT.glob("plugins/*/oro_*/js"))}
PLUGINS: Mapping[tuple[str, str], str] = {
    ("oro_conduit", "conduit"): "wire lines panel",
    ("oro_fs", "fs"): "arguments operations streams web functions panel",
    ("oro_node", "crypto"): "base keys certificate signatures agreement cipher webcrypto",
    ("oro_node", "http"): "messages client server",
    ("oro_sw", "service-worker"): "shared bodies documents scope",
    ("oro_tls", "net"): "arguments addresses sockets servers",
}
"""Rooms of large modules of plugins, in the same order; the module's other files stand beside them."""
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMPORT = re.compile(r"""^(?:import|export)\s(?:[^'"`;]*?\bfrom\s*)?['"](\.[^'"]+)['"]""", re.MULTILINE)


def modules(folder: Path) -> Mapping[str, str]:
    """Return the text of every module of a folder that people wrote, by path."""
    made = {folder / "internal" / "bundle", folder / "internal" / "vendor"}
    paths = [path for path in sorted(folder.rglob("*.js")) if made.isdisjoint(path.parents)]
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}


def imports(folder: Path) -> Mapping[str, list[str]]:
    """Return what each module of a folder imports from it as it is loaded."""
    texts = modules(folder)
    return {
        path: [other for other in _relative(path, text) if other in texts and other != path]
        for path, text in texts.items()
    }


def _relative(path: str, text: str) -> Iterator[str]:
    for target in _IMPORT.findall(_COMMENT.sub("", text)):
        yield os.path.normpath(os.path.join(os.path.dirname(path), target)).replace(os.sep, "/")


def circle(known: Mapping[str, list[str]]) -> list[str]:
    """Return modules that import each other, the first of them again at the end; none where there are none."""
    done: set[str] = set()

    def below(module: str, way: list[str]) -> list[str]:
        if module in way:
            return [*way[way.index(module) :], module]
        if module in done:
            return []
        found = next((found for other in known[module] if (found := below(other, [*way, module]))), [])
        done.add(module)
        return found

    return next((found for module in known if (found := below(module, []))), [])


def test_every_module_stands_in_a_room() -> None:
    assert {path.partition("/")[0] for path in modules(SOURCE)} == set(ORDER)


def test_a_room_imports_from_those_before_it() -> None:
    room = {path: ORDER.index(path.partition("/")[0]) for path in modules(SOURCE)}
    known = imports(SOURCE)
    upward = [(path, other) for path, others in known.items() for other in others if room[other] > room[path]]
    assert sum(map(len, known.values())) > len(room)
    assert upward == []


@pytest.mark.parametrize(("owner", "module"), PLUGINS)
def test_a_room_of_a_plugin_imports_from_those_before_it(owner: str, module: str) -> None:
    order = PLUGINS[owner, module].split()
    known = imports(FOLDERS[owner])
    within = [path for path in known if path.startswith(f"{module}/") and path.count("/") > 1]
    room = {path: order.index(path.split("/")[1]) for path in within}
    upward = [(path, other) for path in room for other in known[path] if room.get(other, -1) > room[path]]
    assert set(room.values()) == set(range(len(order)))
    assert upward == []


@pytest.mark.parametrize("owner", FOLDERS)
def test_no_imports_lead_in_a_circle(owner: str) -> None:
    assert circle(imports(FOLDERS[owner])) == []


def test_a_circle_is_found() -> None:
    assert circle({"a": ["b"], "b": ["c", "d"], "c": [], "d": ["b"]}) == ["b", "d", "b"]


def test_the_types_of_every_room_are_found() -> None:
    paths = json.loads((SOURCE.parent / "tsconfig.json").read_text("utf-8"))["compilerOptions"]["paths"]
    prefixes = json.loads((SOURCE / "rooms.json").read_text("utf-8"))
    rooms = [room for room, prefix in prefixes.items() if not prefix]
    assert {f"./src/{room}/*" for room in rooms} <= set(paths["oro:*"])
    assert {f"./src/{room}/internal/*" for room in rooms} <= set(paths["oro:internal/*"])
