"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Preload, Window
from oro_notification.service import Notifications

_CLASS = Path(__file__).with_name("js") / "notification" / "class.js"


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `notification.*`."""
    return [Notifications]


@hookimpl
def oro_preload(window: Window) -> Preload:
    """Have the web's `Notification` be ours from the start; the engine's own stays as `__native_Notification`."""
    source = _CLASS.read_text("utf-8").replace("export class", "class")
    place = "Object.assign(globalThis, { __native_Notification: globalThis.Notification ?? null, Notification })"
    return Preload(script=f"(() => {{\n{source}\n{place}\n}})();")
