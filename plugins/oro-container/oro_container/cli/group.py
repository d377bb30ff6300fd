"""The commands of `oro container`."""

from __future__ import annotations

import click

from oro_framework.cli.command_modules import CommandModules

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


@click.group(
    cls=CommandModules, package="oro_container.cli", summaries=COMMANDS, short_help="Run programs in containers"
)
def container() -> None:
    """Run programs in containers: files, processes and ports of their own, inside walls.

    A program in a container reaches nothing of this machine but what you grant: `oro container run . -- node index.js`
    runs the project of the current folder, which it reads and does not change.
    """
