"""The service that answers `crypto.*`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import anyio
import anyio.to_thread
from msgspec import Meta
from msgspec.structs import replace

from oro_framework.errors import Unsupported
from oro_framework.service import Service, route
from oro_framework.types import Call, Host, Window
from oro_node.crypto.coding import decoded, encoded
from oro_node.crypto.held import HeldKeys
from oro_node.crypto.shapes import (
    Bytes,
    Derived,
    Encoded,
    Generated,
    GivenKey,
    KeyFacts,
    Scheme,
    Verdict,
    Wanted,
    Written,
)

if TYPE_CHECKING:
    from oro_node.crypto.names import PrivateKey, PublicKey

__all__ = ("Crypto",)

T = TypeVar("T")
Rounds = Annotated[int, Meta(ge=1, lt=1 << 31)]
"""A count of iterations, or a size of parts."""
AT_ONCE = 4


class Crypto(Service):
    """Keys, signatures and derivations by OpenSSL, in threads. Private keys are kept until the page drops them."""

    name = "crypto"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._held = HeldKeys()
        self._limiter: anyio.CapacityLimiter | None = None

    @route("crypto.pbkdf2", deadline=0)
    async def pbkdf2(
        self, call: Call, *, iterations: Rounds, length: int, digest: str, password: str = "", salt: str = ""
    ) -> Derived:
        """Derive a key from a password by PBKDF2.

        Args:
            call: the call.
            password: in base64.
            salt: in base64.
            iterations: the number of times the digest is calculated.
            length: bytes of the key.
            digest: such as `sha256`.

        Raises:
            CryptoError: there is no such digest.
            TooLarge: the key would be too long.
        If cancelled, the thread finishes and its result is dropped.
        """
        from oro_node.crypto import derive

        secret, grains = decoded("password", password), decoded("salt", salt)
        return Derived(encoded(await self._run(derive.pbkdf2, secret, grains, iterations, length, digest)))

    @route("crypto.scrypt", deadline=0)
    async def scrypt(
        self,
        call: Call,
        *,
        length: int,
        password: str = "",
        salt: str = "",
        cost: Rounds = 16384,
        blockSize: Rounds = 8,
        parallelization: Rounds = 1,
    ) -> Derived:
        """Derive a key from a password by scrypt.

        Args:
            call: the call.
            password: in base64.
            salt: in base64.
            length: bytes of the key.
            cost: a power of two.
            blockSize: scrypt's r.
            parallelization: scrypt's p.

        Raises:
            InvalidArgument: the parameters are invalid for scrypt.
            TooLarge: the key would be too long, or it would take too much memory.
        If cancelled, the thread finishes and its result is dropped.
        """
        from oro_node.crypto import derive

        secret, grains = decoded("password", password), decoded("salt", salt)
        return Derived(
            encoded(await self._run(derive.scrypt, secret, grains, length, cost, blockSize, parallelization))
        )

    @route("crypto.curves")
    async def curves(self, call: Call) -> list[str]:
        """Return the names of the supported elliptic curves."""
        from oro_node.crypto.names import CURVES

        return sorted(CURVES)

    @route("crypto.importPrivate")
    async def import_private(self, call: Call, *, key: GivenKey) -> KeyFacts:
        """Read a private key and keep it for the page.

        Raises:
            CryptoError: the text is not a private key, or the passphrase is wrong.
            Busy: too many keys are kept already.
        """
        from oro_node.crypto.keys import facts
        from oro_node.crypto.reading import read_private

        private = await self._run(read_private, key)
        return facts(private, self._held.keep(call, private))

    @route("crypto.importPublic")
    async def import_public(self, call: Call, *, key: GivenKey) -> KeyFacts:
        """Read a public key, or that of a private key or certificate, without keeping it.

        Raises:
            CryptoError: the data is invalid.
        """
        from oro_node.crypto.keys import facts

        return facts(await self._public(call, key))

    @route("crypto.export")
    async def export(self, call: Call, *, key: GivenKey, private: bool, wanted: Encoded) -> Written:
        """Write a key in the encoding that the page requests.

        Args:
            call: the call.
            key: the key.
            private: whether it is a private key.
            wanted: the encoding.

        Raises:
            CryptoError: a key of this kind has no such encoding.
        """
        from oro_node.crypto.keys import written

        found = await (self._private(call, key) if private else self._public(call, key))
        return await self._run(written, found, wanted)

    @route("crypto.safePrime", deadline=0)
    async def safe_prime(self, call: Call, *, bits: int, generator: Literal[2, 5] = 2) -> Bytes:
        """Find a safe prime, one whose half is prime too, that suits the generator.

        Args:
            call: the call.
            bits: the bits of the prime, 512 to 10000; a few thousand take minutes.
            generator: the generator of the Diffie-Hellman group.

        Raises:
            InvalidArgument: the number of bits is too small or too large.
        If cancelled, the search ends.
        """
        return Bytes(encoded(await self._safe_prime(bits, generator)))

    @route("crypto.generate", deadline=0)
    async def generate(
        self,
        call: Call,
        *,
        numbers: Wanted,
        public: Encoded | None = None,
        private: Encoded | None = None,
    ) -> Generated:
        """Make a pair of keys. The private key is kept for the page, unless the page requests it in an encoding.

        Args:
            call: the call.
            numbers: what they are made of.
            public: the encoding of the public key.
            private: the encoding of the private key.

        Raises:
            CryptoError: there are no such keys, or they have no such encoding.
            Busy: too many keys are kept already.
        If cancelled, the thread finishes and its result is dropped.
        """
        from oro_node.crypto.generating import generate
        from oro_node.crypto.keys import facts, written

        if numbers.kind == "dh" and not numbers.prime:
            numbers = replace(numbers, prime=encoded(await self._safe_prime(numbers.modulus, numbers.generator)))
        key = await self._run(generate, numbers)
        told = written(key.public_key(), public) if public else None
        if private:
            return Generated(facts=facts(key), public=told, private=await self._run(written, key, private))
        return Generated(facts=facts(key, self._held.keep(call, key)), public=told)

    @route("crypto.forget")
    async def forget(self, call: Call, *, keys: list[str]) -> None:
        """Drop private keys that the host keeps for the page."""
        self._held.forget(call, keys)

    @route("crypto.sign")
    async def sign(self, call: Call, *, key: GivenKey, scheme: Scheme, data: str = "") -> Bytes:
        """Sign a digest's value, or the data itself for a key that does its own digest.

        Args:
            call: the call.
            key: the private key.
            data: in base64.
            scheme: how.

        Raises:
            CryptoError: a key of this kind does not sign, or not with this scheme.
        """
        from oro_node.crypto import operations

        return await self._bytes(operations.sign, await self._private(call, key), decoded("data", data), scheme)

    @route("crypto.verify")
    async def verify(
        self, call: Call, *, key: GivenKey, scheme: Scheme, data: str = "", signature: str = ""
    ) -> Verdict:
        """Return whether a signature is that of a digest's value, or of the data itself.

        Args:
            call: the call.
            key: the public key.
            data: in base64.
            signature: in base64.
            scheme: how.

        Raises:
            CryptoError: a key of this kind does not sign, or not with this scheme.
        """
        from oro_node.crypto import operations

        public, signed = await self._public(call, key), decoded("data", data)
        return Verdict(await self._run(operations.verify, public, signed, decoded("signature", signature), scheme))

    @route("crypto.encrypt")
    async def encrypt(
        self, call: Call, *, key: GivenKey, padding: int, data: str = "", digest: str = "sha1", label: str = ""
    ) -> Bytes:
        """Encrypt data with a public key, so that only the private one decrypts it.

        Args:
            call: the call.
            key: the public key.
            data: in base64.
            padding: OpenSSL's number: 1 PKCS1, 3 none, 4 OAEP.
            digest: of OAEP.
            label: of OAEP, in base64.

        Raises:
            CryptoError: the data is too long, or the key is not an `rsa` key.
        """
        from oro_node.crypto import covers

        public = await self._public(call, key)
        return await self._bytes(
            covers.encrypt, public, decoded("data", data), padding, digest, decoded("label", label)
        )

    @route("crypto.decrypt")
    async def decrypt(
        self, call: Call, *, key: GivenKey, padding: int, data: str = "", digest: str = "sha1", label: str = ""
    ) -> Bytes:
        """Decrypt with a private key; see `crypto.encrypt`.

        Raises:
            CryptoError: the data was not encrypted for this key.
        """
        from oro_node.crypto import covers

        private = await self._private(call, key)
        return await self._bytes(
            covers.decrypt, private, decoded("data", data), padding, digest, decoded("label", label)
        )

    @route("crypto.seal")
    async def seal(self, call: Call, *, key: GivenKey, data: str = "", padding: int = 1) -> Bytes:
        """Encrypt data with a private key (padding 1, PKCS1, or 3, none), which proves its origin.

        Raises:
            CryptoError: the data is too long, or the key is not an `rsa` key.
        """
        from oro_node.crypto import covers

        return await self._bytes(covers.seal, await self._private(call, key), decoded("data", data), padding)

    @route("crypto.recover")
    async def recover(self, call: Call, *, key: GivenKey, data: str = "", padding: int = 1) -> Bytes:
        """Decrypt data with a public key that `crypto.seal` encrypted with the private one.

        Raises:
            CryptoError: the data was not encrypted with the private key.
        """
        from oro_node.crypto import covers

        return await self._bytes(covers.recover, await self._public(call, key), decoded("data", data), padding)

    @route("crypto.agree")
    async def agree(self, call: Call, *, private: GivenKey, public: GivenKey) -> Bytes:
        """Return the shared secret of a private key and a peer's public key.

        Raises:
            CryptoError: the keys do not match.
        """
        from oro_node.crypto import operations

        return await self._bytes(operations.agree, await self._private(call, private), await self._public(call, public))

    async def release(self, window: Window) -> None:
        """Drop the keys of a page that was closed."""
        self._held.release(window)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the number of private keys that are kept."""
        return {"keys": len(self._held)}

    async def _private(self, call: Call, given: GivenKey) -> PrivateKey:
        from oro_node.crypto.reading import read_private

        return self._held.get(call, given.held) if given.held else await self._run(read_private, given)

    async def _public(self, call: Call, given: GivenKey) -> PublicKey:
        from oro_node.crypto.reading import read_public

        return self._held.get(call, given.held).public_key() if given.held else await self._run(read_public, given)

    async def _bytes(self, function: Callable[..., bytes], *args: object) -> Bytes:
        return Bytes(encoded(await self._run(function, *args)))

    async def _run(self, function: Callable[..., T], *args: object) -> T:
        from cryptography.exceptions import UnsupportedAlgorithm

        try:
            return await anyio.to_thread.run_sync(
                partial(function, *args), abandon_on_cancel=True, limiter=self._limit()
            )
        except UnsupportedAlgorithm as error:
            raise Unsupported(f"Cannot do this with the key: {error}") from error

    async def _safe_prime(self, bits: int, generator: int) -> bytes:
        from oro_node.crypto.search import search

        async with self._limit():
            return await search(bits, generator)

    def _limit(self) -> anyio.CapacityLimiter:
        """Return the limiter of threads and processes for such work."""
        self._limiter = self._limiter or anyio.CapacityLimiter(AT_ONCE)
        return self._limiter
