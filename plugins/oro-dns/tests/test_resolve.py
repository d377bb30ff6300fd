"""Records of every type, from a real server on loopback, and everything that can go wrong on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest
from oro_dns import plugin
from oro_dns.testing import Nameserver, nameserver

from oro_framework.testing import until
from oro_framework.testing.host import OpenHost, Reply, open_host

pytestmark = pytest.mark.anyio

ZONE = r"""
www      60 IN A     192.0.2.1
www      60 IN A     192.0.2.2
www      61 IN AAAA  2001:db8::1
alias    62 IN CNAME alias2
alias2   62 IN CNAME www
dangling 62 IN CNAME nowhere
loop     62 IN CNAME loop2
loop2    62 IN CNAME loop
@        60 IN MX    10 mail
@        60 IN MX    0  .
@        60 IN TXT   "one" "two \195\164"
@        60 IN CAA   0 issue "ca.example"
@        60 IN CAA   128 iodef "mailto:a@b.example"
_s._tcp  60 IN SRV   1 2 3 target
num      60 IN NAPTR 10 20 "u" "E2U+sip" "!^.*$!sip:a@b!" .
ptr      60 IN PTR   name.test.
empty    60 IN TXT   ""
""" + "\n".join(f'big 60 IN TXT "{"x" * 200}{number}"' for number in range(5))


class App:
    """A host with the plugin, and the server its page asks."""

    def __init__(self, opened: OpenHost, server: Nameserver) -> None:
        self.opened = opened
        self.server = server
        self.servers = f'["127.0.0.1:{server.port}"]'

    async def call(self, hostname: str, rrtype: str = "A", route: str = "resolve", **params: Any) -> Reply:
        given = {"servers": self.servers, "timeout": 5000, **params}
        named = {"address": hostname} if route == "reverse" else {"hostname": hostname, "rrtype": rrtype}
        return await self.opened.call(f"dns.{route}", **named, **given)

    async def ok(self, hostname: str, rrtype: str = "A", **params: Any) -> Any:
        return (await self.call(hostname, rrtype, **params)).data


@asynccontextmanager
async def opened(zone: str = ZONE, **settings: Any) -> AsyncIterator[App]:
    async with nameserver(zone) as server, open_host(plugin, settings=settings) as host:
        yield App(host, server)


def failed(reply: Reply, code: str, syscall: str, hostname: str) -> None:
    err = reply.err
    assert {key: err.get(key) for key in ("message", "type", "code", "syscall", "hostname")} == {
        "message": f"{syscall} {code} {hostname}",
        "type": "Error",
        "code": code,
        "syscall": syscall,
        "hostname": hostname,
    }


async def test_every_type_has_the_shape_of_node() -> None:
    async with opened() as app:
        assert await app.ok("www.test") == [
            {"address": "192.0.2.1", "ttl": 60},
            {"address": "192.0.2.2", "ttl": 60},
        ]
        assert await app.ok("www.test", "AAAA") == [{"address": "2001:db8::1", "ttl": 61}]
        assert await app.ok("alias.test", "CNAME") == ["alias2.test"]
        assert await app.ok("test", "MX") == [
            {"exchange": "mail.test", "priority": 10},
            {"exchange": "", "priority": 0},
        ]
        assert await app.ok("test", "NS") == ["ns.test"]
        assert await app.ok("test.", "TXT") == [["one", "two \u00c3\u00a4"]]
        assert await app.ok("empty.test", "TXT") == [[""]]
        assert await app.ok("test", "CAA") == [
            {"critical": 0, "issue": "ca.example"},
            {"critical": 128, "iodef": "mailto:a@b.example"},
        ]
        assert await app.ok("_s._tcp.test", "SRV") == [{"name": "target.test", "port": 3, "priority": 1, "weight": 2}]
        assert await app.ok("ptr.test", "PTR") == ["name.test"]
        assert await app.ok("num.test", "NAPTR") == [
            {
                "flags": "u",
                "service": "E2U+sip",
                "regexp": "!^.*$!sip:a@b!",
                "replacement": "",
                "order": 10,
                "preference": 20,
            }
        ]
        assert await app.ok("test", "SOA") == [
            {
                "nsname": "ns.test",
                "hostmaster": "admin.test",
                "serial": 7,
                "refresh": 1,
                "retry": 2,
                "expire": 3,
                "minttl": 4,
            }
        ]


async def test_any_names_the_type_of_each() -> None:
    async with opened() as app:
        found = await app.ok("test", "ANY")
        assert {item["type"] for item in found} == {"SOA", "NS", "MX", "TXT", "CAA"}
        assert {"type": "NS", "value": "ns.test"} in found
        assert {"type": "TXT", "entries": ["one", "two \u00c3\u00a4"]} in found
        assert {"type": "MX", "exchange": "mail.test", "priority": 10} in found
        assert {"type": "A", "address": "192.0.2.1", "ttl": 60} in await app.ok("www.test", "ANY")


async def test_aliases_are_followed() -> None:
    async with opened() as app:
        assert [item["address"] for item in await app.ok("alias.test")] == ["192.0.2.1", "192.0.2.2"]
        failed(await app.call("dangling.test"), "ENOTFOUND", "queryA", "dangling.test")


async def test_an_answer_too_large_for_a_datagram_comes_by_tcp() -> None:
    async with opened() as app:
        assert len(await app.ok("big.test", "TXT")) == 5
        assert app.server.asked == [("udp", "big.test.", "TXT"), ("tcp", "big.test.", "TXT")]


async def test_names_are_looked_up_backwards() -> None:
    async with opened("") as app:
        app.server.answer = lambda wire, transport: _pointing(wire)  # type: ignore[method-assign]
        assert await app.ok("192.0.2.9", route="reverse") == ["9.2.0.192.in-addr.arpa.back"]
        (name,) = await app.ok("2001:db8::1", route="reverse")
        assert name.startswith("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0")
        asked = len(app.server.asked)
        assert "localhost" in await app.ok("127.0.0.1", route="reverse")
        assert len(app.server.asked) == asked, "this machine knows its own names"
        bad = await app.call("nonsense", route="reverse")
        assert (bad.status, bad.err["code"]) == (400, "ERR_INVALID_ARG")


async def test_what_is_not_there() -> None:
    async with opened() as app:
        nothing = await app.call("nowhere.test")
        failed(nothing, "ENOTFOUND", "queryA", "nowhere.test")
        assert nothing.status == 404
        failed(await app.call("www.test", "MX"), "ENODATA", "queryMx", "www.test")
        failed(await app.call("192.0.2.77", route="reverse"), "ENOTFOUND", "getHostByAddr", "192.0.2.77")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("servfail.test", "ESERVFAIL"),
        ("refused.test", "EREFUSED"),
        ("notimp.test", "ENOTIMP"),
        ("formerr.test", "EFORMERR"),
        ("yxdomain.test", "EBADRESP"),
    ],
)
async def test_what_servers_say_is_told(name: str, code: str) -> None:
    async with opened() as app:
        for rrtype, syscall in (("A", "queryA"), ("AAAA", "queryAaaa"), ("CAA", "queryCaa"), ("ANY", "queryAny")):
            failed(await app.call(name, rrtype), code, syscall, name)


async def test_an_endless_chain_of_aliases_is_no_answer() -> None:
    async with opened() as app:
        app.server.answer = lambda wire, transport: _circling(wire)  # type: ignore[method-assign]
        failed(await app.call("loop.test"), "EBADRESP", "queryA", "loop.test")


@pytest.mark.parametrize("name", ["silent.test", "garbage.test", "otherid.test", "otherquestion.test"])
async def test_without_a_right_answer_in_time_it_is_a_timeout(name: str) -> None:
    async with opened() as app:
        failed(await app.call(name, timeout=20, tries=2), "ETIMEOUT", "queryA", name)
        await until(lambda: len(app.server.asked) >= 2)
        assert [transport for transport, _, _ in app.server.asked] == ["udp"] * 2


async def test_where_nobody_listens_it_is_refused_at_once() -> None:
    async with opened() as app:
        async with nameserver() as gone:
            port = gone.port
        reply = await app.call("www.test", servers=f'["127.0.0.1:{port}"]')
        failed(reply, "ECONNREFUSED", "queryA", "www.test")


async def test_the_next_server_is_asked() -> None:
    async with opened() as app, nameserver("www 60 IN A 192.0.2.99") as other:
        async with nameserver() as gone:
            port = gone.port
        both = f'["127.0.0.1:{port}", "127.0.0.1:{app.server.port}", "127.0.0.1:{other.port}"]'
        assert len(await app.ok("www.test", servers=both)) == 2
        assert other.asked == []
        failed(await app.call("refused.test", servers=both, tries=3), "ECONNREFUSED", "queryA", "refused.test")
        assert len(app.server.asked) == 2
        assert len(other.asked) == 1


@pytest.mark.parametrize("name", ["a..b", "x" * 64 + ".test", "x." * 200, ".", "\\400.test", "ü" * 64])
async def test_what_is_no_name(name: str) -> None:
    async with opened() as app:
        reply = await app.call(name, "MX")
        failed(reply, "ENOTFOUND" if name == "." else "EBADNAME", "queryMx", name)


async def test_a_name_of_other_letters_is_encoded() -> None:
    async with opened("xn--bcher-kva 60 IN A 192.0.2.3") as app:
        assert await app.ok("bücher.test") == [{"address": "192.0.2.3", "ttl": 60}]


async def test_queries_come_from_the_address_asked_for() -> None:
    async with opened() as app:
        senders = []
        right = app.server.answer
        app.server.answer = lambda wire, transport: senders.append(transport) or right(wire, transport)  # type: ignore[func-returns-value, method-assign]
        assert len(await app.ok("www.test", localAddress4="127.0.0.3")) == 2
        failed(await app.call("www.test", localAddress4="203.0.113.9"), "ECONNREFUSED", "queryA", "www.test")
        for params in ({"localAddress4": "::1"}, {"localAddress6": "127.0.0.1"}, {"localAddress4": "x"}):
            assert (await app.call("www.test", **params)).err["code"] == "ERR_INVALID_ARG"
        assert senders == ["udp"]


@pytest.mark.parametrize(
    "params", [{"servers": '["x"]'}, {"servers": '["1.2.3.4:0"]'}, {"tries": 0}, {"rrtype": "WKS"}, {"servers": "5"}]
)
async def test_a_parameter_that_makes_no_sense_is_told(params: dict[str, Any]) -> None:
    async with opened() as app:
        reply = await app.opened.call("dns.resolve", **{"hostname": "www.test", "servers": app.servers, **params})
        assert (reply.status, reply.err["type"], reply.err["code"]) == (400, "TypeError", "ERR_INVALID_ARG")


async def test_a_page_that_gives_up_is_waited_for_no_more() -> None:
    async with opened() as app:
        before = app.opened.host.exchanges.live()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(app.call, "silent.test")
            await until(lambda: app.server.asked)
            tasks.cancel_scope.cancel()
        await until(lambda: app.opened.host.exchanges.live() == before)


async def test_the_systems_servers_are_told() -> None:
    async with open_host(plugin) as host:
        servers = (await host.call("dns.getServers")).data
        assert servers
        assert all(isinstance(server, str) for server in servers)


def _pointing(wire: bytes) -> bytes:
    import dns.message
    import dns.rrset

    question = dns.message.from_wire(wire)
    answer = dns.message.make_response(question)
    name = question.question[0].name
    if "77" not in name.to_text():
        answer.answer.append(dns.rrset.from_text(name, 5, "IN", "PTR", f"{name.to_text()[:-1]}.back."))
    return answer.to_wire()


def _circling(wire: bytes) -> bytes:
    import dns.message
    import dns.rrset

    answer = dns.message.make_response(dns.message.from_wire(wire))
    answer.answer.append(dns.rrset.from_text("loop.test.", 5, "IN", "CNAME", "loop2.test."))
    answer.answer.append(dns.rrset.from_text("loop2.test.", 5, "IN", "CNAME", "loop.test."))
    return answer.to_wire()
