"""Pins: the app's, the page's and a call's own."""

from __future__ import annotations

from typing import Any

import pytest

from oro_framework.pins import certificate_pin

from .authority import Authority
from .conftest import App, Opener
from .peers import SecurePeer

pytestmark = pytest.mark.anyio

ROOT = Authority()
LOCAL = ROOT.issue("localhost")
PIN = certificate_pin(LOCAL.der)
WRONG = certificate_pin(b"something else")


async def connect(app: App, port: int, **options: Any) -> Any:
    reply = await app.json("tls.connect", **{"id": "1", "host": "localhost", "port": port, "ca": ROOT.pem, **options})
    await app.ok("tls.close", id=1)
    return reply.json().get("data") or reply.err


async def test_the_app_s_pins_hold_for_every_connection(opened: Opener) -> None:
    with SecurePeer(LOCAL) as peer:
        async with opened(tls_pins=f"localhost {PIN}") as app:
            assert (await connect(app, peer.port))["peerPin"] == PIN
        async with opened(tls_pins=[f"localhost:{peer.port} {WRONG}", "other sha256/" + "A" * 43]) as app:
            for reject in (True, False):
                err = await connect(app, peer.port, rejectUnauthorized=reject)
                assert {key: err[key] for key in ("code", "provider", "peerPin", "expectedPins")} == {
                    "code": "PIN_MISMATCH",
                    "provider": "openssl",
                    "peerPin": PIN,
                    "expectedPins": [WRONG],
                }
                assert err["connected"]["remotePort"] == peer.port
        async with opened(tls_pins=f"localhost:{peer.port + 1} {WRONG}") as app:
            assert "authorized" in await connect(app, peer.port)


async def test_a_pin_does_not_stand_in_for_verification(opened: Opener) -> None:
    async with opened(tls_pins=f"localhost {PIN}") as app:
        with SecurePeer(LOCAL) as peer:
            stranger = Authority("Stranger").pem
            assert (await connect(app, peer.port, ca=stranger))["code"] == "CERT_UNTRUSTED"
            told = await connect(app, peer.port, ca=stranger, rejectUnauthorized=False)
            assert (told["authorized"], told["peerPin"]) == (False, PIN)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"pins": [WRONG]}, None),
        ({"pins": [WRONG], "pinsMode": "replace"}, "PIN_MISMATCH"),
        ({"pins": PIN, "pinsMode": "replace"}, None),
        ({"pins": f"localhost {PIN}\nother {WRONG}", "pinsMode": "replace"}, None),
        ({"pins": [f"other {PIN}"], "pinsMode": "replace"}, "PIN_MISCONFIGURED"),
        ({"pins": [], "pinsMode": "replace"}, None),
        ({"pins": ["no pin"]}, "TLS_PINS_INVALID"),
        ({"pins": [PIN], "pinsMode": "other"}, "ERR_INVALID_ARG"),
    ],
)
async def test_a_call_brings_pins_of_its_own(opened: Opener, options: dict[str, Any], code: str | None) -> None:
    async with opened(tls_pins=f"localhost {PIN}") as app:
        with SecurePeer(LOCAL) as peer:
            assert (await connect(app, peer.port, **options)).get("code") == code


async def test_a_name_is_pinned_by_whatever_way_it_is_reached(opened: Opener) -> None:
    async with opened(tls_pins=f"localhost {WRONG}") as app:
        with SecurePeer(LOCAL) as peer:
            err = await connect(app, peer.port, host="127.0.0.1", servername="localhost")
            assert err["code"] == "PIN_MISMATCH"
            await app.ok("net.connect", id=1, host="127.0.0.1", port=peer.port)
            err = (await app.json("tls.upgrade", id="1", socket="1", host="localhost", ca=ROOT.pem)).err
            assert err["code"] == "PIN_MISMATCH"


async def test_a_page_changes_pins_for_what_it_connects_from_now_on(opened: Opener) -> None:
    async with opened() as app:
        with SecurePeer(LOCAL) as peer:
            assert await app.ok("tls.setPins", value=f"localhost {WRONG}") == {"value": f"localhost {WRONG}"}
            assert (await connect(app, peer.port))["code"] == "PIN_MISMATCH"
            both = f"localhost {WRONG} {PIN}"
            assert (await app.json("tls.setPins", value=[f"localhost {PIN}"], mode="append")).data == {"value": both}
            assert await app.ok("tls.getPins") == {"value": both}
            assert "authorized" in await connect(app, peer.port)
            err = await app.err("tls.setPins", value="localhost nothing")
            assert (err["code"], err["type"]) == ("TLS_PINS_INVALID", "TypeError")
            assert await app.ok("tls.getPins") == {"value": both}
            await app.ok("tls.setPins", value="")
            assert await app.ok("tls.getPins") == {"value": ""}
