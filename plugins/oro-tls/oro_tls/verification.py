"""Faults of a peer's certificate, by codes of this framework and of Node. Sans-IO."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

from cryptography import x509
from cryptography.x509.oid import NameOID
from service_identity.exceptions import CertificateError, VerificationError
from service_identity.hazmat import (
    DNS_ID,
    CertificatePattern,
    DNSPattern,
    IPAddress_ID,
    IPAddressPattern,
    verify_service_identity,
)

__all__ = ("Finding", "finding", "is_address", "mismatch")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a certificate."""

    code: str
    """The `code` of the error."""
    reason: str
    """Node's `authorizationError`."""
    message: str


# By the numbers of OpenSSL's X509_V_ERR_*.
_FINDINGS = {
    2: Finding("CERT_UNTRUSTED", "UNABLE_TO_GET_ISSUER_CERT", "unable to get issuer certificate"),
    3: Finding("CERTIFICATE_VERIFY_FAILED", "UNABLE_TO_GET_CRL", "unable to get certificate CRL"),
    4: Finding("CERT_BAD_SIGNATURE", "UNABLE_TO_DECRYPT_CERT_SIGNATURE", "unable to decrypt certificate's signature"),
    6: Finding("CERT_BAD_PUBLIC_KEY", "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY", "unable to decode issuer public key"),
    7: Finding("CERT_BAD_SIGNATURE", "CERT_SIGNATURE_FAILURE", "certificate signature failure"),
    8: Finding("CERT_BAD_SIGNATURE", "CRL_SIGNATURE_FAILURE", "CRL signature failure"),
    9: Finding("CERT_NOT_TIME_VALID", "CERT_NOT_YET_VALID", "certificate is not yet valid"),
    10: Finding("CERT_EXPIRED", "CERT_HAS_EXPIRED", "certificate has expired"),
    11: Finding("CERTIFICATE_VERIFY_FAILED", "CRL_NOT_YET_VALID", "CRL is not yet valid"),
    12: Finding("CERTIFICATE_VERIFY_FAILED", "CRL_HAS_EXPIRED", "CRL has expired"),
    13: Finding(
        "CERT_NOT_TIME_VALID", "ERROR_IN_CERT_NOT_BEFORE_FIELD", "format error in certificate's notBefore field"
    ),
    14: Finding("CERT_NOT_TIME_VALID", "ERROR_IN_CERT_NOT_AFTER_FIELD", "format error in certificate's notAfter field"),
    18: Finding("CERT_UNTRUSTED_ROOT", "DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"),
    19: Finding("CERT_UNTRUSTED_ROOT", "SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain"),
    20: Finding("CERT_UNTRUSTED", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "unable to get local issuer certificate"),
    21: Finding("CERT_UNTRUSTED", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate"),
    22: Finding("CERTIFICATE_VERIFY_FAILED", "CERT_CHAIN_TOO_LONG", "certificate chain too long"),
    23: Finding("CERT_REVOKED", "CERT_REVOKED", "certificate revoked"),
    24: Finding("CERTIFICATE_VERIFY_FAILED", "INVALID_CA", "invalid CA certificate"),
    25: Finding("CERTIFICATE_VERIFY_FAILED", "PATH_LENGTH_EXCEEDED", "path length constraint exceeded"),
    26: Finding("CERTIFICATE_VERIFY_FAILED", "INVALID_PURPOSE", "unsuitable certificate purpose"),
    27: Finding("CERT_UNTRUSTED", "CERT_UNTRUSTED", "certificate not trusted"),
    28: Finding("CERT_UNTRUSTED", "CERT_REJECTED", "certificate rejected"),
    66: Finding("CERT_BAD_KEY", "EE_KEY_TOO_SMALL", "EE certificate key too weak"),
    67: Finding("CERT_BAD_KEY", "CA_KEY_TOO_SMALL", "CA certificate key too weak"),
    68: Finding("CERT_BAD_SIGNATURE", "CA_MD_TOO_WEAK", "CA signature digest algorithm too weak"),
}


def finding(number: int) -> Finding:
    """Return the fault of an OpenSSL verification error."""
    known = _FINDINGS.get(number)
    return known or Finding("CERTIFICATE_VERIFY_FAILED", "UNSPECIFIED", f"certificate verification error {number}")


def mismatch(certificate: x509.Certificate, name: str) -> Finding | None:
    """Return why a certificate is not for a name or address, None when it is (RFC 9525).

    As in Node, the common name of the subject counts when the certificate names no DNS name.
    """
    address = _address(name)
    try:
        wanted = IPAddress_ID(address) if address else DNS_ID(name.removesuffix("."))
        verify_service_identity(_patterns(certificate, common_name=not address), [wanted], [])
    except (VerificationError, CertificateError, ValueError):
        return Finding("HOSTNAME_MISMATCH", "ERR_TLS_CERT_ALTNAME_INVALID", _told(certificate, name, bool(address)))
    return None


def is_address(text: str) -> bool:
    """Return whether this is an address rather than a name."""
    return bool(_address(text))


def _address(name: str) -> str:
    try:
        return str(ip_address(name.partition("%")[0]))
    except ValueError:
        return ""


def _names(certificate: x509.Certificate) -> tuple[list[str], list[str]]:
    """DNS names and addresses a certificate is for."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return [], []
    return names.get_values_for_type(x509.DNSName), [str(item) for item in names.get_values_for_type(x509.IPAddress)]


def _patterns(certificate: x509.Certificate, *, common_name: bool) -> list[CertificatePattern]:
    names, addresses = _names(certificate)
    if not names and common_name:
        names = [str(item.value) for item in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    patterns: list[CertificatePattern] = [IPAddressPattern(ip_address(item)) for item in addresses if _address(item)]
    for name in names:
        try:
            patterns.append(DNSPattern.from_bytes(name.encode()))
        except CertificateError:
            continue
    return patterns


def _told(certificate: x509.Certificate, name: str, is_address: bool) -> str:
    names, addresses = _names(certificate)
    alternatives = ", ".join([*(f"DNS:{item}" for item in names), *(f"IP Address:{item}" for item in addresses)])
    if is_address:
        why = f"IP: {name} is not in the cert's list: {', '.join(addresses)}"
    elif names:
        why = f"Host: {name}. is not in the cert's altnames: {alternatives}"
    else:
        why = f"Host: {name}. is not the cert's common name, and it has no DNS altnames"
    return f"Hostname/IP does not match certificate's altnames: {why}"
