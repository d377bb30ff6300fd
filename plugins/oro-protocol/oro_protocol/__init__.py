"""URL schemes that pages answer: routes `protocol.*` and the module `oro:protocol-handlers`."""

from __future__ import annotations

__all__ = ()
