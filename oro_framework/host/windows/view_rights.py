"""The rights that a view may have. Sans-IO."""

from __future__ import annotations

from collections.abc import Sequence

from oro_framework.errors import InvalidArgument

__all__ = ("RIGHTS", "checked_rights")

RIGHTS = frozenset(
    {
        "camera", "clipboard", "data_access", "device_info", "display_capture", "downloads", "geolocation",
        "local_fonts", "media_keys", "microphone", "notifications", "pointer_lock",
    }
)  # fmt: skip
"""Permissions that engines ask for on behalf of pages; no route of the host is among them."""


def checked_rights(names: Sequence[str]) -> frozenset[str]:
    """Return the rights of a view; cameras and microphones are used by a right of their own that comes along.

    Raises:
        InvalidArgument: there is no such right.
    """
    for name in names:
        if name not in RIGHTS:
            known = ", ".join(sorted(RIGHTS))
            raise InvalidArgument(f'Cannot add a view: "rights" names some of {known}, got "{name[:40]}"')
    media = {"user_media"} if {"camera", "microphone"} & set(names) else set[str]()
    return frozenset({*names, *media})
