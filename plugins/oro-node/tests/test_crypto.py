"""The routes `crypto.*`: vectors of their RFCs, where private keys are and for how long, and what makes no sense."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from contextlib import suppress
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from oro_node import plugin
from oro_node.crypto import certificate, der, derive, held
from oro_node.crypto.errors import CryptoError
from oro_node.crypto.generating import generate
from oro_node.crypto.jwk import from_jwk, to_jwk
from oro_node.crypto.keys import written
from oro_node.crypto.numbers import is_prime
from oro_node.crypto.operations import sign, verify
from oro_node.crypto.reading import read_private, read_public
from oro_node.crypto.sealed import SUITES
from oro_node.crypto.shapes import Encoded, GivenKey, Scheme, Wanted

from oro_framework.errors import OroError
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.testing.host import OpenHost, Reply, open_host

pytestmark = pytest.mark.anyio


def base64(data: bytes) -> str:
    return b64encode(data).decode()


async def ask(app: OpenHost, route: str, /, **params: Any) -> Reply:
    """Call a route with JSON, as the page's module does."""
    headers = {"content-type": "application/json"}
    answer = await app.client.post(f"ipc://{route}", content=json.dumps(params), headers=headers)
    return Reply(answer.status_code, answer.headers, answer.content)


SAFE = (1 << 512) + 0x1F9
"""A number of as many bits as the least prime; what is calculated with it need not be safe here."""
PBKDF2 = [
    (b"password", b"salt", 1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"),
    (b"password", b"salt", 4096, "4b007901b765489abead49d926f721d065a429c1"),
    (b"pass\0word", b"sa\0lt", 4096, "56fa6aa75548099dcc37d7f03425e0c3"),
]
"""RFC 6070."""
SCRYPT = [
    (b"", b"", 16, 1, 1, "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"),
    (b"password", b"NaCl", 1024, 8, 16, "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"),
]
"""RFC 7914."""


@pytest.mark.parametrize(("password", "salt", "iterations", "key"), PBKDF2)
async def test_pbkdf2(password: bytes, salt: bytes, iterations: int, key: str) -> None:
    async with open_host(plugin) as app:
        reply = await ask(
            app,
            "crypto.pbkdf2",
            password=base64(password),
            salt=base64(salt),
            iterations=iterations,
            length=len(key) // 2,
            digest="sha1",
        )
        assert b64decode(reply.data["key"]).hex() == key


@pytest.mark.parametrize(("password", "salt", "cost", "size", "parallel", "key"), SCRYPT)
async def test_scrypt(password: bytes, salt: bytes, cost: int, size: int, parallel: int, key: str) -> None:
    async with open_host(plugin) as app:
        reply = await ask(
            app,
            "crypto.scrypt",
            password=base64(password),
            salt=base64(salt),
            length=len(key) // 2,
            cost=cost,
            blockSize=size,
            parallelization=parallel,
        )
        assert b64decode(reply.data["key"]).hex() == key


async def test_what_costs_too_much_is_refused() -> None:
    async with open_host(plugin) as app:
        memory = await ask(app, "crypto.scrypt", length=5, cost=2**30)
        assert (memory.status, memory.err["code"]) == (413, "ERR_TOO_LARGE")
        length = await ask(app, "crypto.pbkdf2", iterations=1, length=derive.LONGEST + 1, digest="sha1")
        assert (length.status, length.err["code"]) == (413, "ERR_TOO_LARGE")
        modulus = await ask(app, "crypto.generate", numbers={"kind": "rsa", "modulus": 10**6})
        assert (modulus.status, modulus.err["code"]) == (400, "ERR_OUT_OF_RANGE")


async def test_a_made_private_key_stays_with_the_host_until_it_is_asked_for() -> None:
    async with open_host(plugin) as app:
        made = await ask(app, "crypto.generate", numbers={"kind": "ed25519"})
        assert set(made.data) == {"facts"}
        assert set(made.data["facts"]) == {"kind", "spki", "held"}
        name = made.data["facts"]["held"]
        shown = await ask(
            app, "crypto.export", key={"held": name}, private=True, wanted={"format": "pem", "type": "pkcs8"}
        )
        assert shown.data["pem"].startswith("-----BEGIN PRIVATE KEY-----")
        again = await ask(app, "crypto.importPrivate", key={"data": base64(shown.data["pem"].encode())})
        assert again.data["spki"] == made.data["facts"]["spki"]


async def test_a_key_that_is_written_at_once_is_not_kept() -> None:
    async with open_host(plugin) as app:
        wanted = {"format": "pem", "type": "pkcs8"}
        made = await ask(app, "crypto.generate", numbers={"kind": "ec", "curve": "prime256v1"}, private=wanted)
        assert "held" not in made.data["facts"]
        assert made.data["private"]["pem"].startswith("-----BEGIN PRIVATE KEY-----")


async def test_keys_are_of_one_window_and_go_with_it() -> None:
    async with open_host(plugin) as app:
        name = (await ask(app, "crypto.generate", numbers={"kind": "ed25519"})).data["facts"]["held"]
        other = app.host.windows_manager.create(ViewSpec(url=f"{app.host.origin}/index.html"), 1)
        body = {"key": {"held": name}, "scheme": {}, "data": base64(b"x")}
        async with app.client_of(app.host.origin, other) as client:
            answer = await client.post(
                "ipc://crypto.sign", content=json.dumps(body), headers={"content-type": "application/json"}
            )
            assert answer.status_code == 404
        assert (await ask(app, "crypto.sign", **body)).status == 200
        await service(app).release(app.window)
        gone = await ask(app, "crypto.sign", **body)
        assert (gone.status, gone.err["code"]) == (404, "NOT_FOUND_ERR")


def service(app: OpenHost) -> Any:
    return app.host.service("crypto")


async def test_a_forgotten_key_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "LARGEST", 2)
    async with open_host(plugin) as app:
        names = [
            (await ask(app, "crypto.generate", numbers={"kind": "x25519"})).data["facts"]["held"] for _ in range(2)
        ]
        full = await ask(app, "crypto.generate", numbers={"kind": "x25519"})
        assert (full.status, full.err["code"]) == (503, "ERR_BUSY")
        assert service(app).diagnostics() == {"keys": 2}
        await ask(app, "crypto.forget", keys=[names[0], "no such key"])
        assert service(app).diagnostics() == {"keys": 1}
        assert (await ask(app, "crypto.generate", numbers={"kind": "x25519"})).status == 200


