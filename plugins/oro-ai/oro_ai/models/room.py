"""The memory that loaded models share: which leave it for another, and which have been idle for long.

Rules
1. Only a model that requests loaded by its name leaves by itself, for the next such request loads it again. One that a
   page loaded, or has a context or an adapter of, stays until the page unloads it.
2. No model leaves while a request uses it.
3. The one that was used longest ago leaves first.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Protocol, TypeVar

from oro_ai import settings as keys
from oro_ai.choices import CACHE_TYPES
from oro_ai.engine.facts import Facts
from oro_ai.errors import CannotLoad
from oro_framework.types import Settings

__all__ = ("Room",)


class Resident(Protocol):
    """A loaded model."""

    users: int
    kept: bool
    """Whether it stays until it is unloaded."""
    used_at: float
    """When a request used it last, as `time.monotonic` counts."""

    @property
    def facts(self) -> Facts: ...
    @property
    def cells(self) -> int:
        """Tokens that all its caches hold."""
        ...


R = TypeVar("R", bound=Resident)


class Room:
    """See the module.

    Args:
        settings: name the limits.
    """

    def __init__(self, settings: Settings) -> None:
        self._limit = settings[keys.MEMORY] << 20
        self._seconds = settings[keys.IDLE]
        self._per_number = CACHE_TYPES[settings[keys.CACHE_TYPE]]

    def cache(self, facts: Facts, cells: int) -> int:
        """Return the bytes of a cache of so many tokens."""
        return int(cells * facts.cache_numbers * self._per_number)

    def taken(self, model: Resident) -> int:
        """Return the bytes that a model and its caches take, about."""
        return model.facts.bytes + self.cache(model.facts, model.cells)

    def leaving(self, models: Iterable[R], name: str, needed: int) -> list[R]:
        """Return the models that leave so that another has room.

        Args:
            models: all that are loaded.
            name: of the other, for errors.
            needed: the bytes it takes.

        Raises:
            CannotLoad: those that may leave do not take enough.
        """
        if not self._limit:
            return []
        loaded = list(models)
        missing = sum(map(self.taken, loaded)) + needed - self._limit
        chosen: list[R] = []
        for each in sorted(filter(_may_leave, loaded), key=lambda one: one.used_at):
            if missing <= 0:
                break
            chosen.append(each)
            missing -= self.taken(each)
        if missing > 0:
            raise CannotLoad(
                name,
                f"it takes {_mib(needed)} MiB with its cache, {_mib(missing)} MiB more than {keys.MEMORY.key} of "
                f"{_mib(self._limit)} leaves beside models in use; unload one, raise it, or make caches smaller by "
                f"{keys.CONTEXT_SIZE.key} or {keys.CACHE_TYPE.key}",
            )
        return chosen

    def idle(self, models: Iterable[R]) -> list[R]:
        """Return the models that no request used for `ai_llm_idle_seconds`."""
        if not self._seconds:
            return []
        since = time.monotonic() - self._seconds
        return [each for each in models if _may_leave(each) and each.used_at <= since]


def _may_leave(model: Resident) -> bool:
    return not model.users and not model.kept


def _mib(count: int) -> int:
    return -(-count >> 20)
