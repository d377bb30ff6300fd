"""Where each platform looks for what to start with the desktop. Everything here blocks."""

from __future__ import annotations

import os
import plistlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from oro_framework.atomic import replace_file
from oro_framework.desktop_entry import desktop_entry, entry_value
from oro_framework.errors import Unsupported

__all__ = ("DesktopEntry", "LaunchAgent", "Place", "place_of")


class Place(Protocol):
    """One app's place in what its platform starts."""

    def enable(self, command: Sequence[str]) -> None:
        """Have a command started at every login, in place of what was there."""
        ...

    def disable(self) -> None:
        """Have nothing started."""
        ...

    def enabled(self) -> bool:
        """Return whether something is started; a person may have changed it."""
        ...


class DesktopEntry:
    """A file in the autostart folder (Desktop Application Autostart Specification 0.5).

    A package of the app may have brought an entry for everybody on the machine; the person's own one goes before it.

    Args:
        folder: the autostart folder.
        bundle: the app's identifier, which names the file.
        title: what a person calls the app.
        shared: the autostart folders of the system, the most important first.
    """

    def __init__(self, folder: Path, bundle: str, title: str, shared: Sequence[Path] = ()) -> None:
        self._path = folder / f"{bundle}.desktop"
        self._title = title
        self._shared = [place / self._path.name for place in shared]

    def enable(self, command: Sequence[str]) -> None:
        """Write the entry; it is there as a whole or not at all."""
        _replace(self._path, desktop_entry(self._title, command, {"X-GNOME-Autostart-enabled": "true"}).encode())

    def disable(self) -> None:
        """Remove the entry, or write one that hides the system's."""
        if any(path.is_file() for path in self._shared):
            _replace(self._path, desktop_entry(self._title, ["true"], {"Hidden": "true"}).encode())
        else:
            self._path.unlink(missing_ok=True)

    def enabled(self) -> bool:
        """Return whether the first entry there is is not switched off."""
        for path in (self._path, *self._shared):
            try:
                text = path.read_text("utf-8", "replace")
            except FileNotFoundError:
                continue
            return entry_value(text, "Hidden") != "true" and entry_value(text, "X-GNOME-Autostart-enabled") != "false"
        return False


class LaunchAgent:
    """A property list for launchd.

    Args:
        folder: `~/Library/LaunchAgents`.
        bundle: the app's identifier, which names the file and the job.
    """

    def __init__(self, folder: Path, bundle: str) -> None:
        self._path = folder / f"{bundle}.plist"
        self._bundle = bundle

    def enable(self, command: Sequence[str]) -> None:
        """Write the list; launchd reads it at the next login."""
        job = {
            "Label": self._bundle,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
        }
        _replace(self._path, plistlib.dumps(job))

    def disable(self) -> None:
        """Remove the list."""
        self._path.unlink(missing_ok=True)

    def enabled(self) -> bool:
        """Return whether there is a list that is not switched off."""
        try:
            job = plistlib.loads(self._path.read_bytes())
        except (FileNotFoundError, plistlib.InvalidFileException, ValueError):
            return False
        return bool(job.get("RunAtLoad")) and not job.get("Disabled")


def place_of(bundle: str, title: str) -> Place:
    """Return the app's place on this platform.

    Raises:
        Unsupported: this platform has none that is known.
    """
    import platformdirs

    if sys.platform == "darwin":
        return LaunchAgent(Path.home() / "Library" / "LaunchAgents", bundle)
    if sys.platform == "win32":
        from oro_autostart.run_key import RunKey

        return RunKey(bundle)
    if sys.platform == "linux":
        shared = [Path(place) / "autostart" for place in platformdirs.site_config_dir(multipath=True).split(os.pathsep)]
        return DesktopEntry(platformdirs.user_config_path() / "autostart", bundle, title, shared)
    raise Unsupported(f"Cannot start with the desktop: not on {sys.platform}")


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, content)
