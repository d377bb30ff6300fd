"""Commands that plugins have for built apps: `--oro-command NAME`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module

from oro_framework.errors import UsageError

__all__ = ("run_command",)

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)


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
    module = f"oro_{name.replace('-', '_')}.built_command"
    try:
        found = import_module(module) if _NAME.fullmatch(name) else None
    except ModuleNotFoundError as error:
        if error.name not in (module, module.partition(".")[0]):
            raise
        found = None
    if found is None:
        raise UsageError(f"Cannot run --oro-command {name}: this app was built without a plugin that has this command")
    code: int = found.run(app, arguments, assignments)
    return code
