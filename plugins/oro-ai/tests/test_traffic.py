"""What is let in: buckets by any clock, and every limit of the configuration through the door pages use."""

from __future__ import annotations

import json
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai import settings
from oro_ai.models.traffic import Bucket, Counts

from oro_framework.testing import until

AI = "/ai/llama/"
GREEDY = {"temperature": 0, "ignore_eos": True}
ENDLESS = {"prompt": "x", "max_tokens": -1, "stream": True, **GREEDY}
ONE = {"prompt": "x", "max_tokens": 1, **GREEDY}
SEED = {
    "ai_llm_server_prefix": "/ai/llama",
    "ai_llm_default_model": "",
    "ai_llm_rate_limit_concurrency": 4,
    "ai_llm_rate_limit_rps": 0,
    "ai_llm_rate_limit_burst": 0,
    "ai_llm_default_max_tokens": 128,
    "ai_llm_default_temperature": 0.8,
    "ai_llm_default_top_p": 0.95,
    "ai_llm_default_top_k": 40,
    "ai_llm_default_min_p": 0.05,
    "ai_llm_hard_max_tokens": 0,
    "ai_llm_max_prompt_bytes": 131072,
    "ai_llm_embed_max_total_bytes": 1 << 20,
    "ai_llm_pool_capacity": 2,
    "ai_llm_model_path": "",
    "ai_llm_lora_path": "",
    "ai_llm_gpu_layer_count": 0,
    "ai_llm_n_threads": 0,
    "ai_llm_context_n_batch": 128,
    "ai_llm_context_n_ubatch": 0,
    "ai_llm_debug_kv_log": False,
    "ai_llm_debug_kv_log_interval_ms": 5000,
    "ai_llm_debug_route_metrics": False,
    "ai_llm_debug_route_metrics_recent_ms": 300000,
    "ai_llm_debug_route_metrics_top_k": 32,
}
ENVIRONMENT = {"ai_llm_model_path": "ORO_AI_LLM_MODEL_PATH", "ai_llm_lora_path": "ORO_AI_LLM_LORA_PATH"}


# -- sans-IO ---------------------------------------------------------------------------------------------


@given(rate=st.floats(0.01, 1000), burst=st.integers(0, 50), steps=st.lists(st.floats(0, 5), min_size=1, max_size=200))
def test_no_second_lets_in_more_than_the_rate_and_one_burst(rate: float, burst: int, steps: list[float]) -> None:
    bucket, now, let_in = Bucket(rate, burst), 100.0, 0
    most = burst or max(1.0, rate)
    for step in steps:
        now += step
        wait = bucket.take(now)
        let_in += not wait
        assert 0 <= wait <= 1 / rate + 1e-6
        assert let_in <= most + (now - 100.0) * rate + 1e-6
        if wait:
            assert bucket.take(now + wait * 0.99) > 0 or wait < 1e-3
            now += wait * 1.01 + 1e-6
            assert bucket.take(now) == 0
            let_in += 1


def test_a_clock_that_stands_still_gives_one_burst() -> None:
    bucket = Bucket(10, 3)
    assert [bucket.take(5.0) == 0 for _ in range(5)] == [True, True, True, False, False]
    assert bucket.take(5.0) == pytest.approx(0.1)


def test_counts_tell_of_the_busiest_endpoints_and_of_recent_requests() -> None:
    counts = Counts()
    for at, endpoint, status in ((0, "a", 200), (1, "b", 200), (2, "b", 429), (3, "b", 200)):
        counts.add(endpoint, status, at)
    shown = counts.shown(3.5, window=2, top=1)
    assert shown["counts"] == {"b": 3}
    assert shown["status"] == {"b": {"200": 2, "429": 1}}
    assert [one["ago_ms"] for one in shown["recent"]] == [1500, 500]


def test_keys_and_defaults_are_those_of_the_specification() -> None:
    ours = {setting.key: setting for setting in settings.ALL}
    assert {key: ours[key].default for key in SEED} == SEED
    assert {key: ours[key].env[0] for key in ENVIRONMENT} == ENVIRONMENT


@pytest.mark.parametrize(
    "setting", [one for one in settings.ALL if type(one.default) in (int, float)], ids=lambda setting: setting.key
)
def test_every_number_refuses_what_it_cannot_be(setting: Any) -> None:
    assert setting.type(setting.default) == setting.default
    for value in ("x", -2, None, float("nan")):
        with pytest.raises((ValueError, TypeError)):
            setting.type(value)


# -- through the door ------------------------------------------------------------------------------------


async def asked(app: Any, endpoint: str, body: Any) -> httpx.Response:
    answer: httpx.Response = await app.client.post(AI + endpoint, json=body)
    return answer


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    error: dict[str, Any] = answer.json()["error"]
    assert error["code"] == code
    return error


