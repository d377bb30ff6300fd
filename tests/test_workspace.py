"""What the parts of the workspace say of each other is true."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLUGINS = sorted(path.parent.name for path in ROOT.glob("plugins/*/pyproject.toml"))
LEFT_OUT = {"oro-ai"}
"""Too slow to compile for everyone who says `all`."""


def project(path: str) -> dict[str, Any]:
    """Return the table [project] of a distribution."""
    table: dict[str, Any] = tomllib.loads((ROOT / path / "pyproject.toml").read_text())["project"]
    return table


def test_all_names_every_plugin() -> None:
    named = set(project(".")["optional-dependencies"]["all"])
    forgotten = set(PLUGINS) - LEFT_OUT - named
    assert not forgotten, "name them in the extra `all` of pyproject.toml"


def test_all_needs_no_compiler() -> None:
    extras = project(".")["optional-dependencies"]
    assert "oro-framework[qt]" in extras["all"]
    assert not any("PyGObject" in requirement for name in ("all", "qt", "desktop") for requirement in extras[name])


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_has_one_version_license_and_range_of_interpreters_with_the_framework(plugin: str) -> None:
    ours, framework = project(f"plugins/{plugin}"), project(".")
    assert ours["name"] == plugin
    for key in ("version", "license", "requires-python", "authors"):
        assert ours[key] == framework[key], key
    assert ours["entry-points"]["oro"]


def test_constraints_are_names_and_versions_and_nothing_else() -> None:
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert lines == sorted(lines, key=str.casefold)
    for line in lines:
        name, version = line.split("==")
        assert name.replace("-", "").replace("_", "").replace(".", "").isalnum(), line
        assert version.replace(".", "").isalnum(), line
