"""Commands that plugins add with `oro_commands`.

A plugin is imported only when its source names the hook, so that asking for help stays quick however
many plugins are installed. One that fails is reported and left out, and none takes a name that another has.
"""

from __future__ import annotations

import logging
from functools import partial

import click

from oro_framework.cli.installed import BRINGS, names_one
from oro_framework.cli.terminal import warn
from oro_framework.host.plugins.discovery import discover
from oro_framework.host.plugins.loaded import Plugins, Selection

__all__ = ("add_commands",)

HOOK = "oro_commands"


def add_commands(cli: click.Group) -> None:
    """Let every installed plugin that has the hook add its commands, once for each group."""
    if getattr(cli, "_oro_asked", False):
        return
    cli._oro_asked = True  # type: ignore[attr-defined]
    log = logging.Logger("commands", logging.CRITICAL)  # what goes wrong is said below
    plugins = Plugins(log)
    plugins.add_found((item for item in discover() if names_one(item, HOOK, BRINGS)), Selection())
    plugins.between = partial(_restore, cli, dict(cli.commands))
    plugins.notify(HOOK, cli=cli)
    for info in plugins.infos.values():
        if info.error:
            warn(f'Cannot add commands of plugin "{info.name}": {info.error}')


def _restore(cli: click.Group, before: dict[str, click.Command]) -> None:
    """Put commands back that the plugin asked last has replaced."""
    cli.commands.update(before)
    before.update(cli.commands)
