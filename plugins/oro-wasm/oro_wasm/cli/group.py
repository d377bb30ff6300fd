"""The commands of `oro wasm`."""

from __future__ import annotations

import click

from oro_framework.cli.command_modules import CommandModules

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


@click.group(
    cls=CommandModules,
    package="oro_wasm.cli",
    summaries=COMMANDS,
    aliases=ALIASES,
    short_help="Build, run and inspect WebAssembly",
)
def wasm() -> None:
    """Build, run and inspect WebAssembly.

    A program reaches nothing of this machine but what you grant: `oro wasm exec tool.wasm --dir .` runs it with the
    current folder, `oro wasm inspect tool.wasm` shows what it wants.
    """
