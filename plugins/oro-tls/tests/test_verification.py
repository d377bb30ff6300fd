"""What is wrong with a certificate is told in the contract's words and in Node's own."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_tls.verification import finding, mismatch

from .authority import DAY, NOW, Authority, Issued, self_signed
from .conftest import Opener
from .peers import NodeServer, SecurePeer

pytestmark = pytest.mark.anyio

ROOT = Authority()
STRANGER = Authority("Stranger")
MIDDLE = Authority("Middle", issuer=ROOT)
GOOD = ROOT.issue("localhost", "127.0.0.1")

CASES: dict[str, tuple[Issued, dict[str, Any], str, str]] = {
    "self-signed": (self_signed("localhost"), {"ca": ROOT.pem}, "CERT_UNTRUSTED_ROOT", "DEPTH_ZERO_SELF_SIGNED_CERT"),
    "no system root": (GOOD, {}, "CERT_UNTRUSTED", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
    "of a stranger": (
        STRANGER.issue("localhost"),
        {"ca": ROOT.pem},
        "CERT_UNTRUSTED",
        "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    ),
    "expired": (ROOT.issue("localhost", end=NOW - DAY / 2), {"ca": ROOT.pem}, "CERT_EXPIRED", "CERT_HAS_EXPIRED"),
    "of tomorrow": (
        ROOT.issue("localhost", start=NOW + DAY),
        {"ca": ROOT.pem},
        "CERT_NOT_TIME_VALID",
        "CERT_NOT_YET_VALID",
    ),
    "of another host": (
        ROOT.issue("example.com"),
        {"ca": ROOT.pem},
        "HOSTNAME_MISMATCH",
        "ERR_TLS_CERT_ALTNAME_INVALID",
    ),
    "revoked": (GOOD, {"ca": ROOT.pem, "crl": ROOT.revoke(GOOD)}, "CERT_REVOKED", "CERT_REVOKED"),
    "root shown along": (
        Issued(GOOD.certificate, GOOD.key, (ROOT.certificate,)),
        {"ca": STRANGER.pem},
        "CERT_UNTRUSTED_ROOT",
        "SELF_SIGNED_CERT_IN_CHAIN",
    ),
    "chain without its middle": (
        Issued(*(lambda one: (one.certificate, one.key))(MIDDLE.issue("localhost"))),
        {"ca": ROOT.pem},
        "CERT_UNTRUSTED",
        "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    ),
    "for clients alone": (
        ROOT.issue("localhost", client=True),
        {"ca": ROOT.pem},
        "CERTIFICATE_VERIFY_FAILED",
        "INVALID_PURPOSE",
    ),
}


@pytest.mark.parametrize("case", CASES)
async def test_a_certificate_is_refused_for_a_reason(opened: Opener, case: str) -> None:
    issued, options, code, reason = CASES[case]
    async with opened() as app:
        with SecurePeer(issued) as peer:
            err = (await app.json("tls.connect", id="1", host="localhost", port=peer.port, **options)).err
            assert (err["code"], err["reason"], err["provider"]) == (code, reason, "openssl"), err
            assert err["peerPin"].startswith("sha256/")
            assert (await app.err("tls.write", b"x", id=1))["code"] == "ERR_SOCKET_CLOSED"


@pytest.mark.parametrize("case", CASES)
async def test_whoever_does_not_mind_is_told_what_is_wrong(opened: Opener, case: str) -> None:
    issued, options, code, reason = CASES[case]
    async with opened() as app:
        with SecurePeer(issued, echo=True) as peer:
            reply = await app.json(
                "tls.connect", id="1", host="localhost", port=peer.port, rejectUnauthorized=False, **options
            )
            told = reply.data
            assert (told["authorized"], told["authorizationError"], told["authorizationCode"]) == (False, reason, code)
            await app.ok("tls.write", b"hello", id=1)
            async with app.reading("tls", 1) as reader:
                assert await reader.exactly(5) == b"hello"


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not here")
def test_node_says_the_same(nothing_left: None) -> None:
    asked = []
    for case, (issued, options, _, reason) in CASES.items():
        asked.append([case, issued.pem, issued.key_pem, options, reason])
    script = """
    const tls = require('tls')
    const wrong = []
    const next = (cases) => {
      if (!cases.length) return console.log(JSON.stringify(wrong))
      const [[name, cert, key, options, reason], ...rest] = cases
      const server = tls.createServer({ cert, key }).listen(0, '127.0.0.1', () => {
        const port = server.address().port
        const client = tls.connect({ ...options, host: '127.0.0.1', servername: 'localhost', port })
        client.on('error', ({ code }) => {
          if (code !== reason) wrong.push([name, code, reason])
          server.close(() => next(rest))
        })
      })
      server.on('tlsClientError', () => {})
    }
    next(JSON.parse(require('fs').readFileSync(0)))
    """
    run = subprocess.run(
        ["node", "-e", script], input=json.dumps(asked), capture_output=True, text=True, timeout=60, check=False
    )
    assert json.loads(run.stdout or "null") == [], run.stderr


async def test_a_good_one_is_authorized_by_name_by_address_and_through_a_chain(opened: Opener) -> None:
    async with opened() as app:
        for number, (issued, options) in enumerate(
            [
                (GOOD, {"host": "localhost"}),
                (GOOD, {"host": "127.0.0.1"}),
                (MIDDLE.issue("localhost"), {"host": "localhost"}),
                (ROOT.issue("*.example.com"), {"host": "127.0.0.1", "servername": "a.example.com"}),
                (ROOT.issue(common="only.example.com"), {"host": "127.0.0.1", "servername": "only.example.com"}),
                (self_signed("localhost"), {"host": "localhost", "ca": "own"}),
            ]
        ):
            ca = issued.pem if options.get("ca") == "own" else ROOT.pem
            with SecurePeer(issued) as peer:
                reply = await app.json("tls.connect", id=str(number), port=peer.port, **{**options, "ca": ca})
                assert reply.data["authorized"] is True


async def test_a_node_server_is_trusted_or_not(opened: Opener) -> None:
    async with opened() as app:
        with NodeServer(GOOD) as peer:
            reply = await app.json("tls.connect", id="1", host="localhost", port=peer.port, ca=ROOT.pem)
            assert reply.data["authorized"] is True
            reply = await app.json("tls.connect", id="2", host="localhost", port=peer.port, ca=STRANGER.pem)
            assert reply.err["code"] == "CERT_UNTRUSTED"


LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)


@given(LABEL, LABEL)
def test_a_wildcard_is_one_label(one: str, two: str) -> None:
    wild = WILD.certificate
    assert mismatch(wild, f"{one}.example.com") is None
    assert mismatch(wild, f"{one.upper()}.Example.COM.") is None
    assert mismatch(wild, f"{one}.{two}.example.com") is not None
    assert mismatch(wild, "example.com") is not None


WILD = ROOT.issue("*.example.com")


@given(st.text())
def test_any_name_is_judged(name: str) -> None:
    found = mismatch(GOOD.certificate, name)
    assert (found is None) == (name.strip().lower().removesuffix(".") in ("localhost", "127.0.0.1"))


def test_a_name_written_as_an_address_and_a_common_name_beside_names_do_not_count() -> None:
    assert mismatch(GOOD.certificate, "::1") is not None
    both = ROOT.issue("a.example.com", common="b.example.com")
    assert mismatch(both.certificate, "b.example.com") is not None


@given(st.integers())
def test_every_number_has_a_code_of_the_contract(number: int) -> None:
    found = finding(number)
    assert found.code.startswith("CERT")
    assert found.reason.isupper()
