"""The pins that hold for a connection: the app's, the page's, and those its call brought. Sans-IO."""

from __future__ import annotations

from msgspec import Struct

from oro_framework.pins import PinSet, parse_pin
from oro_tls.errors import PinsInvalid
from oro_tls.options import TlsOptions

__all__ = ("PROVIDER", "Pinned", "parse_pins", "pins_for")

PROVIDER = "openssl"
"""The name of the TLS library in answers and errors."""


class Pinned(Struct, frozen=True):
    """The pins of which a connection's certificate must have one."""

    expected: tuple[str, ...]
    given: bool
    """Whether the call itself brought pins."""


def parse_pins(value: str | list[str]) -> PinSet:
    """Read lines of pins.

    Raises:
        PinsInvalid: a line is none.
    """
    try:
        return PinSet.parse(value)
    except ValueError as error:
        raise PinsInvalid(f"Cannot use these pins: expected {error}") from error


def pins_for(options: TlsOptions, configured: PinSet, host: str, port: int | None) -> Pinned:
    """Return the pins that hold for a connection.

    Args:
        options: `pins` are lines, or pins alone, which are this connection's; `pinsMode` says whether they replace
            others.
        configured: the pins of every connection.
        host: where it leads.
        port: None when unknown.

    Raises:
        PinsInvalid: an entry is neither a line nor a pin.
    """
    names = tuple(dict.fromkeys(name for name in (host, options.servername) if name))
    standing = () if options.pins is not None and options.pinsMode == "replace" else _of(configured, names, port)
    own = [entry.strip() for text in options.pins or () for entry in text.splitlines() if entry.strip()]
    alone = [pin for entry in own if (pin := _alone(entry)) is not None]
    lines = parse_pins([entry for entry in own if _alone(entry) is None])
    expected = (*standing, *alone, *_of(lines, names, port))
    return Pinned(tuple(dict.fromkeys(expected)), given=bool(own))


def _of(pins: PinSet, names: tuple[str, ...], port: int | None) -> tuple[str, ...]:
    return tuple(pin for name in names for pin in pins.pins_for(name, port))


def _alone(entry: str) -> str | None:
    try:
        return parse_pin(entry)
    except ValueError:
        return None
