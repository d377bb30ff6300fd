"""Tools: calls that must be made and that may be made, whole and streamed, and what templates make of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from oro_ai import plugin
from oro_ai.chat.calls import CallReader, gathered
from oro_ai.chat.tools import HERMES, Function, grammar
from oro_ai.testing import write_model
from oro_ai.testing.random_model import CHAT_TEMPLATE

from oro_framework.testing.host import OpenHost, open_host

AI = "/ai/llama/"
TEMPLATE = (
    "{% if tools %}<tools>{% for tool in tools %}{{ tool.function | tojson }}{% endfor %}</tools>"
    "write <tool_call>{% endif %}"
    "{% for message in messages %}<{{ message.role }}>{{ message.content }}"
    "{% for call in message.tool_calls %}{{ call.function.name }}{{ call.function.arguments | tojson }}{% endfor %}"
    "{{ '\n' }}{% endfor %}{% if mood %}({{ mood }}){% endif %}{% if add_generation_prompt %}<assistant>{% endif %}"
)
MISTRAL = TEMPLATE.replace("<tool_call>", "[TOOL_CALLS]")
LLAMA = TEMPLATE.replace("write <tool_call>", 'write {"name": function, "parameters": dictionary}')
BARE = TEMPLATE.replace("write <tool_call>", "")
STRICT = "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}" + CHAT_TEMPLATE
WORDS = ("<tool_call>", "</tool_call>", "[TOOL_CALLS]")
STYLES = {"hermes": TEMPLATE, "mistral": MISTRAL, "llama": LLAMA, "bare": BARE}

WEATHER = {
    "type": "object",
    "properties": {"city": {"$ref": "#/$defs/city"}, "unit": {"enum": ["c", "f"]}},
    "required": ["city", "unit"],
    "$defs": {"city": {"enum": ["Paris", "Rome"]}},
}
LEVEL = {
    "type": "object",
    "properties": {"level": {"type": "integer", "minimum": 1, "maximum": 9}},
    "required": ["level"],
}
TOOLS: list[dict[str, Any]] = [
    {"type": "function", "function": {"name": "get_weather", "description": "Weather", "parameters": WEATHER}},
    {"type": "function", "function": {"name": "set_level", "parameters": LEVEL, "strict": True}},
]
USER = [{"role": "user", "content": "What is it like?"}]
ASKED = {"messages": USER, "tools": TOOLS, "max_tokens": 200, "temperature": 0}
NAMED = {"type": "function", "function": {"name": "set_level"}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a model of each style, and `random.gguf`, which knows no tools."""
    folder = tmp_path_factory.mktemp("tools")
    for name, template in STYLES.items():
        write_model(folder / f"{name}.gguf", template=template, context=2048, words=WORDS)
    write_model(folder / "random.gguf")
    write_model(folder / "untaught.gguf", context=4096)
    write_model(folder / "strict.gguf", context=4096, template=STRICT)
    return folder


def serving(folder: Path, **more: Any) -> Any:
    return open_host(plugin, settings={"ai_llm_model_path": str(folder), "ai_llm_default_model": "hermes", **more})


