"""Tools and a form at once: an answer is calls or has the form, by one grammar from the first token on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai import plugin
from oro_ai.chat.calls import Begun, Call, More, Said, gathered
from oro_ai.chat.form_reader import FormReader
from oro_ai.chat.tools import BARE, FENCE, HERMES, MISTRAL, PARAMETERS, Function, Style, grammar
from oro_ai.llama.vocab import Vocab
from oro_ai.testing import write_model
from oro_ai.testing.grammars import accepts
from oro_ai.testing.random_model import BYTES

from oro_framework.testing.host import OpenHost, open_host

STYLES = {"hermes": HERMES, "mistral": MISTRAL, "llama": PARAMETERS, "bare": BARE}
style_names = st.sampled_from(sorted(STYLES))


def call(style: Style, name: str, arguments: Any) -> str:
    return json.dumps({"name": name, style.arguments: arguments})


def said_calls(style: Style, *calls: str) -> str:
    return style.opened + style.between.join(calls) + style.closed


def fenced(text: str) -> str:
    return FENCE.opened + text + FENCE.closed


# -- the grammar -------------------------------------------------------------------------------------------


MEMBERS = ("a", "a-b", "a_b", "0", "name", "arguments", "call", "form", "of-0-of", "arguments-0", "kv", "$ref")


@st.composite
def schemas(draw: st.DrawFn, number: int) -> tuple[dict[str, Any], Any]:
    """Draw a schema whose names others have, too, and a value of it, whose numbers are no others'."""
    names = draw(st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=4, unique=True))
    low = 10 * number
    parts: list[tuple[dict[str, Any], Any]] = [
        ({"$ref": "#/$defs/a"}, low),
        ({"$ref": "#/properties/in/items"}, low + 1),
        ({"enum": [low + 2, low + 3]}, low + 3),
        ({"type": "object", "properties": {"a": {"$ref": "#/$defs/a"}}, "required": ["a"]}, {"a": low}),
        ({"anyOf": [{"type": "boolean"}, {"$ref": "#/$defs/a"}]}, draw(st.sampled_from([True, low]))),
        ({"type": "string"}, draw(st.text(alphabet='ab<>{}"\\é', max_size=4))),
    ]
    chosen = {name: draw(st.sampled_from(parts)) for name in names}
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            **{name: part for name, (part, _) in chosen.items()},
            "in": {"type": "array", "items": {"const": low + 1}, "minItems": 1},
            "next": {"$ref": "#"},
        },
        "required": [*names, "in"],
        "$defs": {"a": {"const": low}},
    }
    value = {**{name: value for name, (_, value) in chosen.items()}, "in": [low + 1]}
    return schema, {**value, "next": value} if draw(st.booleans()) else value


@st.composite
def agreements(draw: st.DrawFn) -> tuple[list[Function], dict[str, Any], list[Any]]:
    """Draw functions, a form, and a value of each function's parameters and of the form."""
    drawn = [draw(schemas(number)) for number in range(1, 1 + draw(st.integers(2, 4)))]
    functions = [Function(f"f{place}", schema) for place, (schema, _) in enumerate(drawn[:-1])]
    return functions, drawn[-1][0], [value for _, value in drawn]


@given(agreed=agreements(), style=style_names, parallel=st.booleans())
def test_a_call_has_its_own_functions_arguments_and_anything_else_the_form(
    agreed: tuple[list[Function], dict[str, Any], list[Any]], style: str, parallel: bool, vocab: Vocab
) -> None:
    functions, form, values = agreed
    how = STYLES[style]
    held = grammar(functions, how, parallel=parallel, opened=False, form=form)
    for place, value in enumerate(values):
        for said in (json.dumps(value), fenced(json.dumps(value))):
            assert accepts(vocab, said, held) == (value is values[-1]), said
        for function, fitting in zip(functions, values, strict=False):
            one = call(how, function.name, value)
            for said in (said_calls(how, one), fenced(one)):
                assert accepts(vocab, said, held) == (values[place] is fitting), said


