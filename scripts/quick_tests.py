"""A pytest plugin: `--quick` runs the tests that start no engine, no host and no program (`make quick`).

Which these are is read from the tests. A file that imports what starts one is left alone, without being imported;
of the others, tests that are marked `webview` or `slow`, or use a fixture that starts programs.
"""

from __future__ import annotations

import ast
import functools
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import settings

__all__ = ("needs_programs", "starts_programs")

PROGRAMS = (
    *("subprocess", "multiprocessing", "gi", "qtpy", "PyQt6", "PySide6", "webview", "httpx"),
    *("oro_ai", "oro_framework.cli", "oro_framework.testing"),
)
"""Modules, and packages, that start programs, run a host, need a display or compute with a model."""
EXAMPLES = 10
"""Examples that Hypothesis tries of each property; it tries 100 in a whole run."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addoption("--quick", action="store_true", help="run the tests that start no engine, no host and no program")


def pytest_configure(config: pytest.Config) -> None:
    """Try fewer examples in a quick run, and the same each time."""
    if config.getoption("quick"):
        settings.register_profile("quick", settings(), max_examples=EXAMPLES, derandomize=True, database=None)
        settings.load_profile("quick")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave files alone whose tests start programs."""
    if not config.getoption("quick") or collection_path.is_dir():
        return None
    return True if collection_path.suffix != ".py" or needs_programs(collection_path) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests that are marked, or use a fixture that starts programs."""
    if config.getoption("quick"):
        left_out = [item for item in items if _is_marked(item) or any(map(starts_programs, _fixtures(item)))]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def needs_programs(path: Path) -> bool:
    """Return whether a file imports what starts programs, at its top or in functions."""
    return any(map(_is_program, _imported(path.read_text("utf-8"))))


def _imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) and node.module is not None else []
        yield from names


def _is_program(module: str) -> bool:
    return any(f"{module}.".startswith(f"{name}.") for name in PROGRAMS)


def _is_marked(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) is not None for name in ("webview", "slow"))


def _fixtures(item: pytest.Item) -> Iterator[Callable[..., Any]]:
    info = getattr(item, "_fixtureinfo", None)
    for found in info.name2fixturedefs.values() if info is not None else ():
        yield found[-1].func


@functools.cache
def starts_programs(function: Callable[..., Any]) -> bool:
    """Return whether a fixture calls what starts programs, or wants the display that tests share."""
    code = inspect.unwrap(function).__code__
    used = (function.__globals__.get(name) for name in code.co_names)
    homes = [value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", "") for value in used]
    return "DISPLAY" in code.co_consts or any(_is_program(home) for home in homes if isinstance(home, str))
