"""Addresses of an app's own scheme, for oro-framework: routes, events, and the module `oro:deep-link`."""

from __future__ import annotations

__all__ = ()
