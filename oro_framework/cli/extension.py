"""Commands that plugins add with `oro_commands`.

A plugin is imported only when its source names the hook, so that asking for help stays quick however
many plugins are installed. One that fails is reported and left out.
"""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path

import click

from oro_framework.cli.terminal import warn
from oro_framework.host.plugins.discovery import Found, discover

__all__ = ("add_commands",)

HOOK = "oro_commands"


def add_commands(cli: click.Group) -> None:
    """Let every installed plugin that has the hook add its commands, once for each group."""
    if getattr(cli, "_oro_asked", False):
        return
    cli._oro_asked = True  # type: ignore[attr-defined]
    for item in discover():
        if not _names_hook(item):
            continue
        try:
            _ask(item, cli)
        except Exception as error:
            warn(f'Cannot add commands of plugin "{item.name}": {type(error).__name__}: {error}')


def _ask(item: Found, cli: click.Group) -> None:
    name, _, attribute = item.module.partition(":")
    plugin = importlib.import_module(name)
    for part in filter(None, attribute.split(".")):
        plugin = getattr(plugin, part)
    before = dict(cli.commands)
    if (add := getattr(plugin, HOOK, None)) is not None:
        add(cli=cli)
    for taken in before.keys() & cli.commands.keys():
        cli.commands[taken] = before[taken]


def _names_hook(item: Found) -> bool:
    """Return whether the plugin's source contains the name of the hook, without importing the plugin."""
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
        return HOOK.encode() in path.read_bytes()
    except OSError:
        return True
