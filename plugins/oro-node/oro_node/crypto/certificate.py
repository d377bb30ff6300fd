"""Read X.509 certificates, and format their fields in OpenSSL's notation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from ipaddress import IPv6Address
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from oro_node.crypto.coding import encoded
from oro_node.crypto.errors import ossl
from oro_node.crypto.keys import facts
from oro_node.crypto.names import PublicKey
from oro_node.crypto.pss import PssPublicKey
from oro_node.crypto.reading import of_certificate
from oro_node.crypto.shapes import CertificateFacts

__all__ = ("described", "issued", "read", "signed_by")

E = TypeVar("E", bound=x509.ExtensionType)

_SHORT = {
    NameOID.COMMON_NAME: "CN",
    NameOID.COUNTRY_NAME: "C",
    NameOID.LOCALITY_NAME: "L",
    NameOID.STATE_OR_PROVINCE_NAME: "ST",
    NameOID.STREET_ADDRESS: "street",
    NameOID.ORGANIZATION_NAME: "O",
    NameOID.ORGANIZATIONAL_UNIT_NAME: "OU",
    NameOID.EMAIL_ADDRESS: "emailAddress",
    NameOID.SERIAL_NUMBER: "serialNumber",
    NameOID.DOMAIN_COMPONENT: "DC",
    NameOID.USER_ID: "UID",
    NameOID.SURNAME: "SN",
    NameOID.GIVEN_NAME: "GN",
    NameOID.TITLE: "title",
    NameOID.INITIALS: "initials",
    NameOID.PSEUDONYM: "pseudonym",
    NameOID.GENERATION_QUALIFIER: "generationQualifier",
    NameOID.DN_QUALIFIER: "dnQualifier",
    NameOID.POSTAL_CODE: "postalCode",
    NameOID.BUSINESS_CATEGORY: "businessCategory",
    NameOID.ORGANIZATION_IDENTIFIER: "organizationIdentifier",
    NameOID.JURISDICTION_COUNTRY_NAME: "jurisdictionC",
    NameOID.JURISDICTION_LOCALITY_NAME: "jurisdictionL",
    NameOID.JURISDICTION_STATE_OR_PROVINCE_NAME: "jurisdictionST",
}
_ACCESS = {AuthorityInformationAccessOID.OCSP: "OCSP", AuthorityInformationAccessOID.CA_ISSUERS: "CA Issuers"}


def read(data: bytes) -> x509.Certificate:
    """Read a certificate, DER or PEM.

    Raises:
        CryptoError: the data is invalid.
    """
    for load in (x509.load_der_x509_certificate, x509.load_pem_x509_certificate):
        with suppress(ValueError):
            return load(data)
    raise ossl("no start line")


def described(certificate: x509.Certificate) -> CertificateFacts:
    """Return the description of a certificate for pages.

    Raises:
        CryptoError: the kind of its key is not supported.
    """
    constraints = _extension(certificate, x509.BasicConstraints)
    usage = _extension(certificate, x509.ExtendedKeyUsage)
    return CertificateFacts(
        raw=encoded(certificate.public_bytes(Encoding.DER)),
        subject=_parts(certificate.subject),
        issuer=_parts(certificate.issuer),
        names=list(_names(certificate)),
        access=list(_access(certificate)),
        validFrom=_time(certificate.not_valid_before_utc),
        validTo=_time(certificate.not_valid_after_utc),
        serialNumber=_hexadecimal(certificate.serial_number),
        keyUsage=None if usage is None else [each.dotted_string for each in usage],
        ca=constraints is not None and constraints.ca,
        key=facts(_key(certificate)),
    )


def issued(certificate: x509.Certificate, other: x509.Certificate) -> bool:
    """Return whether the second certificate can be that of the first one's issuer; no signature is verified."""
    if certificate.issuer != other.subject:
        return False
    named = _extension(certificate, x509.AuthorityKeyIdentifier)
    own = _extension(other, x509.SubjectKeyIdentifier)
    if named is not None and named.key_identifier and own is not None and named.key_identifier != own.digest:
        return False
    usage = _extension(other, x509.KeyUsage)
    return usage is None or usage.key_cert_sign


def signed_by(certificate: x509.Certificate, key: PublicKey) -> bool:
    """Return whether a key made the signature of a certificate."""
    signature, text, digest = certificate.signature, certificate.tbs_certificate_bytes, None
    with suppress(UnsupportedAlgorithm):
        digest = certificate.signature_hash_algorithm
    if isinstance(key, PssPublicKey):
        key = key.key
    try:
        if isinstance(key, rsa.RSAPublicKey):
            scheme = certificate.signature_algorithm_parameters
            if digest is None or not isinstance(scheme, (padding.PKCS1v15, padding.PSS)):
                return False
            key.verify(signature, text, scheme, digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            if digest is None:
                return False
            key.verify(signature, text, ec.ECDSA(digest))
        elif isinstance(key, dsa.DSAPublicKey):
            if digest is None:
                return False
            key.verify(signature, text, digest)
        elif hasattr(key, "verify") and digest is None:
            key.verify(signature, text)
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, TypeError):
        return False
    return True


def _key(certificate: x509.Certificate) -> PublicKey:
    return of_certificate(certificate)


def _extension(certificate: x509.Certificate, kind: type[E]) -> E | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except (x509.ExtensionNotFound, ValueError):
        return None


def _parts(name: x509.Name) -> list[list[tuple[str, str]]]:
    """Return the parts of a name, each with its values by short name."""
    return [[(_short(each), str(each.value)) for each in part] for part in name.rdns]


def _short(attribute: x509.NameAttribute[str | bytes]) -> str:
    return _SHORT.get(attribute.oid, attribute.oid.dotted_string)


def _names(certificate: x509.Certificate) -> Iterator[tuple[str, str]]:
    for name in _extension(certificate, x509.SubjectAlternativeName) or ():
        yield _general(name)


def _access(certificate: x509.Certificate) -> Iterator[tuple[str, str]]:
    for each in _extension(certificate, x509.AuthorityInformationAccess) or ():
        kind, value = _general(each.access_location)
        method = each.access_method
        yield f"{_ACCESS.get(method, method.dotted_string)} - {kind}", value


def _general(name: x509.GeneralName) -> tuple[str, str]:
    if isinstance(name, x509.DNSName):
        return "DNS", name.value
    if isinstance(name, x509.IPAddress):
        return "IP Address", _address(name.value)
    if isinstance(name, x509.RFC822Name):
        return "email", name.value
    if isinstance(name, x509.UniformResourceIdentifier):
        return "URI", name.value
    if isinstance(name, x509.DirectoryName):
        return "DirName", ", ".join(f"{key} = {value}" for part in _parts(name.value) for key, value in part)
    if isinstance(name, x509.RegisteredID):
        return "Registered ID", name.value.dotted_string
    return "othername", "<unsupported>"


def _address(value: object) -> str:
    if isinstance(value, IPv6Address):
        return ":".join(f"{int(group, 16):X}" for group in value.exploded.split(":"))
    return str(value)


def _hexadecimal(number: int) -> str:
    digits = f"{number:X}"
    return digits.zfill(len(digits) + len(digits) % 2)


def _time(moment: datetime) -> str:
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{months[moment.month - 1]} {moment.day:2} {moment:%H:%M:%S} {moment.year} GMT"
