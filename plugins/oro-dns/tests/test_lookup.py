"""Names the machine itself knows, by the routes; and what the permission and its scopes keep pages from."""

from __future__ import annotations

import socket

import pytest
from oro_dns import plugin

from oro_framework.errors import ConfigError
from oro_framework.service import routes_of
from oro_framework.testing.host import Reply, open_host

pytestmark = pytest.mark.anyio

FOUR = {"address": "127.0.0.1", "family": 4}


async def test_the_first_address_or_all() -> None:
    async with open_host(plugin) as app:
        assert (await app.call("dns.lookup", hostname="localhost", family=4)).data == FOUR
        assert FOUR in (await app.call("dns.lookup", hostname="localhost", all=True)).data
        assert (await app.call("dns.lookup", hostname="::1")).data == {"address": "::1", "family": 6}


@pytest.mark.parametrize(("order", "first"), [("ipv4first", 4), ("ipv6first", 6), ("verbatim", None)])
async def test_one_family_may_come_first(order: str, first: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    given = [("192.0.2.1", 4), ("2001:db8::1", 6), ("192.0.2.2", 4), ("2001:db8::2", 6)]

    def getaddrinfo(host: object, port: object, *args: object, **rest: object) -> list[object]:
        families = {4: socket.AF_INET, 6: socket.AF_INET6}
        return [
            (families[family], socket.SOCK_STREAM, 6, "", (address, 0, 0, 0) if family == 6 else (address, 0))
            for address, family in given
        ]

    async with open_host(plugin) as app:
        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        found = (await app.call("dns.lookup", hostname="both.test", all=True, order=order)).data
        told = [(item["address"], item["family"]) for item in found]
        assert told == (sorted(given, key=lambda item: item[1] != first) if first else given)
        one = (await app.call("dns.lookup", hostname="both.test", order=order)).data
        assert one["family"] == (first or 4)


async def test_hints_reach_the_system() -> None:
    async with open_host(plugin) as app:
        mapped = (await app.call("dns.lookup", hostname="127.0.0.1", family=6, hints=8)).data
        assert mapped == {"address": "::ffff:127.0.0.1", "family": 6}
        wrong = await app.call("dns.lookup", hostname="localhost", hints=1)
        assert (wrong.status, wrong.err["code"]) == (400, "ERR_INVALID_ARG")


async def test_what_is_not_there_is_told_as_node_tells_it() -> None:
    async with open_host(plugin) as app:
        reply = await app.call("dns.lookup", hostname="not a name")
        assert reply.status == 404
        assert {**reply.err, "url": ""} == {
            "message": "getaddrinfo ENOTFOUND not a name",
            "type": "Error",
            "code": "ENOTFOUND",
            "errno": -3008,
            "syscall": "getaddrinfo",
            "hostname": "not a name",
            "url": "",
        }


async def test_services_have_names() -> None:
    async with open_host(plugin) as app:
        named = (await app.call("dns.lookupService", address="127.0.0.1", port=54321)).data
        assert named == {"hostname": "localhost", "service": "54321"}
        wrong = await app.call("dns.lookupService", address="x", port=1)
        assert (wrong.err["code"], wrong.err["syscall"]) == ("ENOTFOUND", "getnameinfo")
        assert (await app.call("dns.lookupService", address="127.0.0.1", port=65536)).err["code"] == "ERR_INVALID_ARG"


def denied(reply: Reply, text: str) -> None:
    assert (reply.status, reply.err["code"]) == (403, "ERR_DENIED")
    assert text in reply.err["message"]


async def test_without_the_permission_nothing_is_answered() -> None:
    async with open_host(plugin, settings={"permissions_allow_dns": False}) as app:
        service = app.host.service("dns")
        names = [route.name for route in routes_of(service)]
        assert len(names) == 5
        for name in names:
            denied(await app.call(name, hostname="localhost", address="127.0.0.1", port=1), "lacks permission dns")


async def test_scopes_narrow_names_and_servers() -> None:
    settings = {"permissions_dns_names": ["localhost", "127.0.0.0/8"], "permissions_dns_servers": ["127.0.0.1:5353"]}
    async with open_host(plugin, settings=settings) as app:
        assert (await app.call("dns.lookup", hostname="LOCALHOST", family=4)).status == 200
        denied(await app.call("dns.lookup", hostname="example.com"), 'Cannot ask for "example.com"')
        denied(await app.call("dns.lookupService", address="10.0.0.1", port=1), "permissions_dns_names allows only")
        denied(await app.call("dns.resolve", hostname="example.com"), 'Cannot ask for "example.com"')
        denied(await app.call("dns.reverse", address="10.0.0.1"), 'Cannot ask for "10.0.0.1"')
        other = await app.call("dns.resolve", hostname="localhost", servers='["127.0.0.1:53"]')
        denied(other, 'Cannot ask "127.0.0.1": permissions_dns_servers allows only 127.0.0.1:5353')
        asked = await app.call("dns.resolve", hostname="localhost", servers='["127.0.0.1:5353"]', timeout=1, tries=1)
        assert asked.err["code"] in ("ECONNREFUSED", "ETIMEOUT")


async def test_a_scope_that_makes_no_sense_stops_the_app() -> None:
    with pytest.raises(ConfigError, match="permissions_dns_names"):
        async with open_host(plugin, settings={"permissions_dns_names": ["-"]}):
            pass
