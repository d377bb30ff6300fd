"""`ai.chat.*`: conversations, told to the page that has them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest
from oro_ai import plugin

from oro_framework.service import Service
from oro_framework.testing import until
from oro_framework.testing.host import OpenHost, open_host
from oro_framework.types import Push

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("process")]


class Page:
    """A page with a conversation, and what it was told."""

    def __init__(self, app: OpenHost, id: str) -> None:
        self.app, self.id = app, id
        self.told: list[Push] = []

    async def say(self, route: str = "message", body: bytes | None = None, /, **params: Any) -> str:
        """Call a route and return the text that was pushed."""
        self.told.clear()
        assert (await self.app.call(f"ai.chat.session.{route}", body, id=self.id, **params)).data == {}
        return b"".join(push.body or b"" for push in self.told).decode()


@asynccontextmanager
async def chatting(models: Path, monkeypatch: pytest.MonkeyPatch, *more: object, **keys: Any) -> AsyncIterator[Page]:
    settings = {"ai_llm_model_path": str(models), **keys}
    async with open_host(plugin, *more, settings=settings) as app:
        await app.call("ai.llm.model.load", name="random")
        made = (await app.call("ai.llm.context.create", model="random", size=400, temp=0)).data
        page = Page(app, made["id"])
        monkeypatch.setattr(app.window, "push", page.told.append)
        yield page


async def test_what_is_said_is_answered_and_kept(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with chatting(models, monkeypatch) as page:
        first = await page.say(prompt="Hello", maxTokens=12)
        assert first
        assert {push.source for push in page.told} == {"ai.chat.session.message"}
        assert [push.data["eog"] for push in page.told][-1] is True
        assert not any(push.data["eog"] for push in page.told[:-1])
        second = await page.say("message", b"And now?", maxTokens=8)
        history = (await page.app.call("ai.chat.session.history", id=page.id)).data
        assert history == [
            {"role": "user", "content": "Hello"},
            {"role": "assistant", "content": first},
            {"role": "user", "content": "And now?"},
            {"role": "assistant", "content": second},
        ]
        (listed,) = (await page.app.call("ai.chat.list")).data
        assert (listed["id"], listed["messages"]) == (page.id, 4)


async def test_a_text_is_continued_without_a_history(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with chatting(models, monkeypatch) as page:
        text = await page.say("generate", prompt="Once upon", maxTokens=10)
        assert page.told[-1].data == {"complete": True, "id": page.id}
        assert await page.say("generate", prompt="Once upon", maxTokens=10) == text
        stop = next(char for place, char in enumerate(text) if place and char.isascii() and char not in text[:place])
        assert (
            await page.say("generate", prompt="Once upon", maxTokens=10, antiprompts=f"\x01{stop}")
            == text.partition(stop)[0]
        )
        assert (await page.app.call("ai.chat.session.history", id=page.id)).data == []


async def test_what_makes_no_sense(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with chatting(models, monkeypatch) as page:
        for route in ("message", "generate", "history"):
            err = (await page.app.call(f"ai.chat.session.{route}", id="5")).err
            assert err["type"] == "NotFoundError"
            assert err["message"].startswith("Context does not exist for session")
        assert (await page.app.call("ai.chat.session.message", id=page.id, prompt="x " * 300)).status == 400
        assert (await page.app.call("ai.chat.session.history", id=page.id)).data == []


async def test_one_answer_at_a_time(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with chatting(models, monkeypatch) as page:
        service: Any = page.app.host.service("ai")
        (context,) = service.models.contexts
        context.answering = True
        assert (await page.app.call("ai.chat.session.message", id=page.id, prompt="x")).status == 503
        context.answering = False
        assert await page.say(prompt="again", maxTokens=3)


async def test_what_was_said_until_the_page_lost_interest_is_kept(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with chatting(models, monkeypatch) as page:
        service: Any = page.app.host.service("ai")
        (context,) = service.models.contexts
        begun, told = anyio.Event(), list[Push]()

        def push(message: Push) -> None:
            told.append(message)
            begun.set()

        monkeypatch.setattr(page.app.window, "push", push)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(partial(page.app.call, "ai.chat.session.message", id=page.id, prompt="x", maxTokens=-1))
            await begun.wait()
            tasks.cancel_scope.cancel()
        await until(lambda: not context.answering)
        roles = [message["role"] for message in context.messages]
        assert roles == ["user", "assistant"]
        assert [push.data["eog"] for push in told].index(True) == len(told) - 1, "the page knows that nothing follows"


async def test_text_goes_to_a_conduit_client_of_that_id(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, dict[str, Any], bytes]] = []

    class Conduit(Service):
        name = "conduit"

        def connected(self, client_id: str) -> bool:
            return True

        def send(self, client_id: str, options: dict[str, Any], payload: bytes) -> bool:
            sent.append((client_id, options, payload))
            return True

    class Peer:
        name = "peer"

        @staticmethod
        def oro_services() -> list[type[Service]]:
            return [Conduit]

    from oro_framework.hookspecs import hookimpl

    Peer.oro_services = staticmethod(hookimpl(Peer.oro_services))  # type: ignore[method-assign]
    async with chatting(models, monkeypatch, Peer()) as page:
        assert await page.say(prompt="Hello", maxTokens=5) == ""
        assert {id for id, _, _ in sent} == {page.id}
        assert sent[-1][1] == {"source": "ai.chat.session.message", "eog": True}
        history = (await page.app.call("ai.chat.session.history", id=page.id)).data
        assert b"".join(payload for _, _, payload in sent).decode() == history[1]["content"]
