"""The desktop's clipboard for oro-framework: routes, and the module `oro:clipboard`."""

from __future__ import annotations

__all__ = ()
