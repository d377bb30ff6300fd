"""Names and addresses for oro-framework: routes, and the modules `oro:dns` stands on."""

from __future__ import annotations

__all__ = ()
