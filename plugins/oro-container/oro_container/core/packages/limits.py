"""The limits of resolving, which metadata made to never end passes and projects do not."""

from __future__ import annotations

__all__ = ("MAX_MADE", "MAX_PEERS_DEEP", "MAX_PLACED", "MAX_STEPS", "MAX_WANTED")

MAX_PLACED = 30_000
"""Packages in a tree."""
MAX_MADE = 400_000
"""Packages tried, placed or not."""
MAX_STEPS = 200_000
"""Packages whose dependencies are looked at."""
MAX_PEERS_DEEP = 60
"""Peers that bring peers that bring peers."""
MAX_WANTED = 20_000
"""Names that the registry is asked for."""
