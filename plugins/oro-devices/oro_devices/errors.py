"""Errors of devices beyond the framework's own."""

from __future__ import annotations

from oro_framework.errors import Broken, Denied, NotFound, OroError, Unsupported, UsageError

__all__ = (
    "AlreadyOpen",
    "CannotOpen",
    "DeviceFailed",
    "DeviceLost",
    "NotGiven",
    "NotInstalled",
    "NotOpen",
    "NothingChosen",
)


class NothingChosen(NotFound):
    """The person chose no device."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Cannot use a {what}: none was chosen")


class NotGiven(Denied):
    """The page was not given the device, or it was taken back."""

    type = "SecurityError"

    def __init__(self, what: str, id: str) -> None:
        super().__init__(f'Cannot use {what} "{id[:80]}": the page was not given it')


class NotInstalled(Unsupported):
    """The library for a kind of device is not installed."""

    code = "ERR_NOT_INSTALLED"


class CannotOpen(OroError):
    """The system did not open the device."""

    code = "ERR_DEVICE_OPEN"
    type = "NetworkError"


class AlreadyOpen(UsageError):
    """The page has opened the device already."""

    code = "ERR_DEVICE_OPENED"
    type = "InvalidStateError"


class NotOpen(UsageError):
    """The page has not opened the device, or has closed it."""

    code = "ERR_DEVICE_CLOSED"
    type = "InvalidStateError"


class DeviceLost(Broken):
    """The device was unplugged, or has gone out of reach."""

    code = "ERR_DEVICE_LOST"
    type = "NetworkError"


class DeviceFailed(Broken):
    """The device, or its driver, refused what was asked of it."""

    code = "ERR_DEVICE"
    type = "NetworkError"
