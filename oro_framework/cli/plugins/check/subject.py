"""The plugin under examination: its project, its host, and where in its files a thing stands."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from oro_framework.cli.plugins.check.remark import Remark, Weight
from oro_framework.cli.plugins.project import FILE, Project
from oro_framework.host.app import Host
from oro_framework.host.plugins.plugin_info import PluginInfo
from oro_framework.host.requests.router import Bound
from oro_framework.types import Permission, Setting

__all__ = ("Subject", "bare")


class Subject:
    """One plugin of a project, loaded in a host."""

    def __init__(self, project: Project, name: str, host: Host) -> None:
        self.project = project
        self.name = name
        self.host = host

    @property
    def info(self) -> PluginInfo:
        return self.host.plugins.infos[self.name]

    @cached_property
    def package(self) -> Path:
        """The folder of its package."""
        module = self.project.entries[self.name].partition(":")[0].split(".")[0]
        return self.project.source() / module

    @cached_property
    def routes(self) -> list[Bound]:
        """Its routes that pages can call."""
        return sorted((each for each in self.host.routes.values() if each.plugin == self.name), key=lambda b: b.name)

    @cached_property
    def permissions(self) -> list[Permission]:
        return [each for info, each in self.host.tables.permissions.values() if info.name == self.name]

    @cached_property
    def settings(self) -> list[Setting[Any]]:
        return [setting for setting, owner in self.host.config.declared() if owner == self.name]

    @cached_property
    def sources(self) -> Mapping[Path, str]:
        """The text of each Python file of the package."""
        paths = sorted(path for path in self.package.rglob("*.py") if "templates" not in path.parts)
        return {path: path.read_text("utf-8", "replace") for path in paths}

    def is_own(self, name: str) -> bool:
        """Return whether a name begins as the plugin's does, whatever signs join its words."""
        return bare(name).startswith(bare(self.name))

    def remark(
        self, code: str, about: str, message: str, remedy: str, *, place: str = "", weight: Weight = "error"
    ) -> Remark:
        """Return a remark."""
        return Remark(code=code, about=about, weight=weight, message=message, remedy=remedy, place=place)

    def shown(self, path: Path, line: int = 0) -> str:
        """Return a place, from the project's folder on."""
        folder = self.project.folder
        text = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
        return f"{text}:{line}" if line else text

    def place_of(self, function: Callable[..., Any]) -> str:
        """Return the place of a function."""
        code = getattr(inspect.unwrap(getattr(function, "__func__", function)), "__code__", None)
        return self.shown(Path(code.co_filename), code.co_firstlineno) if code is not None else ""

    def place_of_text(self, *texts: str) -> str:
        """Return the first line of the package that has one of these texts."""
        for text in texts:
            for path, source in self.sources.items():
                if (at := source.find(text)) >= 0:
                    return self.shown(path, source.count("\n", 0, at) + 1)
        return ""

    def place_in_project(self, pattern: str) -> str:
        """Return the line of pyproject.toml that fits a pattern, or the file."""
        lines = (self.project.folder / FILE).read_text("utf-8").splitlines()
        found = next((number for number, line in enumerate(lines, 1) if re.match(pattern, line)), 0)
        return self.shown(self.project.folder / FILE, found)

    def hook_functions(self) -> Iterator[Any]:
        yield from self.host.plugins.functions(self.name)


def bare(name: str) -> str:
    """Return a name without the signs that join its words, in small letters."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
