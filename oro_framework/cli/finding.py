"""A finding of `oro doctor`."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ("Finding",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The result of one check."""

    subject: str
    state: str = "ok"
    """`ok`, `warning` (an app may run all the same) or `missing`."""
    detail: str = ""
    mend: tuple[str, ...] = ()
    """Steps that would help, each with its command."""
