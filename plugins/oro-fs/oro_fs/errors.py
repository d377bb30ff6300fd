"""Errors of file routes beyond the framework's own."""

from __future__ import annotations

from oro_framework.errors import Denied, NotFound

__all__ = ("NotOpen", "NotWatching", "SecurityError")


class SecurityError(Denied):
    """The path leaves the sandbox, crosses a forbidden link, or names a thing pages may not open."""

    code = "SECURITY_ERR"
    type = "SecurityError"


class NotOpen(NotFound):
    """No descriptor of that id and kind is open in the calling window."""

    code = "ENOTOPEN"

    def __init__(self, id: str, kind: str = "file") -> None:
        super().__init__(f"No {kind} descriptor found with that id", id=id)


class NotWatching(NotFound):
    """No watcher of that id runs for the calling window."""

    def __init__(self, id: str) -> None:
        super().__init__("fs.Watcher does not exist", id=id)
