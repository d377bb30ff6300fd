"""The commands of `oro container`."""

from __future__ import annotations

import importlib

import click

__all__ = ("COMMANDS", "container")

COMMANDS = {
    "run": "Run a program in a new container",
    "exec": "Run a program in a container that runs",
    "ps": "Show containers and their processes",
    "logs": "Show the output of a container",
    "export": "Save the files of a container",
    "rm": "End a container, and remove its files",
    "prune": "Remove the files of containers that do not run, and packages that are not used",
    "panel": "Open the panel of a project: console, files, processes, ports, logs",
    "build": "Make an image of a folder",
    "page": "Write an app as a site that needs no host",
}
"""The commands; each is a module of this package, named with `_command` after it, imported when it is used."""


class Commands(click.Group):
    """The group of the commands of `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found = importlib.import_module(f"oro_container.cli.{cmd_name}_command").command
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List commands without importing their modules."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, short_help="Run programs in containers")
def container() -> None:
    """Run programs in containers: files, processes and ports of their own, inside walls.

    A program in a container reaches nothing of this machine but what you grant: `oro container run . -- node index.js`
    runs the project of the current folder, which it reads and does not change.
    """
