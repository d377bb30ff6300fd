"""Looking inside an oro-framework app: the module `oro:diagnostics`."""

from __future__ import annotations

__all__ = ()
