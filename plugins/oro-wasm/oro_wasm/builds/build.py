"""The description of a build, and its result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from msgspec import Struct

__all__ = ("BuildConfig", "BuildResult", "Diagnostic", "MissingTool", "Optimization", "Report", "ReportKind")

Optimization = Literal["debug", "release", "size"]
ReportKind = Literal["log", "progress", "note", "diagnostic"]
"""A line of a tool; how far it is; a choice the build made that a person may want to make otherwise; a message."""


class BuildConfig(Struct, frozen=True, kw_only=True):
    """A build as asked for."""

    project: Path
    """The folder of the project, or the one source file that is all of it; absolute."""
    output: Path
    """The folder for what is made; absolute."""
    optimization: Optimization = "size"
    component: bool = False
    """A component is wanted, not a module, where the language can make one."""
    webapp: bool = False
    """A page that runs it is wanted with it, where the language can make one."""
    verbose: bool = False
    """Every command is reported before it runs."""


class Diagnostic(Struct, frozen=True, kw_only=True):
    """One message of a compiler."""

    file: str = ""
    """Relative to the project where it is inside; empty where the compiler names none."""
    line: int = 0
    """From 1; 0 where the compiler names none."""
    column: int = 0
    severity: Literal["error", "warning", "note"] = "error"
    text: str


class BuildResult(Struct, frozen=True, kw_only=True):
    """A build that succeeded."""

    module: Path
    """The module or component."""
    files: tuple[Path, ...]
    """All that was made, the module included."""
    language: str
    milliseconds: float
    cached: bool = False
    """Nothing had changed since the last build, and nothing was run."""
    diagnostics: tuple[Diagnostic, ...] = ()


class MissingTool(Struct, frozen=True, kw_only=True):
    """A program a language needs and this machine does not have."""

    name: str
    install: str
    """The command or sentence that says how to get it."""
    fetchable: bool = False
    """The first build fetches it by itself, after saying how much that is."""
    megabytes: int = 0
    """Size of the download, where it is fetched."""


Report = Callable[[ReportKind, str], None]
"""Told of a build as it goes, a line at a time. Called on the loop's thread."""
