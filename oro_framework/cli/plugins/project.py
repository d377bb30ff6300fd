"""The folder of a plugin that is being written: its pyproject.toml and its package."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from oro_framework.errors import UsageError
from oro_framework.host.plugins.discovery import GROUP, Found, discover
from oro_framework.host.plugins.record import package_folder
from oro_framework.suggestions import did_you_mean, nearest

__all__ = ("FILE", "Project", "installed_project", "read_project")

FILE = "pyproject.toml"


class Project(Struct, frozen=True, kw_only=True):
    """A distribution with plugins, as its folder has it."""

    folder: Path
    table: Mapping[str, Any]
    """All of pyproject.toml."""

    @property
    def about(self) -> Mapping[str, Any]:
        """The table `[project]`."""
        about: Mapping[str, Any] = self.table["project"]
        return about

    @property
    def name(self) -> str:
        return str(self.about["name"])

    @property
    def entries(self) -> Mapping[str, str]:
        """The module of each plugin, by the plugin's name."""
        entries: Mapping[str, str] = self.about["entry-points"][GROUP]
        return entries

    def found(self) -> list[Found]:
        """Return its plugins as discovery would, were they installed from a checkout."""
        version = str(self.about.get("version", ""))
        return [Found(name, module, self.name, version) for name, module in self.entries.items()]

    def packages(self) -> list[Path]:
        """Return the packages of its plugins, each once."""
        return list(dict.fromkeys(self._packages()))

    def source(self) -> Path:
        """Return the folder to import the packages from: the folder itself, or its `src`."""
        return self.folder / "src" if (self.folder / "src").is_dir() else self.folder

    def _packages(self) -> Iterator[Path]:
        for module in self.entries.values():
            package = self.source() / module.partition(":")[0].split(".")[0]
            if (package / "__init__.py").is_file():
                yield package


def read_project(folder: Path) -> Project:
    """Return the project of a folder.

    Raises:
        UsageError: the folder is no package, or one without a plugin.
    """
    path = folder / FILE
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(
            f'Cannot read "{path}": {error.strerror}; name the folder of a plugin, or make one with: '
            "oro new NAME --template plugin"
        ) from error
    except ValueError as error:
        raise UsageError(f'Cannot read "{path}": {error}') from error
    about = table.get("project", {})
    if not about.get("name") or not about.get("entry-points", {}).get(GROUP):
        raise UsageError(
            f'Cannot use "{folder}" as a plugin: {FILE} has no entry point; add to it\n\n'
            f'    [project.entry-points.{GROUP}]\n    NAME = "PACKAGE.plugin"\n'
        )
    return Project(folder=folder.resolve(), table=table)


def installed_project(name: str) -> Project:
    """Return the project of an installed plugin.

    Raises:
        UsageError: no plugin of that name is installed, or its project is not on this machine.
    """
    items = list(discover())
    found = {item.distribution: item for item in items} | {item.name: item for item in items}
    if name not in found:
        hint = did_you_mean(nearest(name, found), "name the folder of a plugin, or one of oro plugins list")
        raise UsageError(f'Cannot check "{name}": there is no folder and no installed plugin of that name; {hint}')
    package = package_folder(found[name])
    for folder in package.parents[:2] if package is not None else ():
        if (folder / FILE).is_file():
            return read_project(folder)
    raise UsageError(f'Cannot check "{name}": it is installed without its {FILE}; name the folder of its sources')
