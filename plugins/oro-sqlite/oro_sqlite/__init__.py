"""SQLite databases for oro-framework: routes, and the module `oro:sqlite` stands on."""

from __future__ import annotations

__all__ = ()
