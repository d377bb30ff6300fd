"""Watching files: changes put together, and told in the words of WebContainer and of Wosix."""

from __future__ import annotations

from .batch import Batch, coalesced
from .watch import NodeEvent, Seen, Watch

__all__ = ("Batch", "NodeEvent", "Seen", "Watch", "coalesced")
