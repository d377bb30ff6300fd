"""One thing that a reviewer would say of a plugin."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

__all__ = ("Remark", "Weight")

Weight = Literal["error", "advice", "note"]
"""An error is to be mended, advice is to be weighed, a note is good to know."""


class Remark(Struct, frozen=True, kw_only=True):
    """A finding with its place and its remedy."""

    code: str
    """A stable name, by which `[tool.oro.check]` gives a reason for leaving it so."""
    about: str
    """The route, setting, hook or file that it is about."""
    weight: Weight
    message: str
    remedy: str
    place: str = ""
    """`file:line`, from the project's folder on where it is in it."""
    reason: str = ""
    """The author's reason for leaving it so; empty when none is given."""
