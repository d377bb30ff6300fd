"""Tests of containers at each level of walls that this machine has."""

from __future__ import annotations

import pytest
from oro_container.api import Containers, Level
from oro_container.inside import landlock

__all__ = ("LEVELS", "set_strongest")

LEVELS: tuple[Level, ...] = ("namespaces", *(("landlock",) if landlock.version() else ()))


def set_strongest(level: Level, patch: pytest.MonkeyPatch) -> None:
    """Have containers that name no level of their own get these walls."""
    defaults = Containers.__init__.__kwdefaults__
    assert defaults is not None
    patch.setitem(defaults, "strongest", level)
