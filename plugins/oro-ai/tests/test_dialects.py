"""Any body of the APIs that are translated is answered, or refused in the shape its clients expect."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anyio
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from oro_ai import plugin

from oro_framework.testing.host import open_host

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KINDS = st.sampled_from(
    ["message", "function_call", "function_call_output", "reasoning", "text", "input_text", "tool_use", "tool_result"]
)
PART = st.fixed_dictionaries({"type": KINDS | JSON}, optional={"text": JSON, "content": JSON, "thinking": JSON}) | JSON
ITEM = st.fixed_dictionaries(
    {},
    optional={
        "type": KINDS | JSON,
        "role": st.sampled_from(["user", "assistant", "system", "tool"]) | JSON,
        "content": st.text(max_size=5) | st.lists(PART, max_size=2) | JSON,
        "output": JSON,
        "name": st.just("f") | JSON,
        "arguments": st.just("{}") | JSON,
        "call_id": JSON,
        "input": JSON,
        "tool_calls": st.lists(JSON, max_size=2) | JSON,
    },
)
ITEMS = st.lists(ITEM | JSON, min_size=1, max_size=3) | JSON
SCHEMA = st.sampled_from([{"type": "object"}, {"type": "nonsense"}]) | JSON
TOOL = st.fixed_dictionaries(
    {"name": st.just("f") | JSON}, optional={"type": JSON, "parameters": SCHEMA, "input_schema": SCHEMA}
)
MORE: dict[str, st.SearchStrategy[Any]] = {
    "stream": st.booleans(),
    "tools": st.lists(TOOL, max_size=2) | JSON,
    "tool_choice": st.sampled_from(["auto", "required", {"type": "any"}, {"type": "tool"}, {"type": "function"}])
    | JSON,
    "max_tokens": st.integers(0, 3),
    "max_output_tokens": st.integers(0, 3),
    "system": st.lists(PART, max_size=2) | JSON,
    "instructions": JSON,
    "text": st.fixed_dictionaries({"format": JSON}) | JSON,
    "format": SCHEMA,
    "options": st.fixed_dictionaries({}, optional={"num_predict": JSON, "num_ctx": JSON, "top_k": JSON}) | JSON,
    "previous_response_id": JSON,
    "think": JSON,
    "prompt": JSON,
    "suffix": JSON,
}
ENDPOINTS = {
    "v1/responses": ("input", ("stream", "tools", "tool_choice", "max_output_tokens", "instructions", "text")),
    "v1/messages": ("messages", ("stream", "tools", "tool_choice", "system")),
    "api/chat": ("messages", ("stream", "tools", "format", "options", "think")),
    "api/generate": ("prompt", ("stream", "suffix", "format", "options", "think")),
}


def bodies(endpoint: str) -> st.SearchStrategy[tuple[str, Any]]:
    said, names = ENDPOINTS[endpoint]
    always = {"model": st.just("random"), said: ITEMS if said != "prompt" else st.text(max_size=5)}
    if endpoint == "v1/messages":
        always["max_tokens"] = MORE["max_tokens"]
    return st.tuples(st.just(endpoint), st.fixed_dictionaries(always, optional={name: MORE[name] for name in names}))


def refused(endpoint: str, error: Any) -> bool:
    """Return whether an error has the shape that clients of the endpoint expect."""
    if endpoint.startswith("api/"):
        return bool(error["error"].startswith("Cannot"))
    return bool(error["error"]["message"]) and (endpoint != "v1/messages" or error["type"] == "error")


@settings(max_examples=5, phases=[Phase.generate])
@given(asked=st.lists(st.one_of([bodies(endpoint) for endpoint in ENDPOINTS]), min_size=40, max_size=60))
def test_any_body_is_answered_or_refused(models: Path, asked: list[tuple[str, Any]]) -> None:
    async def ask() -> None:
        keys = {"ai_llm_model_path": str(models), "ai_llm_hard_max_tokens": 3, "ai_process": "app"}
        async with open_host(plugin, settings=keys) as app:
            for endpoint, body in asked:
                answer = await app.client.post(f"/ai/llama/{endpoint}", json=body)
                assert answer.status_code in (200, 400, 404, 501), (endpoint, body, answer.text)
                assert answer.status_code == 200 or refused(endpoint, answer.json()), (endpoint, body, answer.text)

    anyio.run(ask, backend="trio")
