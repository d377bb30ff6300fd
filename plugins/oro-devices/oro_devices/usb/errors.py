"""Errors of USB devices beyond those of all devices."""

from __future__ import annotations

from oro_framework.errors import Broken, Denied, UsageError

__all__ = ("NotClaimed", "ProtectedClass", "Transferred")


class NotClaimed(UsageError):
    """The page has not claimed the interface."""

    code = "ERR_DEVICE_CLOSED"
    type = "InvalidStateError"


class ProtectedClass(Denied):
    """The interface is of a class that the system uses itself."""

    type = "SecurityError"

    def __init__(self, label: str, number: int, kind: str) -> None:
        super().__init__(f'Cannot claim interface {number} of "{label}": pages do not use those of class {kind}')


class Transferred(Broken):
    """The transfer ended without success, which is no failure of the call: `transfer` is `stall` or `babble`."""

    code = "ERR_USB_TRANSFER"
    type = "NetworkError"

    def __init__(self, message: str, transfer: str) -> None:
        super().__init__(message, transfer=transfer)
