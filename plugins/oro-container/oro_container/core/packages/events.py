"""Events of an installation, for a page and for a bar on a command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ("Done", "Event", "Fetching", "Placing", "Report", "Resolving", "RunningScript", "Warned")


@dataclass(frozen=True, slots=True)
class Resolving:
    """The registry is asked for packages."""

    done: int
    of: int
    """Packages known so far to be asked for."""


@dataclass(frozen=True, slots=True)
class Fetching:
    """Packages arrive, from the store or a registry."""

    done: int
    of: int
    bytes: int
    """Bytes that came from registries."""


@dataclass(frozen=True, slots=True)
class Placing:
    """Packages were copied, and go to their places."""

    packages: int


@dataclass(frozen=True, slots=True)
class RunningScript:
    """A script of a package, or of the project, runs."""

    package: str
    script: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something a person should know, such as that a package is deprecated."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Everything is in its place."""

    added: int
    removed: int
    kept: int
    fetched: int
    """Packages that came from registries."""
    bytes: int
    seconds: float
    resolving_seconds: float
    placing_seconds: float


Event = Resolving | Fetching | Placing | RunningScript | Warned | Done
Report = Callable[[Event], None]
