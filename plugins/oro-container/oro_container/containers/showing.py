"""`Showing`, how previews of a container's servers are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ("ForwardErrors", "ScriptTag", "Showing")

ForwardErrors = bool | Literal["exceptions-only"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptTag:
    """A script that documents get."""

    source: str
    type: Literal["module", "importmap"] | None = None
    defer: bool = False
    asynchronous: bool = False


@dataclass(slots=True)
class Showing:
    """What documents of previews get that are loaded from now on."""

    script: ScriptTag | None = None
    forward_errors: ForwardErrors = False
    """Whether their errors are told as `preview-message`, and which."""
