"""What `oro doctor` found out about one thing."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ("Finding",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    state: str = "ok"
    """`ok`, `warning` (an app may run all the same) or `missing`."""
    detail: str = ""
    mend: tuple[str, ...] = ()
    """What to do about it, each with its command."""
