"""The configuration keys of oro-wasm: limits of what pages may run, and the components of an app."""

from __future__ import annotations

from typing import Any

from oro_framework.numbers import positive
from oro_framework.types import Setting

__all__ = ("ALL", "CACHE_SIZE", "COMPONENTS", "IDLE_RUNNERS", "MAX_MEMORY", "MAX_PROGRAMS", "NETWORK")


def as_written(value: Any) -> Any:
    """Return a value as it is; the tables of components are checked as wholes."""
    return value


MAX_MEMORY = Setting("wasm_max_memory", positive, 1 << 32, "Bytes a guest's memory may grow to")
MAX_PROGRAMS = Setting("wasm_max_programs", positive, 64, "Programs one window may have running, and instances")
IDLE_RUNNERS = Setting("wasm_idle_runners", int, 1, "Processes kept ready for the next guest once one has run")
NETWORK = Setting("wasm_network", bool, False, "Let pages grant the network to guests; components only have sockets")
CACHE_SIZE = Setting(
    "wasm_cache_size", positive, 1 << 30, "Bytes of compiled code kept between runs; the least recently used go first"
)
COMPONENTS = Setting(
    "wasm_components_", as_written, "", "a component of the app: its file, its grants, its limits", pattern=True
)

ALL: tuple[Setting[Any], ...] = (MAX_MEMORY, MAX_PROGRAMS, IDLE_RUNNERS, NETWORK, CACHE_SIZE, COMPONENTS)
"""Every key."""
