"""Settings of this plugin."""

from __future__ import annotations

from oro_framework.types import Setting

__all__ = ("ALL", "AWAKE", "WATCH")

AWAKE = Setting(
    "power_awake", bool, True, "keep the machine awake during downloads, updates and other work of the app's own parts"
)
WATCH = Setting(
    "power_watch", bool, False, "watch the machine from the start, so that plugins hear of it by the hook oro_event"
)
ALL = (AWAKE, WATCH)