@pytest.mark.anyio
async def test_more_than_may_wait_are_refused_until_one_leaves(serving: Any) -> None:
    limits = {"ai_llm_rate_limit_concurrency": 1, "ai_llm_rate_limit_queue": 1}
    async with serving(endless=True, **limits) as app:
        async with (
            app.client.stream("POST", AI + "v1/completions", json=ENDLESS) as running,
            anyio.create_task_group() as tasks,
        ):
            tasks.start_soon(asked, app, "v1/completions", ONE)

            async def inside() -> bool:
                return bool((await app.client.get(AI + "health")).json()["requests"]["inside"] >= 2)

            await until(inside)
            for endpoint, body in (("v1/completions", ONE), ("v1/embeddings", {"input": "x"})):
                answer = await asked(app, endpoint, body)
                assert refused(answer, 429, "rate_limit_exceeded")["type"] == "rate_limit_error"
                assert int(answer.headers["retry-after"]) >= 1
            assert (await asked(app, "tokenize", {"content": "x"})).status_code == 200
            await running.aclose()
        assert (await asked(app, "v1/completions", ONE)).status_code == 200
        requests = (await app.client.get(AI + "health")).json()["requests"]
        assert requests == {"inside": 0, "refused": 2}


@pytest.mark.anyio
async def test_more_than_the_burst_are_refused_and_told_when_to_come_again(serving: Any) -> None:
    async with serving(ai_llm_rate_limit_rps=0.01, ai_llm_rate_limit_burst=2) as app:
        answers = [await asked(app, "v1/completions", ONE) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
        assert 90 <= int(answers[-1].headers["retry-after"]) <= 100
        assert (await app.client.get(AI + "health")).status_code == 200
        assert (await app.client.get(AI + "v1/models")).status_code == 200


@pytest.mark.anyio
async def test_requests_come_in_again_when_their_second_has_passed(serving: Any) -> None:
    async with serving(ai_llm_rate_limit_rps=20.0, ai_llm_rate_limit_burst=1) as app:

        async def let_in() -> bool:
            return (await asked(app, "v1/completions", ONE)).status_code != 429

        for _ in range(3):
            await until(let_in)


@pytest.mark.anyio
async def test_bytes_of_prompts_bodies_and_inputs(serving: Any) -> None:
    limits = {"ai_llm_max_prompt_bytes": 100, "ai_llm_embed_max_total_bytes": 150}
    long, wide = "x" * 101, "\u00e9" * 51
    chat = [{"role": "user", "content": long}]
    async with serving(**limits) as app:
        assert (await asked(app, "v1/completions", {**ONE, "prompt": "x" * 100})).status_code == 200
        for text in (long, wide):
            for endpoint, body in (
                ("v1/completions", {"prompt": text}),
                ("v1/chat/completions", {"messages": chat}),
                ("v1/embeddings", {"input": text}),
                ("tokenize", {"content": text}),
            ):
                refused(await asked(app, endpoint, body), 413, "prompt_too_large")
        inputs = ["x" * 80, "x" * 70]
        assert (await asked(app, "v1/embeddings", {"input": inputs})).status_code == 200
        refused(await asked(app, "v1/embeddings", {"input": [*inputs, "x"]}), 413, "prompt_too_large")
        large = json.dumps({"content": "x", "more": "x" * (1 << 20)})
        refused(await app.client.post(AI + "tokenize", content=large), 413, "ERR_TOO_LARGE")


@pytest.mark.anyio
async def test_requests_are_counted_by_endpoint_and_status(serving: Any) -> None:
    async with serving(endless=True, ai_llm_debug_route_metrics=True) as app:
        await asked(app, "v1/completions", ONE)
        await asked(app, "v1/completions", {})
        await app.client.get(AI + "nothing")
        async with app.client.stream("POST", AI + "v1/completions", json=ENDLESS):
            pass
        async with app.client.stream("POST", AI + "v1/completions", json=ENDLESS) as answer:
            await app.call("ai.llm.model.unload", name="long")
            await answer.aread()

        async def counted() -> Any:
            routes = (await app.client.get(AI + "health")).json()["routes"]
            return routes if routes["counts"]["v1/completions"] >= 4 else None

        routes = await until(counted)
        assert routes["status"]["v1/completions"] == {"200": 1, "400": 1, "410": 1, "499": 1}
        assert "nothing" not in routes["counts"]
        assert [one["status"] for one in routes["recent"] if one["endpoint"] == "v1/completions"].count(499) == 1
    async with serving() as app:
        assert "routes" not in (await app.client.get(AI + "health")).json()


@pytest.mark.anyio
async def test_an_origin_that_is_named_may_ask_and_no_other(serving: Any) -> None:
    friend = "https://friend.example"
    heard, granted = {"webview_cors_allowed_origins": friend}, {"permissions_origins_ai": friend}
    async with serving(**heard, **granted) as app:
        for origin, status in ((friend, 200), ("https://friend.example:8443", 403), ("http://friend.example", 403)):
            async with app.client_of(origin) as client:
                assert (await client.post(AI + "v1/completions", json=ONE)).status_code == status
                assert (await client.get(AI + "metrics")).status_code == status
        async with app.client_of(None) as client:
            assert (await client.post(AI + "v1/completions", json=ONE)).status_code == 403
    for one in (heard, granted, {}):
        async with serving(**one) as app, app.client_of(friend) as client:
            assert (await client.get(AI + "health")).status_code == 403
