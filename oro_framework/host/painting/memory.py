"""Keep what painted on a machine, in `graphics.json` of the user's state. Blocking.

It is kept for one set of drivers, one session and one version of the engine: with others, the engine is tried anew.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import DecodeError, Struct, ValidationError, field, json

from oro_framework.atomic import replace_file
from oro_framework.host.painting import memory_file
from oro_framework.host.painting.attempts import Attempt

__all__ = ("Kept", "Memory")

_MOST = 1 << 20
"""Bytes of the file that are read."""


class Kept(Struct, frozen=True):
    """The knowledge of an engine on one machine."""

    attempt: Attempt | None
    """The one that painted; None where none did."""
    since: str
    """The day, as YYYY-MM-DD."""
    apps: list[str] = field(default_factory=list)
    """The bundles of those apps that no attempt painted."""


class Memory:
    """The file's contents. A file that cannot be read counts as empty: it costs the attempts once more."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or memory_file()
        try:
            with self._path.open("rb") as file:
                self._kept = json.decode(file.read(_MOST), type=dict[str, Kept])
        except (OSError, DecodeError, ValidationError):
            self._kept = {}

    def __getitem__(self, key: str) -> Kept | None:
        return self._kept.get(key)

    def items(self) -> list[tuple[str, Kept]]:
        """Return all that is kept."""
        return list(self._kept.items())

    def keep(self, key: str, kept: Kept) -> None:
        """Keep what is known of an engine on a machine.

        Raises:
            OSError: the file cannot be written; it is as it was.
        """
        self._kept[key] = kept
        self._path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self._path, json.format(json.encode(self._kept)))
