"""Containers: files, processes, packages and ports inside walls, for pages, commands and Python."""

from __future__ import annotations

__all__ = ()