@given(agreed=agreements(), style=style_names, parallel=st.booleans())
def test_an_answer_is_not_calls_and_the_form(
    agreed: tuple[list[Function], dict[str, Any], list[Any]], style: str, parallel: bool, vocab: Vocab
) -> None:
    functions, form, values = agreed
    how = STYLES[style]
    held = grammar(functions, how, parallel=parallel, opened=False, form=form)
    one = call(how, "f0", values[0])
    answered = json.dumps(values[-1])
    assert accepts(vocab, said_calls(how, one, one), held) == (parallel and bool(how.between))
    for said in (
        *("", "Well, ", how.opened, said_calls(how)),
        *(answered + said_calls(how, one), said_calls(how, one) + answered, answered + answered),
        *(fenced(""), fenced(answered) + answered, fenced(one + one), fenced(fenced(answered)), FENCE.opened + one),
        *(call(how, "f9", values[0]), said_calls(how, call(how, "f9", values[0]))),
    ):
        assert not accepts(vocab, said, held), said
    if how.trigger:
        assert not accepts(vocab, one, held)


@pytest.mark.parametrize(
    ("form", "fitting"),
    [
        ({"type": "boolean"}, [True]),
        ({"type": "object"}, [{"a": [1]}]),
        ({"type": "string"}, ["x"]),
        ({"const": [1]}, [[1]]),
        ({}, [True, {"a": [1]}, "x", [1]]),
    ],
)
@pytest.mark.parametrize("style", STYLES)
def test_a_form_of_one_word_is_held_to_as_well(
    style: str, form: dict[str, Any], fitting: list[Any], vocab: Vocab
) -> None:
    how = STYLES[style]
    held = grammar([Function("f", {})], how, parallel=True, opened=False, form=form)
    for value in (True, {"a": [1]}, "x", [1]):
        assert accepts(vocab, json.dumps(value), held) == (value in fitting), value
    assert accepts(vocab, said_calls(how, call(how, "f", {"x": 1})), held)


# -- reading -----------------------------------------------------------------------------------------------

NAMES = ("add", "add_all")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["<tool_call>", "```json"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5) | st.sampled_from(["name", "arguments", "parameters"]), inner, max_size=3)
    ),
    max_leaves=8,
)
CUTS = st.lists(st.integers(0, 200), max_size=12)


def read(style: Style, text: str, cuts: list[int]) -> tuple[str, list[Call]]:
    """Return what was said beside calls, and the calls."""
    reader, said = FormReader(NAMES, style), list[Said]()
    places = sorted({min(cut, len(text)) for cut in cuts})
    for start, end in zip([0, *places], [*places, len(text)], strict=True):
        said += reader.feed(text[start:end])
    return gathered([*said, *reader.finish()])


def is_call(style: Style, value: Any) -> bool:
    return not style.trigger and has_members(style, value)


def has_members(style: Style, value: Any) -> bool:
    """Return whether a value has what a call has."""
    if not isinstance(value, dict) or list(value) != ["name", style.arguments]:
        return False
    return value["name"] in NAMES and isinstance(value[style.arguments], dict)


@given(value=JSON, style=style_names, cuts=CUTS, ascii=st.booleans())
def test_what_has_the_form_is_said_to_the_letter(value: Any, style: str, cuts: list[int], ascii: bool) -> None:
    how = STYLES[style]
    text = json.dumps(value, ensure_ascii=ascii)
    if not is_call(how, value):
        assert read(how, text, cuts) == (text, [])
    if not has_members(how, value):
        assert read(how, fenced(text), cuts) == (text, [])


@pytest.mark.parametrize("style", STYLES)
def test_what_looks_like_a_call_is_none_where_it_is_none(style: str) -> None:
    how = STYLES[style]
    for value in (
        {"name": "subtract", how.arguments: {}},
        {"name": "add", how.arguments: {}, "id": 1},
        {how.arguments: {}, "name": "add"},
        {"name": "add", how.arguments: "{}"},
        {"name": "add"},
        {"function": {"name": "add", how.arguments: {}}},
        [{"name": "add", how.arguments: {}}],
        "<tool_call>" + call(how, "add", {}) + "</tool_call>",
        {"text": "```json\n" + call(how, "add", {}) + "\n```"},
    ):
        text = json.dumps(value)
        for cuts in ([], list(range(len(text)))):
            assert read(how, text, cuts) == (text, []), value
            assert read(how, fenced(text), cuts) == (text, []), value
    text = call(how, "add", {})
    assert read(how, text, []) == ((text, []) if how.trigger else ("", [Call("add", "{}")]))
    assert read(how, fenced(text), []) == ("", [Call("add", "{}")])