async def post(app: OpenHost, body: Any, status: int = 200, endpoint: str = "v1/chat/completions") -> Any:
    answer = await app.client.post(AI + endpoint, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def streamed(app: OpenHost, body: Any) -> list[Any]:
    answer = await app.client.post(AI + "v1/chat/completions", json={**body, "stream": True})
    *events, last = answer.text.removesuffix("\n\n").split("\n\n")
    assert last == "data: [DONE]", answer.text
    return [json.loads(event.removeprefix("data: ")) for event in events]


def check(call: Any) -> None:
    """Hold a call to the schemas of the tools."""
    arguments = json.loads(call["function"]["arguments"])
    assert call["type"] == "function"
    assert call["id"].startswith("call_")
    if call["function"]["name"] == "get_weather":
        assert arguments["city"] in ("Paris", "Rome")
        assert arguments["unit"] in ("c", "f")
        assert arguments.keys() == {"city", "unit"}
    else:
        assert call["function"]["name"] == "set_level"
        assert arguments.keys() == {"level"}
        assert arguments["level"] in range(1, 10)


# -- calls that must be made -------------------------------------------------------------------------------


@pytest.mark.anyio
@pytest.mark.parametrize("style", STYLES)
async def test_a_call_that_must_be_made_is_made_as_its_schema_says(style: str, folder: Path) -> None:
    async with serving(folder, ai_llm_default_model=style) as app:
        for seed in range(4):
            asked = {**ASKED, "temperature": 2, "seed": seed, "parallel_tool_calls": False}
            for choice in ("required", NAMED):
                (choices,) = (await post(app, {**asked, "tool_choice": choice}))["choices"]
                assert choices["finish_reason"] == "tool_calls"
                (call,) = choices["message"]["tool_calls"]
                check(call)
                assert choices["message"]["content"] is None
                if choice is NAMED:
                    assert call["function"]["name"] == "set_level"


@pytest.mark.anyio
async def test_a_streamed_call_is_the_whole_one(folder: Path) -> None:
    asked = {**ASKED, "tool_choice": "required", "n": 2, "seed": 3, "temperature": 2, "logprobs": True}
    async with serving(folder) as app:
        whole = (await post(app, asked))["choices"]
        told = await streamed(app, {**asked, "stream_options": {"include_usage": True}})
        for place in range(2):
            chunks = [one["choices"][0] for one in told if one["choices"] and one["choices"][0]["index"] == place]
            calls = [call for chunk in chunks for call in chunk["delta"].get("tool_calls", [])]
            expected = whole[place]["message"]["tool_calls"]
            joined: list[dict[str, str]] = []
            for call in calls:
                if "id" in call:
                    assert call["index"] == len(joined)
                    joined.append({"name": call["function"]["name"], "arguments": ""})
                joined[call["index"]]["arguments"] += call["function"]["arguments"]
            assert joined == [call["function"] for call in expected]
            assert len(calls) > 3 * len(joined)
            assert "".join(chunk["delta"].get("content") or "" for chunk in chunks) == ""
            assert chunks[-1]["finish_reason"] == whole[place]["finish_reason"]
            likely = [one for chunk in chunks for one in (chunk["logprobs"] or {"content": []})["content"]]
            assert [one["token"] for one in likely] == [one["token"] for one in whole[place]["logprobs"]["content"]]
        usage = told[-1]["usage"]
        assert usage["prompt_tokens"] == (await post(app, {**asked, "n": 1}))["usage"]["prompt_tokens"]


@pytest.mark.anyio
@pytest.mark.parametrize("style", STYLES)
async def test_a_call_that_is_cut_off_is_told_as_far_as_it_came(style: str, folder: Path) -> None:
    async with serving(folder, ai_llm_default_model=style) as app:
        asked = {**ASKED, "tool_choice": NAMED, "seed": 1}
        lengths = set()
        for most in range(1, 42, 4):
            (choices,) = (await post(app, {**asked, "max_tokens": most}))["choices"]
            assert choices["finish_reason"] == "length"
            calls = choices["message"].get("tool_calls", [])
            assert not choices["message"]["content"]
            lengths |= {len(call["function"]["arguments"]) for call in calls}
            written = [call["function"]["arguments"].replace(" ", "")[:9] for call in calls]
            assert all('{"level":'.startswith(one) for one in written)
        assert len(lengths) > 1


# -- calls that may be made --------------------------------------------------------------------------------


@pytest.mark.anyio
@pytest.mark.parametrize(("style", "opener"), [("hermes", "<tool_call>"), ("mistral", "[TOOL_CALLS]")])
async def test_a_call_that_may_be_made_is_held_to_its_schema_from_where_it_begins(
    style: str, opener: str, folder: Path
) -> None:
    async with serving(folder, ai_llm_default_model=style) as app:
        tokens = (await post(app, {"content": opener}, endpoint="tokenize"))["tokens"]
        asked = {**ASKED, "parallel_tool_calls": False, "max_tokens": 200}
        for choice in ("auto", None):
            biased = {**asked, "tool_choice": choice, "logit_bias": {str(tokens[-1]): 100}}
            (choices,) = (await post(app, biased))["choices"]
            (call,) = choices["message"]["tool_calls"]
            check(call)
            assert choices["finish_reason"] == "tool_calls"
        (choices,) = (await post(app, {**asked, "max_tokens": 8}))["choices"]
        assert "tool_calls" not in choices["message"]
        (choices,) = (await post(app, {**biased, "tool_choice": "none", "max_tokens": 8}))["choices"]
        assert "tool_calls" not in choices["message"]


# -- models that know no tools -----------------------------------------------------------------------------


@pytest.mark.anyio
async def test_a_model_that_knows_no_tools_is_told_of_them_and_held_to_their_schemas(folder: Path) -> None:
    asked = {**ASKED, "model": "untaught", "max_tokens": None, "parallel_tool_calls": False}
    async with serving(folder) as app:
        for choice, names in (("required", {"get_weather", "set_level"}), (NAMED, {"set_level"})):
            (choices,) = (await post(app, {**asked, "tool_choice": choice}))["choices"]
            (call,) = choices["message"]["tool_calls"]
            check(call)
            assert call["function"]["name"] in names
            assert choices["finish_reason"] == "tool_calls"
        told = await streamed(app, {**asked, "tool_choice": NAMED})
        pieces = [one for chunk in told for one in chunk["choices"][0]["delta"].get("tool_calls", [])]
        assert "".join(one["function"]["arguments"] for one in pieces) == call["function"]["arguments"]
        (choices,) = (await post(app, {**asked, "ignore_eos": True, "max_tokens": 4}))["choices"]
        assert choices["finish_reason"] == "length"


@pytest.mark.anyio
async def test_a_template_of_ours_tells_of_tools_calls_and_what_they_returned(folder: Path) -> None:
    call = {"id": "1", "type": "function", "function": {"name": "set_level", "arguments": '{"level": 3}'}}
    answers = [{"role": "tool", "tool_call_id": "1", "content": text} for text in ("done", "twice")]
    messages = [*USER, {"role": "assistant", "content": None, "tool_calls": [call]}, *answers]
    async with serving(folder) as app:
        for model, begins in (("untaught", "<system>You may call"), ("strict", "<user>You may call")):
            body = {"messages": messages, "tools": TOOLS, "model": model}
            text = (await post(app, body, endpoint="apply-template"))["prompt"]
            assert text.startswith(begins)
            assert '{"name": "set_level"' in text
            assert '<tool_call>\n{"name": "set_level", "arguments": {"level": 3}}\n</tool_call>' in text
            assert text.count("<user>") == 2
            assert "<tool_response>\ndone\n</tool_response>\n<tool_response>\ntwice\n</tool_response>" in text


# -- what templates make of it -----------------------------------------------------------------------------


@pytest.mark.anyio
async def test_the_template_is_told_of_tools_calls_and_answers(folder: Path) -> None:
    call = {"id": "1", "type": "function", "function": {"name": "set_level", "arguments": '{"level": 3}'}}
    messages = [
        *USER,
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "1", "content": "done"},
    ]
    async with serving(folder) as app:

        async def text(**more: Any) -> str:
            body = {"messages": messages, **more}
            return str((await post(app, body, endpoint="apply-template"))["prompt"])

        plain = await text()
        assert plain == '<user>What is it like?\n<assistant>set_level{"level": 3}\n<tool>done\n<assistant>'
        assert await text(add_generation_prompt=False) == plain.removesuffix("<assistant>")
        assert await text(chat_template_kwargs={"mood": "calm"}) == plain.replace("done\n", "done\n(calm)")
        assert await text(chat_template_kwargs={"messages": [], "add_generation_prompt": False}) == plain
        with_tools = await text(tools=TOOLS)
        assert with_tools.endswith(plain)
        assert '"name": "get_weather"' in with_tools
        assert await text(tools=TOOLS, tool_choice="none") == plain
        by_url = await app.client.get(AI + "apply-template", params={"messages": json.dumps(USER)})
        assert by_url.json()["prompt"] == "<user>What is it like?\n<assistant>"
        used = (await post(app, {"messages": messages, "max_tokens": 3}))["usage"]
        same = (await post(app, {"prompt": plain, "max_tokens": 3}, endpoint="v1/completions"))["usage"]
        # All but the last token, which is computed for what follows on it: they are the same tokens.
        assert same["prompt_tokens_details"]["cached_tokens"] == used["prompt_tokens"] - 1


