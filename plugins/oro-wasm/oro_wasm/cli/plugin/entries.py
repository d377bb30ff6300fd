"""Languages as `oro wasm plugin` shows them."""

from __future__ import annotations

from importlib import metadata
from typing import Any

from msgspec import Struct, to_builtins

from oro_wasm.builds.build import MissingTool
from oro_wasm.builds.language import LanguageInfo
from oro_wasm.builds.languages import InstalledLanguage

__all__ = ("Entry", "distribution_of", "entry_of")

OWN = "oro-wasm"
GROUP = "oro"


class Entry(Struct, frozen=True, kw_only=True):
    """An installed language."""

    info: LanguageInfo
    plugin: str
    distribution: str
    """The package that brings it."""
    version: str
    """Of that package."""
    enabled: bool
    missing: tuple[MissingTool, ...]

    @property
    def shipped(self) -> bool:
        """Return whether oro-wasm itself brings it."""
        return self.distribution == OWN

    @property
    def tools(self) -> str:
        """Return in a few words whether a build has the tools it needs."""
        if not self.missing:
            return "ready"
        if by_hand := [each for each in self.missing if not each.fetchable]:
            return "; ".join(f"{each.name} is missing: {each.install}" for each in by_hand)
        return f"fetched on first use, {sum(each.megabytes for each in self.missing)} MB"

    def described(self) -> dict[str, Any]:
        """Return the language as JSON has it."""
        told: dict[str, Any] = to_builtins(self.info)
        missing = [to_builtins(each) for each in self.missing]
        ready = all(each.fetchable for each in self.missing)
        package = {"name": self.distribution, "version": self.version}
        own = {"plugin": self.plugin, "package": package, "shipped": self.shipped, "enabled": self.enabled}
        return {**told, **own, "ready": ready, "missing": missing}


def entry_of(installed: InstalledLanguage) -> Entry:
    """Return an installed language with the package it comes from and the tools it lacks."""
    distribution, version = distribution_of(installed.plugin)
    return Entry(
        info=installed.language.info,
        plugin=installed.plugin,
        distribution=distribution,
        version=version,
        enabled=installed.enabled,
        missing=tuple(installed.language.check_dependencies()),
    )


def distribution_of(plugin: str) -> tuple[str, str]:
    """Return name and version of the package that brings a plugin; empty texts where it is not known."""
    for each in metadata.entry_points(group=GROUP, name=plugin):
        if each.dist is not None:
            return each.dist.name, each.dist.version
    return "", ""
