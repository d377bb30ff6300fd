"""Declarations of this distribution to the host: the modules in `js`, which need no declaration.

The routes they call, `diagnostics.*`, are the host's own, for only the host can look at itself.
"""

from __future__ import annotations

__all__ = ()
