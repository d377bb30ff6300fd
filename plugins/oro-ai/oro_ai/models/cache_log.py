"""Log now and then how often caches were emptied, to help find what makes an app slow."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from oro_ai import settings as keys
from oro_framework.types import Settings

__all__ = ("KVLog",)

LOG = logging.getLogger("oro.ai.kv")


class KVLog:
    """Count and log emptied caches, at most once in an interval, if `ai_llm_debug_kv_log` is set. Any thread.

    Args:
        settings: the app's configuration.
        clock: returns seconds of a monotonic clock.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._wanted = settings[keys.KV_LOG]
        self._interval = settings[keys.KV_LOG_INTERVAL] / 1000
        self._clock = clock
        self._lock = threading.Lock()
        self._told = -self._interval
        self._cleared = self._made = 0

    def cleared(self) -> None:
        """Count a cache, or the end of a cache, that was emptied in place."""
        self._add(cleared=1)

    def made(self) -> None:
        """Count a new context."""
        self._add(made=1)

    def _add(self, *, cleared: int = 0, made: int = 0) -> None:
        if not self._wanted:
            return
        with self._lock:
            self._cleared, self._made = self._cleared + cleared, self._made + made
            now = self._clock()
            if now - self._told < self._interval:
                return
            line = (self._cleared, self._made)
            self._cleared, self._made, self._told = 0, 0, now
        LOG.info("%d caches were emptied in place, %d contexts were made anew", *line)
