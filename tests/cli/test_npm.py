"""`oro npm`: which build of a package pages get, and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Answer

Oro = Callable[..., Answer]


@pytest.fixture(autouse=True)
def installed(app: Path) -> None:
    both = {"version": "1.2.3", "main": "n.js", "browser": "b.js"}
    for name, manifest in (("two", both), ("@scope/two", both), ("plain", {"main": "n.js"})):
        folder = app / "node_modules" / name
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(json.dumps(manifest))
        (folder / "n.js").write_text("exports.one = 1; exports.more = 2")
        (folder / "b.js").write_text("exports.one = 1")


def test_why_tells_the_build_the_rule_and_the_files(oro: Oro, app: Path) -> None:
    told = oro("npm", "why", "two", "--app", str(app))
    assert told.code == 0
    assert "two 1.2.3 in /node_modules/two" in told.out
    assert "node: its browser build of . does not export more" in told.out
    assert "/node_modules/two/n.js (CommonJS)" in told.out
    assert '[npm] browser = ["two"]' in told.out
    found = json.loads(oro("npm", "why", "@scope/two", "--json", "--app", str(app)).out)
    assert (found["build"], found["rule"], found["require"]) == (
        "node",
        "lacks",
        "/node_modules/@scope/two/n.js (CommonJS)",
    )
    assert found["alternatives"]["browser"]["import"] == "/node_modules/@scope/two/b.js (CommonJS)"


def test_the_configuration_decides(oro: Oro, app: Path) -> None:
    with (app / "oro.toml").open("a") as file:
        file.write('\n[npm]\nbrowser = ["two"]\nconditions."@scope/two" = ["odd", "browser"]\n')
    found = {row["name"]: row for row in json.loads(oro("npm", "list", "--json", "--app", str(app)).out)}
    assert set(found) == {"two", "@scope/two"}
    assert (found["two"]["build"], found["two"]["rule"]) == ("browser", "setting")
    assert found["two"]["require"] == "/node_modules/two/b.js (CommonJS)"
    assert found["@scope/two"]["build"] == "odd browser"


def test_the_list_counts_packages(oro: Oro, app: Path) -> None:
    told = oro("npm", "--app", str(app))
    assert told.code == 0
    assert "3 packages, 2 of them with several builds" in told.out
    everything = json.loads(oro("npm", "list", "--all", "--json", "--app", str(app)).out)
    assert [row["name"] for row in everything] == ["@scope/two", "plain", "two"]


def test_a_package_that_is_not_there_is_an_error_that_helps(oro: Oro, app: Path) -> None:
    told = oro("npm", "why", "tow", "--app", str(app))
    assert told.code == 2
    assert 'no such package is in node_modules beside the pages; did you mean "two"?' in told.err
