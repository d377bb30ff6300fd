"""Limits to the byte, as they are without configuration, and what a configuration makes of contexts."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytestmark = pytest.mark.anyio

AI = "/ai/llama/"
MIB = 1 << 20
PROMPT = 131072


def padded(size: int) -> bytes:
    """Return a JSON body of so many bytes."""
    empty = json.dumps({"content": "x"}).encode()
    return empty[:-1] + b" " * (size - len(empty)) + b"}"


async def test_a_body_has_a_mebibyte_and_not_a_byte_more(serving: Any) -> None:
    async with serving() as app:
        assert len(padded(MIB)) == MIB
        assert (await app.client.post(AI + "tokenize", content=padded(MIB))).status_code == 200
        for endpoint in ("tokenize", "v1/completions", "v1/embeddings", "rerank"):
            assert (await app.client.post(AI + endpoint, content=padded(MIB + 1))).status_code == 413


async def test_a_conversation_which_may_have_images_has_sixteen(serving: Any) -> None:
    async with serving() as app:
        for endpoint in ("v1/chat/completions", "v1/messages", "v1/responses", "api/chat", "apply-template"):
            assert (await app.client.post(AI + endpoint, content=padded(16 * MIB))).status_code == 400
            assert (await app.client.post(AI + endpoint, content=padded(16 * MIB + 1))).status_code == 413


async def test_a_body_may_not_be_deeper_than_anybody_reads(serving: Any) -> None:
    async with serving() as app:
        deep = b'{"content": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
        answer = await app.client.post(AI + "tokenize", content=deep)
        assert answer.status_code == 400
        assert answer.json()["error"]["message"]


async def test_a_prompt_has_128_kib_and_not_a_byte_more(serving: Any) -> None:
    async with serving() as app:
        for text, status in (("x" * PROMPT, 200), ("x" * PROMPT + "y", 413), ("\u00e9" * (PROMPT // 2) + "y", 413)):
            answer = await app.client.post(AI + "tokenize", json={"content": text})
            assert answer.status_code == status, answer.text[:300]
        chat = {"messages": [{"role": "user", "content": "x" * (PROMPT + 1)}]}
        asked = {"v1/completions": {"prompt": "x" * (PROMPT + 1)}, "v1/chat/completions": chat, "apply-template": chat}
        for endpoint, long in asked.items():
            refused = (await app.client.post(AI + endpoint, json=long)).json()["error"]
            assert refused["code"] == "prompt_too_large"
        await app.call("ai.llm.model.load", name="random")
        made = await app.call("ai.llm.context.create", model="random", size=64)
        for route in ("ai.llm.context.generate", "ai.chat.session.message", "ai.chat.session.generate"):
            assert (await app.call(route, b"x" * (PROMPT + 1), id=made.data["id"])).status == 413


async def test_nobody_gets_more_than_the_hard_number_of_tokens(serving: Any) -> None:
    endless = {"temperature": 0, "ignore_eos": True}
    async with serving(endless=True, ai_llm_hard_max_tokens=5) as app:
        messages = [{"role": "user", "content": "x"}]
        for asked in (-1, 6, 1_000_000, None):
            for endpoint, said in (
                ("v1/completions", {"prompt": "x"}),
                ("v1/chat/completions", {"messages": messages}),
            ):
                body = {**said, **endless, **({} if asked is None else {"max_tokens": asked})}
                answer = (await app.client.post(AI + endpoint, json=body)).json()
                assert answer["usage"]["completion_tokens"] == 5
        made = (await app.call("ai.llm.context.create", model="long", size=64, temp=0)).data["id"]
        for most in (None, -1, 9):
            told = await app.call("ai.llm.context.generate", id=made, prompt="x", maxTokens=most)
            used = json.loads(told.body.decode().rstrip().rpartition("data: ")[2])["usage"]
            assert used["completion"] <= 5


async def test_contexts_are_as_the_configuration_says(serving: Any) -> None:
    shape = {
        "ai_llm_rate_limit_concurrency": 3,
        "ai_llm_context_size": 300,
        "ai_llm_context_n_batch": 32,
        "ai_llm_context_n_ubatch": 16,
        "ai_llm_n_threads": 2,
    }
    manner = {
        "ai_llm_default_temperature": 0.3,
        "ai_llm_default_top_p": 0.5,
        "ai_llm_default_top_k": 7,
        "ai_llm_default_min_p": 0.25,
    }
    async with serving(**shape, **manner) as app:
        await app.call("ai.llm.model.load", name="random")
        service: Any = app.host.service("ai")
        found = service.models.library.required("random").generator.shape
        assert (found.sequences, found.cells, found.batch, found.micro_batch, found.threads) == (3, 300, 32, 16, 2)
        options = (await app.call("ai.llm.context.create", model="random", size=64)).data["options"]
        assert options == {"size": 64, "temp": 0.3, "topP": 0.5, "topK": 7, "minP": 0.25}
        told = (await app.client.get(AI + "props")).json()["default_generation_settings"]["params"]
        assert (told["temperature"], told["top_p"], told["top_k"], told["min_p"]) == (0.3, 0.5, 7, 0.25)
