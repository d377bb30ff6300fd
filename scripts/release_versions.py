"""The one version of all packages, in every pyproject.toml, and the frameworks that plugins of it take."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_RANGE = re.compile(r"oro-framework>=[\d.]+,<[\d.]+")
_WRITTEN = re.compile(r'^version = ".*"$', re.MULTILINE)
_NPM = re.compile(r'^(  "version": )"[^"]*"', re.MULTILINE)
_VERSION = re.compile(r"\d+\.\d+\.\d+")


def projects() -> list[Path]:
    """Return the folder of every distribution in the order of publishing: an installer needs the framework first."""
    return [ROOT, *sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))]


def npm_packages() -> list[Path]:
    """Return the folder of every package that npm has."""
    return sorted(path.parent for path in ROOT.glob("npm/*/package.json"))


def current() -> str:
    """Return the version of all packages.

    Raises:
        ValueError: they have several.
    """
    found = {folder.name: _table(folder)["version"] for folder in projects()}
    found |= {folder.name: json.loads((folder / "package.json").read_text())["version"] for folder in npm_packages()}
    if len(set(found.values())) > 1:
        raise ValueError(f"the packages have several versions: {found}")
    return str(found[ROOT.name])


def write(version: str) -> None:
    """Write a version, and the range of frameworks that it means for plugins, into every pyproject.toml.

    Raises:
        ValueError: it is no version of three numbers, or is not newer.
    """
    if not _VERSION.fullmatch(version):
        raise ValueError(f'"{version}" is no version of three numbers, such as 0.2.0')
    if _numbers(version) <= _numbers(current()):
        raise ValueError(f"{version} is not newer than {current()}")
    _write_module(version)
    for folder in npm_packages():
        path = folder / "package.json"
        path.write_text(_NPM.sub(rf'\g<1>"{version}"', path.read_text("utf-8"), count=1), "utf-8")
    for folder in projects():
        path = folder / "pyproject.toml"
        text = _WRITTEN.sub(f'version = "{version}"', path.read_text("utf-8"), count=1)
        path.write_text(_RANGE.sub(f"oro-framework{range_of(version)}", text), "utf-8")
    for path in others():
        path.write_text(_RANGE.sub(f"oro-framework{range_of(version)}", path.read_text("utf-8")), "utf-8")


def _write_module(version: str) -> None:
    path = ROOT / "oro_framework" / "__init__.py"
    path.write_text(re.sub(r'^__version__ = ".*"$', f'__version__ = "{version}"', path.read_text(), flags=re.MULTILINE))


def range_of(version: str) -> str:
    """Return the frameworks that a plugin of a version takes, `>=0.1,<0.2`."""
    major, minor, _ = _numbers(version)
    return f">={major}.{minor},<{major}.{minor + 1}"


def others() -> Iterator[Path]:
    """Yield the files besides that name the range: what `oro new` makes, and the pages that show it."""
    yield ROOT / "oro_framework" / "cli" / "templates" / "plugin" / "pyproject.toml"
    yield from (ROOT / "docs").glob("*/*.md")
    yield from (ROOT / "oro_framework" / "cli" / "plugins" / "check").glob("*.py")


def _numbers(version: str) -> tuple[int, int, int]:
    major, minor, patch = (int(each) for each in version.split("."))
    return major, minor, patch


def _table(folder: Path) -> dict[str, str]:
    table: dict[str, str] = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    return table
