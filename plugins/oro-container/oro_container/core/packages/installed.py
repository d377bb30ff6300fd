"""`Installed`, the result of an installation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oro_container.core.packages.events import Done

__all__ = ("Installed", "Native", "SkippedScript")


@dataclass(frozen=True, slots=True)
class SkippedScript:
    """A script that was not run, as scripts are not allowed."""

    package: str
    event: str
    command: str


@dataclass(frozen=True, slots=True)
class Native:
    """A package with native code."""

    package: str
    path: str
    prebuilt: bool
    """Whether its archive has that code; else it has to be compiled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """The result of an installation."""

    added: Sequence[str] = ()
    """Name and version of each package that was placed."""
    removed: Sequence[str] = ()
    """Paths."""
    kept: int = 0
    skipped_scripts: Sequence[SkippedScript] = ()
    native: Sequence[Native] = ()
    warnings: Sequence[str] = ()
    done: Done
