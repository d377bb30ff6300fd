"""What counts as connected, and the kernel's word for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import anyio
import oro_network.plugin as plugin
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_network.service import Network
from oro_network.status import Interface, Status, default_routes, status_of

from oro_framework.testing import open_host

pytestmark = pytest.mark.anyio

IPV4 = """Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0
docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
"""
IPV6 = (
    "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 "
    "00000400 00000001 00000000 00000003    wlan0\n"
    "00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 "
    "ffffffff 00000001 00000000 00200200       lo\n"
)

names = st.sampled_from(["lo", "eth0", "wlan0", "docker0"])
interfaces = st.builds(
    Interface,
    name=names,
    running=st.booleans(),
    loopback=st.booleans(),
    addresses=st.lists(st.ip_addresses().map(str) | st.text(), max_size=3).map(tuple),
)


def test_default_routes_are_read() -> None:
    assert default_routes(IPV4, IPV6) == {"eth0", "wlan0"}


@given(st.text(), st.text())
def test_any_text_has_routes_or_none(ipv4: str, ipv6: str) -> None:
    assert isinstance(default_routes(ipv4, ipv6), frozenset)


@given(st.lists(interfaces), st.none() | st.frozensets(names))
def test_connected_is_having_an_interface_that_counts(found: list[Interface], routed: frozenset[str] | None) -> None:
    status = status_of(found, routed)
    assert status.online == bool(status.interfaces)
    for name in status.interfaces:
        assert any(each.name == name and each.running and not each.loopback for each in found)
        assert routed is None or name in routed


@pytest.mark.parametrize(
    ("address", "online"),
    [("192.168.1.2", True), ("169.254.1.1", False), ("fe80::1%eth0", False), ("2001:db8::1", True)],
)
def test_an_address_of_its_own_link_leads_nowhere(address: str, online: bool) -> None:
    assert status_of([Interface("eth0", True, False, (address,))], None).online is online


async def test_pages_are_told_what_changed() -> None:
    async with open_host(plugin) as opened:
        service = opened.host.service("network")
        assert isinstance(service, Network)
        service.look = lambda: Status(False, ())
        await service.check()
        assert (await opened.call("network.status")).data == {"online": False, "interfaces": []}


async def test_what_was_seen_earlier_is_not_believed_later() -> None:
    async with open_host(plugin) as opened:
        service = opened.host.service("network")
        assert isinstance(service, Network)
        slow, going = threading.Event(), anyio.Event()

        def earlier() -> Status:
            anyio.from_thread.run_sync(going.set)
            slow.wait(60)
            return Status(True, ("eth0",))

        service.look = earlier
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(service.check)
            await going.wait()
            service.look = lambda: Status(False, ())
            tasks.start_soon(service.check)
            await anyio.lowlevel.checkpoint()
            slow.set()
        assert service.status == Status(False, ())


async def test_the_permission_is_needed() -> None:
    async with open_host(plugin, settings={"permissions_allow_network": False}) as opened:
        assert (await opened.call("network.status")).status == 403


NAMESPACE = ["unshare", "--user", "--map-root-user", "--net"]


def _can_unshare() -> bool:
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return False
    return (
        subprocess.run([*NAMESPACE, "ip", "link", "add", "name", "a0", "type", "veth"], capture_output=True).returncode
        == 0
    )


@pytest.mark.skipif(not _can_unshare(), reason="this system lets nobody make a network of their own")
def test_the_kernel_tells_of_cables_and_addresses() -> None:
    script = Path(__file__).with_name("cables.py")
    done = subprocess.run([*NAMESPACE, sys.executable, str(script)], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines() == ["False ()", "True ('cable',)", "False ()"], done.stderr
