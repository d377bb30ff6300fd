"""The files and functions that docs/explanation/life-of-a-call.md names are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.docs.walkthrough import ROOT

PAGE = ROOT / "docs" / "explanation" / "life-of-a-call.md"
NAMED = re.compile(r"`([\w.]+)`\s+in\s+`([\w./-]+)`")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def named() -> set[tuple[str, str]]:
    """Return every function and class the page names, with its file."""
    return set(NAMED.findall(PAGE.read_text("utf-8")))


def defined(path: Path) -> set[str]:
    """Return what a file defines: functions, classes, and their methods by `Class.method`."""
    text = path.read_text("utf-8")
    if path.suffix == ".js":
        return set(re.findall(r"\b(?:function|class)\s+(\w+)", text))
    names = set()
    for node in ast.parse(text).body:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            names.add(node.name)
            inner = node.body if isinstance(node, ast.ClassDef) else []
            names |= {f"{node.name}.{each.name}" for each in inner if isinstance(each, FUNCTIONS)}
    return names


def test_the_page_names_the_way_there_and_back() -> None:
    assert len(named()) > 30


@pytest.mark.parametrize(("name", "path"), sorted(named()))
def test_a_function_is_in_the_file_the_page_says(name: str, path: str) -> None:
    assert name in defined(ROOT / path)
