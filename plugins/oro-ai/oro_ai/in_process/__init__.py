"""Models in this process, computed on its decode thread. Implements `oro_ai.engine.computing`."""

from __future__ import annotations

__all__ = ()
