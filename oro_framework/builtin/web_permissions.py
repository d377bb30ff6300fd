"""Permissions for features of the web, such as the camera, which engines ask the host for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from oro_framework.host.resources.module_files import framework_folder
from oro_framework.types import Permission, Preload

__all__ = ("WEB", "WEB_NAMES", "web_preload")

WEB: tuple[Permission, ...] = (
    Permission(name="camera", description="See through the cameras of this machine."),
    Permission(name="microphone", description="Hear through the microphones of this machine."),
    Permission(name="user_media", description="Use cameras and microphones at all, each by its own permission."),
    Permission(name="display_capture", description="See the screen, or windows of other programs."),
    Permission(name="device_info", description="Know the names of cameras, microphones and loudspeakers."),
    Permission(name="geolocation", description="Know where this machine is."),
    Permission(name="notifications", description="Show notifications on the desktop."),
    Permission(name="clipboard", description="Read and write what was copied, without a key being pressed for it."),
    Permission(name="pointer_lock", description="Take the pointer and hide it, as games do."),
    Permission(name="local_fonts", description="Know and read the fonts installed on this machine."),
    Permission(name="media_keys", description="Play media that is encrypted, by the engine's own means."),
    Permission(name="data_access", description="Let a site in a frame use what it stored as a page of its own."),
)

WEB_NAMES: Mapping[str, str] = {
    "clipboard-read": "clipboard",
    "clipboard-write": "clipboard",
    "display-capture": "display_capture",
    "local-fonts": "local_fonts",
    "pointer-lock": "pointer_lock",
    "storage-access": "data_access",
}
"""Names of permissions on the web, where they differ."""


def web_preload(declared: Mapping[str, Permission]) -> Preload:
    """Return the script that makes `navigator.permissions` report the host's decisions."""
    names = {**{name: name for name in declared}, **WEB_NAMES}
    return Preload(script=f"({_script()})({msgspec.json.encode(names).decode()});")


@cache
def _script() -> str:
    return (framework_folder() / "boot" / "permissions.js").read_text("utf-8").strip().rstrip(";")
