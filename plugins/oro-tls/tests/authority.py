"""Certificates for tests: an authority, and what it signs."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Issued:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def pem(self) -> str:
        return "".join(item.public_bytes(Encoding.PEM).decode() for item in (self.certificate, *self.chain))

    @property
    def key_pem(self) -> str:
        return self.key_text()

    def key_text(self, passphrase: str = "") -> str:
        hidden = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden).decode()

    def archive(self, passphrase: str) -> bytes:
        hidden = BestAvailableEncryption(passphrase.encode())
        return pkcs12.serialize_key_and_certificates(b"test", self.key, self.certificate, self.chain or None, hidden)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "NL"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Test"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "One"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Two"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def alternative(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        return x509.DNSName(text)


class Authority:
    """Someone who signs certificates."""

    def __init__(self, common: str = "Test Root", issuer: Authority | None = None) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.issuer = issuer
        signer = issuer or self
        self.subject = name(common)
        builder = self._builder(self.subject, signer.subject, self.key, NOW - DAY, NOW + 30 * DAY)
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.certificate = builder.add_extension(usage, critical=True).sign(signer.key, SHA256())

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    def issue(
        self,
        *names: str,
        common: str = "",
        start: datetime.datetime = NOW - DAY,
        end: datetime.datetime = NOW + 30 * DAY,
        client: bool = False,
    ) -> Issued:
        """Sign a certificate for names and addresses; valid now unless said otherwise."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self._builder(name(common or (names[0] if names else "nobody")), self.subject, key, start, end)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        if names:
            found = x509.SubjectAlternativeName([alternative(item) for item in names])
            builder = builder.add_extension(found, critical=False)
        if client:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        chain = (self.certificate,) if self.issuer is not None else ()
        return Issued(builder.sign(self.key, SHA256()), key, chain)

    def revoke(self, *issued: Issued) -> str:
        """Return a revocation list in PEM."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.subject)
        builder = builder.last_update(NOW - DAY).next_update(NOW + DAY)
        for item in issued:
            revoked = x509.RevokedCertificateBuilder().serial_number(item.certificate.serial_number)
            builder = builder.add_revoked_certificate(revoked.revocation_date(NOW - DAY).build())
        return builder.sign(self.key, SHA256()).public_bytes(Encoding.PEM).decode()

    @staticmethod
    def _builder(
        subject: x509.Name,
        issuer: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        start: datetime.datetime,
        end: datetime.datetime,
    ) -> x509.CertificateBuilder:
        return x509.CertificateBuilder(
            issuer_name=issuer,
            subject_name=subject,
            public_key=key.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=start,
            not_valid_after=end,
        )


def self_signed(*names: str) -> Issued:
    """Return a certificate that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = name(names[0])
    builder = Authority._builder(subject, subject, key, NOW - DAY, NOW + 30 * DAY)
    found = x509.SubjectAlternativeName([alternative(item) for item in names])
    return Issued(builder.add_extension(found, critical=False).sign(key, SHA256()), key)