@given(
    objects=st.lists(st.dictionaries(st.text(max_size=3), JSON, max_size=3), min_size=1, max_size=3),
    style=style_names,
    name=st.sampled_from(NAMES),
    cuts=CUTS,
)
def test_calls_are_read_with_their_arguments(objects: list[Any], style: str, name: str, cuts: list[int]) -> None:
    how = STYLES[style]
    objects = objects if how.between else objects[:1]
    text = said_calls(how, *(call(how, name, one) for one in objects))
    said, calls = read(how, text, cuts)
    assert (said, [(one.name, json.loads(one.arguments)) for one in calls]) == ("", [(name, one) for one in objects])
    said, calls = read(how, fenced(call(how, name, objects[0])), cuts)
    assert (said, [(one.name, json.loads(one.arguments)) for one in calls]) == ("", [(name, objects[0])])


@given(arguments=st.dictionaries(st.text(max_size=3), JSON, max_size=3), style=style_names, end=st.integers(0, 99))
def test_what_is_cut_off_is_told_as_far_as_it_came(arguments: Any, style: str, end: int) -> None:
    how = STYLES[style]
    written = json.dumps(arguments)
    text = said_calls(how, call(how, "add", arguments))
    said, calls = read(how, text[:end], [])
    if not how.trigger:
        assert said == text[:end] or calls == [Call("add", json.dumps(arguments, ensure_ascii=False))]
        return
    assert said == (text[:end] if end < len(how.trigger) else "")
    assert all(written.startswith(one.arguments) for one in calls)


@given(value=JSON, style=style_names, end=st.integers(0, 99), cuts=CUTS)
def test_a_fenced_form_that_is_cut_off_is_told_without_its_fence(
    value: Any, style: str, end: int, cuts: list[int]
) -> None:
    text = json.dumps(value)
    whole = fenced(text)[: len(FENCE.opened) + end]
    said, calls = read(STYLES[style], whole, cuts)
    assert (said, calls) == (text[:end], []) or (has_members(STYLES[style], value) and end >= len(text))


@pytest.mark.parametrize("style", STYLES)
def test_a_form_is_told_as_it_comes(style: str) -> None:
    reader = FormReader(NAMES, STYLES[style])
    assert "".join(map(str, reader.feed('{"name": ') + reader.feed('"sub'))) == '{"name": "sub'
    assert reader.feed("tract") == ["tract"]
    assert reader.feed('"}') == ['"}']
    assert reader.finish() == []
    reader = FormReader(NAMES, STYLES[style])
    assert reader.feed("```js") + reader.feed('on\n{"') == []
    assert reader.feed('a": "```') == ['{"a": "```']
    assert reader.feed('"}\n``') == ['"}']
    assert reader.feed("`") + reader.finish() == []


def test_a_marked_call_is_told_as_it_comes() -> None:
    reader = FormReader(NAMES, HERMES)
    assert reader.feed("<tool_") == []
    assert reader.feed('call>\n{"name": "add", "arguments": {"a') == [Begun("add"), More('{"a')]
    assert reader.feed('": 1}}\n</tool_call>') == [More('": 1}')]
    assert reader.finish() == []


# -- answers -----------------------------------------------------------------------------------------------

