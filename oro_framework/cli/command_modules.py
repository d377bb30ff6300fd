"""`CommandModules`, a group of commands of which each is a module that is imported when it is used."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click

from oro_framework.cli.suggesting import Suggesting

__all__ = ("CommandModules",)

NO_ALIASES: Mapping[str, str] = {}


class CommandModules(Suggesting):
    """The commands of a plugin; module `NAME_command` of a package has the `command` NAME.

        @click.group(cls=CommandModules, package="oro_tea.cli", summaries={"steep": "Make tea"})

    Args:
        package: the full name of the package.
        summaries: what the list of commands says of each, by name and in that order.
        aliases: names of commands by other names that they have.
        settings: those of `click.Group`.
    """

    def __init__(
        self,
        *args: Any,
        package: str,
        summaries: Mapping[str, str],
        aliases: Mapping[str, str] = NO_ALIASES,
        **settings: Any,
    ) -> None:
        super().__init__(*args, **settings)
        self._package = package
        self._summaries = summaries
        self._aliases = aliases

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = self._aliases.get(cmd_name, cmd_name)
        if name not in self._summaries:
            return None
        found = importlib.import_module(f"{self._package}.{name}_command").command
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List commands without importing their modules."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._summaries.items()))
