"""What is declared to be told is what is told."""

from __future__ import annotations

import msgspec
import oro_sw.plugin
import pytest
from oro_sw.events import Controlled, RegistrationNow
from oro_sw.registrations.states import Registration, Script, Source, Version

from oro_framework.testing import open_host


@pytest.mark.parametrize("place", ["installing", "waiting", "active", None])
def test_a_registration_is_told_as_it_is_declared(place: str | None) -> None:
    registration = Registration("1", "oro://org.example.app/", Source("oro://org.example.app/sw.js"))
    version = Version("2", registration, registration.source, Script(b""))
    if place is not None:
        setattr(registration, place, version)
    told = registration.describe()
    assert msgspec.convert(told, RegistrationNow, strict=True) == told
    assert set(told) == set(RegistrationNow.__annotations__)
    controlled = {"clients": ["3"], "worker": version.describe(), "registration": told}
    assert msgspec.convert(controlled, Controlled, strict=True) == controlled


@pytest.fixture
def anyio_backend() -> str:
    return "trio"


@pytest.mark.anyio
async def test_oro_types_knows_the_events() -> None:
    async with open_host(oro_sw.plugin) as app:
        names = {event.name for event in oro_sw.plugin.oro_page_events(app.host)}
    assert names == {"serviceWorker.changed", "serviceWorker.controller", "serviceWorker.question"}
