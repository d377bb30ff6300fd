"""The configuration keys of oro-container."""

from __future__ import annotations

from typing import Any

from oro_container import policy_settings
from oro_framework.numbers import positive
from oro_framework.types import Setting

__all__ = ("ALL", "LAYERS", "MAX_CONTAINERS", "STORE_SIZE")

_NONE: tuple[str, ...] = ()
LAYERS = Setting(
    "container_layers",
    policy_settings.paths,
    _NONE,
    "folders whose files working folders begin with, the uppermost first; they are never written",
)
MAX_CONTAINERS = Setting("container_max_containers", positive, 32, "Containers one window may have at once")
STORE_SIZE = Setting(
    "container_store_size", positive, 4 << 30, "Bytes of packages kept between runs; the least recently used go first"
)

ALL: tuple[Setting[Any], ...] = (LAYERS, MAX_CONTAINERS, STORE_SIZE, *policy_settings.ALL)
"""Every key."""
