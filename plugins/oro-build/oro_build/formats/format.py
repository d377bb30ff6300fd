"""`Format`: makes one kind of download of a built app."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from msgspec import Struct

from oro_build.built import Built

__all__ = ("Format", "MissingTool")


class MissingTool(Struct, frozen=True):
    """A program that a format needs and this machine has not."""

    name: str
    how: str
    """How to get it, as `apt install rpm`."""


class Format(Protocol):
    """One kind of download; `oro build --format NAME` makes it."""

    name: str
    """As `deb`."""
    summary: str
    system: str
    """The system it is for, as platforms of wheels begin: `linux`, `macosx` or `win`."""

    def missing(self, built: Built) -> list[MissingTool]:
        """Return the tools that are not on this machine; empty where `make` can begin."""

    def make(self, built: Built, folder: Path) -> list[Path]:
        """Write the download into a folder and return the files.

        Raises:
            BuildError: a tool failed; the message has the last lines of its output.
        """
