"""Upstreams behind the app's endpoints, against a server on loopback that answers as vLLM does."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import trio
from oro_ai import plugin
from oro_ai.testing.upstream_server import Broken, Refusal, Silence, Text, UpstreamServer, upstream_server

from oro_framework.testing import free_port, until
from oro_framework.testing.host import OpenHost, open_host

pytestmark = pytest.mark.anyio

AI = "/ai/llama/"
CHAT = AI + "v1/chat/completions"
HELLO = [{"role": "user", "content": "Hello"}]
KEY = "sesame-opens"


@pytest.fixture
def server() -> Iterator[UpstreamServer]:
    with upstream_server(KEY) as running:
        yield running


@pytest.fixture
def other() -> Iterator[UpstreamServer]:
    with upstream_server(KEY) as running:
        yield running


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_UPSTREAM_KEY", KEY)


def table(server: UpstreamServer, name: str = "work", **more: Any) -> dict[str, Any]:
    values = {"url": server.url, "key_env": "TEST_UPSTREAM_KEY", "models_small": "tests/small", **more}
    return {f"ai_upstreams_{name}_{key}": value for key, value in values.items()}


def opened(*tables: dict[str, Any], **more: Any) -> Any:
    return open_host(plugin, settings={key: value for each in tables for key, value in each.items()} | more)


async def ask(app: OpenHost, status: int = 200, /, **more: Any) -> Any:
    answer = await app.client.post(CHAT, json={"model": "small", "messages": HELLO, **more})
    assert answer.status_code == status, answer.text
    return answer.json()


async def told(app: OpenHost, **more: Any) -> tuple[str, Any]:
    """Return the text of a streamed answer, and the error at its end or None."""
    answer = await app.client.post(CHAT, json={"model": "small", "messages": HELLO, "stream": True, **more})
    assert answer.status_code == 200, answer.text
    events = [line.removeprefix("data: ") for line in answer.text.split("\n\n") if line]
    error = json.loads(events[-1]).get("error") if events[-1] != "[DONE]" else None
    chunks = [json.loads(one) for one in events[:-1]]
    return "".join(one["choices"][0]["delta"].get("content", "") for one in chunks if one["choices"]), error


# -- what is answered --------------------------------------------------------------------------------


async def test_a_model_of_an_upstream_answers_at_the_same_endpoints(server: UpstreamServer) -> None:
    async with opened(table(server)) as app:
        whole = await ask(app, temperature=0)
        assert whole["choices"][0]["message"]["content"] == "one two three"
        assert await told(app) == ("one two three", None)
        assert await told(app, model="work/tests/small", stream_options={"include_usage": True}) == (
            "one two three",
            None,
        )
        text = await app.client.post(AI + "v1/completions", json={"model": "work/small", "prompt": "x"})
        assert text.json()["choices"][0]["text"] == "one two three"
        vectors = await app.client.post(AI + "v1/embeddings", json={"model": "small", "input": ["ab", "c"]})
        assert [one["embedding"][0] for one in vectors.json()["data"]] == [2.0, 1.0]
    first = server.requests[0]
    assert first.headers["authorization"] == f"Bearer {KEY}"
    assert first.body == {"model": "tests/small", "messages": HELLO, "temperature": 0}
    assert {one.body["model"] for one in server.requests} == {"tests/small"}
    assert "cookie" not in first.headers


async def test_the_default_model_may_be_an_upstreams(server: UpstreamServer) -> None:
    async with opened(table(server), ai_llm_default_model="small") as app:
        answer = await app.client.get(
            CHAT, params={"messages": json.dumps(HELLO), "max_tokens": "5", "stream": "false"}
        )
        assert answer.status_code == 200, answer.text
        assert (await app.client.get(AI + "health")).json()["ready"] is True
        assert (await app.client.get(AI + "slots")).json() == []
        error = (await app.client.post(AI + "tokenize", json={"content": "x"})).json()["error"]
        assert "upstream" in error["message"]
    assert server.requests[0].body == {"model": "tests/small", "messages": HELLO, "max_tokens": 5, "stream": False}


async def test_models_of_both_kinds_are_listed_and_answer(server: UpstreamServer, models: Any) -> None:
    anything = {"ai_upstreams_any_url": server.url, "ai_upstreams_any_key_env": "TEST_UPSTREAM_KEY"}
    refused = {"ai_upstreams_gone_url": f"http://127.0.0.1:{free_port()}/v1"}
    local = {"ai_llm_model_path": str(models), "ai_llm_default_model": "random", "ai_process": "app"}
    async with opened(table(server), anything, refused, local) as app:
        assert (await ask(app, model="random", max_tokens=2))["model"] == "random.gguf"
        listed = (await app.client.get(AI + "v1/models")).json()["data"]
        assert [(one["id"], one["owned_by"]) for one in listed] == [
            ("random.gguf", "local"),
            ("any/tests/small", "any"),
            ("small", "work"),
        ]
        one = await app.client.get(AI + "v1/models/any/tests/small")
        assert one.json()["owned_by"] == "any"
        assert (await app.client.get(AI + "v1/models/nobody")).status_code == 404
        assert [one["name"] for one in (await app.client.get(AI + "health")).json()["upstreams"]] == [
            "any",
            "gone",
            "work",
        ]
        assert (await ask(app, 404, model="work/other"))["error"]["code"] == "model_not_found"


async def test_a_stream_is_passed_on_event_by_event(server: UpstreamServer) -> None:
    server.plan(Text("first", endless=True))
    async with opened(table(server)) as app:
        body = {"model": "small", "messages": HELLO, "stream": True}
        with trio.CancelScope() as leaving:
            async with app.client.stream("POST", CHAT, json=body) as answer:
                seen = ""
                async for text in answer.aiter_text():  # it never ends: a buffered one would never begin
                    seen += text
                    if "more" in seen:
                        leaving.cancel()
        assert await trio.to_thread.run_sync(lambda: server.left.acquire(timeout=10))


async def test_a_page_that_leaves_before_the_first_event_leaves_the_upstream(server: UpstreamServer) -> None:
    server.plan(Silence())
    async with opened(table(server)) as app:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(
                lambda: app.client.post(CHAT, json={"model": "small", "messages": HELLO, "stream": True})
            )
            await until(lambda: bool(server.requests))
            nursery.cancel_scope.cancel()
        assert await trio.to_thread.run_sync(lambda: server.left.acquire(timeout=10))


# -- what goes wrong ---------------------------------------------------------------------------------


@pytest.mark.parametrize("planned", [Broken("one two"), Broken("one two", error="out of memory")])
async def test_an_upstream_that_fails_amid_a_stream_ends_it_with_an_error(
    server: UpstreamServer, other: UpstreamServer, planned: Broken
) -> None:
    server.plan(planned)
    async with opened(table(server), table(other, "other", order=1)) as app:
        text, error = await told(app)
        assert (text, error["type"], error["code"]) == ("one two", "server_error", "ERR_UPSTREAM")
        assert 'upstream "work"' in error["message"]
        assert (planned.error or "connection broke") in error["message"]
    assert other.requests == []  # what was said cannot be said again by another


@pytest.mark.parametrize(
    ("endpoint", "body"),
    [("v1/messages", {"messages": HELLO, "max_tokens": 5}), ("v1/responses", {"input": "Hello"})],
)
async def test_a_failure_amid_a_stream_is_told_as_the_clients_of_an_endpoint_expect(
    endpoint: str, body: dict[str, Any], server: UpstreamServer
) -> None:
    server.plan(Broken("one two"))
    async with opened(table(server)) as app:
        answer = await app.client.post(AI + endpoint, json={**body, "model": "small", "stream": True})
    name, data = answer.text.rstrip().rpartition("\n\n")[2].split("\n")
    told = json.loads(data.removeprefix("data: "))
    error = told["error"] if endpoint == "v1/messages" else told
    assert (name, told["type"]) == ("event: error", "error")
    assert 'upstream "work"' in error["message"]


async def test_the_parameter_of_a_url_is_not_passed_on(server: UpstreamServer) -> None:
    async with opened(table(server)) as app:
        body = {"model": "small", "messages": HELLO, "max_tokens": 5}
        assert (await app.client.post(AI + "v1/messages?beta=true", json=body)).status_code == 200
    assert server.requests[0].body == {**body, "model": "tests/small"}


async def test_the_next_upstream_is_asked_before_the_first_event(server: UpstreamServer, other: UpstreamServer) -> None:
    server.plan(Refusal(503), Refusal(500), Broken(""))
    gone = {"ai_upstreams_gone_url": f"http://127.0.0.1:{free_port()}/v1", "ai_upstreams_gone_models_small": "x"}
    async with opened(gone, table(server), table(other, "other", order=1)) as app:
        assert await told(app) == ("one two three", None)
        assert (await ask(app))["choices"][0]["message"]["content"] == "one two three"
    assert len(server.requests) == len(other.requests) == 2


async def test_a_slow_start_is_waited_for(server: UpstreamServer) -> None:
    server.plan(
        Refusal(503, body=b'{"error": {"message": "Loading model", "code": 503}}'), Refusal(502, body=b"<html>")
    )
    async with opened(table(server)) as app:
        assert await told(app) == ("one two three", None)
    assert len(server.requests) == 3


async def test_a_pause_that_is_asked_for_is_made(server: UpstreamServer) -> None:
    server.plan(Refusal(429, {"retry-after": "1"}))
    async with opened(table(server)) as app:
        began = trio.current_time()
        assert await told(app) == ("one two three", None)
        assert trio.current_time() - began >= 0.99
        server.plan(Refusal(429, {"retry-after": "3600"}))
        answer = await app.client.post(CHAT, json={"model": "small", "messages": HELLO, "stream": True})
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "3600")
        assert answer.json()["error"]["type"] == "rate_limit_error"


async def test_retries_come_to_an_end(server: UpstreamServer) -> None:
    server.plan(*[Refusal(500)] * 9)
    async with opened(table(server, retries=1)) as app:
        error = (await ask(app, 502))["error"]
        assert error["message"] == 'Cannot use upstream "work": Not now'
    assert len(server.requests) == 2


async def test_a_wrong_key_is_told_without_the_key(
    server: UpstreamServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("TEST_UPSTREAM_KEY", "wrong-key-1")
    async with opened(table(server)) as app:
        error = (await ask(app, 502))["error"]
        assert "refuses the key (status 401)" in error["message"]
        assert len(server.requests) == 1
        monkeypatch.setenv("TEST_UPSTREAM_KEY", KEY)  # it is read again
        await ask(app)
        said = json.dumps(error) + (await app.client.get(AI + "health")).text
    assert "wrong-key-1" not in said + caplog.text
    assert KEY not in said + caplog.text


async def test_a_key_that_is_not_there_is_told(server: UpstreamServer) -> None:
    async with opened(table(server, key_env="TEST_NO_SUCH_KEY")) as app:
        assert "TEST_NO_SUCH_KEY is not set" in (await ask(app, 502))["error"]["message"]
    async with opened({"ai_upstreams_work_url": server.url, "ai_upstreams_work_key": "openai"}) as app:
        assert "plugin secrets is not active" in (await ask(app, 502, model="work/x"))["error"]["message"]
    assert server.requests == []


async def test_nobody_listens(server: UpstreamServer) -> None:
    async with opened(table(server, url=f"http://127.0.0.1:{free_port()}/v1", retries=0)) as app:
        assert "cannot be connected to" in (await ask(app, 502))["error"]["message"]


async def test_an_upstream_that_falls_silent_is_left(server: UpstreamServer) -> None:
    server.plan(Silence())
    async with opened(table(server, timeout=0.3)) as app:
        error = (await ask(app, 504))["error"]
        assert (error["type"], error["code"]) == ("timeout_error", "ERR_UPSTREAM_TIMEOUT")


async def test_redirects_and_other_answers_are_not_followed(server: UpstreamServer, other: UpstreamServer) -> None:
    server.plan(Refusal(307, {"location": other.url}), Refusal(200, body=b"[]"), Refusal(200, body=b"{}"))
    async with opened(table(server)) as app:
        assert "redirects" in (await ask(app, 502))["error"]["message"]
        assert "no JSON object" in (await ask(app, 502))["error"]["message"]
        assert "where a stream" in (await ask(app, 502, stream=True))["error"]["message"]
    assert other.requests == []


async def test_what_the_upstream_refuses_is_refused_with_its_reason(server: UpstreamServer) -> None:
    said = {"error": {"message": "top_p is too large.", "param": "top_p"}}
    server.plan(Refusal(400, body=json.dumps(said).encode()))
    async with opened(table(server)) as app:
        error = (await ask(app, 400, top_p=5))["error"]
        assert (error["param"], error["type"]) == ("top_p", "invalid_request_error")
        assert "top_p is too large" in error["message"]


# -- limits ------------------------------------------------------------------------------------------


async def test_limits_are_those_of_local_models(server: UpstreamServer) -> None:
    limits = {"ai_llm_max_prompt_bytes": 50, "ai_llm_embed_max_total_bytes": 60, "ai_llm_hard_max_tokens": 7}
    long = "x" * 61
    async with opened(table(server), limits) as app:
        for endpoint, body in (
            ("v1/chat/completions", {"messages": [{"role": "user", "content": [{"type": "text", "text": long}]}]}),
            ("v1/completions", {"prompt": ["x", long]}),
            ("v1/embeddings", {"input": ["x", long]}),
            ("v1/rerank", {"query": "x", "documents": [{"text": long}]}),
        ):
            answer = await app.client.post(AI + endpoint, json={"model": "small", **body})
            assert (answer.status_code, answer.json()["error"]["code"]) == (413, "prompt_too_large")
        for given in ({}, {"max_tokens": 9}, {"max_tokens": -1}, {"n_predict": 100}):
            await ask(app, **given)
        await ask(app, max_completion_tokens=3)
        assert (await ask(app, 501, lora=[{"id": 0, "scale": 1}]))["error"]["param"] == "lora"
        assert (await ask(app, 400, stream="yes"))["error"]["param"] == "stream"
    assert [one.body.get("max_tokens") for one in server.requests] == [7, 7, 7, 7, None]
    assert server.requests[-1].body["max_completion_tokens"] == 3
    assert all("n_predict" not in one.body for one in server.requests)


async def test_too_many_requests_are_refused_before_they_go_out(server: UpstreamServer) -> None:
    async with opened(table(server), ai_llm_rate_limit_rps=0.01) as app:
        await ask(app)
        assert (await ask(app, 429))["error"]["code"] == "rate_limit_exceeded"
    assert len(server.requests) == 1


async def test_a_key_may_be_a_secret_of_the_app(server: UpstreamServer) -> None:
    from oro_framework.service import Service

    class Secrets(Service):
        name = "secrets"

        async def recall(self, space: str, key: str) -> str | None:
            return {("", "openai"): KEY}.get((space, key))

        async def keep(self, space: str, key: str, secret: str) -> None:
            raise NotImplementedError

        async def forget(self, space: str, key: str) -> bool:
            raise NotImplementedError

    class Plugin:
        @staticmethod
        def services() -> list[type[Service]]:
            return [Secrets]

    from oro_framework.hookspecs import hookimpl

    hooks = type("Hooks", (), {"oro_services": staticmethod(hookimpl(Plugin.services))})
    settings = {"ai_upstreams_work_url": server.url, "ai_upstreams_work_key": "openai"}
    async with open_host(plugin, hooks, settings=settings) as app:
        await ask(app, model="work/any")
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
