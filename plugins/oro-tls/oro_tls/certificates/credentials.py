"""Certificates and keys as pages give them, read for OpenSSL. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12
from OpenSSL import crypto

from oro_framework.errors import UsageError
from oro_tls.options import TlsOptions

__all__ = ("BadCredentials", "Identity", "PrivateKey", "authorities", "identities", "revocations")

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey
_KINDS = (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey, ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey)
_PEM = re.compile(
    r"-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----.*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----", re.S
)


class BadCredentials(UsageError):
    """A certificate, key or list of ciphers cannot be used."""

    code = "ERR_TLS_CREDENTIALS"
    type = "Error"


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate, its key, and what leads from it to a root."""

    certificate: x509.Certificate
    key: PrivateKey
    chain: tuple[x509.Certificate, ...]


def authorities(texts: Iterable[str]) -> list[crypto.X509]:
    """Read every certificate of PEM texts that are to be trusted, old ones that bend the rules included.

    Raises:
        BadCredentials: a text holds none, or one that cannot be read.
    """
    try:
        return [crypto.load_certificate(crypto.FILETYPE_PEM, pem) for text in texts for pem in _each(text, "ca")]
    except crypto.Error as error:
        raise BadCredentials('Cannot use "ca": a certificate in it cannot be read') from error


def revocations(texts: Iterable[str]) -> list[x509.CertificateRevocationList]:
    """Read revocation lists.

    Raises:
        BadCredentials: one cannot be read.
    """
    try:
        return [x509.load_pem_x509_crl(text.encode()) for text in texts]
    except ValueError as error:
        raise BadCredentials('Cannot use "crl": it is no revocation list in PEM') from error


def identities(options: TlsOptions) -> Iterator[Identity]:
    """Read the certificates a side shows, each with its key.

    Raises:
        BadCredentials: one cannot be read, the passphrase is wrong, or a key is of another certificate.
    """
    if options.pfx:
        yield _archive(options)
    if len(options.cert) != len(options.key):
        raise BadCredentials(
            f'Cannot use "cert" and "key": there are {len(options.cert)} chains and {len(options.key)} keys'
        )
    for chain, key in zip(options.cert, options.key, strict=True):
        leaf, *rest = _all_of(chain, "cert")
        yield _matched(leaf, _key(key, options.keyPassphrase), tuple(rest))


def _each(text: str, what: str) -> list[bytes]:
    found = _PEM.findall(text)
    if not found:
        raise BadCredentials(f'Cannot use "{what}": there is no certificate in PEM in it')
    return [pem.encode() for pem in found]


def _all_of(text: str, what: str) -> Iterator[x509.Certificate]:
    for pem in _each(text, what):
        try:
            yield x509.load_pem_x509_certificate(pem)
        except ValueError as error:
            raise BadCredentials(f'Cannot use "{what}": a certificate in it cannot be read: {error}') from error


def _key(text: str, passphrase: str) -> PrivateKey:
    encrypted = "ENCRYPTED" in text
    try:
        key = load_pem_private_key(text.encode(), passphrase.encode() if passphrase and encrypted else None)
    except (TypeError, ValueError, UnsupportedAlgorithm) as error:
        why = "its passphrase is missing or wrong" if encrypted else "it is no private key in PEM"
        raise BadCredentials(f'Cannot use "key": {why}') from error
    return _usable(key)


def _archive(options: TlsOptions) -> Identity:
    passphrase = options.keyPassphrase.encode() if options.keyPassphrase else None
    try:
        key, leaf, others = pkcs12.load_key_and_certificates(options.pfx_bytes, passphrase)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadCredentials('Cannot use "pfx": it is no PKCS#12 archive, or its passphrase is wrong') from error
    if key is None or leaf is None:
        raise BadCredentials('Cannot use "pfx": it holds no certificate with a key')
    return _matched(leaf, _usable(key), tuple(others))


def _usable(key: object) -> PrivateKey:
    if not isinstance(key, _KINDS):
        kind = "DSA" if isinstance(key, dsa.DSAPrivateKey) else type(key).__name__
        raise BadCredentials(f'Cannot use "key": TLS has no use for a key of this kind ({kind})')
    return key


def _matched(leaf: x509.Certificate, key: PrivateKey, chain: tuple[x509.Certificate, ...]) -> Identity:
    if leaf.public_key() != key.public_key():
        raise BadCredentials('Cannot use "key": it is not the key of the certificate')
    return Identity(leaf, key, chain)
