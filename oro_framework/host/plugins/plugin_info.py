"""The state of one plugin: its origin, its status and its declarations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct, field

__all__ = ("PluginInfo",)


class PluginInfo(Struct):
    """One plugin, as listed by `oro plugins`."""

    name: str
    module: str
    distribution: str = ""
    version: str = ""
    state: str = "unused"
    """`active`, `disabled`, `unused` (installed, not enabled by the app) or `broken`."""
    builtin: bool = False
    required: bool = False
    milliseconds: float = 0.0
    """The time of import, registration, declaration and the start of services."""
    error: str = ""
    muted: list[str] = field(default_factory=list)
    """Hooks that raised while the app ran, and are not called again."""
    hooks: list[str] = field(default_factory=list)
    services: list[str] = field(default_factory=list)
    routes: list[str] = field(default_factory=list)
    schemes: list[str] = field(default_factory=list)
    mounts: list[str] = field(default_factory=list)
    permissions: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    folder: Path | None = None
    """The folder of its package, in which `js` is looked for."""

    def active(self) -> bool:
        return self.state == "active"

    def listens(self, hook: str) -> bool:
        """Return whether a hook of this plugin should be called."""
        return self.active() and hook not in self.muted

    def shown(self) -> dict[str, Any]:
        """Return all fields but the folder."""
        return {name: getattr(self, name) for name in self.__struct_fields__ if name != "folder"}
