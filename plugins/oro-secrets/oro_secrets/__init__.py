"""The desktop's keyring for oro-framework: routes, and the module `oro:secrets`."""

from __future__ import annotations

__all__ = ()
