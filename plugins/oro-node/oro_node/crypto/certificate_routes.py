"""The service that answers `crypto.certificate*`."""

from __future__ import annotations

from oro_framework.service import Service, load, route
from oro_framework.types import Call
from oro_node.crypto.coding import decoded, encoded
from oro_node.crypto.shapes import CertificateFacts, GivenKey, SpkacFacts, Verdict

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

    @route("crypto.spkac")
    async def spkac(self, call: Call, *, data: str = "") -> SpkacFacts:
        """Read and verify a signed public key and challenge.

        Args:
            call: the call.
            data: what Netscape made of it, base64 itself, in base64.
        """
        await load("oro_node.crypto.spkac")
        from oro_node.crypto import spkac

        found = spkac.read(decoded("data", data))
        if found is None:
            return SpkacFacts()
        return SpkacFacts(valid=found.valid, key=found.public_key, challenge=encoded(found.challenge))

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
