"""`oro routes` shows what a page can call."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Answer

Oro = Callable[..., Answer]


def test_a_route_is_shown_with_its_parameters_and_permission(oro: Oro, app: Path) -> None:
    answer = oro("routes", "app.add", "--app", str(app))
    assert answer.code == 0
    assert [line.split() for line in answer.out.splitlines()[2:]] == [
        ["app"],
        ["app.add", "a:", "int", "sums", "Return", "the", "sum", "of", "two", "numbers"],
        ["b?:", "int"],
        [],
        ["1", "route"],
    ]


def test_a_narrow_terminal_gives_each_route_lines_of_its_own(
    oro: Oro, app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert oro("routes", "app.add", "--app", str(app)).out.splitlines() == [
        "app",
        "  app.add  permission sums",
        "      Return the sum of two numbers",
        "      a: int",
        "      b?: int",
        "",
        "1 route",
    ]


def test_json_has_types_and_defaults(oro: Oro, app: Path) -> None:
    (only,) = json.loads(oro("routes", "sums", "--app", str(app), "--json").out)
    assert only == {
        "name": "app.add",
        "plugin": "app",
        "permission": "sums",
        "parameters": [
            {"name": "a", "type": "int", "required": True},
            {"name": "b", "type": "int", "required": False, "default": 1},
        ],
        "doc": "Return the sum of two numbers. It never fails.",
    }


def test_all_routes_of_the_host_are_there_and_documented(oro: Oro) -> None:
    rows = json.loads(oro("routes", "--json").out)
    assert {"ping", "queuedResponse", "window.setTitle"} <= {row["name"] for row in rows}
    assert not [row["name"] for row in rows if not row["doc"]]


def test_no_match_is_said(oro: Oro) -> None:
    assert (
        oro("routes", "nothing-of-that-name").out
        == 'No route has "nothing-of-that-name" in its name, plugin or permission.\n'
    )