# -- what makes no sense -----------------------------------------------------------------------------------


def function(**more: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": "f", **more}}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"tools": [], "tool_choice": "required"}, "tool_choice"),
        ({"tools": [function()], "tool_choice": {"function": {"name": "g"}}}, "tool_choice"),
        ({"tools": [function()], "tool_choice": "always"}, "tool_choice"),
        ({"tools": [function(), function()]}, "tools"),
        ({"tools": [function(name=f"f{number}") for number in range(129)]}, "tools"),
        ({"tools": [function(name="a b")]}, "tools[0].function.name"),
        ({"tools": [{"type": "retrieval", "function": {"name": "f"}}]}, "tools[0].type"),
        ({"tools": [function(parameters={"type": "nonsense"})], "tool_choice": "required"}, "grammar"),
        ({"tools": [function(parameters={"not": {}})], "tool_choice": "required"}, "grammar"),
        ({"tools": [function()], "grammar": 'root ::= "x"'}, "grammar"),
        ({"messages": [{"role": "assistant", "tool_calls": [{}]}]}, "messages"),
        (
            {"messages": [{"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": "{"}}]}]},
            "messages",
        ),
    ],
)
async def test_what_cannot_be_called(body: dict[str, Any], param: str, folder: Path) -> None:
    async with serving(folder) as app:
        error = (await post(app, {"messages": USER, "max_tokens": 2, **body}, 400))["error"]
        assert (error["param"], bool(error["message"])) == (param, True)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
