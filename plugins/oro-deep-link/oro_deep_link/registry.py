"""Programs with which Windows opens addresses: keys of the user's classes in the registry. Everything here blocks."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from importlib import import_module
from typing import Any

__all__ = ("Registry",)


class Registry:
    """The user's class for a scheme.

    Args:
        title: what a person calls the app.
        protocol: its scheme.
    """

    def __init__(self, title: str, protocol: str) -> None:
        self._title = title
        self._root = rf"Software\Classes\{protocol}"
        self._winreg: Any = import_module("winreg")

    def register(self, command: Sequence[str]) -> None:
        """Write the class."""
        self._set(self._root, "", f"URL:{self._title}")
        self._set(self._root, "URL Protocol", "")
        self._set(rf"{self._root}\shell\open\command", "", f'{subprocess.list2cmdline(command)} "%1"')

    def unregister(self) -> None:
        """Delete the class."""
        for below in (r"\shell\open\command", r"\shell\open", r"\shell", ""):
            try:
                self._winreg.DeleteKey(self._winreg.HKEY_CURRENT_USER, self._root + below)
            except FileNotFoundError:
                continue

    def registered(self) -> bool:
        """Return whether there is a class with a command."""
        try:
            return bool(self._winreg.QueryValue(self._winreg.HKEY_CURRENT_USER, rf"{self._root}\shell\open\command"))
        except FileNotFoundError:
            return False

    def _set(self, path: str, name: str, value: str) -> None:
        with self._winreg.CreateKey(self._winreg.HKEY_CURRENT_USER, path) as key:
            self._winreg.SetValueEx(key, name, 0, self._winreg.REG_SZ, value)
