"""Options and multicast on real sockets: what the kernel has afterwards, and what arrives."""

from __future__ import annotations

import errno
import socket
import struct
from pathlib import Path
from typing import Any

import pytest
from oro_udp.multicast import Membership

from .conftest import App, Opener
from .test_routes import not_running, refused_by_kernel

pytestmark = pytest.mark.anyio

GROUP = "239.255.77.7"
SOURCE_GROUP = "232.1.77.7"
GROUP6 = "ff02::7777"
LOOPBACK6 = f"::%{socket.if_indextoname(1)}"


def option(app: App, level: int, name: int) -> int:
    (held,) = app.service.sockets.held
    return int(held.socket.raw.getsockopt(level, name))


async def test_buffer_sizes_are_set_and_told(opened: Opener) -> None:
    async with opened() as app:
        await app.bound(1)
        for buffer, name in ((0, socket.SO_SNDBUF), (1, socket.SO_RCVBUF)):
            reply = await app.call("os.bufferSize", id=1, buffer=buffer)
            assert reply.json()["source"] == "bufferSize"
            assert reply.data == {"id": "1", "size": option(app, socket.SOL_SOCKET, name)}
            assert await app.ok("os.bufferSize", id=1, buffer=buffer, size=10000) == {"id": "1", "size": 20000}
            assert option(app, socket.SOL_SOCKET, name) == 20000
        refused_by_kernel(await app.call("os.bufferSize", id=1, size=-1), errno.EINVAL)
        refused_by_kernel(await app.call("os.bufferSize", id=1, size=2**31), errno.EINVAL)
        assert (await app.call("os.bufferSize", id=1, buffer=2)).err["code"] == "ERR_INVALID_ARG"


@pytest.mark.parametrize(
    ("address", "level", "ttl", "multicast_ttl", "loop"),
    [
        ("127.0.0.1", socket.IPPROTO_IP, socket.IP_TTL, socket.IP_MULTICAST_TTL, socket.IP_MULTICAST_LOOP),
        (
            "::1",
            socket.IPPROTO_IPV6,
            socket.IPV6_UNICAST_HOPS,
            socket.IPV6_MULTICAST_HOPS,
            socket.IPV6_MULTICAST_LOOP,
        ),
    ],
)
async def test_times_to_live_and_loopback(
    opened: Opener, address: str, level: int, ttl: int, multicast_ttl: int, loop: int
) -> None:
    async with opened() as app:
        await app.bound(1, address)
        assert await app.ok("setTTL", id=1, ttl=7) == {"id": "1"}
        assert option(app, level, ttl) == 7
        assert await app.ok("setMulticastTTL", id=1, ttl=9) == {"id": "1"}
        assert option(app, level, multicast_ttl) == 9
        for value in (False, True):
            await app.ok("setMulticastLoopback", id=1, value=value)
            assert option(app, level, loop) == value
        for route, wrong in (("setTTL", 0), ("setTTL", 256), ("setMulticastTTL", -1), ("setMulticastTTL", 256)):
            refused_by_kernel(await app.call(route, id=1, ttl=wrong), errno.EINVAL)


async def test_broadcast_is_refused_until_allowed(opened: Opener) -> None:
    async with opened() as app:
        await app.bound(1)
        await app.ok("setBroadcast", id=1, value=True)
        assert option(app, socket.SOL_SOCKET, socket.SO_BROADCAST) == 1
        assert (await app.call("send", b"x", id=1, port=9, address="127.255.255.255")).status == 200
        await app.ok("setBroadcast", id=1, value=False)
        refused_by_kernel(await app.call("send", b"x", id=1, port=9, address="127.255.255.255"), errno.EACCES, 403)


async def test_options_of_no_socket(opened: Opener) -> None:
    async with opened() as app:
        calls: dict[str, dict[str, Any]] = {
            "setBroadcast": {"value": True},
            "setTTL": {"ttl": 1},
            "setMulticastTTL": {"ttl": 1},
            "setMulticastLoopback": {"value": True},
            "setMulticastInterface": {"interface": "127.0.0.1"},
            "addMembership": {"group": GROUP},
            "dropMembership": {"group": GROUP},
        }
        for route, params in calls.items():
            not_running(await app.call(route, id=1, **params))


