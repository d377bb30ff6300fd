"""Types of requests and answers: keys, their encodings, and results."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

__all__ = (
    "Bytes",
    "CertificateFacts",
    "Derived",
    "Encoded",
    "Generated",
    "GivenKey",
    "KeyFacts",
    "Scheme",
    "SpkacFacts",
    "Verdict",
    "Wanted",
    "Written",
)


class GivenKey(Struct, frozen=True, kw_only=True):
    """A key as a page passes it: by the host's name for it, or as data."""

    held: str = ""
    """The name of a private key that the host keeps."""
    data: str = ""
    """The key itself in base64: a PEM text, DER bytes, or the number or point of a curve."""
    format: Literal["pem", "der", "jwk", "raw"] = "pem"
    jwk: dict[str, Any] = {}
    curve: str = ""
    """The curve of a raw key."""
    passphrase: str | None = None
    """The passphrase of the key, in base64."""


class Encoded(Struct, frozen=True, kw_only=True):
    """The encoding of a key that a page requests."""

    format: Literal["pem", "der", "jwk", "raw"] = "pem"
    type: Literal["", "pkcs1", "pkcs8", "spki", "sec1"] = ""
    cipher: str = ""
    passphrase: str | None = None


class Written(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A key in the requested encoding: text, base64 or a JSON Web Key."""

    pem: str = ""
    data: str = ""
    jwk: dict[str, str] = {}


class KeyFacts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The public facts of a private key that the host keeps."""

    kind: str
    spki: str
    """The public key in DER, in base64."""
    held: str = ""
    modulus: int = 0
    exponent: str = ""
    divisor: int = 0
    """Bits, of `dsa`."""
    digest: str = ""
    """The one digest of a key of type `rsa-pss` that has rules."""
    mgf1: str = ""
    salt: int = 0
    """The least bytes of its salts."""
    curve: str = ""
    point: str = ""
    """The uncompressed point of a public key on a curve, in base64."""


class Wanted(Struct, frozen=True, kw_only=True):
    """The numbers of a new pair of keys."""

    kind: str
    modulus: int = 2048
    """Bits, of `rsa`, `rsa-pss` and `dsa`, or of the prime of `dh`."""
    exponent: int = 65537
    """The public exponent, of `rsa` and `rsa-pss`."""
    curve: str = ""
    """Of `ec`."""
    divisor: int = 0
    """Bits, of `dsa`; 0 leaves it to OpenSSL."""
    prime: str = ""
    """Of `dh`, in base64; one is searched for unless given."""
    generator: int = 2
    """Of `dh`."""
    size: int = 0
    """Bits of the private key of `dh`; 0 makes it as long as the prime."""
    digest: str = ""
    """Of `rsa-pss`: the one digest it signs."""
    mgf1: str = ""
    salt: int | None = None
    """Of `rsa-pss`: the least bytes of its salts."""


class Scheme(Struct, frozen=True, kw_only=True):
    """The scheme of a signature."""

    digest: str = ""
    """The digest whose value is signed; empty for a key that signs the data itself."""
    padding: int = 0
    """OpenSSL's number, of `rsa`; 0 is PKCS1."""
    salt: int | None = None
    """The salt length of PSS in bytes; -1 for that of the digest, -2 for the longest, or any when verifying; None
    for what the key's rules say, or -2."""
    encoding: Literal["der", "ieee-p1363"] = "der"
    """Of `ec` and `dsa`."""


class Bytes(Struct, frozen=True):
    """Bytes in base64."""

    data: str


class Derived(Struct, frozen=True):
    """A derived key in base64."""

    key: str


class Verdict(Struct, frozen=True):
    """The answer to a yes-or-no question."""

    valid: bool


class SpkacFacts(Struct, frozen=True):
    """A signed public key and challenge."""

    valid: bool = False
    key: str = ""
    """In PEM; empty where there is none."""
    challenge: str = ""
    """In base64."""


class Generated(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A pair of keys: their public facts, and the keys in the requested encodings."""

    facts: KeyFacts
    public: Written | None = None
    private: Written | None = None


class CertificateFacts(Struct, frozen=True, kw_only=True):
    """A certificate, as pages receive it.

    Args:
        raw: DER, in base64.
        subject: parts of its name, each with values by short name.
        issuer: the same.
        names: alternative ones by kind, in OpenSSL's words.
        access: the authority information access, by method and kind.
        validFrom: as OpenSSL writes times.
        validTo: the same.
        serialNumber: hexadecimal.
        keyUsage: dotted numbers of the purposes of its key; None where it does not list any.
        ca: whether it may issue others.
        key: its public key.
    """

    raw: str
    subject: list[list[tuple[str, str]]]
    issuer: list[list[tuple[str, str]]]
    names: list[tuple[str, str]]
    access: list[tuple[str, str]]
    validFrom: str
    validTo: str
    serialNumber: str
    keyUsage: list[str] | None
    ca: bool
    key: KeyFacts
