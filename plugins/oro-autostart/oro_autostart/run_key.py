"""Programs that Windows starts for a user: values of the key `Run` in the registry. Everything here blocks."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from importlib import import_module
from typing import Any

__all__ = ("RunKey",)

_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"


class RunKey:
    """A value of the user's `Run` key.

    Args:
        bundle: the app's identifier, which names the value.
    """

    def __init__(self, bundle: str) -> None:
        self._bundle = bundle
        self._winreg: Any = import_module("winreg")

    def enable(self, command: Sequence[str]) -> None:
        """Set the value."""
        with self._key() as key:
            self._winreg.SetValueEx(key, self._bundle, 0, self._winreg.REG_SZ, subprocess.list2cmdline(command))

    def disable(self) -> None:
        """Delete the value."""
        if self.enabled():
            with self._key() as key:
                self._winreg.DeleteValue(key, self._bundle)

    def enabled(self) -> bool:
        """Return whether there is a value."""
        with self._key() as key:
            try:
                self._winreg.QueryValueEx(key, self._bundle)
            except FileNotFoundError:
                return False
        return True

    def _key(self) -> Any:
        """Open the key for reading and writing; it is made where it is missing."""
        return self._winreg.CreateKey(self._winreg.HKEY_CURRENT_USER, _KEY)
