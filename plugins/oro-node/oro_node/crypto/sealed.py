"""Encrypt private keys with a passphrase, and decrypt them: PKCS#8 by PBES2 (RFC 8018), PEM as OpenSSL does. No I/O."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from oro_node.crypto.der import Item, integer, items, null, number, octets, oid, sequence
from oro_node.crypto.errors import CryptoError, ossl

try:
    from cryptography.hazmat.decrepit.ciphers.modes import CFB, OFB
except ImportError:
    from cryptography.hazmat.primitives.ciphers.modes import CFB, OFB

__all__ = ("Suite", "open_pem", "open_pkcs8", "seal_pem", "seal_pkcs8", "suite_named")

_PBES2, _PBKDF2, _SCRYPT = oid("1.2.840.113549.1.5.13"), oid("1.2.840.113549.1.5.12"), oid("1.3.6.1.4.1.11591.4.11")
_PRF = {
    oid(f"1.2.840.113549.2.{last}"): name
    for last, name in ((7, "sha1"), (8, "sha224"), (9, "sha256"), (10, "sha384"), (11, "sha512"))
}
_HMAC_SHA256 = oid("1.2.840.113549.2.9")
_ROUNDS = 2048
_MODES: dict[str, Any] = {"cbc": modes.CBC, "cfb": CFB, "ofb": OFB, "ctr": modes.CTR}
_AES = {"ecb": 1, "cbc": 2, "ofb": 3, "cfb": 4}
_SECOND = {"aes128": "aes-128-cbc", "aes192": "aes-192-cbc", "aes256": "aes-256-cbc", "des3": "des-ede3-cbc"}


@dataclass(frozen=True, slots=True)
class Suite:
    """A cipher for keys: its name, its mode, the bytes of its key and its initialization vector."""

    name: str
    mode: str
    key: int
    vector: int

    @property
    def identifier(self) -> bytes | None:
        """The object identifier, of those that have one."""
        if self.name == "des-ede3-cbc":
            return oid("1.2.840.113549.3.7")
        if not self.name.startswith("aes") or self.mode not in _AES:
            return None
        return oid(f"2.16.840.1.101.3.4.1.{_AES[self.mode] + {16: 0, 24: 20, 32: 40}[self.key]}")

    def run(self, key: bytes, vector: bytes, data: bytes, *, decrypt: bool) -> bytes:
        """Encrypt or decrypt data, with padding if the mode has one.

        Raises:
            CryptoError: the padding is wrong, which tells of a wrong passphrase.
        """
        block = 8 if self.name.startswith("des") else 16
        padded = self.mode in ("cbc", "ecb")
        cipher: Any = Cipher(self._algorithm(key, vector), self._mode(vector))
        context = cipher.decryptor() if decrypt else cipher.encryptor()
        if not padded:
            return bytes(context.update(data) + context.finalize())
        if not decrypt:
            padder = PKCS7(8 * block).padder()
            data = padder.update(data) + padder.finalize()
        try:
            plain = context.update(data) + context.finalize()
            if not decrypt:
                return bytes(plain)
            remover = PKCS7(8 * block).unpadder()
            return bytes(remover.update(plain) + remover.finalize())
        except ValueError as error:
            raise ossl("bad decrypt") from error

    def _algorithm(self, key: bytes, vector: bytes) -> Any:
        if self.mode == "stream":
            return algorithms.ChaCha20(key, vector)
        return TripleDES(key) if self.name.startswith("des") else algorithms.AES(key)

    def _mode(self, vector: bytes) -> Any:
        if self.mode == "stream":
            return None
        return modes.ECB() if self.mode == "ecb" else _MODES[self.mode](vector)


SUITES = {
    **{
        f"aes-{bits}-{mode}": Suite(f"aes-{bits}-{mode}", mode, bits // 8, 0 if mode == "ecb" else 16)
        for bits in (128, 192, 256)
        for mode in ("ecb", *_MODES)
    },
    "des-ede3-cbc": Suite("des-ede3-cbc", "cbc", 24, 8),
    "des-ede3-cfb": Suite("des-ede3-cfb", "cfb", 24, 8),
    "des-ede3-ofb": Suite("des-ede3-ofb", "ofb", 24, 8),
    "chacha20": Suite("chacha20", "stream", 32, 16),
}


def suite_named(name: str) -> Suite | None:
    """Return the cipher of that name; None where there is none."""
    own = name.lower()
    return SUITES.get(_SECOND.get(own, own))


def seal_pkcs8(der: bytes, name: str, passphrase: bytes) -> bytes:
    """Return an encrypted PKCS#8 key.

    Raises:
        CryptoError: there is no such cipher for it.
    """
    suite = _chosen(name, ("gcm", "cipher parameter error"))
    if suite.identifier is None:
        raise ossl("cipher has no object identifier")
    salt, vector = secrets.token_bytes(8), secrets.token_bytes(suite.vector)
    key = hashlib.pbkdf2_hmac("sha256", passphrase, salt, _ROUNDS, suite.key)
    derivation = sequence(_PBKDF2, sequence(octets(salt), integer(_ROUNDS), sequence(_HMAC_SHA256, null())))
    scheme = sequence(suite.identifier, octets(vector) if vector else octets(b""))
    sealed = suite.run(key, vector, der, decrypt=False)
    return sequence(sequence(_PBES2, sequence(derivation, scheme)), octets(sealed))


def open_pkcs8(der: bytes, passphrase: bytes) -> bytes | None:
    """Return the key in an encrypted PKCS#8 one; None where it is encrypted in another way than PBES2.

    Raises:
        CryptoError: the passphrase is wrong.
    """
    try:
        algorithm, sealed = items(items(der)[0].content)
        identifier, *parameters = items(algorithm.content)
        if identifier.whole != _PBES2:
            return None
        derivation, scheme = items(parameters[0].content)
        cipher, vector = items(scheme.content)
        suite = next((each for each in SUITES.values() if each.identifier == cipher.whole), None)
        key = None if suite is None else _derived(derivation, passphrase, suite.key)
    except (ValueError, IndexError):
        return None
    if suite is None or key is None:
        return None
    return suite.run(key, vector.content, sealed.content, decrypt=True)


def _derived(derivation: Item, passphrase: bytes, length: int) -> bytes | None:
    identifier, parameters = items(derivation.content)
    salt, *rest = items(parameters.content)
    if identifier.whole == _SCRYPT:
        cost, size, parallel = (number(each) for each in rest[:3])
        return hashlib.scrypt(passphrase, salt=salt.content, n=cost, r=size, p=parallel, maxmem=1 << 30, dklen=length)
    if identifier.whole != _PBKDF2:
        return None
    named = next((each for each in rest if each.tag == 0x30), None)
    digest = "sha1" if named is None else _PRF[items(named.content)[0].whole]
    return hashlib.pbkdf2_hmac(digest, passphrase, salt.content, number(rest[0]), length)


def seal_pem(der: bytes, name: str, passphrase: bytes) -> tuple[list[str], bytes]:
    """Return the headers and the encrypted body of a PEM text that is no PKCS#8.

    Raises:
        CryptoError: there is no such cipher for it.
    """
    suite = _chosen(name, ("gcm", "PEM bad decrypt"))
    if suite.mode == "ecb":
        raise ossl("unsupported cipher")
    vector = secrets.token_bytes(suite.vector)
    sealed = suite.run(_stretched(passphrase, vector, suite.key), vector, der, decrypt=False)
    return ["Proc-Type: 4,ENCRYPTED", f"DEK-Info: {suite.name.upper()},{vector.hex().upper()}"], sealed


def open_pem(information: str, body: bytes, passphrase: bytes) -> bytes | None:
    """Return the key in an encrypted PEM text; None where its cipher is unknown.

    Args:
        information: of its header `DEK-Info`.
        body: of the text.
        passphrase: of the key.

    Raises:
        CryptoError: the passphrase is wrong.
    """
    name, _, digits = information.partition(",")
    suite, vector = suite_named(name.strip()), bytes.fromhex(digits.strip())
    if suite is None or len(vector) != suite.vector:
        return None
    return suite.run(_stretched(passphrase, vector, suite.key), vector, body, decrypt=True)


def _stretched(passphrase: bytes, vector: bytes, length: int) -> bytes:
    """Return the key OpenSSL makes of a passphrase, by MD5."""
    made, last = b"", b""
    while len(made) < length:
        last = hashlib.md5(last + passphrase + vector[:8], usedforsecurity=False).digest()
        made += last
    return made[:length]


def _chosen(name: str, other: tuple[str, str]) -> Suite:
    if (suite := suite_named(name)) is not None:
        return suite
    own = name.lower()
    if own.endswith(other[0]):
        raise ossl(other[1])
    if own.startswith(("rc2", "rc4", "bf", "cast", "des-c", "seed", "idea")):
        raise ossl("unsupported cipher algorithm")
    raise CryptoError("ERR_CRYPTO_UNKNOWN_CIPHER", "Unknown cipher")
