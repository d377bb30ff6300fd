"""Start modules of ours as programs of their own: by Python, or by the built app, which then plays Python.

A built app (`oro build`) has no interpreter beside it: `sys.executable` is the app. Started with the word `PLAY` and
the name of a module, it runs that module as `__main__` in place of the app, before anything of the app is imported.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from oro_framework.errors import Unsupported

__all__ = ("PLAY", "built_folder", "has_python", "is_built", "module_command", "script_command")

PLAY = "--oro-play"
"""The first argument of a built app that plays Python; the name of a module and its arguments follow."""


def is_built() -> bool:
    """Return whether this is a built app, which runs our modules but has no `pip`, no `venv` and no `-c`."""
    return bool(getattr(sys, "frozen", False))


def built_folder() -> Path | None:
    """Return the folder of a built app's modules and data; None outside of one."""
    folder = getattr(sys, "_MEIPASS", None) if is_built() else None
    return Path(folder) if folder else None


def has_python() -> bool:
    """Return whether installed modules can run as programs, by Python or by a built app."""
    return bool(sys.executable)


def module_command(module: str, arguments: Sequence[str]) -> list[str]:
    """Return the command that runs an installed module as a program, ignoring the working folder.

    Raises:
        Unsupported: there is no Python.
    """
    _check(module)
    how = [PLAY] if is_built() else ["-P", "-m"]
    return [sys.executable, *how, module, *arguments]


def script_command(module: ModuleType, arguments: Sequence[str]) -> list[str]:
    """Return the command that runs a module which needs the standard library alone, as quickly as Python starts.

    Args:
        module: an imported module, or a package with a `__main__`.
        arguments: of the program.

    Raises:
        Unsupported: there is no Python.
    """
    _check(module.__name__)
    if is_built():
        return [sys.executable, PLAY, module.__name__, *arguments]
    file = f"{module.__path__[0]}/__main__.py" if hasattr(module, "__path__") else module.__file__
    return [sys.executable, "-I", "-S", str(file), *arguments]


def _check(module: str) -> None:
    if not has_python():
        raise Unsupported(f'Cannot run "{module}" as a process: there is no Python')
