"""A store of values for oro-framework: routes, and the module `oro:store`."""

from __future__ import annotations

__all__ = ()
