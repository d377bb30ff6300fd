"""Certificates are shown as Node shows them."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID
from oro_tls.certificates.certificate import legacy, legacy_chain
from oro_tls.certificates.ciphers import cipher_names

from .authority import DAY, NOW, Authority, alternative, name
from .conftest import Opener
from .peers import SecurePeer

ROOT = Authority()
MIDDLE = Authority("Middle", issuer=ROOT)

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not here")


def rich(key: Any) -> x509.Certificate:
    """Return a certificate with all that is shown."""
    builder = x509.CertificateBuilder(
        issuer_name=name("issuer"),
        subject_name=name("subject, with a comma"),
        public_key=key.public_key(),
        serial_number=0x0ABC,
        not_valid_before=NOW.replace(day=1) - DAY * 3,
        not_valid_after=NOW.replace(day=1) + DAY * 3,
    )
    names = [alternative(item) for item in ("example.com", "*.example.com", "127.0.0.1", "fd00::1")]
    names += [x509.RFC822Name("a@example.com"), x509.UniformResourceIdentifier("https://example.com/")]
    access = [
        (AuthorityInformationAccessOID.OCSP, "http://ocsp.example.com/"),
        (AuthorityInformationAccessOID.CA_ISSUERS, "http://ca.example.com/"),
    ]
    extensions: list[x509.ExtensionType] = [
        x509.SubjectAlternativeName(names),
        x509.BasicConstraints(ca=True, path_length=None),
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]),
        x509.AuthorityInformationAccess(
            [x509.AccessDescription(kind, x509.UniformResourceIdentifier(url)) for kind, url in access]
        ),
    ]
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(ec.generate_private_key(ec.SECP256R1()), SHA256())


@needs_node
@pytest.mark.parametrize("kind", ["rsa", "p256", "p384"])
def test_node_shows_the_same(kind: str) -> None:
    curve = ec.SECP384R1() if kind == "p384" else ec.SECP256R1()
    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(curve)
    certificate = rich(key)
    script = """
    const { X509Certificate } = require('crypto')
    const shown = new X509Certificate(require('fs').readFileSync(0)).toLegacyObject()
    console.log(JSON.stringify(shown, (key, value) => value?.type === 'Buffer'
      ? Buffer.from(value.data).toString('base64') : value))
    """
    pem = certificate.public_bytes(Encoding.PEM)
    run = subprocess.run(["node", "-e", script], input=pem, capture_output=True, timeout=60, check=True)
    assert legacy(certificate) == json.loads(run.stdout)


def test_a_chain_leads_to_the_root() -> None:
    leaf = MIDDLE.issue("localhost")
    shown = legacy_chain([leaf.certificate, MIDDLE.certificate, ROOT.certificate])
    assert shown["subject"]["CN"] == "localhost"
    assert shown["issuerCertificate"]["subject"]["CN"] == "Middle"
    assert shown["issuerCertificate"]["issuerCertificate"]["issuerCertificate"] == "self"
    assert "issuerCertificate" not in legacy_chain([leaf.certificate])


@needs_node
def test_ciphers_are_named_as_in_node() -> None:
    run = subprocess.run(
        ["node", "-p", "JSON.stringify(require('tls').getCiphers())"], capture_output=True, timeout=60, check=True
    )
    theirs = {item for item in json.loads(run.stdout) if not item.startswith(("psk", "srp", "rsa-psk"))}
    ours = set(cipher_names())
    assert {"tls_aes_256_gcm_sha384", "ecdhe-rsa-aes128-gcm-sha256"} <= ours & theirs
    assert all(item == item.lower() for item in ours)


@pytest.mark.anyio
async def test_a_page_sees_both_certificates_and_what_leads_to_them(opened: Opener) -> None:
    leaf, client = MIDDLE.issue("localhost"), ROOT.issue(common="a client", client=True)
    async with opened() as app:
        with SecurePeer(leaf) as peer:
            where = {"host": "localhost", "port": peer.port, "ca": ROOT.pem}
            given = {"cert": client.pem, "key": client.key_pem}
            await app.json("tls.connect", id="1", **where, **given)
            shown = await app.ok("tls.peerCertificate", id=1)
            assert base64.b64decode(shown["raw"]) == leaf.der
            assert "issuerCertificate" not in shown
            shown = await app.ok("tls.peerCertificate", id=1, detailed=True)
            assert shown["issuerCertificate"]["issuerCertificate"]["subject"]["CN"] == "Test Root"
            assert (await app.ok("tls.certificate", id=1))["subject"]["CN"] == "a client"
            finished = await app.ok("tls.finished", id=1)
            assert finished["local"] != finished["peer"]
            secret = await app.ok("tls.exporter", id=1, length=32, label="EXPERIMENTAL oro")
            assert len(base64.b64decode(secret)) == 32
            assert (await app.err("tls.exporter", id=1, length=32, label="x", context="?"))["code"] == "ERR_INVALID_ARG"
            await app.ok("tls.close", id=1)
            await app.json("tls.connect", id="2", **where)
            assert await app.ok("tls.certificate", id=2) is None
        assert (await app.ok("tls.provider"))["provider"] == "openssl"
        assert "tls_aes_128_gcm_sha256" in await app.ok("tls.ciphers")
        roots = await app.ok("tls.rootCertificates")
        assert all(item.startswith("-----BEGIN CERTIFICATE-----") for item in roots)
        assert len(roots) > 50
