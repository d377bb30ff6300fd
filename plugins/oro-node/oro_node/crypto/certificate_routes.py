"""The service that answers `crypto.certificate*`."""

from __future__ import annotations

from oro_framework.service import Service, load, route
from oro_framework.types import Call
from oro_node.crypto.coding import decoded
from oro_node.crypto.shapes import CertificateFacts, GivenKey, Verdict

__all__ = ("Certificates",)


class Certificates(Service):
    """Reads X.509 certificates; keeps none."""

    name = "certificates"

    @route("crypto.certificate")
    async def read(self, call: Call, *, data: str) -> CertificateFacts:
        """Read a certificate and return its fields.

        Args:
            call: the call.
            data: DER or PEM, in base64.

        Raises:
            CryptoError: the data is invalid.
            Unsupported: the kind of its key is not supported.
        """
        await load("oro_node.crypto.certificate")
        from oro_node.crypto import certificate

        return certificate.described(certificate.read(decoded("data", data)))

    @route("crypto.certificate.issued")
    async def issued(self, call: Call, *, data: str, other: str) -> Verdict:
        """Return whether the second certificate can be that of the first one's issuer; no signature is verified.

        Raises:
            CryptoError: one of them is not a certificate.
        """
        await load("oro_node.crypto.certificate")
        from oro_node.crypto import certificate

        own, issuer = (certificate.read(decoded("data", each)) for each in (data, other))
        return Verdict(certificate.issued(own, issuer))

    @route("crypto.certificate.verify")
    async def verify(self, call: Call, *, data: str, key: GivenKey) -> Verdict:
        """Return whether the signature of a certificate was made with the private key of a public one.

        Raises:
            CryptoError: the certificate or the key is invalid.
        """
        await load("oro_node.crypto.certificate")
        from oro_node.crypto import certificate, reading

        return Verdict(certificate.signed_by(certificate.read(decoded("data", data)), reading.read_public(key)))
