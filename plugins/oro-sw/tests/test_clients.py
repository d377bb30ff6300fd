"""What workers are told of the documents they answer for."""

from __future__ import annotations

from typing import Any, cast

import anyio
import oro_sw.plugin
import pytest
from oro_sw.container import Container, container_of
from oro_sw.errors import NotControlled
from oro_sw.registrations.frames import Frame
from oro_sw.registrations.states import Registration, Source, Version

from oro_framework.testing import open_host


@pytest.fixture
def anyio_backend() -> str:
    return "trio"


@pytest.mark.anyio
@pytest.mark.parametrize("focused", [False, True])
async def test_a_window_has_the_keyboard_or_not_and_its_frames_say_so_themselves(focused: bool) -> None:
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


@pytest.mark.anyio
async def test_a_document_without_a_url_of_its_own_has_the_worker_of_its_parent() -> None:
    async with open_host(oro_sw.plugin) as app:
        container = cast(Container, container_of(app.host))
        (window,) = app.host.windows
        origin = app.host.origin
        registration = Registration("1", f"{origin}/", Source(f"{origin}/sw.js"))
        frame = container.documents.navigated(window.id, f"{origin}/frame.html", registration)
        container.clients.entered(window, Frame(id="7", url=frame.url, parent=window.id))
        made = container.clients.entered(window, Frame(id="8", url="about:srcdoc", parent="7"))
        blank = container.clients.entered(window, Frame(id="9", url="about:blank", parent="7"))
        assert (made.controller, blank.controller) == (registration, None)
        assert container.documents.divided(window.id)


@pytest.mark.anyio
async def test_a_window_is_asked_and_answers_once_or_goes() -> None:
    async with open_host(oro_sw.plugin) as app:
        container = cast(Container, container_of(app.host))
        (window,) = app.host.windows
        questions, found = container.clients.questions, list[Any]()
        told: list[Any] = []
        cast(Any, window).emit = lambda name, detail: told.append(detail)

        async def ask() -> None:
            found.append(await questions.ask(window, "whose", Frame, url="/x"))

        for answer in ('{"id": "7"}', '{"id": 7}', "{", "null"):
            async with anyio.create_task_group() as group:
                group.start_soon(ask)
                await anyio.wait_all_tasks_blocked()
                questions.answer("another window", told[-1]["id"], '{"id": "8"}')
                questions.answer(window.id, "another question", '{"id": "8"}')
                questions.answer(window.id, told[-1]["id"], answer)
        async with anyio.create_task_group() as group:
            group.start_soon(ask)
            await anyio.wait_all_tasks_blocked()
            questions.released(window.id)
        assert found == [Frame(id="7"), None, None, None, None]
        assert (told[0]["what"], told[0]["given"]) == ("whose", {"url": "/x"})


@pytest.mark.anyio
async def test_only_a_client_that_a_version_controls_is_navigated() -> None:
    async with open_host(oro_sw.plugin) as app:
        container = cast(Container, container_of(app.host))
        (window,) = app.host.windows
        origin = app.host.origin
        registration = Registration("1", f"{origin}/", Source(f"{origin}/sw.js"))
        version = cast(Version, type("Any", (), {"registration": registration})())
        document = container.documents.entered(window.id, f"{origin}/frame.html", "7")
        await container.clients.focus("nobody")
        for client in (document.id, "nobody"):
            with pytest.raises(NotControlled, match="does not control the client"):
                await container.clients.navigate(version, client, f"{origin}/other.html")
