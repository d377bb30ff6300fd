"""Errors of Bluetooth beyond those of all devices."""

from __future__ import annotations

from oro_framework.errors import Denied, NotFound

__all__ = ("NoAdapter", "NoAttribute", "NotAllowedService")


class NoAdapter(NotFound):
    """This machine has no Bluetooth adapter that is switched on, or no service that drives it."""


class NoAttribute(NotFound):
    """The device has no such service, characteristic or descriptor that the page may use."""


class NotAllowedService(Denied):
    """The page did not name the service when it asked for the device, or no page may use it."""

    type = "SecurityError"
