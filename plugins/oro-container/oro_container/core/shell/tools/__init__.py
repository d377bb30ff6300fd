"""The usual tools, each a coroutine with a process of its own."""

from __future__ import annotations

from collections.abc import Mapping

from ..context import Tool
from ..sh import sh
from . import files, npm, system, text

__all__ = ("TOOLS",)

TOOLS: Mapping[str, Tool] = {"sh": sh, "bash": sh, "jsh": sh, **files.TOOLS, **text.TOOLS, **system.TOOLS, **npm.TOOLS}
"""Every tool by its name."""
