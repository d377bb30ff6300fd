"""Find a Python interpreter that runs modules of a plugin in another process."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from oro_framework.errors import Unsupported

__all__ = ("has_python", "module_command")


def has_python() -> bool:
    """Return whether there is a Python interpreter; an app bundled as one program has none."""
    return bool(sys.executable) and not getattr(sys, "frozen", False)


def module_command(module: str, arguments: Sequence[str]) -> list[str]:
    """Return the command that runs an installed module as a program, ignoring the working folder.

    Raises:
        Unsupported: there is no Python.
    """
    if not has_python():
        raise Unsupported(f'Cannot run "{module}" as a process: the app has no Python but itself')
    return [sys.executable, "-P", "-m", module, *arguments]
