"""Routes that pin certificates."""

from __future__ import annotations

from typing import Literal

from oro_framework.service import route
from oro_framework.types import Call
from oro_tls.certificates.pins import parse_pins
from oro_tls.services.tls_transport import TlsTransport

__all__ = ("PinRoutes",)


class PinRoutes:
    """The pins of every connection of `tls`."""

    def __init__(self, transport: TlsTransport) -> None:
        self._transport = transport

    @route("setPins")
    def set_pins(
        self, call: Call, *, value: str | list[str] = "", mode: Literal["append", "replace"] = "replace"
    ) -> dict[str, str]:
        """Pin certificates for connections made from now on; `mode` says whether earlier pins stay.

        Raises:
            PinsInvalid: a line is no pin; nothing has changed.
        """
        pins = parse_pins(value)
        self._transport.pins = self._transport.pins.adding(pins) if mode == "append" else pins
        return {"value": str(self._transport.pins)}

    @route("getPins")
    def get_pins(self, call: Call) -> dict[str, str]:
        """Return the pins, as lines."""
        return {"value": str(self._transport.pins)}
