"""Whether a peer is let through: its certificate, its name, and what is pinned. Sans-IO."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from oro_framework.pins import PinSet, certificate_pin, parse_pin
from oro_tls.errors import CertificateRefused, PinRefused, PinsInvalid
from oro_tls.options import TlsOptions

if TYPE_CHECKING:
    from cryptography import x509

    from oro_tls.verification import Finding

__all__ = ("PROVIDER", "Pinned", "authorization", "check_pins", "parse_pins", "pin_of", "pinned", "refuse")

PROVIDER = "openssl"


class Pinned(Struct, frozen=True):
    """What a connection's certificate must be one of."""

    expected: tuple[str, ...]
    given: bool
    """Whether the call itself brought pins."""


def parse_pins(value: Any) -> PinSet:
    """Read lines of pins.

    Raises:
        PinsInvalid: a line is none.
    """
    try:
        return PinSet.parse(value)
    except ValueError as error:
        raise PinsInvalid(f"Cannot use these pins: expected {error}") from error


def pinned(options: TlsOptions, configured: PinSet, host: str, port: int | None) -> Pinned:
    """Return what is pinned for a connection, by the app, by the page, and by the call itself.

    Args:
        options: `pins` are lines, or pins alone, which are this connection's; `pinsMode` says what they do to others.
        configured: what holds for every connection.
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


def check_pins(pins: Pinned, certificate: x509.Certificate | None) -> None:
    """Raise unless a certificate is one of those pinned, or none is.

    Raises:
        PinRefused: PIN_MISMATCH; PIN_UNAVAILABLE, the peer showed none; PIN_MISCONFIGURED, the call brought pins
            of which none is for its host.
    """
    peer = pin_of(certificate)
    details = {"provider": PROVIDER, "peerPin": peer, "expectedPins": list(pins.expected)}
    if not pins.expected:
        if pins.given:
            raise PinRefused(
                "PIN_MISCONFIGURED", "Cannot check pins: those given are of other hosts and ports", **details
            )
        return
    if peer is None:
        raise PinRefused("PIN_UNAVAILABLE", "Cannot check pins: the peer showed no certificate", **details)
    if peer not in pins.expected:
        raise PinRefused("PIN_MISMATCH", f'Cannot trust the peer: its pin "{peer}" is not an expected one', **details)


def authorization(findings: list[Finding], certificate: x509.Certificate | None, name: str) -> Finding | None:
    """Return what is wrong with a peer, None when it is who it should be.

    Args:
        findings: what OpenSSL found, of which Node tells the last.
        certificate: the peer's; None when it showed none.
        name: the host it should be; empty when that does not matter.
    """
    from oro_tls.verification import Finding, mismatch

    if findings:
        return findings[-1]
    if certificate is None:
        return Finding("CERT_UNTRUSTED", "UNABLE_TO_GET_ISSUER_CERT", "the peer showed no certificate")
    return mismatch(certificate, name) if name else None


def refuse(wrong: Finding, certificate: x509.Certificate | None) -> CertificateRefused:
    """Return the error that tells a page of a peer that was not let through."""
    return CertificateRefused(wrong, provider=PROVIDER, peerPin=pin_of(certificate))


def pin_of(certificate: x509.Certificate | None) -> str | None:
    """Return the pin of a certificate, None when there is none."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return None if certificate is None else certificate_pin(certificate.public_bytes(Encoding.DER))


def _of(pins: PinSet, names: tuple[str, ...], port: int | None) -> tuple[str, ...]:
    return tuple(pin for name in names for pin in pins.pins_for(name, port))


def _alone(entry: str) -> str | None:
    try:
        return parse_pin(entry)
    except ValueError:
        return None
