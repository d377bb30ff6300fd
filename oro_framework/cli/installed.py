"""Ask installed plugins without an app: only those are imported whose source names what is asked for."""

from __future__ import annotations

import importlib.util
import logging
from pathlib import Path
from typing import Any

from oro_framework.cli.terminal import warn
from oro_framework.host.plugins.discovery import Found, discover
from oro_framework.host.plugins.loaded import Plugins, Selection

__all__ = ("BRINGS", "ask_installed", "names_one")

BRINGS = "oro_hookspecs"
"""The hook by which plugins bring hooks, whose functions other plugins are then free to have."""


def ask_installed(hook: str, **arguments: Any) -> list[tuple[str, Any]]:
    """Return the answers of all installed plugins to a hook, each with the plugin's name; None is left out.

    A plugin that fails is warned of and left out.

    Args:
        hook: one that a plugin brings by `oro_hookspecs`, or one of the host.
        arguments: of the hook.

    Raises:
        DeclarationError: no installed plugin brings that hook.
    """
    plugins = Plugins(logging.Logger("commands", logging.CRITICAL))  # what goes wrong is said below
    plugins.add_found((item for item in discover() if names_one(item, hook, BRINGS)), Selection())
    answers = [(info.name, answer) for info, answer in plugins.ask(hook, **arguments)]
    for info in plugins.infos.values():
        if info.error:
            warn(f'Cannot ask plugin "{info.name}": {info.error}')
    return answers


def names_one(item: Found, *hooks: str) -> bool:
    """Return whether a plugin's source contains the name of one of the hooks, without importing the plugin."""
    package, *rest = item.module.partition(":")[0].split(".")
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return False
    if spec is None:
        return False
    path = Path(spec.origin or "")
    if rest and spec.submodule_search_locations:
        path = Path(next(iter(spec.submodule_search_locations))).joinpath(*rest)
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    try:
        source = path.read_bytes()
    except OSError:
        return True
    return any(hook.encode() in source for hook in hooks)
