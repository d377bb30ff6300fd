"""What a conversation is told beside what is said: who the model is; and conversations given whole."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from oro_ai import plugin

from oro_framework.testing.host import OpenHost, open_host
from oro_framework.types import Push

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("process")]


class Page:
    """A page with a conversation."""

    def __init__(self, app: OpenHost, id: str) -> None:
        self.app, self.id = app, id
        self.told: list[Push] = []

    async def session(self, name: str, body: bytes | None = None, /, **params: Any) -> Any:
        """Call a route of the conversation and return its data."""
        return (await self.app.call(f"ai.chat.session.{name}", body, id=self.id, **params)).data

    async def say(self, prompt: str) -> str:
        """Say something and return the answer."""
        self.told.clear()
        assert await self.session("message", prompt=prompt, maxTokens=12) == {}
        return b"".join(push.body or b"" for push in self.told).decode()


@asynccontextmanager
async def chatting(models: Path, monkeypatch: pytest.MonkeyPatch, **keys: Any) -> AsyncIterator[Page]:
    settings = {"ai_llm_model_path": str(models), "ai_llm_default_model": "random", **keys}
    async with open_host(plugin, settings=settings) as app:
        await app.call("ai.llm.model.load", name="random")
        page = Page(app, (await app.call("ai.llm.context.create", model="random", size=400, temp=0)).data["id"])
        monkeypatch.setattr(app.window, "push", page.told.append)
        yield page


async def test_the_model_is_told_who_it_is(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with chatting(models, monkeypatch, ai_llm_max_prompt_bytes=500) as page:
        plain = await page.say("Hello")
        assert await page.session("system", b"You are a parrot.") == {}
        told = {"role": "system", "content": "You are a parrot."}
        history = await page.session("history")
        assert [message["role"] for message in history] == ["system", "user", "assistant"]
        assert history[0] == told
        (listed,) = (await page.app.call("ai.chat.list")).data
        assert listed["messages"] == 2
        # What it answers then is what the endpoint does to the same messages.
        second = await page.say("And now?")
        asked = {"messages": [*history, {"role": "user", "content": "And now?"}], "max_tokens": 12, "temperature": 0}
        answer = (await page.app.call("ai.chat.completions", json.dumps(asked).encode())).data
        assert answer["choices"][0]["message"]["content"] == second
        assert await page.session("system", prompt="") == {}
        history = await page.session("history")
        assert [message["content"] for message in history[:2]] == ["Hello", plain]
        assert (await page.app.call("ai.chat.session.system", b"x" * 501, id=page.id)).status == 413
        assert (await page.app.call("ai.chat.session.system", id="5", prompt="x")).status == 404


async def test_a_conversation_by_its_messages(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {"ai_llm_rate_limit_rps": 0.01, "ai_llm_rate_limit_burst": 2}
    async with chatting(models, monkeypatch, **keys) as page:

        async def asked(body: bytes) -> Any:
            return await page.app.call("ai.chat.completions", body)

        messages = [{"role": "user", "content": "Hello"}]
        answer = (await asked(json.dumps({"messages": messages, "max_tokens": 4}).encode())).data
        assert answer["usage"]["completion_tokens"] <= 4
        streamed = await asked(json.dumps({"messages": messages, "stream": True}).encode())
        assert "v1/chat/completions" in streamed.err["message"]
        assert (await asked(b"nonsense")).status == 400
        assert (await asked(b"x" * ((16 << 20) + 1))).status == 413
        assert (await asked(b"{}")).status == 400
        assert (await asked(json.dumps({"messages": messages}).encode())).status == 429
