"""The machine for oro-framework pages: routes `os.*`, and the module `oro:os` on top."""

from __future__ import annotations

__all__ = ()
