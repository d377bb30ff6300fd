"""Keep the machine awake while a command works, by oro-power where it is installed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec

from oro_framework.types import Host

__all__ = ("awake",)

SETTING = "power_awake"
"""The setting of oro-power that leaves the machine alone."""


@asynccontextmanager
async def awake(host: Host, reason: str) -> AsyncIterator[None]:
    """Keep the machine awake during the block, unless the app's configuration leaves it alone."""
    if not find_spec("oro_power") or not _wanted(host):
        yield
        return
    from oro_power.standalone import awake as kept_awake

    async with kept_awake(reason, app="oro"):
        yield


def _wanted(host: Host) -> bool:
    try:
        return bool(host.settings[SETTING])
    except KeyError:
        return False  # oro-power is not among the app's plugins
