"""The group `oro plugins`, whose commands are imported when they are used."""

from __future__ import annotations

from importlib import import_module

import click

from oro_framework.cli.listing import Listing

__all__ = ("plugins",)

COMMANDS = {
    "list": ("shown", "list_", "List installed plugins"),
    "info": ("shown", "info", "Show the details of a plugin"),
    "search": ("search_command", "search", "Find plugins"),
    "install": ("install_command", "install", "Install a plugin, once you know what it may do"),
    "remove": ("remove_command", "remove", "Remove a plugin"),
    "enable": ("enable_command", "enable", "Have an app use a plugin"),
    "disable": ("enable_command", "disable", "Have an app do without a plugin"),
    "check": ("check_command", "check", "Say what a reviewer of a plugin would"),
    "prepare": ("prepare_command", "prepare", "Write what a wheel of a plugin has beside its sources"),
}
"""The module, the function and the summary of each command."""


class Plugins(Listing):
    """The commands above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, function, _ = COMMANDS[cmd_name]
        found = getattr(import_module(f"oro_framework.cli.plugins.{module}"), function)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing their modules."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, _, summary) in COMMANDS.items()])


@click.group(cls=Plugins, short_help="Show, add and check plugins")
def plugins() -> None:
    """Show installed plugins and what each adds; without a command, list them."""
