"""Errors of secrets routes beyond those of the framework."""

from __future__ import annotations

from oro_framework.errors import Denied, Unsupported

__all__ = ("Locked", "NoKeyring")


class NoKeyring(Unsupported):
    """The desktop has no keyring that encrypts what it keeps, or it does not run."""

    def __init__(self, reasons: str) -> None:
        super().__init__(f"Cannot keep secrets: this desktop has no keyring that can be used: {reasons}")


class Locked(Denied):
    """The keyring is locked, and the person did not unlock it."""

    code = "ERR_KEYRING_LOCKED"
