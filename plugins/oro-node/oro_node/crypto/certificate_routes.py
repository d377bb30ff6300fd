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
        """Tell what a certificate says.

        Args:
            call: the call.
            data: DER or PEM, in base64.

        Raises:
            CryptoError: it is none.
            Unsupported: its key is of a kind that is not here.
        """
        await load("oro_node.crypto.certificate")
        from oro_node.crypto import certificate

        return certificate.described(certificate.read(decoded("data", data)))

    @route("crypto.certificate.issued")
    async def issued(self, call: Call, *, data: str, other: str) -> Verdict:
        """Tell whether the second certificate can be that of who issued the first; no signature is verified.

        Raises:
            CryptoError: one of them is none.
        """
        await load("oro_node.crypto.certificate")
        from oro_node.crypto import certificate

        own, issuer = (certificate.read(decoded("data", each)) for each in (data, other))
        return Verdict(certificate.issued(own, issuer))

    @route("crypto.certificate.verify")
    async def verify(self, call: Call, *, data: str, key: GivenKey) -> Verdict:
        """Tell whether a public key made the signature of a certificate.

        Raises:
            CryptoError: the certificate or the key is none.
        """
        await load("oro_node.crypto.certificate")
        from oro_node.crypto import certificate, keys

        return Verdict(certificate.signed_by(certificate.read(decoded("data", data)), keys.read_public(key)))
