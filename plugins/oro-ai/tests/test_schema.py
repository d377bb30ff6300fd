"""Schemas: an answer is what its schema allows, and a schema that cannot be held to is refused by its reason."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from oro_ai import plugin
from oro_ai.errors import BadGrammar
from oro_ai.grammar.scalars import BOUNDS, NotStrict
from oro_ai.grammar.schema import checked, grammar_of
from oro_ai.grammar.strict import DESCRIBING, KNOWN, strict
from oro_ai.testing import write_model

from oro_framework.testing.host import open_host

NODE = {
    "type": "object",
    "properties": {"value": {"type": "integer", "minimum": 1, "maximum": 3}, "next": {"$ref": "#/$defs/node"}},
    "required": ["value"],
}
HELD: dict[str, tuple[Any, str]] = {
    "a range": ({"type": "integer", "minimum": -2, "exclusiveMaximum": 3}, r"-2|-1|0|1|2"),
    "no less than nothing": ({"type": "integer", "minimum": 0}, r"0|[1-9]\d*"),
    "a share": ({"type": "number", "minimum": 0, "maximum": 1}, r"0(\.\d+)?|1(\.0)?"),
    "quotes and backslashes": ({"enum": ['a"b', "c\\d", "\n", "é", 5, None]}, r'"a\\"b"|"c\\\\d"|"\\n"|"é"|5|null'),
    "a constant": ({"const": {"a": [1, "\\"]}}, re.escape('{"a": [1, "\\\\"]}')),
    "null or a length": (
        {"type": ["string", "null"], "minLength": 2, "maxLength": 3},
        r'null|"(\\.{1,5}|[^"\\]){2,3}"',
    ),
    "an enum of one type": ({"type": "string", "enum": ["x", 1]}, '"x"'),
    "a tuple": ({"prefixItems": [{"const": 1}, {"const": "x"}], "maxItems": 2}, r'\[ ?1 ?, ?"x" ?\]'),
    "no items": ({"type": "array", "items": {"type": "string"}, "maxItems": 0}, r"\[ ?\]"),
    "items": (
        {"type": "array", "items": {"enum": [1, 2]}, "minItems": 2, "maxItems": 3},
        r"\[ ?[12]( ?, ?[12]){1,2} ?\]",
    ),
    "a pattern": ({"type": "string", "pattern": "^[a-c]{2}-x$"}, '"[a-c]{2}-x"'),
    "a day": ({"type": "string", "format": "date"}, r'"\d{4}-\d\d-\d\d"'),
    "a property nobody described": (
        {"type": "object", "properties": {"a": {"const": 1}}, "required": ["b"], "additionalProperties": {"const": 2}},
        r'\{ ?"b" ?: ?2 ?(, ?"a" ?: ?1 ?)?\}',
    ),
    "parts of one object": (
        {
            "allOf": [{"$ref": "#/$defs/a"}, {"properties": {"b": {"const": 2}}, "required": ["b"]}],
            "$defs": {"a": {"type": "object", "properties": {"a": {"const": 1}}, "required": ["a"]}},
        },
        r'\{ ?"a" ?: ?1 ?, ?"b" ?: ?2 ?\}',
    ),
    "a property of a definition's name": (
        {
            "type": "object",
            "properties": {
                "a": {"type": "object", "properties": {"x": {"const": 1}}, "required": ["x"]},
                "b": {"$ref": "#/$defs/a"},
            },
            "required": ["a", "b"],
            "$defs": {"a": {"const": 7}},
        },
        r'\{ ?"a" ?: ?\{ ?"x" ?: ?1 ?\} ?, ?"b" ?: ?7 ?\}',
    ),
    "what refers to itself": ({"$ref": "#/$defs/node", "$defs": {"node": NODE}}, r"\{.*\}"),
    "anything": ({"title": "whatever"}, r"(?s).*"),
}
"""Schemas, and expressions their texts match."""


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, str]]]:
    """Give what a model of random weights says in each schema, and why it stopped."""
    folder = tmp_path_factory.mktemp("schemas")
    write_model(folder / "random.gguf", context=4096)
    found: dict[str, list[tuple[str, str]]] = {}

    async def ask() -> None:
        keys = {"ai_llm_model_path": str(folder), "ai_llm_default_model": "random"}
        async with open_host(plugin, settings=keys) as app:
            for name, (schema, _) in HELD.items():
                form = {"type": "json_schema", "json_schema": {"name": "it", "strict": True, "schema": schema}}
                messages = [{"role": "user", "content": "?"}]
                asked = {"messages": messages, "response_format": form, "n": 8, "seed": 1, "temperature": 3}
                answer = await app.client.post("/ai/llama/v1/chat/completions", json={**asked, "max_tokens": 300})
                assert answer.status_code == 200, (name, answer.text)
                told = answer.json()["choices"]
                found[name] = [(one["message"]["content"], one["finish_reason"]) for one in told]

    anyio.run(ask, backend="trio")
    return found


@pytest.mark.parametrize("name", HELD)
def test_what_is_said_is_what_the_schema_allows(name: str, texts: dict[str, list[tuple[str, str]]]) -> None:
    whole = [text for text, reason in texts[name] if reason == "stop"]
    assert whole, texts[name]
    for text in whole:
        json.loads(text)
        shown = text.strip().replace("\\u00e9", "é")
        assert re.fullmatch(HELD[name][1], shown), text


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"type": "nonsense"}, "type"),
        ({"type": "string", "pattern": "a"}, "pattern"),
        ({"type": "string", "pattern": "^a$", "maxLength": 3}, "pattern"),
        ({"type": "string", "format": "date", "maxLength": 3}, "format"),
        ({"type": "integer", "multipleOf": 3}, "multipleOf"),
        ({"type": "integer", "minimum": 5}, "5"),
        ({"type": "number", "exclusiveMinimum": 0}, "exclusive"),
        ({"type": "object", "patternProperties": {}}, "patternProperties"),
        ({"type": "object", "required": ["a"], "additionalProperties": False}, "a"),
        ({"type": "array", "uniqueItems": True}, "uniqueItems"),
        ({"type": "array", "minItems": 3, "maxItems": 2}, "maxItems"),
        ({"type": "array", "minItems": 10_000}, "minItems"),
        ({"type": "array", "prefixItems": [{}], "minItems": 2}, "items"),
        ({"not": {"type": "string"}}, "not"),
        ({"anyOf": [{"type": "string"}], "minLength": 3}, "minLength"),
        ({"oneOf": []}, "oneOf"),
        ({"allOf": [{"type": "string"}, {"minLength": 3}]}, "allOf"),
        ({"$ref": "https://example.com/schema"}, "ref"),
        ({"$ref": "#/$defs/nothing"}, "nothing"),
        ({"enum": []}, "enum"),
        ({"type": "string", "const": 5}, "const"),
        ({"allOf": [{"$ref": "#"}]}, ""),
    ],
)
def test_what_no_grammar_can_hold_to_is_refused_by_its_reason(schema: Any, reason: str) -> None:
    with pytest.raises(BadGrammar) as caught:
        grammar_of(schema)
    assert reason in caught.value.message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 2000) | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
APPLIED = ("type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref", "not")
WORDS = st.sampled_from(sorted({*DESCRIBING, *BOUNDS, *frozenset().union(*KNOWN.values()), *APPLIED}))
KIND = st.sampled_from(["object", "array", "string", "number", "integer", "boolean", "null"])
SCHEMA: st.SearchStrategy[Any] = st.recursive(
    st.builds(lambda kind: {"type": kind}, KIND | st.lists(KIND, max_size=2)) | st.just({"$ref": "#"}) | JSON,
    lambda inner: (
        st.dictionaries(WORDS, inner | st.lists(inner, max_size=3) | JSON | KIND, max_size=4)
        | st.builds(lambda properties: {"type": "object", "properties": properties}, st.dictionaries(st.text(), inner))
    ),
    max_leaves=8,
)


@example(schema={"const": 1, "type": {"type": []}})
@given(schema=SCHEMA)
def test_any_schema_is_put_into_known_words_or_refused(schema: Any) -> None:
    try:
        (said,), references = strict(schema)
    except (NotStrict, RecursionError):
        return
    assert isinstance(said, dict)
    assert all(isinstance(one, dict) for one in references.values())
    json.dumps([said, references])


@given(
    schema=st.dictionaries(st.text(max_size=3), SCHEMA, max_size=3) | SCHEMA.filter(lambda one: isinstance(one, dict))
)
def test_any_schema_is_a_grammar_or_refused(schema: Any) -> None:
    try:
        grammar = grammar_of(schema)
    except BadGrammar:
        return
    assert re.search(r"^root ::= ", grammar, re.MULTILINE)


@pytest.mark.parametrize(
    "text", ["(" * 501 + '"a"' + ")" * 501, '")"' + "(" * 501, "[)]" + "(" * 501, "#)\n" + "(" * 501]
)
def test_grammars_that_would_end_the_process_are_refused(text: str) -> None:
    with pytest.raises(BadGrammar):
        checked(f"root ::= {text}")
    with pytest.raises(BadGrammar):
        checked("x" * ((1 << 18) + 1))
    assert checked('root ::= "(((" ' + "(" * 400) != ""


@pytest.mark.anyio
async def test_a_schema_of_nothing_but_itself_fails_its_request_alone(serving: Any, models: Path) -> None:
    form = {"type": "json_schema", "json_schema": {"schema": {"$ref": "#"}}}
    asked = {"messages": [{"role": "user", "content": "?"}], "max_tokens": 2}
    async with serving() as app:
        answer = await app.client.post("/ai/llama/v1/chat/completions", json={**asked, "response_format": form})
        assert answer.status_code == 400, answer.text
        assert (await app.client.post("/ai/llama/v1/chat/completions", json=asked)).status_code == 200
