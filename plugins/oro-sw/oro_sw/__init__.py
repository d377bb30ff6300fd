"""Service workers for oro-framework: a container in the host, a hidden window that runs them, and their caches."""

from __future__ import annotations

__all__ = ()
