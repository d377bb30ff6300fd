"""How desktops learn that a scheme is an app's. Everything here blocks."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from oro_deep_link.mimeapps import without
from oro_framework.atomic import replace_file
from oro_framework.desktop_entry import desktop_entry
from oro_framework.errors import Broken, Unsupported

__all__ = ("Desktop", "FreeDesktop", "desktop_of")

PATIENCE = 30
"""Seconds xdg-mime has."""


class Desktop(Protocol):
    """A desktop's registration of one scheme of an app."""

    def register(self, command: Sequence[str]) -> None:
        """Have the desktop open the scheme's addresses with a command, which gets the address last."""
        ...

    def unregister(self) -> None:
        """Have the desktop open them with the app no longer."""
        ...

    def registered(self) -> bool:
        """Return whether the desktop opens them with the app."""
        ...


class FreeDesktop:
    """A desktop entry that handles `x-scheme-handler/<scheme>`, and is the default for it.

    Args:
        data: the person's folder for data.
        config: the person's folder for configuration.
        bundle: the app's identifier, which names the entry.
        title: what a person calls the app.
        protocol: its scheme.
    """

    def __init__(self, data: Path, config: Path, *, bundle: str, title: str, protocol: str) -> None:
        self._folder = data / "applications"
        self._lists = (config / "mimeapps.list", self._folder / "mimeapps.list")
        self._path = self._folder / f"{bundle}.{protocol}-handler.desktop"
        self._title = title
        self._mime = f"x-scheme-handler/{protocol}"

    def register(self, command: Sequence[str]) -> None:
        """Write the entry and make it the default.

        Raises:
            Unsupported: xdg-mime is not installed; nothing was written.
            Broken: xdg-mime failed.
        """
        _xdg_mime("--version")
        self._folder.mkdir(parents=True, exist_ok=True)
        keys = {"MimeType": f"{self._mime};", "NoDisplay": "true", "StartupNotify": "true"}
        replace_file(self._path, desktop_entry(self._title, command, keys, "%u").encode())
        self._lists[0].parent.mkdir(parents=True, exist_ok=True)
        _xdg_mime("default", self._path.name, self._mime)
        self._refresh()

    def unregister(self) -> None:
        """Remove the entry, and what makes it the default."""
        for path in self._lists:
            if path.is_file() and (text := path.read_text("utf-8")) != (
                rest := without(text, self._mime, self._path.name)
            ):
                replace_file(path, rest.encode())
        self._path.unlink(missing_ok=True)
        self._refresh()

    def registered(self) -> bool:
        """Return whether the entry is there and is the default."""
        return self._path.is_file() and _xdg_mime("query", "default", self._mime) == self._path.name

    def _refresh(self) -> None:
        """Have caches made anew where desktops keep any; those that keep none look at the files."""
        if (program := shutil.which("update-desktop-database")) and self._folder.is_dir():
            subprocess.run([program, str(self._folder)], capture_output=True, check=False, timeout=PATIENCE)


def desktop_of(bundle: str, title: str, protocol: str) -> Desktop:
    """Return this platform's desktop.

    Raises:
        Unsupported: on this platform the package of an app declares its scheme, or no way to declare one is known.
    """
    if sys.platform == "win32":
        from oro_deep_link.registry import Registry

        return Registry(title, protocol)
    if sys.platform == "linux":
        import platformdirs

        data, config = platformdirs.user_data_path(), platformdirs.user_config_path()
        return FreeDesktop(data, config, bundle=bundle, title=title, protocol=protocol)
    raise Unsupported(f'Cannot register scheme "{protocol}": on {sys.platform} the package of an app says what it is')


def _xdg_mime(*arguments: str) -> str:
    try:
        done = subprocess.run(["xdg-mime", *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False)
    except FileNotFoundError as error:
        raise Unsupported("Cannot ask the desktop what opens a scheme: xdg-mime is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise Broken(
            f"Cannot ask the desktop what opens a scheme: xdg-mime did not end in {PATIENCE} seconds"
        ) from error
    if done.returncode:
        raise Broken(
            f"Cannot tell the desktop what opens a scheme: xdg-mime ended with {done.returncode}: {done.stderr}"
        )
    return done.stdout.strip()
