"""Read and verify Netscape's signed public keys and challenges (SPKAC), which HTML's `keygen` made. No I/O."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import HashAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key

from oro_node.crypto.der import items, oid
from oro_node.crypto.names import digest
from oro_node.crypto.pem import pem

__all__ = ("Spkac", "read")

_DIGESTS = {
    oid("1.2.840.113549.1.1.4"): "md5",
    oid("1.2.840.113549.1.1.5"): "sha1",
    oid("1.2.840.113549.1.1.14"): "sha224",
    oid("1.2.840.113549.1.1.11"): "sha256",
    oid("1.2.840.113549.1.1.12"): "sha384",
    oid("1.2.840.113549.1.1.13"): "sha512",
    oid("1.2.840.10045.4.1"): "sha1",
    oid("1.2.840.10045.4.3.1"): "sha224",
    oid("1.2.840.10045.4.3.2"): "sha256",
    oid("1.2.840.10045.4.3.3"): "sha384",
    oid("1.2.840.10045.4.3.4"): "sha512",
}


@dataclass(frozen=True, slots=True)
class Spkac:
    """A signed public key and challenge."""

    spki: bytes
    challenge: bytes
    signed: bytes
    algorithm: bytes
    signature: bytes

    @property
    def public_key(self) -> str:
        """The public key in PEM."""
        return pem("PUBLIC KEY", self.spki)

    @property
    def valid(self) -> bool:
        """Tell whether the signature was made by the key it comes with."""
        name = _DIGESTS.get(self.algorithm)
        try:
            return self._verified(None if name is None else digest(name))
        except (InvalidSignature, UnsupportedAlgorithm, ValueError):
            return False

    def _verified(self, hashed: HashAlgorithm | None) -> bool:
        key = load_der_public_key(self.spki)
        match key:
            case rsa.RSAPublicKey() if hashed is not None:
                key.verify(self.signature, self.signed, padding.PKCS1v15(), hashed)
            case ec.EllipticCurvePublicKey() if hashed is not None:
                key.verify(self.signature, self.signed, ec.ECDSA(hashed))
            case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
                key.verify(self.signature, self.signed)
            case _:
                return False
        return True


def read(text: bytes) -> Spkac | None:
    """Read one in base64; None where the text is none."""
    try:
        signed, algorithm, signature = items(items(b64decode(b"".join(text.split()), validate=True))[0].content)
        spki, challenge = items(signed.content)
        identifier = items(algorithm.content)[0].whole
    except (ValueError, IndexError):
        return None
    return Spkac(spki.whole, challenge.content, signed.whole, identifier, signature.content[1:])
