"""Values that workers keep by key: an environment for each scope, which outlives the app, and a session for each
registration.

Sans-IO. Values are text; those of environments are JSON. Every worker has a copy, and reports its changes.
"""

from __future__ import annotations

from collections.abc import Mapping

from oro_framework.errors import OroError

__all__ = ("Area", "AreaFull", "Areas", "Changes", "MAX_BYTES", "MAX_ENTRIES")

MAX_ENTRIES = 16_384
"""Entries an area may have."""
MAX_BYTES = 5 << 20
"""Characters the keys and values of an area may have together, as with the `localStorage` of browsers."""

Changes = Mapping[str, "str | None"]
"""Values by key; None forgets one."""


class AreaFull(OroError):
    """An area would have too many entries, or too much in them."""

    type = "QuotaExceededError"
    code = "ERR_QUOTA_EXCEEDED"
    status = 507


class Area:
    """The entries of one scope or registration."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}
        self._size = 0

    def change(self, changes: Changes) -> None:
        """Make changes, all or none.

        Raises:
            AreaFull: there is no room.
        """
        count, size = len(self.entries), self._size
        for key, value in changes.items():
            before = self.entries.get(key)
            count += (value is not None) - (before is not None)
            size += _weight(key, value) - _weight(key, before)
        if (count > MAX_ENTRIES and count > len(self.entries)) or (size > MAX_BYTES and size > self._size):
            raise AreaFull(f"Cannot keep more: an area has {MAX_ENTRIES} entries and {MAX_BYTES} characters at most")
        self._size = size
        for key, value in changes.items():
            if value is None:
                self.entries.pop(key, None)
            else:
                self.entries[key] = value


def _weight(key: str, value: str | None) -> int:
    return 0 if value is None else len(key) + len(value)


class Areas:
    """The areas of the app's workers."""

    def __init__(self) -> None:
        self.environments: dict[str, Area] = {}
        """By scope."""
        self.sessions: dict[str, Area] = {}
        """By the id of the registration."""

    def environment(self, scope: str) -> Area:
        """Return the environment of a scope."""
        return self.environments.setdefault(scope, Area())

    def session(self, registration: str) -> Area:
        """Return the session of a registration."""
        return self.sessions.setdefault(registration, Area())
