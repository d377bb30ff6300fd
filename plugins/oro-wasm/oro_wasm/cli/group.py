"""The commands of `oro wasm`."""

from __future__ import annotations

import importlib

import click

__all__ = ("COMMANDS", "wasm")

COMMANDS = {
    "exec": "Run a program, or call a function of a module",
    "run": "Build a project, and show it in a window that follows its sources",
    "compile": "Build a project",
    "verify": "Check that a file is valid WebAssembly",
    "inspect": "Show what a module has, wants, and whether it will run here",
    "init": "Make a project",
    "plugin": "Show, add and remove languages",
    "os": "Open the panel of containers",
    "clean": "Remove what builds made",
    "stop": "Stop development servers",
}
"""The commands; each is a module of this package, named with `_command` after it, imported when it is used."""
ALIASES = {"dev": "run", "serve": "run", "build": "compile", "c": "compile", "clear": "clean", "reset": "clean"}
ALIASES["kill"] = "stop"


class Commands(click.Group):
    """The group of the commands of `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = ALIASES.get(cmd_name, cmd_name)
        if name not in COMMANDS:
            return None
        found = importlib.import_module(f"oro_wasm.cli.{name}_command").command
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List commands without importing their modules."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, short_help="Build, run and inspect WebAssembly")
def wasm() -> None:
    """Build, run and inspect WebAssembly.

    A program reaches nothing of this machine but what you grant: `oro wasm exec tool.wasm --dir .` runs it with the
    current folder, `oro wasm inspect tool.wasm` shows what it wants.
    """
