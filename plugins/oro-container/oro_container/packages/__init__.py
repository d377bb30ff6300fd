"""Packages of npm: fetched from registries, kept in the store, placed in containers."""

from __future__ import annotations

__all__ = ()
