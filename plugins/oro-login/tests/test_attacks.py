"""What others try: answers of another attempt, another provider or another client, forged tokens, foreign pages."""

from __future__ import annotations

import base64
import hmac
import json
import socket
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from oro_framework.testing import until

from .conftest import signing_in
from .crooked import Crooked, crooked
from .person import Person

pytestmark = pytest.mark.anyio


@pytest.fixture
def provider() -> Iterator[Crooked]:
    with crooked() as running:
        yield running


async def refused(provider: Crooked, **settings: Any) -> tuple[str, str]:
    """Sign in; return code and message of the error."""
    async with signing_in(provider.issuer, settings=settings) as (app, _):
        err = (await app.call("login.signIn", name="work")).err
        assert err is not None
        assert (await app.call("login.current", name="work")).data == {"account": None}
        return err["code"], err["message"]


async def test_others_call_the_port_and_the_right_answer_still_counts(provider: Crooked) -> None:
    replies: list[tuple[int, str]] = []

    def visit(url: str) -> None:
        query = parse_qs(urlsplit(url).query)
        back, state = query["redirect_uri"][0], query["state"][0]
        with httpx.Client() as browser:
            for request in (
                browser.build_request("GET", f"{back}?code=evil&state=guessed"),
                browser.build_request("GET", f"{back}?code=evil"),
                browser.build_request("GET", f"{back}?code=evil&state={state}&state={state}"),
                browser.build_request("GET", f"{back}?code=evil&state={state}", headers={"host": "evil.example"}),
                browser.build_request("POST", f"{back}?code=evil&state={state}"),
                browser.build_request("GET", back.replace("/callback", "/") + f"?code=evil&state={state}"),
            ):
                reply = browser.send(request)
                replies.append((reply.status_code, reply.text))
            browser.get(url, follow_redirects=True)

    async with signing_in(provider.issuer, visit) as (app, _):
        assert (await app.call("login.signIn", name="work")).data["claims"]["sub"] == "ada"
    assert [status for status, _ in replies] == [400, 400, 400, 404, 405, 404]
    assert all("Nothing waits for this" in text for _, text in replies)
    assert [form["code"] for form in provider.asked] == ["a code"]


async def test_what_is_no_http_leaves_the_listener_alone(provider: Crooked) -> None:
    def visit(url: str) -> None:
        back = urlsplit(parse_qs(urlsplit(url).query)["redirect_uri"][0])
        for data in (b"\x16\x03\x01\x02", b"GET / HTTP/1.1\r\n" + b"x: " + b"y" * 50_000, b""):
            with socket.create_connection((back.hostname, back.port)) as connection:
                connection.sendall(data)
        with httpx.Client() as browser:
            browser.get(url, follow_redirects=True)

    async with signing_in(provider.issuer, visit) as (app, _):
        assert (await app.call("login.signIn", name="work")).data["claims"]["sub"] == "ada"


async def test_an_answer_counts_once_and_then_nothing_listens(provider: Crooked) -> None:
    person = Person()
    async with signing_in(provider.issuer, person.visit) as (app, _):
        assert (await app.call("login.signIn", name="work")).data
        answer = person.seen[-1]
        assert "code=" in answer
        with pytest.raises(httpx.ConnectError):
            person.browser.get(answer)
        assert len(provider.asked) == 1
    person.close()


async def test_a_code_of_another_attempt_is_worth_nothing(issuer: str) -> None:
    """An attacker has a code for the attacker's own account, and leads the person's browser to it."""
    attacker, person = Person("eve"), Person()
    stolen: list[str] = []

    def steal(url: str) -> None:
        def stop(request: httpx.Request) -> None:
            if "code=" in str(request.url):
                stolen.append(dict(parse_qsl(request.url.query.decode()))["code"])
                raise httpx.RequestError("the attacker keeps the code")

        attacker.browser.event_hooks["request"] = [stop]
        with pytest.raises(httpx.RequestError):
            attacker.visit(url)

    def inject(url: str) -> None:
        query = parse_qs(urlsplit(url).query)
        given = {"code": stolen[0], "state": query["state"][0], "iss": issuer}
        person.browser.get(query["redirect_uri"][0], params=given)

    async with signing_in(issuer, steal, settings={"login_work_timeout": 2}) as (app, browsers):
        assert (await app.call("login.signIn", name="work")).err["code"] == "ERR_SIGN_IN_TIMED_OUT"
        browsers.visit = inject
        err = (await app.call("login.signIn", name="work")).err
        assert (err["code"], err["error"]) == ("ERR_SIGN_IN_REFUSED", "invalid_grant")
        assert (await app.call("login.current", name="work")).data == {"account": None}
    attacker.close()
    person.close()


