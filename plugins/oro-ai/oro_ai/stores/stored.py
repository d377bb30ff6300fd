"""A model in a store of another program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ("Stored",)


@dataclass(frozen=True, slots=True)
class Stored:
    """A model file."""

    name: str
    """The name by which it is loaded, as its own program names it."""
    path: Path
    source: str
    """The program whose store it is in."""