async def test_a_member_hears_its_group_until_it_leaves(opened: Opener) -> None:
    async with opened() as app:
        port = await app.bound(1, "0.0.0.0")
        await app.ok("readStart", id=1)
        assert await app.ok("addMembership", id=1, group=GROUP, interface="127.0.0.1") == {"id": "1"}
        twice = await app.call("addMembership", id=1, group=GROUP, interface="127.0.0.1")
        refused_by_kernel(twice, errno.EADDRINUSE)
        await app.bound(2)
        await app.ok("setMulticastInterface", id=2, interface="127.0.0.1")
        await app.ok("send", b"to all", id=2, port=port, address=GROUP)
        assert (await app.told()).body == b"to all"
        await app.ok("dropMembership", id=1, group=GROUP, interface="127.0.0.1")
        twice = await app.call("dropMembership", id=1, group=GROUP, interface="127.0.0.1")
        refused_by_kernel(twice, errno.EADDRNOTAVAIL)
        await app.ok("send", b"to none", id=2, port=port, address=GROUP)
        await app.ok("send", b"to one", id=2, port=port, address="127.0.0.1")
        assert (await app.told()).body == b"to one"


async def test_a_source_specific_member_hears_that_source_alone(opened: Opener) -> None:
    async with opened() as app:
        port = await app.bound(1, "0.0.0.0")
        await app.ok("readStart", id=1)
        params: dict[str, Any] = {"id": 1, "group": SOURCE_GROUP, "interface": "127.0.0.1"}
        await app.ok("addMembership", **params, source="127.0.0.2")
        await app.bound(2, "127.0.0.1")
        await app.bound(3, "127.0.0.2")
        for id in (2, 3):
            await app.ok("setMulticastInterface", id=id, interface="127.0.0.1")
            await app.ok("send", b"from %d" % id, id=id, port=port, address=SOURCE_GROUP)
        assert (await app.told()).body == b"from 3"
        await app.ok("dropMembership", **params, source="127.0.0.2")
        refused_by_kernel(await app.call("dropMembership", **params, source="127.0.0.2"), errno.EINVAL)


def joined(table: str, *texts: str) -> bool:
    """Return whether a line of one of the kernel's tables holds all of these."""
    return any(all(text in line for text in texts) for line in Path("/proc/net", table).read_text().splitlines())


async def test_ipv6_groups(opened: Opener) -> None:
    # Loopback carries no IPv6 multicast, so it is the kernel that tells of memberships here.
    lo, group, only = socket.if_indextoname(1), "ff020000000000000000000000007777", "ff320000000000000000000000007777"
    async with opened() as app:
        await app.bound(1, "::")
        await app.ok("setMulticastInterface", id=1, interface=LOOPBACK6)
        await app.ok("addMembership", id=1, group=GROUP6, interface=LOOPBACK6)
        assert joined("igmp6", lo, group)
        await app.ok("dropMembership", id=1, group=GROUP6, interface=LOOPBACK6)
        assert not joined("igmp6", lo, group)
        source: dict[str, Any] = {"id": 1, "group": "ff32::7777", "interface": LOOPBACK6, "source": "::1"}
        await app.ok("addMembership", **source)
        assert joined("mcfilter6", lo, only, "0" * 31 + "1")
        await app.ok("dropMembership", **source)
        assert not joined("mcfilter6", lo, only)


@pytest.mark.parametrize(
    "params",
    [
        {"group": "nonsense"},
        {"group": "127.0.0.1"},
        {"group": "ff02::1"},
        {"group": GROUP, "interface": "nonsense"},
        {"group": GROUP, "interface": "::1"},
        {"group": SOURCE_GROUP, "source": "nonsense"},
        {"group": SOURCE_GROUP, "source": "::1"},
    ],
)
async def test_a_membership_that_cannot_be(opened: Opener, params: dict[str, Any]) -> None:
    async with opened() as app:
        await app.bound(1)
        refused_by_kernel(await app.call("addMembership", id=1, **params), errno.EINVAL)
        assert (await app.call("dropMembership", id=1, **params)).err["name"] in ("EINVAL", "EADDRNOTAVAIL")


async def test_an_interface_that_cannot_be(opened: Opener) -> None:
    async with opened() as app:
        await app.bound(1)
        for interface, number in {"x": errno.EINVAL, "::": errno.ENOPROTOOPT, "1.2.3.4%lo": errno.EINVAL}.items():
            refused_by_kernel(await app.call("setMulticastInterface", id=1, interface=interface), number)


def test_a_group_source_request_has_the_layout_of_the_kernel() -> None:
    level, _, value = Membership("ff32::1", "", "fd00::1").option(join=True)
    assert level == socket.IPPROTO_IPV6
    assert isinstance(value, bytes)
    assert len(value) == 264
    assert struct.unpack_from("@I", value)[0] == 0
    assert value[8 + 8 : 8 + 24] == socket.inet_pton(socket.AF_INET6, "ff32::1")
    assert value[136 + 8 : 136 + 24] == socket.inet_pton(socket.AF_INET6, "fd00::1")
