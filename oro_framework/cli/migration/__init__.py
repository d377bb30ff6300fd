"""Projects of other frameworks: which one it is, what its `oro.toml` says, and what is left to write by hand."""

from __future__ import annotations

__all__ = ()
