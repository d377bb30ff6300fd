"""Events about components for pages."""

from __future__ import annotations

from typing import Literal, TypedDict

from oro_framework.types import PageEvent

__all__ = ("ALL", "COMPILE", "Compile", "State")

COMPILE = "wasmcompile"

State = Literal["started", "finished", "failed"]


class Compile(TypedDict):
    """A component that is compiled, so that calls of it wait."""

    component: str
    state: State
    bytes: int
    """The size of its file."""
    seconds: float
    """How long it took; 0 when it starts."""
    message: str
    """Why it failed; empty otherwise."""


ALL = (
    PageEvent(name=COMPILE, detail=Compile, summary="Compiling a component of the app started, finished or failed."),
)