async def test_an_answer_of_another_provider_is_not_carried_to_this_one(provider: Crooked) -> None:
    provider.redirected = {"iss": "https://evil.example"}
    code, message = await refused(provider)
    assert code == "ERR_PROVIDER_UNTRUSTED"
    assert message.endswith(f'the answer is of "https://evil.example", and "{provider.issuer}" was asked')
    provider.redirected = {"iss": ""}
    code, message = await refused(provider)
    assert message.endswith(f'the answer does not say that it is of "{provider.issuer}"')
    assert not provider.asked, "the code went nowhere"


async def test_a_document_of_another_issuer_is_not_used(provider: Crooked) -> None:
    provider.published = {"issuer": "https://evil.example"}
    code, message = await refused(provider)
    assert (code, "publishes that it is" in message) == ("ERR_PROVIDER_UNTRUSTED", True)
    provider.published = {"token_endpoint": "http://evil.example/token"}
    code, message = await refused(provider)
    assert 'token_endpoint "http://evil.example/token"' in message
    provider.published = {"jwks_uri": 5}
    assert (await refused(provider))[0] == "ERR_PROVIDER_UNTRUSTED"


def parts(token: str) -> list[str]:
    return token.split(".")


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def claims_of(token: str) -> dict[str, Any]:
    text = parts(token)[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return claims


def another_person(token: str) -> str:
    head, _, signature = parts(token)
    return ".".join([head, part({**claims_of(token), "sub": "eve"}), signature])


def unsigned(token: str) -> str:
    return ".".join([part({"alg": "none"}), parts(token)[1], ""])


def signed_with_what_is_public(provider: Crooked, token: str) -> str:
    """Sign by the public key as a secret, which a reader that takes any algorithm would check it with."""
    text = part({"alg": "HS256", "kid": "first"}) + "." + parts(token)[1]
    signature = hmac.digest(provider.keys["first"].as_pem(private=False), text.encode(), "sha256")
    return text + "." + base64.urlsafe_b64encode(signature).decode().rstrip("=")


def signed_by_another(token: str) -> str:
    return jwt.encode({"alg": "RS256", "kid": "first"}, claims_of(token), RSAKey.generate_key(2048))


async def test_forged_tokens_name_no_person(provider: Crooked) -> None:
    forgeries = (
        another_person,
        unsigned,
        lambda token: signed_with_what_is_public(provider, token),
        signed_by_another,
        lambda token: "no token",
    )
    for forge in forgeries:
        provider.forge = forge
        code, message = await refused(provider)
        assert (code, "the id_token does not hold" in message) == ("ERR_PROVIDER_UNTRUSTED", True), forge


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"iss": "https://evil.example"}, "iss"),
        ({"aud": "other"}, "aud"),
        ({"aud": ["app", "other"]}, "azp"),
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"sub": None}, "sub"),
        ({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, "at_hash"),
        ({"iat": 4_000_000_000, "exp": 4_000_000_300}, "seconds behind the provider's; set it right"),
        ({"iat": 1_000_000_000, "exp": 1_000_000_300}, "seconds ahead of the provider's; set it right"),
    ],
)
async def test_a_token_must_be_for_this_attempt(provider: Crooked, claims: dict[str, Any], said: str) -> None:
    provider.claims = claims
    code, message = await refused(provider)
    assert (code, said in message) == ("ERR_PROVIDER_UNTRUSTED", True), message


async def test_a_clock_may_be_off_a_little(provider: Crooked) -> None:
    provider.claims = {"iat": int(time.time()) + 50, "exp": int(time.time()) + 350}
    async with signing_in(provider.issuer) as (app, _):
        assert (await app.call("login.signIn", name="work")).data["claims"]["sub"] == "ada"
    code, message = await refused(provider, login_work_clock_skew=10)
    assert (code, "set it right" in message) == ("ERR_PROVIDER_UNTRUSTED", True)


async def test_a_key_may_be_replaced_by_a_newer_one(provider: Crooked) -> None:
    async with signing_in(provider.issuer) as (app, _):
        assert (await app.call("login.signIn", name="work")).data
        provider.keys = {"second": RSAKey.generate_key(2048, {"kid": "second"})}
        provider.signs_with = "second"
        assert (await app.call("login.signIn", name="work")).data
        await until(lambda: sum(path == "/jwks" for path, _ in provider.seen) == 2)
