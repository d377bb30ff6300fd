"""The configuration keys oro-timers reads."""

from __future__ import annotations

from typing import Any

from oro_framework.numbers import positive
from oro_framework.types import Setting

__all__ = ("ALL", "MAX_TIMERS")

MAX_TIMERS = Setting("timers_max", positive, 1024, "Timers of the host one window may have running")

ALL: tuple[Setting[Any], ...] = (MAX_TIMERS,)
