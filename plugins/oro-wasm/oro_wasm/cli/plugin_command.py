"""`oro wasm plugin`: languages that are installed, and packages that bring more."""

from __future__ import annotations

import click

from oro_framework.cli.suggesting import Suggesting
from oro_wasm.cli.plugin.changing import enable, install, uninstall, update
from oro_wasm.cli.plugin.listing import info, list_, search

__all__ = ("command",)


@click.group("plugin", cls=Suggesting)
def command() -> None:
    """Show, add and remove languages.

    `oro wasm plugin list` shows the languages that are installed and whether their tools are there; `oro wasm plugin
    info rust` says what to install for one. Languages of others are packages: `oro wasm plugin install ./my-language`.
    """


for _each in (list_, search, install, uninstall, update, enable, info):
    command.add_command(_each)
