"""The modules of every engine have the same names, so that those of one lead to those of another."""

from __future__ import annotations

from pathlib import Path

import pytest

BACKENDS = Path(__file__).resolve().parents[3] / "oro_framework" / "host" / "backends"
EVERY = {"backend", "reply", "request", "view"}
"""Modules every engine has: the backend, its views, its requests and their answers."""
WHOLE = {
    "certificates",
    "clipboard",
    "downloads",
    "drops",
    "hotkeys",
    "menu",
    "permissions",
    "question",
    "schemes",
    "storage",
    "tray",
    "window",
}
"""Modules of the engines that have all capabilities."""


@pytest.mark.parametrize(
    ("engine", "names"), [("gtk", EVERY | WHOLE), ("qt", EVERY | WHOLE), ("cocoa", EVERY), ("edge", EVERY)]
)
def test_engines_have_modules_of_equal_names(engine: str, names: set[str]) -> None:
    there = {path.stem for path in (BACKENDS / engine).glob("*.py")}
    assert names <= there
