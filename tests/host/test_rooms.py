"""The rooms of the host stand on each other in one order, and no module's imports lead back to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORDER = (
    "kernel",
    "configuration",
    "requests",
    "asyncio_loop",
    "plugins",
    "trouble",
    "permissions",
    "resources",
    "npm",
    "backends",
    "schemes",
    "sessions",
    "windows",
    "downloads",
    "inner",
    "painting",
    "logs",
    "builtin",
    "root",
)
"""A room imports from those before it."""
FRAMEWORK = "oro_framework"


def modules() -> Mapping[str, Path]:
    """Return the framework's modules by name."""
    found = {}
    for path in sorted((ROOT / FRAMEWORK).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if "templates" not in parts:
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    """Yield what a module imports of the framework, in functions and for hints as well."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.module.startswith(FRAMEWORK):
            for name in node.names:
                full = f"{node.module}.{name.name}"
                yield full if full in known else node.module


MODULES = modules()


@cache
def imports() -> Mapping[str, Sequence[str]]:
    """Return what each module imports of the framework, read when the first test asks."""
    return {
        name: sorted({other for other in imported(path, MODULES) if other != name}) for name, path in MODULES.items()
    }


def room(module: str) -> str:
    """Return the room of a module of the host; empty outside."""
    parts = module.split(".")
    if parts[1:2] == ["builtin"]:
        return "builtin"
    if parts[1:2] != ["host"]:
        return ""
    return parts[2] if len(parts) > 2 and parts[2] in ORDER else "root"


def test_every_folder_of_the_host_is_in_the_order() -> None:
    folders = {path.parent.name for path in (ROOT / FRAMEWORK / "host").glob("*/__init__.py")}
    assert folders == set(ORDER) - {"inner", "builtin", "root"}


@pytest.mark.parametrize("module", [name for name in MODULES if room(name)])
def test_a_room_imports_from_those_before_it(module: str) -> None:
    there = ORDER.index(room(module))
    upward = [other for other in imports()[module] if room(other) and ORDER.index(room(other)) > there]
    assert not upward, f"{room(module)} comes before {', '.join(room(other) for other in upward)}"


def test_no_imports_lead_back() -> None:
    assert list(circles()) == []


def circles() -> Iterator[list[str]]:
    """Yield modules that import each other, by what is left when those that import nothing left are taken out."""
    left = {name: set(others) & set(MODULES) for name, others in imports().items()}
    while free := [name for name, others in left.items() if not others]:
        left = {name: others.difference(free) for name, others in left.items() if name not in free}
    if left:
        yield sorted(left)