@given(
    data=st.binary(max_size=80),
    format=st.sampled_from(["pem", "der", "raw"]),
    head=st.sampled_from(
        [b"", b"-----BEGIN PRIVATE KEY-----\n", b"-----BEGIN PUBLIC KEY-----\n", b"\x30\x2e\x02\x01\x00"]
    ),
    curve=st.sampled_from(["", "prime256v1", "none"]),
    passphrase=st.none() | st.just("eA=="),
)
def test_any_bytes_are_a_key_or_an_error_of_ours(
    data: bytes, format: Any, head: bytes, curve: str, passphrase: str | None
) -> None:
    key = GivenKey(data=base64(head + data), format=format, curve=curve, passphrase=passphrase)
    for read in (read_private, read_public):
        with suppress(OroError):
            read(key)


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=2), max_leaves=3
)


@given(
    jwk=st.dictionaries(st.sampled_from(["n", "e", "d", "p", "q", "dp", "dq", "qi", "x", "y", "crv"]), JSON),
    kty=st.sampled_from(["RSA", "EC", "OKP", "oct"]),
    crv=st.sampled_from(["P-256", "Ed25519", "X448", 5]),
    private=st.booleans(),
)
def test_any_json_is_a_key_or_an_error_of_ours(jwk: dict[str, Any], kty: str, crv: Any, private: bool) -> None:
    with suppress(CryptoError):
        from_jwk({"crv": crv, **jwk, "kty": kty}, private=private)


KINDS = ["prime256v1", "secp384r1", "secp521r1", "secp256k1", "ed25519", "ed448"]


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.binary(max_size=64), flipped=st.integers(0, 10_000))
@settings(max_examples=25)
def test_a_signature_is_that_of_what_was_signed_and_of_nothing_else(kind: str, data: bytes, flipped: int) -> None:
    simple = kind.startswith("ed")
    key = generate(Wanted(kind=kind) if simple else Wanted(kind="ec", curve=kind))
    value = data if simple else data.ljust(32, b"\0")[:32]
    for encoding in ("der", "ieee-p1363"):
        scheme = Scheme(digest="" if simple else "sha256", encoding=encoding)
        signature = bytearray(sign(key, value, scheme))
        assert verify(key.public_key(), value, bytes(signature), scheme)
        signature[flipped % len(signature)] ^= 1
        assert not verify(key.public_key(), value, bytes(signature), scheme)


