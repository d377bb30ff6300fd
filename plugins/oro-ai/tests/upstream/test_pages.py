"""The routes of pages with a model of an upstream: answered as for a local one, or refused by name."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
from oro_ai import plugin
from oro_ai.testing.upstream_server import Broken, Refusal, Silence, UpstreamServer, upstream_server

from oro_framework.testing import until
from oro_framework.testing.host import OpenHost, open_host
from oro_framework.types import Push

pytestmark = pytest.mark.anyio

MODEL = "work/tests/small"


@pytest.fixture
def server() -> Iterator[UpstreamServer]:
    with upstream_server() as running:
        yield running


@asynccontextmanager
async def opened(server: UpstreamServer, **more: Any) -> AsyncIterator[tuple[OpenHost, str]]:
    """Give an app, and the id of a context of its page."""
    async with open_host(plugin, settings={"ai_upstreams_work_url": server.url, **more}) as app:
        loaded = (await app.call("ai.llm.model.load", name=MODEL)).data
        assert (loaded["id"], loaded["loaded"], loaded["filename"]) == (MODEL, True, "")
        made = (await app.call("ai.llm.context.create", model=loaded["id"], temp=0, topK=5)).data
        assert (made["model"], made["size"], made["options"]["temp"]) == (MODEL, 0, 0)
        yield app, made["id"]


async def say(app: OpenHost, id: str, monkeypatch: pytest.MonkeyPatch, route: str = "message", **more: Any) -> Any:
    """Say something; return the text that came, and the answer of the route."""
    told: list[Push] = []
    monkeypatch.setattr(app.window, "push", told.append)
    answer = await app.call(f"ai.chat.session.{route}", id=id, prompt="Hello", **more)
    ending = "eog" if route == "message" else "complete"
    assert [push.data[ending] for push in told] == [False] * (len(told) - 1) + [True]
    return b"".join(push.body or b"" for push in told).decode(), answer


async def test_a_conversation_is_kept_and_sent_as_a_whole(
    server: UpstreamServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(server) as (app, id):
        await app.call("ai.chat.session.system", b"Be brief.", id=id)
        text, answer = await say(app, id, monkeypatch, maxTokens=9, antiprompts="a\x01b")
        assert (text, answer.data) == ("one two three", {})
        assert (await say(app, id, monkeypatch))[0] == "one two three"
        assert (await say(app, id, monkeypatch, "generate"))[0] == "one two three"
        history = (await app.call("ai.chat.session.history", id=id)).data
        assert [one["role"] for one in history] == ["system", "user", "assistant", "user", "assistant"]
        (listed,) = (await app.call("ai.chat.list")).data
        assert listed == {"id": id, "model": MODEL, "messages": 4}
        whole = await app.call("ai.chat.completions", json.dumps({"model": MODEL, "messages": history}).encode())
        assert whole.data["choices"][0]["message"]["content"] == "one two three"
    first, second, third = server.requests[:3]
    assert first.body["messages"] == history[:2]
    assert second.body["messages"] == history[:4]
    assert {"temperature": 0, "top_k": 5, "max_tokens": 9, "stop": ["a", "b"]}.items() <= first.body.items()
    assert (third.path, third.body["prompt"]) == ("/v1/completions", "Hello")


async def test_a_text_is_continued_and_ends_with_its_reason(server: UpstreamServer) -> None:
    async with opened(server) as (app, id):
        told = (await app.call("ai.llm.context.generate", id=id, prompt="Once")).body.decode()
        events = [json.loads(block.removeprefix("data: ")) for block in told.strip().split("\n\n") if block[0] != ":"]
        assert "".join(one.get("text", "") for one in events) == "one two three"
        assert events[-1] == {"reason": "stop", "stop": None, "usage": {"prompt": 3, "cached": 0, "completion": 3}}
        server.plan(Broken("one two"))
        told = (await app.call("ai.llm.context.generate", id=id, prompt="Once")).body.decode()
        assert 'upstream "work"' in json.loads(told.strip().rpartition("data: ")[2])["err"]["message"]
        server.plan(Refusal(400))
        assert (await app.call("ai.llm.context.generate", id=id, prompt="Once")).status == 400


async def test_an_answer_that_breaks_off_says_why_and_stays(
    server: UpstreamServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(server) as (app, id):
        server.plan(Broken("one two"), *[Refusal(400)] * 2)
        text, answer = await say(app, id, monkeypatch)
        assert (text, answer.status) == ("one two", 502)
        assert 'upstream "work"' in answer.err["message"]
        assert [one["content"] for one in (await app.call("ai.chat.session.history", id=id)).data] == [
            "Hello",
            "one two",
        ]
        text, answer = await say(app, id, monkeypatch)
        assert (text, answer.status) == ("", 400)
        assert len((await app.call("ai.chat.session.history", id=id)).data) == 2


async def test_a_page_that_leaves_ends_its_answer(server: UpstreamServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.plan(Silence())
    async with opened(server) as (app, id):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(say, app, id, monkeypatch)
            await until(lambda: bool(server.requests))
            assert (await app.call("ai.chat.session.message", id=id, prompt="x")).status == 503
            nursery.cancel_scope.cancel()
        assert await trio.to_thread.run_sync(lambda: server.left.acquire(timeout=10))
        service: Any = app.host.service("ai")
        await service.release(app.window)
        assert (await app.call("ai.llm.context.stats", id=id)).status == 404


async def test_what_only_a_local_model_has_is_refused_by_name(server: UpstreamServer) -> None:
    async with opened(server) as (app, id):
        refused = [
            await app.call("ai.llm.model.load", name=MODEL, gpuLayerCount=3),
            await app.call("ai.llm.model.load", name=MODEL, directory="/tmp"),
            await app.call("ai.llm.context.create", model=MODEL, size=100),
            await app.call("ai.llm.context.dump", id=id),
            await app.call("ai.llm.context.restore", b"x", id=id),
            await app.call("ai.llm.lora.load", model=MODEL, name="x"),
            await app.call("ai.llm.lora.attach", id="x", context=id),
        ]
        for answer in refused:
            assert (answer.status, answer.err["code"]) == (501, "NOT_SUPPORTED_ERR")
            assert 'upstream "work"' in answer.err["message"]
        assert (await app.call("ai.llm.context.create", model=MODEL, id=id)).status == 400
        assert (await app.call("ai.llm.context.info", id=id)).data["id"] == id
        assert (await app.call("ai.llm.model.available")).data["upstreams"] == [MODEL]
        assert (await app.call("ai.llm.model.unload", name=MODEL)).data == {}
        assert (await app.call("ai.llm.context.destroy", id=id)).data == {}
        assert (await app.call("ai.llm.context.stats", id=id)).status == 404
