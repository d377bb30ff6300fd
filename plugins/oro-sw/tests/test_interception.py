"""Who is asked about a request: what the door knows at once, and where it asks the window."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, cast

import oro_sw.plugin
import pytest
from oro_sw.container import Container, container_of
from oro_sw.interception.origin import OriginInterceptor
from oro_sw.registrations.frames import Frame
from oro_sw.registrations.states import Registration, Source

from oro_framework.requests import Caller, Request, parse_target
from oro_framework.testing import open_host


@pytest.fixture
def anyio_backend() -> str:
    return "trio"


@dataclass
class Stage:
    """A window, whose top document and frame have workers or not."""

    door: OriginInterceptor
    window: Any
    origin: str

    def passes(self, scripted: bool = False, opaque: bool = False, **headers: str) -> bool:
        """Tell whether a request of the window passes by every worker."""
        target = parse_target(f"{self.origin}/x.png", bundle=self.origin.removeprefix("oro://"))
        pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
        caller = Caller(window=self.window, origin=None if opaque else self.origin, opaque=opaque)
        return self.door.passes(Request(target=target, headers=pairs, caller=caller, scripted=scripted))


@pytest.fixture(params=["top", "frame", "both", "two"])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[tuple[str, Stage]]:
    """Give a stage, and which of its documents have a worker: both the same, or two."""
    which = cast(str, request.param)
    async with open_host(oro_sw.plugin) as app:
        container = cast(Container, container_of(app.host))
        (window,) = app.host.windows
        origin = app.host.origin
        one = Registration("1", f"{origin}/", Source(f"{origin}/sw.js"))
        two = Registration("2", f"{origin}/in/", Source(f"{origin}/in/sw.js"))
        container.registry.add(one)
        container.documents.top(window.id, window.url).controller = None if which == "frame" else one
        frame = {"top": None, "frame": two, "both": one, "two": two}[which]
        container.documents.navigated(window.id, f"{origin}/in/frame.html", frame)
        container.clients.entered(window, Frame(id="7", url=f"{origin}/in/frame.html"))
        yield which, Stage(OriginInterceptor(app.host), window, origin)
        container.registry.remove(one)


@pytest.mark.anyio
async def test_named_requests_are_those_of_their_documents(stage: tuple[str, Stage]) -> None:
    which, on = stage
    assert on.passes(scripted=True, runtime_client_id="7") is (which == "top")
    assert on.passes(scripted=True, runtime_client_id=on.window.id) is (which == "frame")
    assert on.passes(referer=f"{on.origin}/in/frame.html") is (which == "top")
    assert on.passes(scripted=True) is (which == "frame"), "a script that names nobody is the window's own"


@pytest.mark.anyio
async def test_a_window_is_asked_only_where_its_documents_have_several_workers(stage: tuple[str, Stage]) -> None:
    which, on = stage
    container = cast(Container, container_of(on.window.host))
    assert container.documents.divided(on.window.id) is (which != "both")
    assert not on.passes(), "whose it is shows later, or it is a worker's"
    assert not on.passes(scripted=True, accept="text/event-stream")


@pytest.mark.anyio
async def test_nobody_answers_for_documents_that_have_no_worker(stage: tuple[str, Stage]) -> None:
    _, on = stage
    assert on.passes(scripted=True, runtime_client_id="none")
    assert on.passes(opaque=True)
