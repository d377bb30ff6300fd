"""What workers are told of the documents they answer for."""

from __future__ import annotations

from typing import Any, cast

import oro_sw.plugin
import pytest
from oro_sw.container import Container, container_of
from oro_sw.states import Registration, Source

from oro_framework.testing import open_host


@pytest.fixture
def anyio_backend() -> str:
    return "trio"


@pytest.mark.anyio
@pytest.mark.parametrize("focused", [False, True])
async def test_a_window_has_the_keyboard_or_not_and_its_frames_have_not(focused: bool) -> None:
    async with open_host(oro_sw.plugin) as app:
        container = cast(Container, container_of(app.host))
        (window,) = app.host.windows
        cast(Any, window).focused = focused
        origin = app.host.origin
        registration = Registration("1", f"{origin}/", Source(f"{origin}/sw.js"))
        container.documents.top(window.id, window.url)
        container.documents.entered(window.id, f"{origin}/frame.html", "7")
        found = container.clients.all(registration)
        assert [(each["frameType"], each["focused"], each["controlled"]) for each in found] == [
            ("top-level", focused, False),
            ("nested", False, False),
        ]
