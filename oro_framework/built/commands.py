"""Commands that plugins have for built apps: `--oro-command NAME`."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from oro_framework.cli.direct import package_of
from oro_framework.errors import UsageError

__all__ = ("run_command",)


def run_command(name: str, app: str, arguments: Sequence[str], assignments: Sequence[str]) -> int:
    """Run function `run` of module `built_command` of package `oro_NAME`, and return its exit code.

    Args:
        name: of the command, as `mcp`.
        app: the app's folder.
        arguments: those of the command.
        assignments: settings of this start, each `key=value`.

    Raises:
        UsageError: the app was built without such a command.
    """
    if (found := _module(name)) is None:
        raise UsageError(f"Cannot run --oro-command {name}: this app was built without a plugin that has this command")
    code: int = found.run(app, arguments, assignments)
    return code


def _module(name: str) -> Any:
    if (package := package_of(name)) is None:
        return None
    module = f"{package}.built_command"
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name not in (module, package):
            raise
        return None
