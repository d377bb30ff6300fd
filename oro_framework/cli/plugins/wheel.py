"""A wheel and the plugins in it, read without importing anything.

What the plugin declares is in its record where it has one (`oro_framework.host.plugins.record`), and in its sources:
functions marked `@hookimpl`, and permissions and settings that are written as such. A record may say less than is so.
"""

from __future__ import annotations

import ast
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from configparser import ConfigParser, Error
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

from msgspec import Struct

from oro_framework.errors import UsageError
from oro_framework.host.plugins.discovery import GROUP
from oro_framework.host.plugins.record import NAME as RECORD

__all__ = ("Wheel", "read_wheel")

NATIVE = (".so", ".pyd", ".dll", ".dylib")
LARGEST_SOURCE = 1 << 20


class Wheel(Struct, frozen=True, kw_only=True):
    """A distribution as its wheel has it."""

    path: Path
    name: str
    version: str
    summary: str
    license: str
    requires: Sequence[str]
    size: int
    """Bytes of its files when they are installed."""
    plugins: Mapping[str, str]
    """The module of each plugin, by its name."""
    permissions: Mapping[str, str]
    """The description of each permission, by its name."""
    settings: Sequence[str]
    hooks: Sequence[str]
    native: Sequence[str]
    """Libraries of machine code."""
    at_starts: Sequence[str]
    """Files that Python reads whenever it starts."""
    guessed: bool
    """Whether there is no record, so that its sources were looked through."""


def read_wheel(path: Path) -> Wheel:
    """Return what a wheel says of itself.

    Raises:
        UsageError: the file is no wheel.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(path, archive)
    except (OSError, zipfile.BadZipFile, KeyError, StopIteration, UnicodeDecodeError) as error:
        raise UsageError(f'Cannot read "{path.name}": it is no wheel ({error})') from error


def _read(path: Path, archive: zipfile.ZipFile) -> Wheel:
    names = archive.namelist()
    folder = next(name for name in names if name.endswith(".dist-info/METADATA")).rpartition("/")[0]
    headers = HeaderParser().parsestr(archive.read(f"{folder}/METADATA").decode("utf-8", "replace"))
    plugins = _plugins(archive, f"{folder}/entry_points.txt")
    records = [_json(archive, name) for name in names if name.rpartition("/")[2] == RECORD]
    sources = Sources(archive, names) if plugins else Sources(archive, ())
    recorded = {each["name"]: each.get("description", "") for found in records for each in found.get("permissions", ())}
    settings = [each["key"] for found in records for each in found.get("settings", ())]
    return Wheel(
        path=path,
        name=str(headers["Name"]),
        version=str(headers["Version"]),
        summary=str(headers["Summary"] or ""),
        license=str(headers["License-Expression"] or headers["License"] or ""),
        requires=tuple(map(str, headers.get_all("Requires-Dist") or ())),
        size=sum(each.file_size for each in archive.infolist()),
        plugins=plugins,
        permissions={**sources.permissions, **recorded},
        settings=tuple(sorted({*sources.settings, *settings})),
        hooks=tuple(sorted({*sources.hooks, *(hook for found in records for hook in found.get("hooks", ()))})),
        native=tuple(name for name in names if name.endswith(NATIVE) or ".so." in name.rpartition("/")[2]),
        at_starts=tuple(name for name in names if "/" not in name and name.endswith((".pth", "customize.py"))),
        guessed=bool(plugins) and not records,
    )


class Sources:
    """Declarations in the Python files of a wheel, as far as they can be read there."""

    def __init__(self, archive: zipfile.ZipFile, names: Sequence[str]) -> None:
        self.hooks: set[str] = set()
        self.permissions: dict[str, str] = {}
        self.settings: set[str] = set()
        for name in names:
            if name.endswith(".py") and "/templates/" not in name and archive.getinfo(name).file_size < LARGEST_SOURCE:
                self._look(archive.read(name))

    def _look(self, source: bytes) -> None:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError):
            return
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self.hooks |= set(_hooks(node))
            elif isinstance(node, ast.Call) and (called := _name(node.func)) in ("Permission", "Setting"):
                texts = _texts(node)
                if called == "Permission" and "name" in texts:
                    self.permissions.setdefault(texts["name"], texts.get("description", ""))
                elif called == "Setting" and "key" in texts:
                    self.settings.add(texts["key"])


def _hooks(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for decorator in node.decorator_list:
        call = decorator.func if isinstance(decorator, ast.Call) else decorator
        if _name(call) == "hookimpl":
            named = _texts(decorator).get("specname") if isinstance(decorator, ast.Call) else None
            yield named or node.name


def _texts(node: ast.Call) -> dict[str, str]:
    """Return the arguments of a call that are texts, the first one as `key`."""
    found = {each.arg: each.value.value for each in node.keywords if each.arg and isinstance(each.value, ast.Constant)}
    if node.args and isinstance(node.args[0], ast.Constant):
        found["key"] = node.args[0].value
    return {name: value for name, value in found.items() if isinstance(value, str)}


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _plugins(archive: zipfile.ZipFile, name: str) -> Mapping[str, str]:
    parser = ConfigParser(delimiters=("=",), interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(archive.read(name).decode("utf-8"))
        return dict(parser[GROUP])
    except (KeyError, Error):
        return {}


def _json(archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    try:
        found = json.loads(archive.read(name))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