SCHEMA = st.sampled_from([WEATHER, LEVEL, {"type": "object"}, {}, {"type": "array"}]) | JSON
FUNCTION = st.fixed_dictionaries(
    {"name": st.sampled_from(["f", "g", "a b"]) | JSON}, optional={"parameters": SCHEMA, "description": JSON}
)
TOOL = st.fixed_dictionaries({"function": FUNCTION | JSON}, optional={"type": st.just("function") | JSON})
CALL = st.fixed_dictionaries({"function": st.fixed_dictionaries({"name": JSON, "arguments": JSON}) | JSON})
MESSAGE = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "tool"])},
    optional={"content": st.text(max_size=5) | JSON, "tool_calls": st.lists(CALL, max_size=2) | JSON},
)
BODY = st.fixed_dictionaries(
    {"messages": st.lists(MESSAGE, min_size=1, max_size=3)},
    optional={
        "tools": st.lists(TOOL, max_size=3) | JSON,
        "tool_choice": st.sampled_from(["none", "auto", "required", {"function": {"name": "f"}}]) | JSON,
        "parallel_tool_calls": JSON,
        "response_format": st.sampled_from([{"type": "json_object"}, {"type": "json_schema"}]) | JSON,
        "chat_template_kwargs": JSON,
        "add_generation_prompt": JSON,
        "stream": st.booleans(),
        "model": st.sampled_from([*STYLES, "random"]),
    },
)


@settings(max_examples=4, phases=[Phase.generate])
@given(bodies=st.lists(BODY, min_size=30, max_size=50))
def test_any_body_is_answered_or_refused(folder: Path, bodies: list[Any]) -> None:
    async def ask() -> None:
        async with serving(folder, ai_llm_hard_max_tokens=3) as app:
            for body in bodies:
                for endpoint in ("v1/chat/completions", "apply-template"):
                    answer = await app.client.post(AI + endpoint, json=body)
                    assert answer.status_code in (200, 400, 501), answer.text
                    assert answer.status_code == 200 or answer.json()["error"]["message"]

    anyio.run(ask, backend="trio")


@pytest.mark.slow
@pytest.mark.anyio
async def test_a_real_model_is_held_to_calls_and_schemas(chat_model: Path) -> None:
    functions = [Function(tool["function"]["name"], tool["function"]["parameters"]) for tool in TOOLS]
    held = grammar(functions, HERMES, parallel=True, opened=True)
    prompt = "<|im_start|>user\nHow is the weather in Rome?<|im_end|>\n<|im_start|>assistant\n" + HERMES.opened
    form = {"type": "json_schema", "json_schema": {"name": "weather", "strict": True, "schema": WEATHER}}
    async with serving(chat_model.parent, ai_llm_default_model=chat_model.name) as app:
        asked = {"prompt": prompt, "grammar": held, "max_tokens": 120, "temperature": 0}
        (choice,) = (await post(app, asked, endpoint="v1/completions"))["choices"]
        reader = CallReader(("get_weather", "set_level"), ["<tool_call>"])
        _, calls = gathered([*reader.feed(HERMES.opened + choice["text"]), *reader.finish()])
        assert json.loads(calls[0].arguments)
        for seed in range(3):
            asked = {"messages": USER, "response_format": form, "temperature": 1.5, "seed": seed, "max_tokens": 60}
            (choice,) = (await post(app, asked))["choices"]
            assert choice["finish_reason"] == "stop"
            said = json.loads(choice["message"]["content"])
            assert (said["city"] in ("Paris", "Rome"), said["unit"] in ("c", "f"), len(said)) == (True, True, 2)
