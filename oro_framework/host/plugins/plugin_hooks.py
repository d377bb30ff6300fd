"""The hooks that plugins bring by `oro_hookspecs`, beside those of the host.

A start imports this module only if a plugin has functions for such hooks.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import FunctionType, ModuleType

from oro_framework.errors import Conflict, DeclarationError
from oro_framework.host.plugins.hook_functions import HOOKS, HookSpecs, Mark, specs_of
from oro_framework.host.plugins.plugin_info import PluginInfo

__all__ = ("PluginHooks", "all_own", "is_without_owner")

_NOT_USED = frozenset({"disabled", "unused"})


class PluginHooks:
    """The hooks of the host and of plugins, by name."""

    def __init__(self) -> None:
        self._specs: dict[str, FunctionType] = dict(HOOKS)

    @property
    def specs(self) -> HookSpecs:
        return self._specs

    def add(self, info: PluginInfo, modules: Iterable[ModuleType]) -> None:
        """Add the hooks of a plugin, all or none.

        Raises:
            DeclarationError: one is not named after the plugin.
            Conflict: there is one of that name.
        """
        found: dict[str, FunctionType] = {}
        for module in modules:
            for name, spec in specs_of(module).items():
                where = f'Cannot use hook "{name}" of {module.__name__}'
                if not name.startswith(_prefix(info)):
                    raise DeclarationError(f'{where}: hooks of plugin "{info.name}" are named {_prefix(info)}…')
                if name in self._specs or name in found:
                    raise Conflict(f"{where}: there is one of that name already")
                found[name] = spec
        self._specs.update(found)


def all_own(marks: Iterable[Mark], info: PluginInfo) -> bool:
    """Return whether functions of a plugin are all for hooks that it brings itself."""
    return "oro_hookspecs" in info.hooks and all(mark.hook.startswith(_prefix(info)) for mark in marks)


def is_without_owner(mark: Mark, infos: Iterable[PluginInfo]) -> bool:
    """Return whether a function is for a hook of a plugin that is installed and not used, so that it is left out."""
    return any(info.state in _NOT_USED and mark.hook.startswith(_prefix(info)) for info in infos)


def _prefix(info: PluginInfo) -> str:
    return f"oro_{info.name.replace('-', '_')}_"
