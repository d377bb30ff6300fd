"""A certificate as Node's `getPeerCertificate` shows it; bytes are base64. No I/O."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

E = TypeVar("E", bound=x509.ExtensionType)

__all__ = ("alternative_names", "legacy", "legacy_chain", "name_object")

_SHORT = {
    NameOID.COMMON_NAME: "CN",
    NameOID.COUNTRY_NAME: "C",
    NameOID.STATE_OR_PROVINCE_NAME: "ST",
    NameOID.LOCALITY_NAME: "L",
    NameOID.ORGANIZATION_NAME: "O",
    NameOID.ORGANIZATIONAL_UNIT_NAME: "OU",
    NameOID.EMAIL_ADDRESS: "emailAddress",
    NameOID.SERIAL_NUMBER: "serialNumber",
    NameOID.DOMAIN_COMPONENT: "DC",
    NameOID.USER_ID: "UID",
    NameOID.GIVEN_NAME: "GN",
    NameOID.SURNAME: "SN",
    NameOID.STREET_ADDRESS: "street",
    NameOID.TITLE: "title",
    NameOID.BUSINESS_CATEGORY: "businessCategory",
    NameOID.POSTAL_CODE: "postalCode",
    NameOID.ORGANIZATION_IDENTIFIER: "organizationIdentifier",
    NameOID.JURISDICTION_COUNTRY_NAME: "jurisdictionC",
    NameOID.JURISDICTION_STATE_OR_PROVINCE_NAME: "jurisdictionST",
    NameOID.JURISDICTION_LOCALITY_NAME: "jurisdictionL",
}
_CURVES = {
    "secp256r1": ("prime256v1", "P-256"),
    "secp384r1": ("secp384r1", "P-384"),
    "secp521r1": ("secp521r1", "P-521"),
}
_ACCESS = {
    AuthorityInformationAccessOID.OCSP: "OCSP - URI",
    AuthorityInformationAccessOID.CA_ISSUERS: "CA Issuers - URI",
}


def legacy(certificate: x509.Certificate) -> dict[str, Any]:
    """Return a certificate's fields; `raw` and `pubkey` are base64."""
    shown: dict[str, Any] = {
        "subject": name_object(certificate.subject),
        "issuer": name_object(certificate.issuer),
        "subjectaltname": ", ".join(alternative_names(certificate)) or None,
        "infoAccess": _access(certificate),
        "ca": _is_authority(certificate),
        **_key(certificate),
        "valid_from": _time(certificate.not_valid_before_utc),
        "valid_to": _time(certificate.not_valid_after_utc),
        "fingerprint": _fingerprint(certificate, SHA1()),
        "fingerprint256": _fingerprint(certificate, SHA256()),
        "fingerprint512": _fingerprint(certificate, SHA512()),
        "ext_key_usage": _usage(certificate),
        "serialNumber": _serial(certificate.serial_number),
        "raw": _base64(certificate.public_bytes(Encoding.DER)),
    }
    return {key: value for key, value in shown.items() if value is not None}


def legacy_chain(chain: Sequence[x509.Certificate]) -> dict[str, Any]:
    """Return the first certificate with its issuer's inside as `issuerCertificate`, and so on.

    One that is its own issuer has `"self"` there: JSON cannot point back, as Node's object does.
    """
    shown = [legacy(certificate) for certificate in chain]
    for inner, outer in zip(shown[1:], shown, strict=False):
        outer["issuerCertificate"] = inner
    if chain[-1].issuer == chain[-1].subject:
        shown[-1]["issuerCertificate"] = "self"
    return shown[0]


def name_object(name: x509.Name) -> dict[str, Any]:
    """Return a name's parts by their short names; one that occurs more than once has a list."""
    parts: dict[str, Any] = {}
    for attribute in name:
        key = _SHORT.get(attribute.oid, attribute.oid.dotted_string)
        value = attribute.value if isinstance(attribute.value, str) else attribute.value.hex()
        if key not in parts:
            parts[key] = value
        elif isinstance(parts[key], list):
            parts[key].append(value)
        else:
            parts[key] = [parts[key], value]
    return parts


def alternative_names(certificate: x509.Certificate) -> list[str]:
    """Return what else a certificate is for, such as `DNS:example.com` and `IP Address:127.0.0.1`."""
    found = _extension(certificate, x509.SubjectAlternativeName)
    return [] if found is None else [_alternative(name) for name in found]


def _alternative(name: x509.GeneralName) -> str:
    match name:
        case x509.DNSName(value=text):
            return f"DNS:{text}"
        case x509.IPAddress(value=address):
            parts = address.exploded.upper().split(":") if ":" in str(address) else []
            return "IP Address:" + (":".join(part.lstrip("0") or "0" for part in parts) or str(address))
        case x509.RFC822Name(value=text):
            return f"email:{text}"
        case x509.UniformResourceIdentifier(value=text):
            return f"URI:{text}"
        case x509.RegisteredID(value=oid):
            return f"Registered ID:{oid.dotted_string}"
        case x509.DirectoryName(value=directory):
            return f"DirName:{directory.rfc4514_string()}"
    return "othername:<unsupported>"


def _extension(certificate: x509.Certificate, kind: type[E]) -> E | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except (x509.ExtensionNotFound, ValueError):
        return None


def _access(certificate: x509.Certificate) -> dict[str, list[str]] | None:
    found = _extension(certificate, x509.AuthorityInformationAccess)
    if found is None:
        return None
    urls: dict[str, list[str]] = {}
    for item in found:
        if isinstance(item.access_location, x509.UniformResourceIdentifier):
            key = _ACCESS.get(item.access_method, item.access_method.dotted_string)
            urls.setdefault(key, []).append(item.access_location.value)
    return urls


def _is_authority(certificate: x509.Certificate) -> bool:
    constraints = _extension(certificate, x509.BasicConstraints)
    usage = _extension(certificate, x509.KeyUsage)
    return constraints is not None and constraints.ca and (usage is None or usage.key_cert_sign)


def _usage(certificate: x509.Certificate) -> list[str] | None:
    found = _extension(certificate, x509.ExtendedKeyUsage)
    return None if found is None else [oid.dotted_string for oid in found]


def _key(certificate: x509.Certificate) -> dict[str, Any]:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        # Node, too, says nothing of keys it does not know.
        return {}
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        return {
            "modulus": f"{numbers.n:X}",
            "bits": key.key_size,
            "exponent": f"0x{numbers.e:x}",
            "pubkey": _base64(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)),
        }
    if isinstance(key, ec.EllipticCurvePublicKey):
        name, nist = _CURVES.get(key.curve.name, (key.curve.name, None))
        return {
            "bits": key.curve.key_size,
            "pubkey": _base64(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)),
            "asn1Curve": name,
            "nistCurve": nist,
        }
    return {}


def _time(moment: datetime) -> str:
    return f"{moment:%b} {moment.day:2} {moment:%H:%M:%S} {moment.year} GMT"


def _fingerprint(certificate: x509.Certificate, algorithm: HashAlgorithm) -> str:
    return _colons(certificate.fingerprint(algorithm))


def _colons(data: Iterable[int]) -> str:
    return ":".join(f"{byte:02X}" for byte in data)


def _serial(number: int) -> str:
    text = f"{number:X}"
    return text if len(text) % 2 == 0 else f"0{text}"


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
