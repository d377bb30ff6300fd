"""Requests in the name of an account: where the token goes, and how it is renewed."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any

import httpx
import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st
from oro_login.api import login_of
from oro_login.reach import Reach

from oro_framework.requests import Caller, MemoryReply, Request, parse_target
from oro_framework.testing import until

from .asking import fetch, framed
from .conftest import signing_in
from .crooked import Crooked, crooked

pytestmark = pytest.mark.anyio


@pytest.fixture
def provider() -> Iterator[Crooked]:
    with crooked() as running:
        yield running


async def test_bodies_and_headers_go_both_ways(issuer: str) -> None:
    async with signing_in(issuer) as (app, _):
        await app.call("login.signIn", name="work")
        sent = bytes(range(256)) * 4000
        headers = [("X-Extra", "more"), ("Cookie", "a=b"), ("Authorization", "Bearer evil"), ("Host", "evil.example")]
        head, body = await fetch(app, f"{issuer}/api/echo?a=1", sent, method="PUT", headers=headers)
        told = dict(head["headers"])
        assert (head["status"], head["statusText"], head["url"]) == (200, "OK", f"{issuer}/api/echo?a=1")
        assert (told["x-bearer"], told["x-method"], told["x-extra"]) == ("ada", "PUT", "more")
        assert body == sent
        head, body = await fetch(app, f"{issuer}/api/me", headers=headers)
        assert json.loads(body)["cookie"] is None


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/api/me",
        "{issuer}/secret",
        "{issuer}/api/../secret",
        "{issuer}/api/%2e%2e/secret",
        "{issuer}/api/..%2fsecret",
        "{other}/api/me",
        "http://ada:word@{authority}/api/me",
        "file:///etc/passwd",
        "/api/me",
    ],
)
async def test_an_address_beyond_the_accounts_gets_nothing(provider: Crooked, url: str) -> None:
    authority = provider.issuer.removeprefix("http://")
    asked = url.format(
        issuer=provider.issuer, other=provider.issuer.replace("127.0.0.1", "localhost"), authority=authority
    )
    async with signing_in(provider.issuer) as (app, _):
        await app.call("login.signIn", name="work")
        before = len(provider.seen)
        head, _body = await fetch(app, asked)
        assert head["code"] == "ERR_OUT_OF_REACH"
        assert head["message"].endswith(f"is for {provider.issuer}/api/*; fetch in [login.work] adds to that")
        assert len(provider.seen) == before
        client = httpx.AsyncClient(auth=(await login_of(app.host)).account("work").auth)
        async with client:
            with pytest.raises(Exception, match=r"Cannot fetch|missing an|unsupported protocol"):
                await client.get(asked)
        assert len(provider.seen) == before


async def test_a_redirect_elsewhere_loses_the_token(provider: Crooked) -> None:
    with crooked() as other:
        reach = [f"{provider.issuer}/*", f"{other.issuer}/*"]
        async with signing_in(provider.issuer, settings={"login_work_fetch": reach}) as (app, _):
            await app.call("login.signIn", name="work")
            for way in (f"{other.issuer}/api/x", f"{other.issuer}/to?url={provider.issuer}/api/back"):
                head, _body = await fetch(app, f"{provider.issuer}/to?url={way}")
                assert head["status"] == 200
            assert [headers.get("authorization") for _, headers in other.seen] == [None, None]
            back = [headers.get("authorization") for path, headers in provider.seen if path == "/api/back"]
            assert back == [None], "it does not come back"
            head, _body = await fetch(app, f"{provider.issuer}/to?url={provider.issuer}/api/same")
            same = [headers.get("authorization") for path, headers in provider.seen if path == "/api/same"]
            assert same == ["Bearer access 1"]


async def test_redirects_are_as_fetch_has_them(provider: Crooked) -> None:
    async with signing_in(provider.issuer, settings={"login_work_fetch": [f"{provider.issuer}/*"]}) as (app, _):
        await app.call("login.signIn", name="work")
        to = f"{provider.issuer}/to?url="
        head, _ = await fetch(app, f"{to}{provider.issuer}/x", redirect="manual")
        assert (head["status"], dict(head["headers"])["location"]) == (302, f"{provider.issuer}/x")
        head, _ = await fetch(app, f"{to}{provider.issuer}/x", redirect="error")
        assert (head["code"], "redirect is error" in head["message"]) == ("ERR_BROKEN", True)
        head, _ = await fetch(app, f"{to}http://api.example.com/x")
        assert (head["code"], "neither by https" in head["message"]) == ("ERR_BROKEN", True)
        head, _ = await fetch(app, f"{provider.issuer}/loop")
        assert (head["code"], "more than 20 redirects" in head["message"]) == ("ERR_BROKEN", True)


async def test_what_cannot_be_sent_is_refused(provider: Crooked) -> None:
    async with signing_in(provider.issuer) as (app, _):
        await app.call("login.signIn", name="work")
        url = f"{provider.issuer}/api/x"
        for asked in ({"method": "GET /x\r\n"}, {"headers": [["a b", "c"]]}, {"headers": [["a", "b\r\nc: d"]]}):
            assert (await fetch(app, url, **asked))[0]["code"] == "ERR_INVALID_ARG", asked
        for body in (b"", b"\0\0\0\5{}", b"\0\0\0\2[]", b"\xff\xff\xff\xff"):
            err = (await app.call("login.fetch", body, name="work")).err
            assert err["code"] == "ERR_INVALID_ARG", body


def past(moment: float) -> bool:
    return time.time() > moment


async def test_many_requests_wait_for_one_renewal(hasty: str) -> None:
    """A refresh token counts once: a second renewal with it would end the session."""
    async with signing_in(hasty) as (app, _), httpx.AsyncClient() as outside:
        await app.call("login.signIn", name="work")
        answers: list[Any] = []

        async def ask() -> None:
            answers.append(await fetch(app, f"{hasty}/api/me"))

        for turn in (1, 2):
            ends = (await app.call("login.current", name="work")).data["account"]["expires"]
            await until(partial(past, ends))
            async with trio.open_nursery() as nursery:
                for _ in range(20):
                    nursery.start_soon(ask)
            assert (await outside.get(f"{hasty}/counts")).json()["refreshes"] == turn
        assert [json.loads(body)["bearer"] for _, body in answers] == ["ada"] * 40
        assert len({json.loads(body)["token"] for _, body in answers}) == 2


async def test_a_renewal_goes_on_although_the_page_that_began_it_is_gone(provider: Crooked) -> None:
    provider.tokens = {"expires_in": 0}
    async with signing_in(provider.issuer) as (app, _):
        await app.call("login.signIn", name="work")
        provider.release.clear()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(partial(fetch, app, f"{provider.issuer}/api/x"))
            await until(lambda: len(provider.asked) == 2)
            nursery.cancel_scope.cancel()
        provider.tokens = {}
        provider.release.set()
        await fetch(app, f"{provider.issuer}/api/x")
        assert [form.get("refresh_token") for form in provider.asked] == [None, "refresh 1"], (
            "one renewal, and it counts"
        )
        used = [headers["authorization"] for path, headers in provider.seen if path == "/api/x"]
        assert used == ["Bearer access 2"]


async def test_a_refused_renewal_signs_out(provider: Crooked) -> None:
    provider.tokens = {"expires_in": 0}
    async with signing_in(provider.issuer) as (app, _), app.events() as events:
        await app.call("login.signIn", name="work")
        assert (await events.next())["name"] == "loginsignedin"
        provider.refuses = [(400, {"error": "invalid_grant", "error_description": "the session was ended"})]
        head, _ = await fetch(app, f"{provider.issuer}/api/x")
        assert head["code"] == "ERR_NOT_SIGNED_IN"
        assert head["message"].endswith("the provider answered invalid_grant: the session was ended")
        assert [(await events.next()) for _ in range(2)] == [
            {"name": name, "detail": {"name": "work"}} for name in ("loginexpired", "loginsignedout")
        ]
        assert (await app.call("login.current", name="work")).data == {"account": None}


async def test_a_provider_in_trouble_signs_nobody_out(provider: Crooked) -> None:
    provider.tokens = {"expires_in": 0}
    async with signing_in(provider.issuer) as (app, _):
        await app.call("login.signIn", name="work")
        provider.refuses = [(503, {})]
        head, _ = await fetch(app, f"{provider.issuer}/api/x")
        assert (head["code"], "status 503" in head["message"]) == ("ERR_SIGN_IN_REFUSED", True)
        provider.tokens = {}
        head, _ = await fetch(app, f"{provider.issuer}/api/x")
        assert head["status"] == 200


async def test_a_renewal_for_another_person_is_not_taken(provider: Crooked) -> None:
    provider.tokens = {"expires_in": 0}
    async with signing_in(provider.issuer) as (app, _):
        await app.call("login.signIn", name="work")
        provider.claims = {"sub": "eve"}
        head, _ = await fetch(app, f"{provider.issuer}/api/x")
        assert (head["code"], "for another person" in head["message"]) == ("ERR_PROVIDER_UNTRUSTED", True)
        assert not [path for path, _ in provider.seen if path == "/api/x"]


async def test_a_token_that_an_api_refuses_is_renewed_once(provider: Crooked) -> None:
    async with signing_in(provider.issuer) as (app, _):
        await app.call("login.signIn", name="work")
        head, _ = await fetch(app, f"{provider.issuer}/api/refuses?only=Bearer%20access%202")
        assert (head["status"], len(provider.asked)) == (200, 2)
        head, _ = await fetch(app, f"{provider.issuer}/api/refuses?only=none")
        assert (head["status"], len(provider.asked)) == (401, 3)


async def test_a_body_goes_out_and_comes_in_piece_by_piece(issuer: str) -> None:
    async with signing_in(issuer) as (app, _), httpx.AsyncClient() as outside:
        await app.call("login.signIn", name="work")
        auth = (await login_of(app.host)).account("work").auth
        before = (await outside.get(f"{issuer}/counts")).json()["received"]

        async def received() -> bool:
            return bool((await outside.get(f"{issuer}/counts")).json()["received"] == before + len("first"))

        async def pieces() -> AsyncIterator[bytes]:
            yield b"first"
            await until(received)
            yield b"second"

        async with httpx.AsyncClient(auth=auth) as client:
            assert (await client.post(f"{issuer}/api/echo", content=pieces())).content == b"firstsecond"
            async with client.stream("GET", f"{issuer}/api/drip") as response:
                told = []
                async for piece in response.aiter_raw():
                    told.append(piece)
                    await outside.get(f"{issuer}/drip")
        assert told == [b"first", b"second"]


async def test_a_page_that_stops_reading_closes_the_connection(issuer: str) -> None:
    async with signing_in(issuer) as (app, _), httpx.AsyncClient() as outside:
        await app.call("login.signIn", name="work")
        before = (await outside.get(f"{issuer}/counts")).json()["closed"]

        async def closed() -> bool:
            return bool((await outside.get(f"{issuer}/counts")).json()["closed"] == before + 1)

        caller = Caller(window=app.window, origin=app.host.origin, client=app.window.id)
        target, body = parse_target("ipc://login.fetch?name=work"), framed(f"{issuer}/api/drip")
        reply = MemoryReply()
        exchange = app.host.exchanges.open(Request(target=target, caller=caller, method="POST", body=body), reply)
        await reply.head()
        told = b""
        while not told.endswith(b"first"):
            told += await reply.read()
        exchange.abort()
        reply.close()
        await until(closed)


def test_patterns() -> None:
    reach = Reach.parse(["https://*.example.com/v1/*", "https://id.example.org/me", "http://[::1]:8000/*"])
    for url in ("https://a.example.com/v1/x?y#z", "https://A.B.Example.COM:443/v1/", "http://[::1]:8000/"):
        assert reach.allows(url), url
    for url in (
        "https://example.com/v1/x",
        "https://a.example.com/v2",
        "http://a.example.com/v1/x",
        "https://a.example.com:8443/v1/x",
        "https://id.example.org/me/too",
        "https://id.example.org.evil/me",
        "https://a.example.com@evil.example/v1/x",
        "https://evil.example/https://a.example.com/v1/x",
        "https://a.example.com\\@evil.example/v1/x",
        "https://[x/v1/",
        "",
    ):
        assert not reach.allows(url), url


@given(st.text())
def test_no_address_of_another_origin_is_in_reach(text: str) -> None:
    reach = Reach.parse(["https://api.example.com/*"])
    url = f"https://{text}"
    if reach.allows(url):
        assert httpx.URL(url).host == "api.example.com"
