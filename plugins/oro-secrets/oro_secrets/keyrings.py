"""The desktop's keyring: the best of those that encrypt what they keep. Everything here blocks.

A backend that writes plain text, keyring's own that fails or forgets, and whatever else a configuration file of
keyring may name are never used.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from oro_framework.errors import Broken
from oro_secrets.errors import Locked, NoKeyring

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

__all__ = ("Keyring",)

_LINUX = (("Secret Service", "SecretService", "Keyring"), ("KWallet", "kwallet", "DBusKeyring"))
_BACKENDS = {
    "darwin": (("macOS Keychain", "macOS", "Keyring"),),
    "win32": (("Windows Credential Locker", "Windows", "WinVaultKeyring"),),
}


class Keyring:
    """Secrets of one app, by key.

    Args:
        service: what the app is called in the keyring.
    """

    def __init__(self, service: str) -> None:
        self._service = service
        self._found: tuple[str, KeyringBackend] | None = None

    @property
    def backend(self) -> str:
        """The name of the keyring.

        Raises:
            NoKeyring: there is none.
        """
        return self._backend()[0]

    def get(self, key: str) -> str | None:
        """Return a secret, None when there is none."""
        with _told("read", key):
            return self._backend()[1].get_password(self._service, key)

    def set(self, key: str, secret: str) -> None:
        """Keep a secret, in place of what was kept."""
        with _told("keep", key):
            self._backend()[1].set_password(self._service, key, secret)

    def delete(self, key: str) -> bool:
        """Forget a secret; return whether there was one."""
        from keyring.errors import PasswordDeleteError

        with _told("delete", key):
            backend = self._backend()[1]
            if backend.get_password(self._service, key) is None:
                return False
            try:
                backend.delete_password(self._service, key)
            except PasswordDeleteError:
                if backend.get_password(self._service, key) is not None:
                    raise
            return True

    def _backend(self) -> tuple[str, KeyringBackend]:
        if self._found is None:
            self._found = _chosen()
        return self._found


def _chosen() -> tuple[str, KeyringBackend]:
    reasons = []
    for name, module, attribute in _BACKENDS.get(sys.platform, _LINUX):
        found: Any = getattr(import_module(f"keyring.backends.{module}"), attribute)
        try:
            found.priority  # noqa: B018
        except Exception as error:
            reasons.append(f"{name}: {error}")
        else:
            return name, found()
    raise NoKeyring("; ".join(reasons))


@contextmanager
def _told(what: str, key: str) -> Iterator[None]:
    """Turn what keyrings raise into errors a page understands.

    Raises:
        Locked: the keyring is locked, and the person did not unlock it.
        Broken: the keyring could not.
    """
    from keyring.errors import KeyringLocked

    try:
        yield
    except NoKeyring:
        raise
    except KeyringLocked as error:
        raise Locked(f'Cannot {what} secret "{key}": the keyring is locked') from error
    except Exception as error:
        raise Broken(f'Cannot {what} secret "{key}": {error or type(error).__name__}') from error
