"""Classes are made of parts they hold: none stands on a tower of others of ours."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (ROOT / "oro_framework", *sorted(ROOT.glob("plugins/*/oro_*/")))
HIGHEST = 3
"""A class and the two below it; what the standard library and other packages bring is not counted."""
HIGHEST_ERROR = 4
"""An error stands on the kinds of `oro_framework.errors`, which say how it is answered."""


@cache
def modules() -> Mapping[str, ast.Module]:
    """Return the parsed modules of every package by their names, read when the first test asks."""
    return dict(_parsed())


def _parsed() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in package.rglob("*.py"):
            parts = path.relative_to(package.parent).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), ast.parse(path.read_bytes())


def imported(tree: ast.Module) -> Mapping[str, str]:
    """Return the full name of each name that a module imports from another."""
    found = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {name.asname or name.name: f"{node.module}.{name.name}" for node in found for name in node.names}


def plain(base: ast.expr) -> str:
    """Return the name of a base class without what stands in brackets behind it."""
    return ast.unparse(base.value if isinstance(base, ast.Subscript) else base)


@cache
def bases() -> Mapping[str, tuple[str, ...]]:
    """Return the full names of every class's bases; a name that is imported stands for what it is imported from."""
    found: dict[str, tuple[str, ...]] = {}
    for module, tree in modules().items():
        names = imported(tree)
        found |= {f"{module}.{name}": (full,) for name, full in names.items()}
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        for node in classes:
            found[f"{module}.{node.name}"] = tuple(
                names.get(plain(base), f"{module}.{plain(base)}") for base in node.bases
            )
    return found


@cache
def classes() -> frozenset[str]:
    """Return the full names of every class."""
    trees = modules().items()
    return frozenset(
        f"{name}.{node.name}" for name, tree in trees for node in tree.body if isinstance(node, ast.ClassDef)
    )


def height(name: str) -> int:
    below = max((height(base) for base in bases().get(name, ())), default=0)
    return below + (name in classes())


def is_error(name: str) -> bool:
    return name == "oro_framework.errors.OroError" or any(is_error(base) for base in bases().get(name, ()))


def test_names_lead_to_classes() -> None:
    assert height("oro_framework.errors.InvalidArgument") == 3
    assert is_error("oro_framework.errors.InvalidArgument")
    assert not is_error("oro_udp.service.UDP")
    assert height("oro_udp.service.UDP") == 2


@pytest.mark.parametrize("package", [package.name for package in PACKAGES])
def test_no_class_is_a_tower(package: str) -> None:
    mine = [name for name in classes() if name.startswith(f"{package}.")]
    towers = {name: height(name) for name in mine if height(name) > (HIGHEST_ERROR if is_error(name) else HIGHEST)}
    assert not towers
