"""Sign-in to node's oidc-provider, by a person whose browser is an HTTP client, and what may come in between."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import trio
from oro_login import device
from oro_login.account import accounts_of
from oro_login.api import Provider, login_of

from oro_framework import hookimpl
from oro_framework.errors import ConfigError
from oro_framework.testing import open_host, until

from .asking import fetch
from .conftest import signing_in
from .crooked import Crooked, crooked
from .person import Person

pytestmark = pytest.mark.anyio


@pytest.fixture
def provider() -> Iterator[Crooked]:
    with crooked() as running:
        yield running


async def test_a_person_signs_in_fetches_and_signs_out(issuer: str) -> None:
    async with signing_in(issuer) as (app, _), app.events() as events, httpx.AsyncClient() as outside:
        assert (await app.call("login.current", name="work")).data == {"account": None}
        answer = await app.call("login.signIn", name="work")
        me = answer.data
        assert (me["name"], me["claims"]["sub"], me["claims"]["email"]) == ("work", "ada", "ada@example.org")
        assert me["scopes"] == ["openid", "email"]
        assert (await events.next()) == {"name": "loginsignedin", "detail": {"name": "work"}}
        assert (await app.call("login.current", name="work")).data["account"]["claims"] == me["claims"]
        head, body = await fetch(app, f"{issuer}/api/me")
        told = json.loads(body)
        assert (head["status"], told["bearer"]) == (200, "ada")
        assert told["token"] not in answer.body.decode()
        assert (await app.call("login.signOut", name="work")).data == {"revoked": True}
        assert (await events.next()) == {"name": "loginsignedout", "detail": {"name": "work"}}
        head, _body = await fetch(app, f"{issuer}/api/me")
        assert head["code"] == "ERR_NOT_SIGNED_IN"
        refused = await outside.get(f"{issuer}/api/me", headers={"authorization": f"Bearer {told['token']}"})
        assert refused.status_code == 401, "the provider knows that it is void"


async def test_the_browser_is_asked_as_native_apps_do_and_told_that_it_is_done(issuer: str) -> None:
    pages: list[str] = []
    person = Person()
    async with signing_in(issuer, lambda url: pages.append(person.visit(url))) as (app, browsers):
        assert (await app.call("login.signIn", name="work")).data
        await until(lambda: pages)
    person.close()
    query = {name: values[0] for name, values in parse_qs(urlsplit(browsers.opened[0]).query).items()}
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/callback", query["redirect_uri"])
    assert (query["response_type"], query["code_challenge_method"], query["client_id"]) == ("code", "S256", "app")
    assert len({query["state"], query["nonce"], query["code_challenge"]}) == 3
    assert "You can close this tab" in pages[0]
    assert not re.search(r"<script|src=|href=", pages[0])


async def test_who_says_no_is_told_so_in_the_providers_words(issuer: str) -> None:
    pages: list[str] = []
    person = Person(agrees=False)
    async with signing_in(issuer, lambda url: pages.append(person.visit(url))) as (app, _):
        err = (await app.call("login.signIn", name="work")).err
        await until(lambda: pages)
    person.close()
    assert (err["code"], err["error"]) == ("ERR_SIGN_IN_REFUSED", "access_denied")
    assert err["description"] == "End-User aborted interaction"
    assert err["message"].endswith("the provider answered access_denied: End-User aborted interaction")
    assert "You are not signed in" in pages[0]


async def test_accounts_are_side_by_side(issuer: str) -> None:
    people = {"work": Person("ada"), "home": Person("grace")}
    home = {f"login_home_{key}": value for key, value in (("issuer", issuer), ("client_id", "other"))}
    async with signing_in(issuer, settings={**home, "login_home_fetch": [f"{issuer}/api/*"]}) as (app, browsers):
        for name, person in people.items():
            browsers.visit = person.visit
            assert (await app.call("login.signIn", name=name)).data
        for name, bearer in (("work", "ada"), ("home", "grace")):
            _, body = await fetch(app, f"{issuer}/api/me", name=name)
            assert json.loads(body)["bearer"] == bearer
        await app.call("login.signOut", name="home")
        states = (await app.call("login.accounts")).data
        assert {each["name"]: each["signedIn"] for each in states} == {"work": True, "home": False}
    for person in people.values():
        person.close()


async def test_a_person_who_does_not_come_back_is_not_waited_for(provider: Crooked) -> None:
    settings = {"login_work_timeout": 0.2}
    async with signing_in(provider.issuer, lambda url: None, settings=settings) as (app, _):
        err = (await app.call("login.signIn", name="work")).err
        assert err["code"] == "ERR_SIGN_IN_TIMED_OUT"
        assert err["message"].endswith("nothing came back from the browser in 0.2 seconds; was its tab closed?")


def port_of(url: str) -> int:
    found = urlsplit(parse_qs(urlsplit(url).query)["redirect_uri"][0]).port
    assert found is not None
    return found


async def test_a_page_that_goes_away_ends_the_attempt(provider: Crooked) -> None:
    async with signing_in(provider.issuer, lambda url: None) as (app, browsers):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(lambda: app.call("login.signIn", name="work"))
            await until(lambda: browsers.opened)
            port = port_of(browsers.opened[0])
            async with await trio.open_tcp_stream("127.0.0.1", port):
                pass
            nursery.cancel_scope.cancel()
        await until(lambda: closed(port))


async def closed(port: int) -> bool:
    try:
        async with await trio.open_tcp_stream("127.0.0.1", port):
            return False
    except OSError:
        return True


async def test_a_second_attempt_takes_the_place_of_the_first(provider: Crooked) -> None:
    errors: list[Any] = []
    async with signing_in(provider.issuer, lambda url: None) as (app, browsers):

        async def first() -> None:
            errors.append((await app.call("login.signIn", name="work")).err)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(first)
            await until(lambda: browsers.opened)
            person = Person()
            browsers.visit = person.visit
            assert (await app.call("login.signIn", name="work")).data["claims"]["sub"] == "ada"
        person.close()
    assert errors[0]["code"] == "ERR_SIGN_IN_ABANDONED"


async def test_offline_is_said(provider: Crooked) -> None:
    async with signing_in("http://127.0.0.1:9") as (app, _):
        err = (await app.call("login.signIn", name="work")).err
        assert err["code"] == "ERR_PROVIDER_UNREACHABLE"
        assert 'Cannot use account "work": "127.0.0.1" cannot be reached, is this machine offline?' in err["message"]
        assert (await app.call("login.current", name="work")).data == {"account": None}, "asks no network"


async def test_an_app_without_a_desktop_says_so(provider: Crooked) -> None:
    settings = {"login_work_issuer": provider.issuer, "login_work_client_id": "app"}
    async with open_host(settings=settings, installed=("login",)) as app:
        err = (await app.call("login.signIn", name="work")).err
        assert (err["code"], "has no desktop" in err["message"]) == ("NOT_SUPPORTED_ERR", True)


async def test_a_device_asks_by_a_code(issuer: str) -> None:
    shown: list[Any] = []
    async with signing_in(issuer, settings={"login_work_redirect": "device"}) as (app, browsers):
        async with app.events() as events, trio.open_nursery() as nursery:

            async def sign_in() -> None:
                shown.append((await app.call("login.signIn", name="work")).data)

            nursery.start_soon(sign_in)
            told = await events.next()
            person = Person(code=told["detail"]["userCode"])
            assert told["name"] == "logincode"
            assert told["detail"]["verificationUri"] == f"{issuer}/device"
            await trio.to_thread.run_sync(person.visit, told["detail"]["verificationUriComplete"])
        person.close()
        assert not browsers.opened
        assert shown[0]["claims"]["sub"] == "ada"


async def test_a_device_slows_down_when_it_is_told_to(provider: Crooked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "SLOWER", 0.2)
    pending, slow = (400, {"error": "authorization_pending"}), (400, {"error": "slow_down"})
    provider.refuses = [pending, slow, pending]
    provider.claims = {"nonce": None}
    async with signing_in(provider.issuer, settings={"login_work_redirect": "device"}) as (app, _):
        assert (await app.call("login.signIn", name="work")).data["claims"]["sub"] == "ada"
        times = provider.times
        apart = [later - earlier for earlier, later in pairwise(times)]
        assert apart[0] < 0.2 < min(apart[1:]), "from slow_down on, and not before"
        provider.refuses = [(400, {"error": "access_denied", "error_description": "no"})]
        assert (await app.call("login.signIn", name="work")).err["message"].endswith("access_denied: no")
        provider.refuses = [(400, {"error": "expired_token"})]
        assert (await app.call("login.signIn", name="work")).err["code"] == "ERR_SIGN_IN_TIMED_OUT"
        provider.device = {"verification_uri": "http://evil.example/"}
        assert (await app.call("login.signIn", name="work")).err["code"] == "ERR_PROVIDER_UNTRUSTED"


async def test_an_answer_may_come_by_the_apps_own_scheme(issuer: str) -> None:
    person = Person()
    links: list[Any] = []

    def visit(url: str) -> None:
        links[0].deliver_soon("orologin:/callback?code=evil&state=guessed")
        links[0].deliver_soon("orologin:/elsewhere")
        links[0].deliver_soon(person.visit(url))

    settings = {"meta_application_protocol": "orologin", "login_work_redirect": "deep-link"}
    async with signing_in(issuer, visit, settings=settings, installed=("deep-link",)) as (app, _):
        links.append(app.host.service("deep-link"))
        assert (await app.call("login.signIn", name="work")).data["claims"]["sub"] == "ada"
        assert (await app.call("deeplink.urls")).data == {"urls": ["orologin:/elsewhere"]}, "no page hears of the code"
        links[0].deliver("orologin:/callback?code=late")
        assert len((await app.call("deeplink.urls")).data["urls"]) == 2, "nothing claims it any longer"
    person.close()


async def test_without_a_scheme_of_its_own_an_app_says_so(issuer: str) -> None:
    async with signing_in(issuer, settings={"login_work_redirect": "deep-link"}) as (app, _):
        err = (await app.call("login.signIn", name="work")).err
        assert (err["code"], "set meta_application_protocol" in err["message"]) == ("NOT_SUPPORTED_ERR", True)


def brought(provider: Crooked) -> object:
    """Return a plugin that declares a provider with OAuth and without OpenID Connect."""
    hub = Provider(
        name="hub",
        authorization_endpoint=f"{provider.issuer}/authorize",
        token_endpoint=f"{provider.issuer}/token",
        userinfo_endpoint=f"{provider.issuer}/user",
        claims=lambda user: {"sub": str(user["id"]), "name": user["login"]},
    )
    return SimpleNamespace(name="hubs", oro_login_providers=hookimpl(specname="oro_login_providers")(lambda: [hub]))


async def test_a_plugin_may_bring_a_provider(provider: Crooked) -> None:
    provider.redirected = {"iss": ""}
    provider.tokens = {"id_token": None, "refresh_token": None, "expires_in": None}
    settings = {"login_work_issuer": "", "login_work_provider": "hub", "login_work_scopes": ["repo"]}
    async with signing_in(provider.issuer, None, brought(provider), settings=settings) as (app, browsers):
        me = (await app.call("login.signIn", name="work")).data
        assert me["claims"] == {"sub": "7", "name": "ada"}
        assert (me["expires"], me["kept"]) == (None, False)
        assert me["unkept"] == "the provider gave no token to renew it with"
        assert "nonce" not in browsers.opened[0]
        seen = [headers["authorization"] for path, headers in provider.seen if path == "/user"]
        assert seen == ["Bearer access 1"]


async def test_a_provider_that_no_plugin_brings_is_named(provider: Crooked) -> None:
    settings = {"login_work_issuer": "", "login_work_provider": "nub"}
    async with signing_in(provider.issuer, None, brought(provider), settings=settings) as (app, _):
        err = (await app.call("login.signIn", name="work")).err
        assert err["message"] == 'Cannot use account "work": no plugin has provider "nub"; there are: hub'


async def test_signing_out_everywhere_leads_to_the_provider(issuer: str) -> None:
    pages: list[str] = []
    person = Person()
    async with signing_in(issuer, lambda url: pages.append(person.visit(url))) as (app, browsers):
        assert (await app.call("login.signIn", name="work")).data
        assert (await app.call("login.signOut", name="work", everywhere=True)).data == {"revoked": True}
        await until(lambda: len(pages) == 2)
        assert browsers.opened[-1].startswith(f"{issuer}/session/end?id_token_hint=")
        assert "Sign-out Success" in pages[1]
    person.close()


async def test_the_apps_own_python_asks_in_the_same_name(issuer: str) -> None:
    async with signing_in(issuer) as (app, _):
        accounts = await login_of(app.host)
        work = accounts.account("work")
        assert (list(accounts.names), await work.current()) == (["work"], None)
        person = await work.sign_in()
        assert person.claims["sub"] == "ada"
        async with httpx.AsyncClient(auth=work.auth) as client:
            told = (await client.get(f"{issuer}/api/me")).json()
        assert (told["bearer"], told["token"]) == ("ada", await work.token())
        assert (await app.call("login.current", name="work")).data["account"]["claims"] == person.claims
        assert await work.sign_out()


async def test_without_the_permission_or_beyond_its_scope_nothing_is_asked(provider: Crooked) -> None:
    routes = ("signIn", "current", "signOut", "fetch")
    async with signing_in(provider.issuer, settings={"permissions_allow_login": False}) as (app, browsers):
        for route in (*routes, "accounts"):
            assert (await app.call(f"login.{route}", name="work")).err["code"] == "ERR_DENIED"
    async with signing_in(provider.issuer, settings={"permissions_login_accounts": ["home"]}) as (app, browsers):
        for route in routes:
            err = (await app.call(f"login.{route}", name="work")).err
            assert (err["code"], err["message"]) == (
                "ERR_OUT_OF_REACH",
                'Cannot use account "work": permissions_login_accounts leaves it out',
            )
        assert (await app.call("login.accounts")).data == []
        assert not browsers.opened
        assert not provider.seen


async def test_an_account_that_is_not_there_is_named(provider: Crooked) -> None:
    async with signing_in(provider.issuer) as (app, _):
        err = (await app.call("login.signIn", name="wrok")).err
        assert err["message"] == 'Cannot find account "wrok": oro.toml has "work"; [login.NAME] declares one'


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"issuer": ""}, "give its issuer, or the provider of a plugin, and not both"),
        ({"provider": "hub"}, "give its issuer, or the provider of a plugin, and not both"),
        ({"client_id": ""}, "Expected `str` of length >= 1 - at `$.client_id`"),
        ({"redirect": "popup"}, "Invalid enum value 'popup' - at `$.redirect`"),
        ({"isuer": "x"}, "Object contains unknown field `isuer`"),
        ({"fetch": ["http://api.example.com/*"]}, "by https or of this machine"),
        ({"path": "callback"}, 'path "callback" must begin with / and have no query'),
        ({"parameters_state": "x"}, "parameters may not set state"),
    ],
)
def test_a_table_that_cannot_be_used_is_named(keys: dict[str, Any], said: str) -> None:
    given = {"issuer": "https://id.example.com", "client_id": "app", **keys}
    with pytest.raises(ConfigError) as caught:
        accounts_of({f"work_{key}": value for key, value in given.items()})
    assert caught.value.message.startswith("Cannot use [login.work]: ")
    assert caught.value.message.endswith(said)


def test_a_name_that_cannot_be_one_is_named() -> None:
    with pytest.raises(ConfigError, match=r"Cannot use \[login.Work!\]: a name has small letters"):
        accounts_of({"Work!_client_id": "x"})


def test_words_of_an_environment_variable_are_a_list() -> None:
    given = {"issuer": "https://id.example.com", "client_id": "app", "scopes": "openid email"}
    account = accounts_of({f"work_{key}": value for key, value in given.items()})["work"]
    assert account.scopes == ("openid", "email")
