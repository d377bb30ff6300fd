"""Positions of GeoClue over a real bus, and what is told where there is none."""

from __future__ import annotations

import os
import sys
from contextlib import aclosing
from pathlib import Path

import anyio
import pytest
from oro_geolocation import plugin
from oro_geolocation.geoclue import GeoClue, position_of

from oro_framework.errors import OroError
from oro_framework.testing import PATIENCE, open_host
from oro_framework.testing.session_bus import SessionBus

pytestmark = pytest.mark.anyio

STAND_IN = Path(__file__).with_name("stand_in.py")


@pytest.fixture
def geoclue(bus: SessionBus) -> SessionBus:
    bus.start([sys.executable, str(STAND_IN)], "org.freedesktop.GeoClue2", os.environ)
    return bus


async def test_geoclue_tells_each_place(geoclue: SessionBus) -> None:
    found = []
    with anyio.fail_after(PATIENCE):
        async with aclosing(GeoClue("org.example.test").positions(precise=True)) as positions:
            async for position in positions:
                found.append(position)
                if len(found) == 2:
                    break
    assert [each.latitude for each in found] == [49.0, 50.0]
    first = found[0]
    assert (first.longitude, first.accuracy, first.timestamp) == (-3.5, 10.0, 1700000000.25)
    assert (first.altitude, first.speed, first.heading) == (None, 1.5, None)


async def test_a_page_is_told_by_geoclue(geoclue: SessionBus) -> None:
    async with open_host(plugin) as opened:
        with anyio.fail_after(PATIENCE):
            reply = await opened.call("geolocation.getCurrentPosition", enableHighAccuracy=True)
        assert reply.data["coords"]["latitude"] == 49.0
        again = await opened.call("geolocation.getCurrentPosition", enableHighAccuracy=True, maximumAge=1e13)
        assert again.data == reply.data


async def test_what_geoclue_refuses_is_unavailable(geoclue: SessionBus) -> None:
    with anyio.fail_after(PATIENCE), pytest.raises(OroError, match=r"GeoClue says: .*AccessDenied") as caught:
        await anext(GeoClue("org.example.stranger").positions(precise=True))
    assert caught.value.code == "POSITION_UNAVAILABLE"


async def test_without_geoclue_it_is_unavailable(bus: SessionBus) -> None:
    async with open_host(plugin) as opened:
        err = (await opened.call("geolocation.getCurrentPosition")).err
        assert err["type"] == "GeolocationPositionError"
        assert err["code"] == "POSITION_UNAVAILABLE"
        assert err["message"] == "Cannot tell where this machine is: GeoClue is not installed"


async def test_without_a_bus_it_is_unavailable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    async with open_host(plugin) as opened:
        err = (await opened.call("geolocation.getCurrentPosition")).err
        assert err["message"] == "Cannot tell where this machine is: no system bus: No such file or directory"


async def test_watches_have_a_limit_and_end_with_their_page(geoclue: SessionBus) -> None:
    async with open_host(plugin) as opened:
        service = opened.host.service("geolocation")
        assert service is not None
        for number in range(32):
            watched = await opened.call("geolocation.watchPosition", id=number, enableHighAccuracy=True)
            assert watched.data == {"watch": {"identifier": str(number)}}
        assert (await opened.call("geolocation.watchPosition", id="one")).status == 400
        assert (await opened.call("geolocation.clearWatch", id=0)).data == {}
        assert len(service.diagnostics()["watches"]) == 31
        await service.release(opened.window)
        assert service.diagnostics()["watches"] == []


def test_numbers_of_geoclue_that_stand_for_nothing() -> None:
    position = position_of({"Latitude": 1.0, "Longitude": 2.0, "Accuracy": 3.0, "Altitude": 4.0, "Heading": 0.0})
    assert (position.altitude, position.speed, position.heading) == (4.0, None, 0.0)
