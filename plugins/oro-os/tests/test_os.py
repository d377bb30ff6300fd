"""Facts of the machine that pages receive."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from oro_os import constants, plugin
from oro_os.folders import paths
from oro_os.interfaces import as_socket_has_them, interfaces
from oro_os.processors import processors

from oro_framework.testing.host import OpenHost, open_host

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def opened(**settings: Any) -> AsyncIterator[OpenHost]:
    async with open_host(plugin, settings=settings) as host:
        yield host


async def data(route: str, **params: Any) -> Any:
    async with opened() as app:
        return (await app.call(route, **params)).data


async def test_processors() -> None:
    found = await data("os.cpus")
    assert len(found) == psutil.cpu_count()
    assert all(
        processor["model"] and processor["times"].keys() == {"user", "nice", "sys", "idle", "irq"}
        for processor in found
    )
    assert found[0]["times"]["idle"] > 1000


def test_processors_of_a_machine_that_does_not_name_them(tmp_path: Path) -> None:
    assert all(processor["model"] for processor in processors(tmp_path / "none"))


async def test_interfaces() -> None:
    found = await data("os.interfaces")
    (loopback,) = [address for address in found["lo"] if address["family"] == "IPv4"]
    assert loopback == {
        "address": "127.0.0.1",
        "netmask": "255.0.0.0",
        "family": "IPv4",
        "mac": "00:00:00:00:00:00",
        "internal": True,
        "cidr": "127.0.0.1/8",
    }


async def test_interfaces_as_the_contract_has_them() -> None:
    found = await data("os.networkInterfaces")
    assert found == as_socket_has_them(interfaces())
    assert found["ipv4"]["lo"] == {"internal": "true", "address": "127.0.0.1", "mac": "00:00:00:00:00:00"}


async def test_masks_with_holes_have_no_length(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = SimpleNamespace(family=socket.AF_INET, address="10.0.0.1", netmask="255.0.255.0")
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: {"lo": [entry]})
    assert interfaces()["lo"][0]["cidr"] is None


async def test_numbers() -> None:
    async with opened() as app:
        assert abs((await app.call("os.uptime")).data / 1000 - (time.time() - psutil.boot_time())) < 60
        assert (await app.call("os.rusage")).data["ru_maxrss"] > 1000
        assert (await app.call("os.availableParallelism")).data == len(os.sched_getaffinity(0))
        assert len((await app.call("os.loadavg")).data) == 3
        memory = (await app.call("os.memory")).data
        assert 0 < memory["free"] <= memory["total"]
        before = time.monotonic_ns()
        told = int.from_bytes((await app.call("os.hrtime")).body, "big")
        assert before <= told <= time.monotonic_ns()
        assert int.from_bytes((await app.call("os.availableMemory")).body, "big") <= memory["total"]


async def test_names() -> None:
    told = os.uname()
    uname = await data("os.uname")
    assert uname == dict(zip(("sysname", "nodename", "release", "version", "machine"), told, strict=True))
    assert await data("os.hostname") == socket.gethostname()
    numbers = await data("os.constants")
    assert (numbers["ENOENT"], numbers["SIGTERM"]) == (2, 15)
    facts = await data("os.facts")
    assert facts["user"]["uid"] == os.getuid()
    assert facts["constants"]["errno"] == constants.ERRNO


async def test_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("XDG_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    found = await data("os.paths")
    assert found["log"] == str(tmp_path / ".local" / "state" / "org.example.test" / "log")
    assert (found["home"], found["downloads"], found["config"]) == (
        str(tmp_path),
        str(tmp_path / "Downloads"),
        str(tmp_path / ".config"),
    )
    (tmp_path / ".config").mkdir()
    (tmp_path / ".config" / "user-dirs.dirs").write_text('# a comment\nXDG_DOWNLOAD_DIR="$HOME/Geladen"\n')
    assert paths(tmp_path, "a.b")["downloads"] == str(tmp_path / "Geladen")
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", "/elsewhere")
    assert paths(tmp_path, "a.b")["downloads"] == "/elsewhere"


async def test_priorities_and_their_refusals() -> None:
    async with opened() as app:
        assert (await app.call("os.getPriority")).data == os.getpriority(os.PRIO_PROCESS, 0)
        for pid in (999999999, 1 << 70):
            err = (await app.call("os.getPriority", pid=pid)).err
            assert err["type"] in ("ErrnoError", "TypeError")
        assert (await app.call("os.setPriority", priority=20)).err["code"] == "ERR_INVALID_ARG"


async def test_the_permission_can_be_denied() -> None:
    async with opened(permissions_allow_os=False) as app:
        assert (await app.call("os.cpus")).err["code"] == "ERR_DENIED"
