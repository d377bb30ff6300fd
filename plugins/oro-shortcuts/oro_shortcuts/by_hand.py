"""Shortcuts that a person binds in the settings of the desktop, to a command of the app. Sans-IO."""

from __future__ import annotations

import itertools
import shlex
from collections.abc import Sequence

__all__ = ("OPTION", "command_of", "ids_of")

OPTION = "--shortcut"


def command_of(command: Sequence[str], id: str) -> str:
    """Return the command line that stands for pressing a shortcut; empty where the app's own is unknown."""
    return shlex.join([*command, "--", OPTION, id]) if command else ""


def ids_of(arguments: Sequence[str]) -> list[str]:
    """Return the ids of the shortcuts that a start of the app stands for."""
    return [after for word, after in itertools.pairwise(arguments) if word == OPTION]
