"""Checks of a peer: its certificate, its name, and the pins. Sans-IO."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from oro_framework.pins import certificate_pin
from oro_tls.certificates.pins import PROVIDER, Pinned
from oro_tls.errors import CertificateRefused, PinRefused
from oro_tls.verification import Finding, mismatch

__all__ = ("authorization", "check_pins", "pin_of", "refusal")


def check_pins(pins: Pinned, certificate: x509.Certificate | None) -> None:
    """Raise unless a certificate is one of those pinned, or none is.

    Raises:
        PinRefused: PIN_MISMATCH; PIN_UNAVAILABLE, the peer showed no certificate; PIN_MISCONFIGURED, the call
            brought pins of which none is for its host.
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


def authorization(findings: Sequence[Finding], certificate: x509.Certificate | None, name: str) -> Finding | None:
    """Return the fault of a peer, None when it is the one it should be.

    Args:
        findings: the faults OpenSSL found, of which Node tells the last.
        certificate: the peer's; None when it showed none.
        name: the host it should be; empty when that does not matter.
    """
    if findings:
        return findings[-1]
    if certificate is None:
        return Finding("CERT_UNTRUSTED", "UNABLE_TO_GET_ISSUER_CERT", "the peer showed no certificate")
    return mismatch(certificate, name) if name else None


def refusal(wrong: Finding, certificate: x509.Certificate | None) -> CertificateRefused:
    """Return the error for a peer whose certificate is not accepted."""
    return CertificateRefused(wrong, provider=PROVIDER, peerPin=pin_of(certificate))


def pin_of(certificate: x509.Certificate | None) -> str | None:
    """Return the pin of a certificate, None when there is none."""
    return None if certificate is None else certificate_pin(certificate.public_bytes(Encoding.DER))