@pytest.mark.parametrize("kind", [*KINDS, "x25519", "x448", "rsa"])
def test_a_key_survives_every_way_to_write_it(kind: str) -> None:
    key = (
        generate(Wanted(kind=kind, modulus=1024))
        if kind in ("rsa", "ed25519", "ed448", "x25519", "x448")
        else generate(Wanted(kind="ec", curve=kind))
    )
    plain = written(key, Encoded(format="der", type="pkcs8")).data
    jwk = written(from_jwk(to_jwk(key), private=True), Encoded(format="der", type="pkcs8")).data
    secret = Encoded(format="pem", type="pkcs8", cipher="aes-256-cbc", passphrase=base64(b"secret"))
    text = written(key, secret).pem.encode()
    opened = read_private(GivenKey(data=base64(text), passphrase=base64(b"secret")))
    assert written(opened, Encoded(format="der", type="pkcs8")).data == plain == jwk
    with pytest.raises(OroError, match="bad decrypt"):
        read_private(GivenKey(data=base64(text), passphrase=base64(b"other")))


@given(st.binary(max_size=200) | st.binary(max_size=80).map(lambda data: b"-----BEGIN CERTIFICATE-----\n" + data))
def test_any_bytes_are_a_certificate_or_an_error_of_nodes(data: bytes) -> None:
    with pytest.raises(CryptoError, match="no start line"):
        certificate.read(data)


async def test_a_safe_prime_has_the_bits_that_are_asked_for_and_no_others_are_looked_for() -> None:
    async with open_host(plugin) as app:
        for generator, remainder in ((2, (24, 23)), (5, (60, 59))):
            prime = int.from_bytes(
                b64decode((await ask(app, "crypto.safePrime", bits=512, generator=generator)).data["data"])
            )
            assert prime.bit_length() == 512
            assert all(pow(3, number - 1, number) == 1 for number in (prime, prime >> 1))
            assert prime % remainder[0] == remainder[1]
        assert "must be one of 2, 5" in (await ask(app, "crypto.safePrime", bits=512, generator=3)).err["message"]
        for bits in (511, 10_001, -1):
            answer = await ask(app, "crypto.safePrime", bits=bits)
            assert "expected 512 to 10000" in answer.err["message"]


@given(st.integers(20_001, 10**6))
def test_a_number_is_prime_when_nothing_divides_it(number: int) -> None:
    odd = number | 1
    assert is_prime(odd) is all(odd % divisor for divisor in range(3, int(odd**0.5) + 1, 2))


@pytest.mark.parametrize("name", [name for name, suite in SUITES.items() if suite.identifier is not None])
@settings(max_examples=5, deadline=None)
@given(passphrase=st.binary(max_size=40), kind=st.sampled_from(["ed25519", "dh", "x448"]))
def test_an_encrypted_key_is_read_with_its_passphrase_alone(name: str, passphrase: bytes, kind: str) -> None:
    wanted = Wanted(kind=kind, prime=base64(SAFE.to_bytes(65, "big")))
    key = generate(wanted)
    asked = Encoded(format="der", type="pkcs8", cipher=name, passphrase=base64(passphrase))
    sealed = written(key, asked).data
    plain = Encoded(format="der", type="pkcs8")
    again = read_private(GivenKey(format="der", data=sealed, passphrase=base64(passphrase)))
    assert written(again, plain) == written(key, plain)
    with pytest.raises(CryptoError):
        read_private(GivenKey(format="der", data=sealed))
    with pytest.raises(CryptoError):
        read_private(GivenKey(format="der", data=sealed, passphrase=base64(passphrase + b"x")))


@pytest.mark.parametrize("name", ["aes-128-cbc", "aes-256-cbc", "des-ede3-cbc"])
def test_openssl_reads_what_is_encrypted_here(name: str) -> None:
    key = generate(Wanted(kind="ec", curve="prime256v1"))
    for type in ("pkcs8", "sec1"):
        asked = Encoded(format="pem", type=type, cipher=name, passphrase=base64(b"secret"))
        read = load_pem_private_key(written(key, asked).pem.encode(), b"secret")
        plain = written(key, Encoded(format="pem", type="pkcs8")).pem.encode()
        assert read.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) == plain


@given(value=st.integers(0, 1 << 300), content=st.binary(max_size=300))
def test_der_is_read_as_it_was_written(value: int, content: bytes) -> None:
    whole = der.sequence(der.integer(value), der.octets(content), der.context(1, der.null()))
    (item,) = der.items(whole)
    first, second, third = der.items(item.content)
    assert (der.number(first), second.content, third.tag) == (value, content, 0xA1)
    with pytest.raises(ValueError, match="too short"):
        der.items(whole[:-1])
