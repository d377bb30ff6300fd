"""Sign-in to node's oidc-provider, by a person whose browser is an HTTP client."""

from __future__ import annotations

import json
import struct
from typing import Any

import httpx
import pytest

from oro_framework.testing import OpenHost

from .conftest import signing_in

pytestmark = pytest.mark.anyio


async def fetch(app: OpenHost, url: str, body: bytes = b"", name: str = "work", **asked: Any) -> tuple[Any, bytes]:
    """Fetch as a page does; return the head of the answer, or the error, and the body."""
    head = json.dumps({"url": url, **asked}).encode()
    answer = await app.call("login.fetch", struct.pack(">I", len(head)) + head + body, name=name)
    if answer.status != 200:
        return answer.err, b""
    length = struct.unpack(">I", answer.body[:4])[0]
    return json.loads(answer.body[4 : 4 + length]), answer.body[4 + length :]


async def test_a_person_signs_in_fetches_and_signs_out(issuer: str) -> None:
    async with signing_in(issuer) as (app, browsers):
        assert (await app.call("login.current", name="work")).data == {"account": None}
        answer = await app.call("login.signIn", name="work")
        me = answer.data
        assert (me["name"], me["claims"]["sub"], me["claims"]["email"]) == ("work", "ada", "ada@example.org")
        assert me["scopes"] == ["openid", "email"]
        assert (await app.call("login.current", name="work")).data["account"]["claims"] == me["claims"]
        head, body = await fetch(app, f"{issuer}/api/me")
        assert head["status"] == 200
        told = json.loads(body)
        assert told["bearer"] == "ada"
        assert told["token"] not in answer.body.decode()
        assert (await app.call("login.signOut", name="work")).data == {"revoked": True}
        head, _ = await fetch(app, f"{issuer}/api/me")
        assert head["code"] == "ERR_NOT_SIGNED_IN"
        refused = httpx.get(f"{issuer}/api/me", headers={"authorization": f"Bearer {told['token']}"})
        assert refused.status_code == 401, "the provider knows that it is void"