AI = "/ai/llama/v1/chat/completions"
SHOWN = {
    "hermes": "write <tool_call>",
    "mistral": "write [TOOL_CALLS]",
    "llama": 'write {"name": function, "parameters": dictionary}',
    "bare": "",
}
TEMPLATE = (
    "{%% if tools %%}{%% for tool in tools %%}{{ tool.function | tojson }}{%% endfor %%}%s{%% endif %%}"
    "{%% for message in messages %%}<{{ message.role }}>{{ message.content }}\n{%% endfor %%}<assistant>"
)
WEATHER = {
    "type": "object",
    "properties": {"city": {"$ref": "#/$defs/it"}, "name": {"enum": ["c", "f"]}},
    "required": ["city", "name"],
    "$defs": {"it": {"enum": ["Paris", "Rome"]}},
}
REPORT = {
    "type": "array",
    "items": {"type": "object", "properties": {"city": {"$ref": "#/$defs/it"}}, "required": ["city"]},
    "minItems": 1,
    "maxItems": 3,
    "$defs": {"it": {"enum": ["Oslo", "Bern"]}},
}
TOOLS = [{"type": "function", "function": {"name": "get_weather", "parameters": WEATHER}}]
FORM = {"type": "json_schema", "json_schema": {"name": "report", "strict": True, "schema": REPORT}}
ASKED: dict[str, Any] = {
    "messages": [{"role": "user", "content": "?"}],
    "tools": TOOLS,
    "response_format": FORM,
    "max_tokens": 400,
    "temperature": 2,
    "seed": 1,
    "n": 4,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a model of each style, and `random.gguf`, which knows no tools."""
    folder = tmp_path_factory.mktemp("forms")
    for name, shown in SHOWN.items():
        words = ("<tool_call>", "</tool_call>", "[TOOL_CALLS]")
        write_model(folder / f"{name}.gguf", template=TEMPLATE % shown, context=4096, words=words)
    write_model(folder / "random.gguf", context=4096)
    return folder


def serving(folder: Path, model: str) -> Any:
    return open_host(plugin, settings={"ai_llm_model_path": str(folder), "ai_llm_default_model": model})


async def choices(app: OpenHost, **more: Any) -> list[Any]:
    answer = await app.client.post(AI, json={**ASKED, **more})
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["choices"]
    return found


async def refused(app: OpenHost, **more: Any) -> Any:
    answer = await app.client.post(AI, json={**ASKED, "response_format": None, **more})
    assert answer.status_code == 400, answer.text
    return answer.json()["error"]


async def streamed(app: OpenHost, **more: Any) -> list[Any]:
    """Return the choices of a streamed answer as those of a whole one, and in how many pieces each text came."""
    answer = await app.client.post(AI, json={**ASKED, **more, "stream": True})
    *events, last = answer.text.removesuffix("\n\n").split("\n\n")
    assert last == "data: [DONE]", answer.text
    found: list[Any] = [{"content": "", "calls": [], "reason": None, "pieces": 0} for _ in range(ASKED["n"])]
    for event in events:
        (chunk,) = json.loads(event.removeprefix("data: "))["choices"]
        one, delta = found[chunk["index"]], chunk["delta"]
        one["content"] += delta.get("content") or ""
        one["pieces"] += 1
        one["reason"] = chunk["finish_reason"]
        for part in delta.get("tool_calls", []):
            if "id" in part:
                one["calls"].append({"name": part["function"]["name"], "arguments": ""})
            one["calls"][part["index"]]["arguments"] += part["function"]["arguments"]
    return found


async def biased(app: OpenHost, style: str, called: bool) -> dict[str, Any]:
    """Return biases with which the model begins a call, or the form's array."""

    async def token(text: str) -> str:
        tokens = (await app.client.post("/ai/llama/tokenize", json={"content": text})).json()["tokens"]
        return str(tokens[-1])

    trigger = STYLES[style].trigger or "{"
    if called:
        return {"logit_bias": {await token(trigger): 100}}
    # Letter by letter a mark can be begun as well: what the form's array begins with, and then a T.
    never = [await token("[TOOL_CALLS]"), await token("T"), str(BYTES + ord("T"))]
    return {"logit_bias": {await token("["): 100, **dict.fromkeys(never, -100)}}


def check(choice: Any) -> bool:
    """Hold an answer to the tool or to the form, and return whether it was a call."""
    message = choice["message"]
    if "tool_calls" not in message:
        said = json.loads(message["content"])
        assert 1 <= len(said) <= 3
        assert all(one in ({"city": "Oslo"}, {"city": "Bern"}) for one in said)
        assert choice["finish_reason"] == "stop"
        return False
    assert (choice["finish_reason"], message["content"]) == ("tool_calls", None)
    for one in message["tool_calls"]:
        assert one["function"]["name"] == "get_weather"
        arguments = json.loads(one["function"]["arguments"])
        assert (arguments["city"] in ("Paris", "Rome"), arguments["name"] in ("c", "f")) == (True, True)
    return True


@pytest.mark.anyio
@pytest.mark.parametrize("style", STYLES)
async def test_an_answer_is_calls_or_has_the_form_whole_and_streamed(style: str, folder: Path) -> None:
    async with serving(folder, style) as app:
        for called in (True, False):
            asked = {"parallel_tool_calls": False, **await biased(app, style, called)}
            found = await choices(app, **asked)
            assert [check(choice) for choice in found] == [called] * 4
            for choice, told in zip(found, await streamed(app, **asked), strict=True):
                calls = [one["function"] for one in choice["message"].get("tool_calls", [])]
                assert (told["content"], told["calls"]) == (choice["message"]["content"] or "", calls)
                assert told["reason"] == choice["finish_reason"]
                assert told["pieces"] > 3 or (called and not STYLES[style].trigger)
        for mode in ("auto", None):
            for choice in await choices(app, tool_choice=mode, parallel_tool_calls=False):
                check(choice)


@pytest.mark.anyio
@pytest.mark.parametrize("style", STYLES)
async def test_a_call_that_must_be_made_is_made_whatever_the_form(style: str, folder: Path) -> None:
    named = {"type": "function", "function": {"name": "get_weather"}}
    nothing = {"type": "json_schema", "json_schema": {"schema": {"not": {}}}}
    async with serving(folder, style) as app:
        for mode in ("required", named):
            for form in (FORM, {"type": "json_object"}, nothing):
                asked = {"tool_choice": mode, "response_format": form, "parallel_tool_calls": False}
                assert all(check(choice) for choice in await choices(app, **asked))


@pytest.mark.anyio
async def test_where_nothing_may_be_called_there_is_only_the_form(folder: Path) -> None:
    async with serving(folder, "hermes") as app:
        called = await biased(app, "hermes", True)
        assert not any(check(choice) for choice in await choices(app, tool_choice="none", **called))


@pytest.mark.anyio
async def test_a_grammar_beside_tools_is_refused_with_what_to_do(folder: Path) -> None:
    held = 'root ::= "yes"'
    async with serving(folder, "bare") as app:
        for mode in ("auto", "required", None):
            for model in ("bare", "hermes"):
                error = await refused(app, grammar=held, tool_choice=mode, model=model)
                assert error["param"] == "grammar"
                assert "response_format" in error["message"]
        found = await choices(app, grammar=held, response_format=None, tool_choice="none")
        assert [choice["message"]["content"] for choice in found] == ["yes"] * 4
        error = await refused(app, response_format={"type": "json_schema", "json_schema": {"schema": {"not": {}}}})
        assert "not" in error["message"]


@pytest.mark.slow
@pytest.mark.anyio
async def test_real_words_are_held_to_calls_or_the_form(chat_model: Path) -> None:
    held = grammar([Function("get_weather", WEATHER)], HERMES, parallel=False, opened=False, form=REPORT)
    asked = {"grammar": held, "max_tokens": 200, "temperature": 1.5}
    async with serving(chat_model.parent, chat_model.name) as app:
        for prompt, seed in (("Answer in JSON:", 1), ("[", 2), ("<tool_call>", 3), ("```json", 4)):
            body = {**asked, "prompt": f"{prompt}\n" * 3, "seed": seed}
            answer = await app.client.post("/ai/llama/v1/completions", json=body)
            assert answer.status_code == 200, answer.text
            (choice,) = answer.json()["choices"]
            reader = FormReader(["get_weather"], HERMES)
            text, calls = gathered([*reader.feed(choice["text"]), *reader.finish()])
            assert choice["finish_reason"] == "stop"
            assert bool(calls) != bool(text)
            for one in calls:
                assert json.loads(one.arguments)["city"] in ("Paris", "Rome")
            assert not text or all(one["city"] in ("Oslo", "Bern") for one in json.loads(text))
