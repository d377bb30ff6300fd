"""The record of one plugin: where it comes from, how it stands, and what it declared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct, field

__all__ = ("PluginInfo",)


class PluginInfo(Struct):
    """What `oro plugins` shows of one plugin."""

    name: str
    module: str
    distribution: str = ""
    version: str = ""
    state: str = "unused"
    """`active`, `disabled`, `unused` (installed, not enabled by the app) or `broken`."""
    builtin: bool = False
    required: bool = False
    milliseconds: float = 0.0
    """Import, registration and declaration; service start is added."""
    error: str = ""
    muted: list[str] = field(default_factory=list)
    """Hooks that raised while the app ran; they are not called again."""
    hooks: list[str] = field(default_factory=list)
    services: list[str] = field(default_factory=list)
    routes: list[str] = field(default_factory=list)
    schemes: list[str] = field(default_factory=list)
    mounts: list[str] = field(default_factory=list)
    permissions: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    folder: Path | None = None
    """The package it is in, beside whose modules `js` is looked for."""

    def active(self) -> bool:
        return self.state == "active"

    def listens(self, hook: str) -> bool:
        """Return whether a hook of this plugin is to be called."""
        return self.active() and hook not in self.muted

    def shown(self) -> dict[str, Any]:
        """Return everything but the folder."""
        return {name: getattr(self, name) for name in self.__struct_fields__ if name != "folder"}
