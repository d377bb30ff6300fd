"""Commands that are found by their names, without a search for plugins.

`oro NAME` imports module `command` of the package `oro_NAME` where both are there, and runs its `command`. The search
costs more than most commands do, and nothing else is imported for such a one.
"""

from __future__ import annotations

import os
import re
from importlib import import_module
from importlib.util import find_spec

import click

__all__ = ("direct_command", "package_of")

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)


def direct_command(name: str) -> click.Command | None:
    """Return the command of that name if its package has it where it is looked for, or None.

    A package is imported only when it has a module `command`. One in the current folder does not count: Python looks
    there when it is started with `-m`, and what lies there need not be installed. One that cannot be imported does not
    count either: its plugin's hook then says why.
    """
    package = package_of(name)
    if package is None or not _has_command(package):
        return None
    try:
        found = getattr(import_module(f"{package}.command"), "command", None)
    except Exception:
        return None
    return found if isinstance(found, click.Command) and found.name == name else None


def package_of(name: str) -> str | None:
    """Return the package whose command has a name, such as `oro_deep_link`; None if it is no name of a command."""
    return f"oro_{name.replace('-', '_')}" if _NAME.fullmatch(name) else None


def _has_command(package: str) -> bool:
    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        return False
    if spec is None or not spec.origin or os.path.basename(spec.origin) != "__init__.py":
        return False
    folder = os.path.dirname(os.path.abspath(spec.origin))
    return os.path.isfile(os.path.join(folder, "command.py")) and os.path.dirname(folder) != os.getcwd()
