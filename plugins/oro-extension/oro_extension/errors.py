"""Errors of `extension.*` routes beyond those of the framework."""

from __future__ import annotations

from oro_framework.errors import Broken, NotFound

__all__ = ("LoadFailed", "NoExtension", "NotLoaded")


class LoadFailed(Broken):
    """An extension cannot be loaded; nothing of it stays.

    Args:
        name: of the extension.
        why: completes the message.
        location: file and line, where one is at fault.
    """

    code = "ERR_EXTENSION"

    def __init__(self, name: str, why: str, location: str | None = None) -> None:
        super().__init__(f"Failed to load extension: '{name}': {why}", name=name, location=location)


class NoExtension(NotFound):
    """No allowed folder has an extension of that name."""

    def __init__(self, name: str, roots: str) -> None:
        super().__init__(f"Failed to load extension: '{name}': there is none of that name in {roots}", name=name)


class NotLoaded(NotFound):
    """The extension is not loaded."""

    def __init__(self, name: str) -> None:
        super().__init__(f'Cannot find extension "{name}": it is not loaded', name=name)
