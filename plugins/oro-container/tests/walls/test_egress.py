"""What a policy lets out: decisions, names, and messages, without a container."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.policy import Policy
from oro_container.egress import messages
from oro_container.egress.addresses import MACHINE_ADDRESS, is_own, is_public, parsed
from oro_container.egress.egress import Decision, Egress
from oro_container.egress.name_server import serve_names
from oro_container.egress.rules import Rules

from oro_framework.errors import InvalidArgument

pytestmark = pytest.mark.anyio
ADDRESSES = {
    ("example.com", 4): ["93.184.216.34"],
    ("example.com", 6): ["2606:2800:220:1::1"],
    ("mixed.com", 4): ["93.184.216.40", "127.0.0.1", "10.0.0.1"],
    ("many.com", 4): [f"8.8.{n}.{m}" for n in range(4) for m in range(100)],
}


def egress(*hosts: str, told: list[Decision] | None = None) -> Egress:
    async def resolve(name: str, version: int) -> Iterable[str]:
        if name == "broken.com":
            raise socket.gaierror(socket.EAI_AGAIN, "later")
        if (name, version) not in ADDRESSES:
            raise socket.gaierror(socket.EAI_NONAME, "none")
        return ADDRESSES[name, version]

    way = Egress(Policy(hosts=hosts), resolve=resolve)
    way.watchers.append((told if told is not None else []).append)
    return way


async def asked(way: Egress, name: str, kind: str = "A", **more: Any) -> dns.message.Message:
    answer = await way.resolve(dns.message.make_query(name, kind).to_wire(), **more)
    assert answer is not None
    return dns.message.from_wire(answer)


def given_to(message: dns.message.Message) -> list[str]:
    return [str(each) for answer in message.answer for each in answer]


@pytest.mark.parametrize(
    ("pattern", "name", "port", "allowed"),
    [
        ("example.com", "example.com", 80, True),
        ("example.com", "example.com", 443, True),
        ("example.com", "example.com", 8080, False),
        ("example.com", "www.example.com", 80, False),
        ("example.com", "notexample.com", 80, False),
        ("Example.COM:8080", "example.com", 8080, True),
        ("example.com:8080", "example.com", 80, False),
        ("*.example.com", "www.example.com", 80, True),
        ("*.example.com", "a.b.example.com", 80, True),
        ("*.example.com", "example.com", 80, False),
        ("*.example.com", "badexample.com", 80, False),
        ("*", "anything", 443, True),
        ("*", "anything", 22, False),
        ("*:22", "anything", 22, True),
        ("*", "", 443, False),
        ("machine:5432", "machine", 5432, True),
        ("machine:5432", "machine", 80, False),
        ("machine", "machine", 80, True),
        ("*:5432", "machine", 5432, False),
        ("*.machine", "machine", 80, False),
    ],
)
def test_names_and_ports_are_those_of_the_hosts(pattern: str, name: str, port: int, allowed: bool) -> None:
    assert Rules([pattern]).allow(name, port) is allowed


def test_addresses_are_named_exactly() -> None:
    rules = Rules(["10.0.0.1:5432", "[fd00::1]:80", "*"])
    for address, port, named in (
        ("10.0.0.1", 5432, True),
        ("10.0.0.1", 80, False),
        ("fd00::1", 80, True),
        ("::1", 80, False),
    ):
        found = parsed(address)
        assert found is not None
        assert rules.name_address(found, port) is named


def test_a_host_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="Cannot allow a host: expected"):
        Egress(Policy(hosts=("https://example.com/",)))


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::", "::1"),
        *("fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "::127.0.0.1"),
        *("fec0::1", "64:ff9b:1::a00:1", "::ffff:0:10.0.0.1", "3fff::1", "5f00::1", "4000::1"),
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    found = parsed(address)
    assert found is not None
    assert not is_public(found)


def test_addresses_that_are_public() -> None:
    for address in ("93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"):
        found = parsed(address)
        assert found is not None
        assert is_public(found)
    assert parsed("not an address") is None
    own, other = parsed("127.0.0.1"), parsed("93.184.216.34")
    assert own is not None
    assert other is not None
    assert is_own(own)
    assert not is_own(other)


async def test_names_that_are_allowed_are_answered() -> None:
    way = egress("example.com", "*.com")
    assert given_to(await asked(way, "example.com")) == ["93.184.216.34"]
    assert given_to(await asked(way, "EXAMPLE.com.", "AAAA")) == ["2606:2800:220:1::1"]
    for kind in ("TXT", "MX", "HTTPS", "SRV"):
        answer = await asked(way, "example.com", kind)
        assert (answer.rcode(), answer.answer) == (dns.rcode.NOERROR, [])
    assert (await asked(way, "broken.com")).rcode() == dns.rcode.SERVFAIL
    assert given_to(await asked(way, "localhost")) == ["127.0.0.1"]
    assert given_to(await asked(way, "a.localhost", "AAAA")) == ["::1"]


async def test_names_that_are_not_allowed_do_not_exist() -> None:
    told: list[Decision] = []
    way = egress("example.com", told=told)
    for kind in ("A", "AAAA", "TXT"):
        assert (await asked(way, "other.com", kind)).rcode() == dns.rcode.NXDOMAIN
    assert [(each.kind, each.allowed, each.name) for each in told] == [("resolve", False, "other.com")] * 3
    assert "other.com" in told[0].why
    assert way.decisions == tuple(told)


async def test_addresses_of_networks_inside_are_left_out() -> None:
    way = egress("mixed.com")
    assert given_to(await asked(way, "mixed.com")) == ["93.184.216.40"]
    assert [each.address for each in way.decisions if not each.allowed] == ["127.0.0.1", "10.0.0.1"]
    named = egress("mixed.com", "10.0.0.1:5432")
    assert sorted(given_to(await asked(named, "mixed.com"))) == ["10.0.0.1", "93.184.216.40"]


async def test_an_address_is_judged_by_the_name_it_was_given_for() -> None:
    way = egress("example.com", "mixed.com:22")
    with pytest.raises(PermissionError):
        await way.connect("93.184.216.34", 80)
    await asked(way, "example.com")
    await asked(way, "mixed.com")
    verdicts = []
    for address, port in (("93.184.216.34", 80), ("93.184.216.34", 22), ("93.184.216.40", 22), ("93.184.216.40", 80)):
        decision = way._decide(parsed(address), port)  # type: ignore[arg-type]
        verdicts.append((decision.allowed, decision.name))
    assert verdicts == [(True, "example.com"), (False, "example.com"), (True, "mixed.com"), (False, "mixed.com")]


async def test_the_machine_has_a_name_where_the_policy_names_it() -> None:
    assert given_to(await asked(egress("machine:5432"), "Machine")) == [str(MACHINE_ADDRESS)]
    assert (await asked(egress("machine:5432"), "machine", "AAAA")).rcode() == dns.rcode.NOERROR
    told: list[Decision] = []
    way = egress("*", "*:5432", told=told)
    assert (await asked(way, "machine")).rcode() == dns.rcode.NXDOMAIN
    with pytest.raises(PermissionError):
        await way.connect(str(MACHINE_ADDRESS), 5432)
    assert [(each.kind, each.allowed, each.name) for each in told] == [
        ("resolve", False, "machine"),
        ("connect", False, "machine"),
    ]
    assert told[1].why == 'hosts does not name "machine:5432"'


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_services_of_the_machine_s_loopback_are_connected_to(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, 0), family=family) as service:
        port = service.getsockname()[1]
        way = egress(f"machine:{port}")
        for version in (4, 6):
            with await way.connect(str(MACHINE_ADDRESS), port, version=version, waits=False) as made:
                taken, _ = service.accept()
                with taken:
                    taken.sendall(b"hello")
                    made.setblocking(True)
                    assert made.recv(5) == b"hello"
        with pytest.raises(PermissionError):
            await way.connect(str(MACHINE_ADDRESS), port + 1)
    with pytest.raises(ConnectionRefusedError):
        await way.connect(str(MACHINE_ADDRESS), port)


async def test_long_answers_are_cut_for_datagrams_and_whole_for_connections() -> None:
    way = egress("many.com")
    cut = await asked(way, "many.com")
    assert cut.flags & dns.flags.TC
    assert len(given_to(await asked(way, "many.com", datagram=False))) == 400


async def test_decisions_are_kept_in_bounds() -> None:
    way = egress()
    for number in range(600):
        await asked(way, f"{number}.com")
    assert len(way.decisions) == 256
    assert way.decisions[-1].name == "599.com"


@given(st.binary(max_size=600))
def test_any_bytes_are_a_question_or_none(data: bytes) -> None:
    question = messages.understand(data)
    if question is not None:
        assert dns.message.from_wire(messages.unknown(question)).id == question.message.id


@given(st.binary(max_size=30), st.integers(0, 255), st.integers(0, 40))
def test_any_damage_is_a_question_or_none(more: bytes, byte: int, at: int) -> None:
    query = bytearray(dns.message.make_query("example.com", "A", use_edns=0, payload=1232).to_wire() + more)
    query[at % len(query)] = byte
    question = messages.understand(bytes(query))
    if question is not None:
        address = parsed("8.8.8.8")
        assert address is not None
        dns.message.from_wire(messages.answer(question, [address], messages.room(question)))


def test_answers_are_no_questions() -> None:
    query = dns.message.make_query("example.com", "A")
    assert messages.understand(query.to_wire()) is not None
    assert messages.understand(dns.message.make_response(query).to_wire()) is None


async def test_names_are_served_by_datagrams_and_connections() -> None:
    datagrams, connections = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket()
    for each in (datagrams, connections):
        each.bind(("127.0.0.1", 0))
    connections.listen()
    query = dns.message.make_query("example.com", "A").to_wire()
    near, address = datagrams.getsockname(), connections.getsockname()
    with trio.fail_after(20):
        async with trio.open_nursery() as tasks:
            tasks.start_soon(serve_names, egress("example.com"), datagrams, connections)
            asker = trio.socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            await asker.sendto(b"nonsense", near)
            await asker.sendto(query, near)
            assert given_to(dns.message.from_wire(await asker.recv(4096))) == ["93.184.216.34"]
            asker.close()
            async with await trio.open_tcp_stream(*address) as stream:
                await stream.send_all((len(query).to_bytes(2, "big") + query) * 2)
                seen = b""
                while seen.count(bytes((93, 184, 216, 34))) < 2:
                    seen += await stream.receive_some()
                await stream.send_all(b"\0\x05wrong")
                assert await stream.receive_some() == b""
            tasks.cancel_scope.cancel()
    assert datagrams.fileno() == connections.fileno() == -1


async def test_a_name_that_no_host_can_have_is_none() -> None:
    """Bytes that are no text become four characters each, and so a part that is longer than any may be."""
    query = struct.pack(">6H", 1, 0x100, 1, 0, 0, 0) + b"\x3f" + b"\xff" * 63 + b"\0" + struct.pack(">2H", 1, 1)
    answered = await Egress(Policy(hosts=("*",))).resolve(query)
    assert answered is not None
    assert dns.message.from_wire(answered).rcode() == dns.rcode.NXDOMAIN
