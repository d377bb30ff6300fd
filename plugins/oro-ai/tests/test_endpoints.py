"""OpenAI's endpoints on the app's own origin, asked by httpx through the door pages use."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from oro_ai import plugin
from oro_ai.testing import write_model

from oro_framework.testing import until
from oro_framework.testing.host import OpenHost, open_host

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("process")]

AI = "/ai/llama/"
GREEDY = {"temperature": 0, "ignore_eos": True}
LONG = {"ai_llm_default_model": "long", "ai_llm_context_size": 100_000}


@asynccontextmanager
async def serving(models: Path, **more: Any) -> AsyncIterator[OpenHost]:
    keys = {"ai_llm_model_path": str(models), "ai_llm_default_model": "random", **more}
    async with open_host(plugin, settings=keys) as app:
        yield app


async def post(app: OpenHost, endpoint: str, body: Any, status: int = 200) -> Any:
    answer = await app.client.post(AI + endpoint, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def streamed(app: OpenHost, endpoint: str, body: Any) -> list[Any]:
    answer = await app.client.post(AI + endpoint, json={**body, "stream": True})
    assert answer.headers["content-type"] == "text/event-stream"
    *events, last = answer.text.removesuffix("\n\n").split("\n\n")
    assert last == "data: [DONE]"
    return [json.loads(event.removeprefix("data: ")) for event in events]


async def slots(app: OpenHost) -> Any:
    health = (await app.client.get(AI + "health")).json()
    return health["pool"][0]


async def busy(app: OpenHost) -> bool:
    return bool((await slots(app))["busy"])


async def idle(app: OpenHost) -> bool:
    return not await busy(app)


# -- what there is -------------------------------------------------------------------------------------


async def test_health_and_models_before_and_after_a_model_is_loaded(models: Path) -> None:
    async with serving(models) as app:
        health = (await app.client.get(AI + "health")).json()
        assert (health["ready"], health["models"]) == (True, [])
        await app.call("ai.llm.model.load", name="random.gguf")
        (card,) = (await app.client.get(AI + "v1/models")).json()["data"]
        assert (card["id"], card["object"], card["meta"]["n_ctx_train"]) == ("random.gguf", "model", 512)
        pool = await slots(app)
        assert (pool["slots"], pool["busy"], pool["cells"]) == (4, 0, 2048)


async def test_it_works_without_a_model(tmp_path: Path) -> None:
    async with open_host(plugin) as app:
        assert (await app.client.get(AI + "health")).json()["ready"] is False
        error = (await post(app, "v1/completions", {"prompt": "x"}, 404))["error"]
        assert error["code"] == "model_not_found"
        assert "ai_llm_default_model" in error["message"]


async def test_the_prefix_may_be_another(models: Path) -> None:
    async with serving(models, ai_llm_server_prefix="llm/") as app:
        assert (await app.client.get("/llm/health")).status_code == 200
        assert (await app.client.get(AI + "health")).status_code == 404


async def test_only_the_apps_own_pages_may_ask(models: Path) -> None:
    async with serving(models) as app:
        for origin in (None, "https://evil.example"):
            async with app.client_of(origin) as client:
                assert (await client.get(AI + "health")).status_code == 403
    async with serving(models, permissions_allow_ai=False) as app:
        assert (await app.client.get(AI + "health")).status_code == 403


# -- completions -----------------------------------------------------------------------------------------


async def test_a_completion_whole_and_in_pieces(models: Path) -> None:
    asked = {"prompt": "Once upon a time", "max_tokens": 24, **GREEDY}
    async with serving(models) as app:
        whole = await post(app, "v1/completions", asked)
        told = await streamed(app, "v1/completions", {**asked, "stream_options": {"include_usage": True}})
        *pieces, last = told
        assert "".join(piece["choices"][0]["text"] for piece in pieces) == whole["choices"][0]["text"]
        assert pieces[-1]["choices"][0]["finish_reason"] == whole["choices"][0]["finish_reason"] == "length"
        assert last["choices"] == []
        assert last["usage"]["completion_tokens"] == whole["usage"]["completion_tokens"] == 24
        assert len({event["id"] for event in told}) == 1


async def test_a_url_may_say_it_all(models: Path) -> None:
    async with serving(models) as app:
        asked = {
            "prompt": "Once",
            "max_tokens": "6",
            "temperature": "0",
            "ignore_eos": "true",
            "logit_bias": '{"5": -100}',
        }
        by_url = (await app.client.get(AI + "v1/completions", params=asked)).json()
        by_body = await post(
            app, "v1/completions", {"prompt": "Once", "max_tokens": 6, "logit_bias": {"5": -100}, **GREEDY}
        )
        assert by_url["choices"] == by_body["choices"]
        messages = json.dumps([{"role": "user", "content": "x"}])
        answer = await app.client.get(AI + "v1/chat/completions", params={"messages": messages, "stream": "true"})
        assert answer.text.endswith("data: [DONE]\n\n")
        assert (await app.client.get(AI + "v1/embeddings", params={"input": "a text"})).json()["data"][0]["index"] == 0


async def test_several_prompts_and_choices(models: Path) -> None:
    async with serving(models) as app:
        both = await post(app, "v1/completions", {"prompt": ["one", "two"], "n": 2, "max_tokens": 6, **GREEDY})
        assert [choice["index"] for choice in both["choices"]] == [0, 1, 2, 3]
        texts = [choice["text"] for choice in both["choices"]]
        assert texts[0] == texts[1] != texts[2] == texts[3]
        alone = await post(app, "v1/completions", {"prompt": "two", "max_tokens": 6, **GREEDY})
        assert alone["choices"][0]["text"] == texts[2]
        seeded = {"prompt": "x", "n": 2, "seed": 5, "temperature": 1.5, "max_tokens": 12, "ignore_eos": True}
        first, second = (choice["text"] for choice in (await post(app, "v1/completions", seeded))["choices"])
        assert first != second


async def test_tokens_as_a_prompt_echo_and_likelihoods(models: Path) -> None:
    async with serving(models) as app:
        tokens = (await post(app, "tokenize", {"content": "the end", "add_special": True}))["tokens"]
        asked = {"max_tokens": 4, "logprobs": 2, **GREEDY}
        by_text = await post(app, "v1/completions", {"prompt": "the end", "echo": True, **asked})
        by_tokens = await post(app, "v1/completions", {"prompt": tokens, **asked})
        assert by_text["choices"][0]["text"] == "the end" + by_tokens["choices"][0]["text"]
        likelihoods = by_tokens["choices"][0]["logprobs"]
        assert len(likelihoods["tokens"]) == len(likelihoods["token_logprobs"]) == 4
        assert all(len(top) == 2 for top in likelihoods["top_logprobs"])


async def test_defaults_and_the_hard_limit_are_those_of_the_configuration(models: Path) -> None:
    more = {"ai_llm_default_max_tokens": 7, "ai_llm_hard_max_tokens": 9, "ai_llm_default_temperature": 0.0}
    async with serving(models, **more) as app:
        for asked, expected in ((None, 7), (8, 8), (100, 9), (-1, 9)):
            answer = await post(app, "v1/completions", {"prompt": "x", "max_tokens": asked, "ignore_eos": True})
            assert answer["usage"]["completion_tokens"] == expected


async def test_a_prompt_the_model_cannot_hold(models: Path) -> None:
    async with serving(models) as app:
        error = (await post(app, "v1/completions", {"prompt": [5] * 512}, 400))["error"]
        assert error["code"] == "context_length_exceeded"
        answer = await post(app, "v1/completions", {"prompt": [5] * 500, "max_tokens": 100, **GREEDY})
        assert answer["usage"]["completion_tokens"] == 12
        assert (await post(app, "v1/completions", {"prompt": "x" * 131073}, 413))["error"]["param"] == "prompt"
        body = json.dumps({"prompt": "x", "user": "x" * (1 << 20)})
        assert (await app.client.post(AI + "v1/completions", content=body)).status_code == 413


# -- chats ------------------------------------------------------------------------------------------------


async def test_a_chat_whole_and_in_pieces(models: Path) -> None:
    messages = [
        {"role": "system", "content": "Be short"},
        {"role": "user", "content": [{"type": "text", "text": "Hello"}]},
    ]
    asked = {"messages": messages, "max_completion_tokens": 16, "logprobs": True, "top_logprobs": 1, **GREEDY}
    async with serving(models) as app:
        whole = (await post(app, "v1/chat/completions", asked))["choices"][0]
        told = await streamed(app, "v1/chat/completions", asked)
        deltas = [event["choices"][0]["delta"] for event in told]
        assert deltas[0] == {"role": "assistant", "content": ""}
        assert "".join(delta.get("content", "") for delta in deltas) == whole["message"]["content"]
        assert told[-1]["choices"][0]["finish_reason"] == whole["finish_reason"] == "length"
        parts = [part for event in told for part in (event["choices"][0]["logprobs"] or {}).get("content", [])]
        assert [part["bytes"] for part in parts] == [part["bytes"] for part in whole["logprobs"]["content"]]
        assert len(parts) == 16
        prompt = "<system>Be short\n<user>Hello\n<assistant>"
        again = await post(app, "v1/completions", {"prompt": prompt, "max_tokens": 16, **GREEDY})
        assert again["choices"][0]["text"] == whole["message"]["content"]


async def test_answers_in_a_schema(models: Path) -> None:
    schema = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}
    form = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
    asked = {"messages": [{"role": "user", "content": "?"}], "temperature": 0, "max_tokens": 200}
    async with serving(models) as app:
        answer = await post(app, "v1/chat/completions", {**asked, "response_format": form})
        assert set(json.loads(answer["choices"][0]["message"]["content"])) == {"ok"}
        wrong = {"type": "json_schema", "json_schema": {"schema": {"type": "nonsense"}}}
        error = (await post(app, "v1/chat/completions", {**asked, "response_format": wrong}, 400))["error"]
        assert "schema" in error["message"]


# -- embeddings, tokens -----------------------------------------------------------------------------------


async def test_vectors_are_of_length_one_and_in_order(models: Path) -> None:
    async with serving(models) as app:
        inputs = [f"sentence number {number}" * (number % 5 + 1) for number in range(30)]
        found = (await post(app, "v1/embeddings", {"input": inputs}))["data"]
        assert [one["index"] for one in found] == list(range(30))
        assert all(abs(sum(x * x for x in one["embedding"]) - 1) < 1e-4 for one in found)
        alone = (await post(app, "v1/embeddings", {"input": inputs[17], "encoding_format": "base64"}))["data"][0]
        vector = struct.unpack("<64f", base64.b64decode(alone["embedding"]))
        assert sum(x * y for x, y in zip(vector, found[17]["embedding"], strict=True)) > 0.9999
        short = (await post(app, "v1/embeddings", {"input": "x", "dimensions": 8}))["data"][0]["embedding"]
        assert len(short) == 8


async def test_text_is_tokens_and_back(models: Path) -> None:
    async with serving(models) as app:
        for text in ("hello world", "na\u00efve \U0001f600", "  spaces  ", ""):
            tokens = (await post(app, "tokenize", {"content": text}))["tokens"]
            assert (await post(app, "detokenize", {"tokens": tokens}))["content"].lstrip() == text.lstrip()
        answer = await app.client.get(AI + "tokenize", params={"content": "the", "with_pieces": "true"})
        assert "".join(token["piece"] for token in answer.json()["tokens"]) == " the"
        answer = await app.client.get(AI + "detokenize", params={"tokens": "[259, 260]"})
        assert answer.json() == {"content": " the a"}
        assert (await app.client.get(AI + "detokenize", params={"tokens": "[9999]"})).status_code == 400


# -- leaving ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prompt", ["short", "a long prompt, still being read, " * 14])
async def test_a_client_that_leaves_frees_its_slot(prompt: str, models: Path) -> None:
    asked = {"prompt": prompt, "max_tokens": -1, "stream": True, **GREEDY}
    async with serving(models, **LONG) as app:
        async with app.client.stream("POST", AI + "v1/completions", json=asked):
            assert (await slots(app))["busy"] == 1
        await until(partial(idle, app))
        assert (await slots(app))["aborted"] == 1


async def test_a_client_that_leaves_before_the_first_token_frees_its_slot(models: Path) -> None:
    asked = {"prompt": "word " * 8000, "max_tokens": 5, **GREEDY}
    async with serving(models, **LONG) as app:
        await post(app, "tokenize", {"content": ""})
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(post, app, "v1/completions", asked)
            await until(partial(busy, app))
            tasks.cancel_scope.cancel()
        await until(partial(idle, app))
        pool = await slots(app)
        assert (pool["aborted"], pool["generated_tokens"]) == (1, 0)
        assert pool["cells_held"] < 8000


async def test_unloading_ends_what_is_generated_and_leaves_the_server_up(models: Path) -> None:
    asked = {"prompt": "x", "max_tokens": -1, "stream": True, **GREEDY}
    async with serving(models, **LONG) as app:
        async with app.client.stream("POST", AI + "v1/completions", json=asked) as answer:
            assert (await app.call("ai.llm.model.unload", name="long")).data == {}
            text = (await answer.aread()).decode()
        assert '"code":"ERR_CLOSED"' in text
        assert (await app.client.get(AI + "v1/models")).json()["data"] == []
        assert (await post(app, "v1/completions", {"prompt": "x", "max_tokens": 2}))["usage"]["completion_tokens"] <= 2


async def test_many_at_once_are_all_whole(models: Path) -> None:
    texts: dict[int, str] = {}

    async def one(number: int) -> None:
        asked = {"prompt": [number + 5] * 9, "max_tokens": 20, **GREEDY}
        texts[number] = (await post(app, "v1/completions", asked))["choices"][0]["text"]

    async with serving(models) as app:
        async with anyio.create_task_group() as tasks:
            for number in range(12):
                tasks.start_soon(one, number)
        together = dict(texts)
        for number in range(12):
            await one(number)
        assert texts == together
        assert (await slots(app))["jobs"] == 24


# -- what makes no sense ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("endpoint", "body", "status", "param"),
    [
        ("v1/completions", {}, 400, "prompt"),
        ("v1/completions", {"prompt": []}, 400, "prompt"),
        ("v1/completions", {"prompt": [1, "x"]}, 400, "prompt"),
        ("v1/completions", {"prompt": [100000]}, 400, "prompt"),
        ("v1/completions", {"prompt": "x", "temperature": "hot"}, 400, "temperature"),
        ("v1/completions", {"prompt": "x", "max_tokens": 0}, 400, "max_tokens"),
        ("v1/completions", {"prompt": "x", "n": 0}, 400, "n"),
        ("v1/completions", {"prompt": "x", "logit_bias": {"word": 1}}, 400, "logit_bias"),
        ("v1/completions", {"prompt": "x", "grammar": "nonsense"}, 400, "grammar"),
        ("v1/completions", {"prompt": "x", "stop": ["a"] * 17}, 400, "stop"),
        ("v1/completions", {"prompt": "x", "model": "../../etc/passwd"}, 400, None),
        ("v1/chat/completions", {"messages": []}, 400, "messages"),
        ("v1/chat/completions", {"messages": [{"role": "user", "content": "x"}], "grammar": "x"}, 400, "grammar"),
        ("v1/chat/completions", {"messages": [{"role": "wizard", "content": "x"}]}, 400, "messages[0].role"),
        ("v1/embeddings", {"input": "x", "dimensions": 65}, 400, "dimensions"),
        ("nowhere", {}, 404, None),
    ],
)
async def test_what_is_refused(endpoint: str, body: Any, status: int, param: str | None, models: Path) -> None:
    async with serving(models) as app:
        error = (await post(app, endpoint, body, status))["error"]
        assert error["message"]
        assert error["param"] == param
        if endpoint == "v1/embeddings":
            return
        again = await post(app, endpoint, {**body, "stream": True}, status)
        assert again["error"]["message"] == error["message"]


async def test_methods_and_bodies_that_are_none(models: Path) -> None:
    async with serving(models) as app:
        assert (await app.client.delete(AI + "v1/completions")).status_code == 405
        assert (await app.client.post(AI + "health")).status_code == 405
        for content in (b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 100_000):
            assert (await app.client.post(AI + "v1/completions", content=content)).status_code == 400


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(-1e9, 1e9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
TEXT = st.text(max_size=20) | st.lists(st.text(max_size=5), max_size=3) | st.lists(st.integers(-1, 400), max_size=5)
MESSAGE = st.fixed_dictionaries({"role": st.sampled_from(["system", "user", "assistant"]), "content": TEXT | JSON})
USUAL: dict[str, st.SearchStrategy[Any]] = {
    "max_tokens": st.integers(-2, 5),
    "temperature": st.floats(-1, 6),
    "top_k": st.integers(-1, 500),
    "top_p": st.floats(-0.1, 1.1),
    "min_p": st.floats(0, 1),
    "n": st.integers(0, 3),
    "seed": st.integers(),
    "logprobs": st.booleans() | st.integers(-1, 30),
    "top_logprobs": st.integers(-1, 30),
    "stop": TEXT,
    "stream": st.booleans(),
    "grammar": st.sampled_from(["", 'root ::= "a"', "root ::= b", "root ::= [a-"]),
    "response_format": st.sampled_from([{"type": "json_object"}, {"type": "json_schema"}, {"type": "text"}]),
    "logit_bias": st.dictionaries(st.sampled_from(["5", "400", "x", "-1"]), st.floats(-200, 200), max_size=2),
    "repeat_penalty": st.floats(-1, 11),
    "repeat_last_n": st.integers(-2, 100),
    "presence_penalty": st.floats(-3, 3),
    "model": st.sampled_from(["random", "nobody", ""]),
    "echo": st.booleans(),
    "encoding_format": st.sampled_from(["float", "base64", "x"]),
}
OPTIONS = st.fixed_dictionaries({}, optional={name: JSON | values for name, values in USUAL.items()})
BODIES = st.one_of(
    st.tuples(st.just("v1/completions"), st.fixed_dictionaries({"prompt": TEXT | JSON}), OPTIONS),
    st.tuples(st.just("v1/chat/completions"), st.fixed_dictionaries({"messages": st.lists(MESSAGE)}), OPTIONS),
    st.tuples(st.just("v1/embeddings"), st.fixed_dictionaries({"input": TEXT | JSON}), OPTIONS),
    st.tuples(st.just("tokenize"), st.fixed_dictionaries({"content": TEXT | JSON}), OPTIONS),
)


@settings(max_examples=5, phases=[Phase.generate])
@given(bodies=st.lists(BODIES, min_size=20, max_size=40))
def test_any_body_is_answered_or_refused(models: Path, bodies: list[tuple[str, Any, Any]]) -> None:
    async def ask() -> None:
        async with serving(models, ai_llm_hard_max_tokens=3) as app:
            for endpoint, required, options in bodies:
                answer = await app.client.post(AI + endpoint, json={**options, **required})
                assert answer.status_code in (200, 400, 404, 413, 501), answer.text
                assert answer.status_code == 200 or answer.json()["error"]["message"]

    anyio.run(ask, backend="trio")


def test_the_random_model_is_always_the_same(tmp_path: Path) -> None:
    first, second = write_model(tmp_path / "a.gguf"), write_model(tmp_path / "b.gguf")
    assert first.read_bytes() == second.read_bytes()
    assert write_model(tmp_path / "c.gguf", seed=2).read_bytes() != first.read_bytes()
