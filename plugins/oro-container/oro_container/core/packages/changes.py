"""The content of `node_modules`, and the changes that are made there."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ("Found", "Link", "Move", "Present", "Remove", "Write")


@dataclass(frozen=True, slots=True)
class Found:
    """A package that is there."""

    version: str
    """Empty if it has none that can be read, as what is there is a link or damaged."""
    bundles: bool = False
    """Whether it brings packages of its own."""


@dataclass(frozen=True, slots=True)
class Present:
    """The packages of a project that are there."""

    packages: dict[str, Found]
    """By path such as `node_modules/a/node_modules/@b/c`."""
    links: dict[str, str]
    """Links that `.bin` folders and folders of packages hold, by path, and where they lead."""
    others: list[str]
    """Other things in `node_modules` itself, such as caches of tools."""


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove a package, a link or a file, if it is there."""

    path: str


@dataclass(frozen=True, slots=True)
class Move:
    """Put a staged package in its place."""

    slot: str
    path: str


@dataclass(frozen=True, slots=True)
class Link:
    """Make a link; one of a `.bin` folder only if its file is there, which is made executable."""

    path: str
    target: str
    """Relative to the link."""
    file: str
    """The file of a command, relative to the project; empty for a link to a folder."""


@dataclass(frozen=True, slots=True)
class Write:
    """Replace a file."""

    path: str
    data: bytes
