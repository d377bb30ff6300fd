"""What users of llama-server expect beyond OpenAI's endpoints, asked by httpx through the door pages use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from oro_ai import plugin
from oro_ai.api.metrics import Family, written
from oro_ai.testing import write_adapter, write_model, write_ranker

from oro_framework.testing import until
from oro_framework.testing.host import OpenHost, open_host

AI = "/ai/llama/"
NEAR = 0.005
"""By how much scores differ when other pairs are computed beside them."""
GREEDY = {"temperature": 0, "ignore_eos": True}
ENDLESS = {"prompt": "x", "max_tokens": -1, "stream": True, **GREEDY}
SAMPLE = re.compile(r'[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-z_]+="([^"\\\n]|\\[\\n"])*",?)*\})? -?[0-9.e+-]+')
"""A line of Prometheus' text format that is no comment."""


@pytest.fixture(scope="module")
def ranker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with `rank.gguf`, which ranks."""
    folder = tmp_path_factory.mktemp("rankers")
    write_ranker(folder / "rank.gguf")
    write_model(folder / "random.gguf")
    return folder


async def post(app: OpenHost, endpoint: str, body: Any, status: int = 200) -> Any:
    answer = await app.client.post(AI + endpoint, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def get(app: OpenHost, endpoint: str, status: int = 200) -> Any:
    answer = await app.client.get(AI + endpoint)
    assert answer.status_code == status, answer.text
    return answer.json()


# -- rerank ----------------------------------------------------------------------------------------------


def ranking(folder: Path, **more: Any) -> Any:
    keys = {"ai_llm_model_path": str(folder), "ai_llm_default_model": "rank", **more}
    return open_host(plugin, settings=keys)


@pytest.mark.anyio
async def test_documents_are_ranked_and_the_best_comes_first(ranker: Path) -> None:
    documents = [f"document number {number}" + " more" * (number % 4) for number in range(20)]
    asked = {"query": "which number", "documents": documents}
    async with ranking(ranker) as app:
        whole = await post(app, "v1/rerank", asked)
        results = whole["results"]
        scores = {one["index"]: one["relevance_score"] for one in results}
        assert sorted(scores) == list(range(20))
        assert [one["relevance_score"] for one in results] == sorted(scores.values(), reverse=True)
        assert len(set(scores.values())) > 10
        best = await post(app, "rerank", {**asked, "top_n": 3, "return_documents": True})
        assert [one["index"] for one in best["results"]] == [one["index"] for one in results[:3]]
        assert all(one["document"]["text"] == documents[one["index"]] for one in best["results"])
        (alone,) = (await post(app, "v1/rerank", {**asked, "documents": [{"text": documents[7]}]}))["results"]
        assert alone["relevance_score"] == pytest.approx(scores[7], abs=NEAR)
        (other,) = (await post(app, "v1/rerank", {"query": "why", "documents": [documents[7]]}))["results"]
        assert other["relevance_score"] != pytest.approx(scores[7], abs=NEAR)
        by_url = await app.client.get(AI + "rerank", params={"query": "which number", "documents": '["a", "b"]'})
        assert len(by_url.json()["results"]) == 2


@pytest.mark.anyio
async def test_what_cannot_be_ranked(ranker: Path) -> None:
    limits = {"ai_llm_max_prompt_bytes": 400, "ai_llm_embed_max_total_bytes": 600}
    async with ranking(ranker, **limits) as app:
        one = {"query": "q", "documents": ["d"]}
        assert (await post(app, "rerank", {**one, "model": "random"}, 400))["error"]["param"] == "model"
        assert "only ranks" in (await post(app, "v1/embeddings", {"input": "x"}, 400))["error"]["message"]
        wrong: list[tuple[str, Any]] = [
            ("documents", []),
            ("documents", [{}]),
            ("documents", [5]),
            ("query", 5),
            ("top_n", 0),
        ]
        for name, value in wrong:
            error = (await post(app, "rerank", {**one, name: value}, 400))["error"]
            assert error["param"].startswith(name)
        assert (await post(app, "rerank", {**one, "documents": ["x" * 300]}, 400))["error"]["param"] == "documents"
        assert (await post(app, "rerank", {**one, "query": "x" * 401}, 413))["error"]["param"] == "query"
        assert (await post(app, "rerank", {**one, "documents": ["x" * 300] * 2}, 413))["error"]["param"] == "documents"


# -- what there is ---------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_props_tell_of_the_model_and_its_defaults(serving: Any) -> None:
    async with serving(ai_llm_default_top_k=7) as app:
        props = await get(app, "props")
        assert props["default_generation_settings"]["params"]["top_k"] == 7
        assert (props["total_slots"], props["model_alias"], props["bos_token"]) == (4, "random.gguf", "<s>")
        assert "message.role" in props["chat_template"]
        assert (await get(app, "props?model=nobody", 404))["error"]["code"] == "model_not_found"


@pytest.mark.anyio
async def test_slots_tell_what_each_sequence_does(serving: Any) -> None:
    async with serving(endless=True) as app:
        assert await get(app, "slots") == []
        async with app.client.stream("POST", AI + "v1/completions", json=ENDLESS):
            found = await get(app, "slots?model=long")
            assert [slot["is_processing"] for slot in found].count(True) == 1
            assert len(found) == 4
            assert max(slot["n_promised"] for slot in found) == 100_000

        async def idle() -> bool:
            return not any(slot["is_processing"] for slot in await get(app, "slots"))

        await until(idle)
        assert max(slot["n_cached"] for slot in await get(app, "slots")) > 0
        assert (await get(app, "slots?model=random", 404))["error"]["param"] is None


@pytest.mark.anyio
async def test_metrics_are_of_every_model_and_request(serving: Any) -> None:
    async with serving() as app:
        for model in ("random", "long"):
            await post(app, "v1/completions", {"model": model, "prompt": "x", "max_tokens": 5, **GREEDY})
        await post(app, "v1/completions", {}, 400)
        answer = await app.client.get(AI + "metrics")
        assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
        lines = answer.text.splitlines()
        assert 'llamacpp:tokens_predicted_total{model="random.gguf"} 5' in lines
        assert 'llamacpp:tokens_predicted_total{model="long.gguf"} 5' in lines
        assert 'oro_ai:requests_total{endpoint="v1/completions",status="200"} 2' in lines
        assert 'oro_ai:requests_total{endpoint="v1/completions",status="400"} 1' in lines

        async def idle() -> bool:
            told = (await app.client.get(AI + "metrics")).text.splitlines()
            return 'llamacpp:requests_processing{model="long.gguf"} 0' in told

        await until(idle)  # a slot is free a moment after its answer has been told
        named = [line.split()[2] for line in lines if line.startswith("# TYPE")]
        assert len(named) == len(set(named))


@given(value=st.text(), number=st.floats(allow_nan=False, allow_infinity=False))
def test_any_label_is_one_line_that_is_read_back(value: str, number: float) -> None:
    _, _, line, end = written([Family("a:b", "gauge", "help", (({"model": value}, number),))]).split("\n")
    assert end == ""
    assert SAMPLE.fullmatch(line)
    label, _, shown = line.removeprefix('a:b{model="').rpartition('"} ')
    assert re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), label) == value
    assert float(shown) == number


@pytest.mark.anyio
async def test_what_a_cache_holds_is_told_and_not_used_against_ones_will(serving: Any) -> None:
    asked = {"prompt": "a prompt of some length", "max_tokens": 4, **GREEDY}
    async with serving() as app:

        async def used(**more: Any) -> tuple[int, int]:
            usage = (await post(app, "v1/completions", {**asked, **more}))["usage"]
            return usage["prompt_tokens"], usage["prompt_tokens_details"]["cached_tokens"]

        length, cached = await used()
        assert (length > 10, cached) == (True, 0)
        assert await used() == (length, length - 1)
        assert await used(cache_prompt=False) == (length, 0)
        assert await used(n=3) == (length, length - 1)


# -- adapters --------------------------------------------------------------------------------------------


@pytest.mark.anyio
async def test_adapters_are_listed_scaled_and_chosen_by_a_request(serving: Any, tmp_path: Path) -> None:
    for seed in (1, 2):
        write_adapter(tmp_path / f"lora{seed}.gguf", seed=seed)
    asked = {"prompt": "Once upon", "max_tokens": 12, **GREEDY}

    async def text(**more: Any) -> str:
        return str((await post(app, "v1/completions", {**asked, **more}))["choices"][0]["text"])

    async with serving(ai_llm_lora_path=str(tmp_path)) as app:
        assert await get(app, "lora-adapters") == []
        plain = await text()
        assert await get(app, "lora-adapters") == []
        for name in ("lora1", "lora2"):
            await app.call("ai.llm.lora.load", model="random", name=name)
        assert [(one["id"], one["name"], one["scale"]) for one in await get(app, "lora-adapters")] == [
            (0, "lora1.gguf", 0.0),
            (1, "lora2.gguf", 0.0),
        ]
        assert await text() == plain
        first, second = await text(lora=[{"id": 0, "scale": 1}]), await text(lora=[{"id": "lora2", "scale": 1}])
        assert len({plain, first, second}) == 3
        told = await post(app, "lora-adapters", [{"id": 1, "scale": 1.0}])
        assert [one["scale"] for one in told] == [0.0, 1.0]
        assert await text() == second
        assert await text(lora=[]) == plain
        assert await text(lora=[{"id": 0, "scale": 1}]) == first
        await post(app, "lora-adapters", {"adapters": [{"id": 0, "scale": 1}, {"id": 1, "scale": 0}]})
        assert await text() == first
        error = (await post(app, "lora-adapters", [{"id": 5, "scale": 1}], 404))["error"]
        assert error["param"] == "lora"
        await post(app, "v1/completions", {**asked, "lora": [{"id": 0, "scale": 1}] * 2}, 400)
        assert await text() == first
        assert [one["scale"] for one in await post(app, "lora-adapters", [])] == [0.0, 0.0]
        assert await text() == plain


# -- anything --------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(-1e9, 1e9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
SCALED = st.fixed_dictionaries({"id": st.integers(-1, 2) | st.text(max_size=3), "scale": st.floats(-200, 200)})
BODIES = st.one_of(
    st.tuples(
        st.sampled_from(["rerank", "v1/rerank"]),
        st.fixed_dictionaries(
            {"query": st.text(max_size=20) | JSON, "documents": st.lists(st.text(max_size=20) | JSON, max_size=4)},
            optional={"top_n": st.integers(-1, 5) | JSON, "return_documents": JSON, "model": JSON},
        ),
    ),
    st.tuples(
        st.just("lora-adapters"),
        st.lists(SCALED | JSON, max_size=3)
        | st.fixed_dictionaries({}, optional={"adapters": st.lists(SCALED, max_size=2) | JSON, "model": JSON}),
    ),
    st.tuples(
        st.just("v1/completions"),
        st.fixed_dictionaries(
            {"prompt": st.text(max_size=5), "model": st.just("random")},
            optional={"lora": st.lists(SCALED, max_size=2) | JSON, "cache_prompt": JSON},
        ),
    ),
)


@settings(max_examples=5, phases=[Phase.generate])
@given(bodies=st.lists(BODIES, min_size=20, max_size=40))
def test_any_body_is_answered_or_refused(ranker: Path, bodies: list[tuple[str, Any]]) -> None:
    async def ask() -> None:
        async with ranking(ranker, ai_llm_hard_max_tokens=3) as app:
            for endpoint, body in bodies:
                answer = await app.client.post(AI + endpoint, json=body)
                assert answer.status_code in (200, 400, 404, 413), answer.text
                assert answer.status_code == 200 or answer.json()["error"]["message"]

    anyio.run(ask, backend="trio")
