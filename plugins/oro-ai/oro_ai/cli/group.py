"""The commands of `oro ai`."""

from __future__ import annotations

import importlib

import click

from oro_framework.cli.suggesting import Suggesting

__all__ = ("COMMANDS", "ai")

COMMANDS = ("models", "pull", "run", "worker")
"""The commands; each is a module of this package, imported when it is used."""


class Commands(Suggesting):
    """The group of the commands of `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found = getattr(importlib.import_module(f"oro_ai.cli.{cmd_name}"), cmd_name)
        assert isinstance(found, click.Command)
        return found


@click.group(cls=Commands, short_help="Find, fetch and try language models")
def ai() -> None:
    """Find, fetch and try language models: `pull` one into a folder, then `run` it."""
