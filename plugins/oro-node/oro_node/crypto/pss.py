"""Keys of type `rsa-pss`: RSA keys that sign by PSS alone, some with rules about digest and salt (RFC 4055). No I/O."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import rsa

from oro_node.crypto.der import Item, context, integer, items, null, number, oid, sequence

__all__ = ("PSS", "PssPrivateKey", "PssPublicKey", "PssRules", "algorithm", "rules_of")

PSS = oid("1.2.840.113549.1.1.10")
"""The identifier of such keys."""
_MGF1 = oid("1.2.840.113549.1.1.8")
_DIGESTS = {
    "md5": oid("1.2.840.113549.2.5"),
    "sha1": oid("1.3.14.3.2.26"),
    "sha224": oid("2.16.840.1.101.3.4.2.4"),
    "sha256": oid("2.16.840.1.101.3.4.2.1"),
    "sha384": oid("2.16.840.1.101.3.4.2.2"),
    "sha512": oid("2.16.840.1.101.3.4.2.3"),
    "sha512-224": oid("2.16.840.1.101.3.4.2.5"),
    "sha512-256": oid("2.16.840.1.101.3.4.2.6"),
    "sha3-224": oid("2.16.840.1.101.3.4.2.7"),
    "sha3-256": oid("2.16.840.1.101.3.4.2.8"),
    "sha3-384": oid("2.16.840.1.101.3.4.2.9"),
    "sha3-512": oid("2.16.840.1.101.3.4.2.10"),
}


@dataclass(frozen=True, slots=True)
class PssRules:
    """The rules of a key; the defaults are those of the standard."""

    digest: str = "sha1"
    mgf1: str = "sha1"
    salt: int = 20
    """The least bytes of a salt."""


@dataclass(frozen=True, slots=True)
class PssPublicKey:
    """A public key, with its rules if it has any."""

    key: rsa.RSAPublicKey
    rules: PssRules | None = None


@dataclass(frozen=True, slots=True)
class PssPrivateKey:
    """A private key, with its rules if it has any."""

    key: rsa.RSAPrivateKey
    rules: PssRules | None = None

    def public_key(self) -> PssPublicKey:
        """Return the public key, which has the same rules."""
        return PssPublicKey(self.key.public_key(), self.rules)


def algorithm(rules: PssRules | None) -> bytes:
    """Return the identifier of a key's algorithm."""
    if rules is None:
        return sequence(PSS)
    usual = PssRules()
    parts = []
    if rules.digest != usual.digest:
        parts.append(context(0, _named(rules.digest)))
    if rules.mgf1 != usual.mgf1:
        parts.append(context(1, sequence(_MGF1, _named(rules.mgf1))))
    if rules.salt != usual.salt:
        parts.append(context(2, integer(rules.salt)))
    return sequence(PSS, sequence(*parts))


def rules_of(parameters: list[Item]) -> PssRules | None:
    """Return the rules in the parameters of an identifier.

    Raises:
        ValueError: they cannot be read.
    """
    if not parameters:
        return None
    found = {item.tag & 0x1F: items(item.content)[0] for item in items(parameters[0].content)}
    usual = PssRules()
    return PssRules(
        digest=_digest(found[0]) if 0 in found else usual.digest,
        mgf1=_digest(items(found[1].content)[1]) if 1 in found else usual.mgf1,
        salt=number(found[2]) if 2 in found else usual.salt,
    )


def _named(digest: str) -> bytes:
    return sequence(_DIGESTS[digest], null())


def _digest(item: Item) -> str:
    identifier = items(item.content)[0].whole
    for name, own in _DIGESTS.items():
        if own == identifier:
            return name
    raise ValueError("an unknown digest")
