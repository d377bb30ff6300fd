"""Lookups with the system's resolver, of names the machine itself knows."""

from __future__ import annotations

import socket

import pytest

from oro_framework.lookup import FoundAddress, LookupFailed, lookup, reverse_lookup

pytestmark = pytest.mark.anyio


async def test_a_name_of_the_machine_leads_to_loopback() -> None:
    assert FoundAddress("127.0.0.1", 4) in await lookup("localhost")
    assert await lookup("localhost", family=4) == [FoundAddress("127.0.0.1", 4)]


async def test_an_address_leads_to_itself() -> None:
    assert await lookup("127.0.0.1") == [FoundAddress("127.0.0.1", 4)]
    assert await lookup("::1") == [FoundAddress("::1", 6)]
    zone = socket.if_indextoname(1)
    assert await lookup(f"fe80::1%{zone}") == [FoundAddress(f"fe80::1%{zone}", 6)]


async def test_flags_reach_the_system() -> None:
    mapped = await lookup("127.0.0.1", family=6, flags=socket.AI_V4MAPPED)
    assert mapped == [FoundAddress("::ffff:127.0.0.1", 6)]
    with pytest.raises(LookupFailed, match="ENOTFOUND"):
        await lookup("localhost", flags=socket.AI_NUMERICHOST)


@pytest.mark.parametrize("name", ["", "a\0b", "a" * 300, "\ud800", "ü" * 100, "1.2.3.4.5.6.7.8..", "[::1]"])
async def test_what_can_be_no_name_is_not_found(name: str) -> None:
    with pytest.raises(LookupFailed) as caught:
        await lookup(name, flags=socket.AI_NUMERICHOST)
    assert caught.value.as_err() == {
        "message": f"getaddrinfo ENOTFOUND {name}",
        "type": "Error",
        "code": "ENOTFOUND",
        "errno": -3008,
        "syscall": "getaddrinfo",
        "hostname": name,
    }
    assert caught.value.status == 404


async def test_an_address_has_a_name_and_a_port_a_service() -> None:
    name, service = await reverse_lookup("127.0.0.1", 54321)
    assert (name, service) == (socket.getnameinfo(("127.0.0.1", 0), socket.NI_NAMEREQD)[0], "54321")
    with pytest.raises(LookupFailed, match="getnameinfo ENOTFOUND x"):
        await reverse_lookup("x", 1)
