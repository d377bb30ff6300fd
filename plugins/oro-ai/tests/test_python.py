"""The Python API: answers, texts and vectors without a page, from trio, asyncio and threads."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trio
from oro_ai import plugin
from oro_ai.errors import NoModel
from oro_ai.python.answer import Message, Usage
from oro_ai.service import AI, ai_of
from oro_ai.testing import write_model, write_projector
from oro_ai.testing.pictures import png
from oro_ai.testing.upstream_server import Broken, Text, UpstreamServer, upstream_server
from oro_ai.upstream.errors import UpstreamFailed

from oro_framework.errors import Closed, PluginUnavailable, UsageError
from oro_framework.testing import until
from oro_framework.testing.host import open_host

pytestmark = pytest.mark.anyio


@pytest.fixture
def server() -> Iterator[UpstreamServer]:
    with upstream_server() as running:
        yield running


@pytest.fixture
def service(server: UpstreamServer, models: Path) -> Any:
    settings = {
        "ai_llm_model_path": str(models),
        "ai_llm_default_model": "random",
        "ai_upstreams_work_url": server.url,
        "ai_process": "app",
        "ai_llm_context_size": 100_000,
    }

    @asynccontextmanager
    async def opened(**more: Any) -> AsyncIterator[AI]:
        async with open_host(plugin, settings={**settings, **more}) as app:
            yield ai_of(app.host)

    return opened


async def idle(ai: AI) -> None:
    """Wait until no local model generates."""

    async def resting() -> bool:
        found = [await one.generator.state() for one in ai.models.library if one.generator is not None]
        return not any(state.busy for state in found)

    await until(resting)


@pytest.mark.parametrize("model", ["random", "work/small", ""])
async def test_an_answer_comes_in_pieces_and_whole(service: Any, model: str) -> None:
    asked = [Message("system", "Be brief."), {"role": "user", "content": "Hello"}]
    async with service() as ai:
        stream = ai.stream(asked, model=model, max_tokens=12, temperature=0.0)
        pieces = [text async for text in stream]
        whole = await ai.chat(asked, model=model, max_tokens=12, temperature=0.0)
        assert "".join(pieces) == stream.answer.text == whole.text == str(whole)
        assert stream.answer.usage.completion == whole.usage.completion > 0
        assert stream.answer.reason == whole.reason
        assert await ai.stream("Hello", model=model, max_tokens=2).whole()


async def test_texts_are_continued_and_turned_into_vectors(service: Any) -> None:
    async with service() as ai:
        for model in ("random", "work/small"):
            answer = await ai.complete("Once", model=model, max_tokens=3, temperature=0)
            assert answer.usage.completion == 3
        one, other = await ai.embed(["ab", "abc"], model="work/small")
        assert (one[0], other[0]) == (2, 3)
        (local,) = await ai.embed("ab", dimensions=4)
        assert len(local) == 4
        (again,) = await ai.embed(("ab",), dimensions=4)
        assert local == pytest.approx(again)


async def test_leaving_the_loop_or_the_block_ends_the_generation(service: Any, server: UpstreamServer) -> None:
    async with service() as ai:
        async for text in ai.stream("x", model="long", max_tokens=-1, more={"ignore_eos": True}):
            if text:
                break
        gc.collect()
        await idle(ai)
        async with ai.stream("x", model="long", max_tokens=-1, more={"ignore_eos": True}) as stream:
            assert await anext(stream)
        await idle(ai)
        server.plan(Text(endless=True), Text(endless=True))
        async for _ in ai.stream("x", model="work/small"):
            break
        gc.collect()
        assert await trio.to_thread.run_sync(lambda: server.left.acquire(timeout=10))
        stream = ai.stream("x", model="work/small")
        with trio.move_on_after(0.3):
            async for _ in stream:
                pass
        assert await trio.to_thread.run_sync(lambda: server.left.acquire(timeout=10))
        assert stream.answer.text.startswith("one two three more")
        assert stream.answer.usage == Usage()


async def test_what_fails_says_where_and_why(service: Any, server: UpstreamServer) -> None:
    async with service() as ai:
        server.plan(Broken("one two"))
        stream = ai.stream("x", model="work/small")
        with pytest.raises(UpstreamFailed, match='upstream "work": the connection broke'):
            await stream.whole()
        assert stream.answer.text == "one two"
        with pytest.raises(NoModel):
            await ai.chat("x", model="nobody")
        with pytest.raises(NoModel):
            await anext(ai.stream("x", model="nobody"))


async def test_threads_wait_and_the_loop_does_not(service: Any, server: UpstreamServer) -> None:
    async with service() as ai:

        def work() -> list[str]:
            blocking = ai.blocking
            assert blocking.chat("x", model="work/small").text == "one two three"
            assert blocking.complete("x", max_tokens=2, more={"ignore_eos": True}).usage.completion == 2
            assert blocking.embed("ab", model="work/small") == [[2.0, 1.0]]
            with blocking.stream("x", model="work/small") as stream:
                pieces = list(stream)
            assert stream.answer.reason == "stop"
            for _ in blocking.stream("x", model="work/small"):
                break
            return pieces

        assert "".join(await trio.to_thread.run_sync(work)) == "one two three"
        with pytest.raises(UsageError, match="await it there"):
            ai.blocking.chat("x")


async def test_asyncio_asks_as_well(service: Any, server: UpstreamServer) -> None:
    async with service() as ai:

        async def work() -> str:
            assert (await ai.chat("x", model="work/small")).text == "one two three"
            return "".join([text async for text in ai.stream("x", model="work/small")])

        assert await ai.host.asyncio.run(work) == "one two three"
        server.plan(Text(endless=True))

        async def leaving() -> None:
            async with ai.stream("x", model="work/small") as stream:
                async for _ in stream:
                    break

        await ai.host.asyncio.run(leaving)
        assert await trio.to_thread.run_sync(lambda: server.left.acquire(timeout=10))


async def test_without_the_service_there_is_nobody_to_ask() -> None:
    async with open_host() as app:
        with pytest.raises(PluginUnavailable):
            ai_of(app.host)
    async with open_host(plugin) as app:
        ai = ai_of(app.host)
    with pytest.raises(Closed):
        await ai.chat("x")


async def test_images_go_with_a_message(service: Any, tmp_path: Path) -> None:
    write_model(tmp_path / "seeing.gguf", ends=False)
    write_projector(tmp_path / "mmproj-F16.gguf")
    async with service(ai_llm_model_path=str(tmp_path), ai_llm_context_size=1024) as ai:
        said = []
        for images in ([png(255, 0, 0)], [png(0, 0, 255)], []):
            message = Message("user", "What is it?", images=images)
            said.append((await ai.chat([message], model="seeing", max_tokens=8, temperature=0)).text)
        assert len(set(said)) == 3
